using MediatR;
using RefMon.Application.Allocation;
using RefMon.Application.CaseLists;
using RefMon.Application.Endings;
using RefMon.Application.History;
using RefMon.Application.Pipeline;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Appointments;
using RefMon.Domain.Endings;
using Xunit;
using AssignCaseworker = RefMon.Application.Allocation.AssignCaseworker;
using RecallReferral = RefMon.Application.Endings.RecallReferral;
using ReturnReferral = RefMon.Application.Endings.ReturnReferral;

namespace RefMon.Application.Tests.Endings;

/// <summary>Returning and recalling: who may, when, and what each side sees afterwards.</summary>
[Trait("Capability", "Endings")]
public sealed class TakingBackTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    private static readonly StaffMember Lead = Person(Staff.SupplierLead);
    private static readonly StaffMember Casey = Person(Staff.Caseworker);
    private static readonly AppointmentOutcome Came = new(
        Happened: true,
        Attended: true,
        Late: false,
        null,
        "Talked",
        "Well",
        null,
        null,
        null,
        NotifyOfBehaviour: false,
        null,
        NotifyOfConcerns: false,
        null
    );

    [Fact]
    public async Task A_supplier_lead_returns_a_referral_and_both_sides_read_why()
    {
        var sent = await world.Sent(new SentReferral());

        await world.Get(
            Return(sent, ReturnReason.CannotMeetTheNeed, "  Needs a women-only group.\r\nTry Thistle. "),
            Staff.SupplierLead
        );

        foreach (var reader in new[] { Staff.Sender, Staff.Caseworker })
        {
            var view = await world.Get(new GetOverview(sent.Reference), reader);
            Assert.Equal((Stage.Concluded, Conclusion.Returned), (view.Stage, view.Conclusion));
            Assert.Equal(
                ("Sasha Lead", "We cannot meet the person’s needs", "  Needs a women-only group.\nTry Thistle. "),
                (view.Ending.TakenBack!.By, view.Ending.TakenBack.Reason, view.Ending.TakenBack.Words)
            );
            Assert.Equal((false, false), (view.Ending.MayReturn, view.Ending.MayRecall));
            Assert.Equal(reader == Staff.Sender, view.Ending.MaySendElsewhere);
        }
        Assert.Equal("concluded", await Code(Return(sent), Staff.SupplierLead));
    }

    [Theory]
    [InlineData(Staff.Caseworker, "not-permitted")]
    [InlineData(Staff.Sender, "not-permitted")]
    [InlineData(Staff.OtherContractLead, "not-found")]
    [InlineData(Staff.OtherSupplierLead, "not-found")]
    public async Task Nobody_but_a_lead_on_the_contract_returns(string who, string code)
    {
        var sent = await world.Sent(new SentReferral());
        Assert.Equal(code, await Code(Return(sent), who));
        Assert.Equal("Sent", await StageOf(sent));
    }

    [Theory]
    [InlineData(null, "Words", "reason-missing")]
    [InlineData((ReturnReason)99, "Words", "reason-missing")]
    [InlineData(ReturnReason.Duplicate, null, "answer-missing")]
    [InlineData(ReturnReason.Duplicate, " \u00a0\t\u200b\r\n", "answer-missing")]
    public async Task A_return_needs_a_reason_of_the_list_and_words_to_read(
        ReturnReason? reason,
        string? words,
        string code
    )
    {
        var sent = await world.Sent(new SentReferral());
        Assert.Equal(code, await Code(Return(sent, reason, words), Staff.SupplierLead));
        Assert.Equal(code, await Code(new CheckReturn(sent.Reference, reason, words), Staff.SupplierLead));
    }

    [Fact]
    public async Task Once_the_assessment_has_happened_it_is_too_late_to_return_and_the_page_says_why()
    {
        var sent = await Assessed();
        Assert.Equal("assessment-already-happened", await Code(Return(sent), Staff.SupplierLead));
        var page = await world.Get(new GetReturn(sent.Reference), Staff.SupplierLead);
        Assert.Equal("assessment-already-happened", page.NotReturned!.Code);
        Assert.False((await world.Get(new GetOverview(sent.Reference), Staff.SupplierLead)).Ending.MayReturn);
    }

    [Fact]
    public async Task The_same_press_twice_returns_once()
    {
        var sent = await world.Sent(new SentReferral());
        var command = Return(sent);
        await world.Get(command, Staff.SupplierLead);
        await world.Get(command, Staff.SupplierLead);
        Assert.Equal(2, (await world.Events.FetchStream(sent.Id.Value)).Count);
    }

    [Fact]
    public async Task A_recalled_referral_is_gone_for_the_supplier_at_once_but_for_its_reference_and_dates()
    {
        var sent = await world.Sent(new SentReferral { FirstName = "Recalled", LastName = "Person" });
        await world.Append(sent.Id, new CaseworkerAssigned(Lead, world.Clock.GetUtcNow(), Casey, null));
        Assert.False((await world.Send(new GetOverview(sent.Reference), Staff.Caseworker)).IsRefused);

        await world.Get(Recall(sent, RecallReason.WrongPerson, "The other Recalled Person"), Staff.Sender);

        foreach (var who in new[] { Staff.Caseworker, Staff.SupplierLead, Staff.Colleague })
        {
            Assert.Equal("not-found", await Code(new GetOverview(sent.Reference), who));
            Assert.Equal("not-found", await Code(new GetReferralDetails(sent.Reference), who));
            Assert.Equal("not-found", await Code(new GetHistory(sent.Reference), who));
            Assert.Equal("not-found", await Code(new ListColleagues(sent.Reference), who));
            Assert.Equal("not-found", await Code(new ListPersonReferrals(sent.Person), who));
            Assert.Equal("not-found", await Code(Assign(sent), who));
            foreach (var view in new[] { CaseView.Open, CaseView.Mine, CaseView.Unassigned, CaseView.Concluded })
                Assert.DoesNotContain(await Listed(view, null, who), row => row.Reference == sent.Reference);
            Assert.Empty(await Listed(CaseView.Concluded, "Recalled Person", who));
            var kept = Assert.Single(
                await world.Get(new ListRecalled(), who),
                recalled => recalled.Reference == sent.Reference
            );
            Assert.Equal(world.Clock.GetUtcNow(), kept.RecalledAt);
        }
        Assert.Empty(await world.Get(new ListRecalled(), Staff.OtherSupplierLead));
        Assert.Empty(await world.Get(new ListRecalled(), Staff.Sender));
        Assert.Equal(
            "It was made for the wrong person",
            (await world.Get(new GetOverview(sent.Reference), Staff.Sender)).Ending.TakenBack!.Reason
        );
        Assert.Equal(
            "not-found",
            await world.Ask<string>(
                "select outcome from audit_entry where account_id = $1 and subject = $2 order by id desc limit 1",
                Staff.Caseworker,
                sent.Reference
            )
        );
    }

    [Theory]
    [InlineData(Staff.Sender, null)]
    [InlineData(Staff.TeamLead, null)]
    [InlineData(Staff.TeamMate, "not-yours-to-recall")]
    [InlineData(Staff.Officer, "not-yours-to-recall")]
    [InlineData(Staff.StrangeLead, "not-found")]
    [InlineData(Staff.SupplierLead, "not-permitted")]
    public async Task Whoever_sent_it_and_the_team_lead_recall(string who, string? code)
    {
        var sent = await world.Sent(new SentReferral());
        Assert.Equal(code, await Code(Recall(sent), who));
        Assert.Equal(code is null ? "Concluded" : "Sent", await StageOf(sent));
    }

    [Fact]
    public async Task A_recall_needs_a_reason_and_words_are_optional()
    {
        var sent = await world.Sent(new SentReferral());
        Assert.Equal("reason-missing", await Code(Recall(sent, reason: null), Staff.Sender));
        Assert.Null(await Code(Recall(sent, RecallReason.WrongSupplier, "  "), Staff.Sender));
        var ended = (await world.Get(new GetOverview(sent.Reference), Staff.Sender)).Ending;
        Assert.Null(ended.TakenBack!.Words);
        Assert.True(ended.MaySendElsewhere);
    }

    private async Task<Sent> Assessed()
    {
        var sent = await world.Sent(new SentReferral());
        var now = world.Clock.GetUtcNow();
        var assessment = new AppointmentId(Guid.NewGuid());
        await world.Append(
            sent.Id,
            [
                new CaseworkerAssigned(Lead, now, Casey, null),
                new AppointmentBooked(
                    Casey,
                    now,
                    assessment,
                    AppointmentKind.SupplierAssessment,
                    null,
                    new Slot(now, 30, MeetingMethod.PhoneCall, SessionFormat.OneToOne, null)
                ),
                new OutcomeRecorded(Casey, now, assessment, Came),
            ]
        );
        Assert.Equal("Assessed", await StageOf(sent));
        return sent;
    }

    private async Task<IReadOnlyList<CaseRow>> Listed(CaseView view, string? words, string who)
    {
        var search = words is null ? (Guid?)null : await world.Get(new SearchCases(Guid.NewGuid(), words), who);
        var filters = CaseFilters.None with { SearchId = search };
        return (await world.Get(new ListCases(view, filters, PageSize: 100), who)).Rows;
    }

    private async Task<string?> Code<T>(IRequest<Outcome<T>> request, string who) =>
        (await world.Send(request, who)).Refusal?.Code;

    private Task<string> StageOf(Sent sent) =>
        world.Ask<string>("select stage from case_list_row where referral_id = $1", sent.Id.Value);

    private static ReturnReferral Return(
        Sent sent,
        ReturnReason? reason = ReturnReason.Unsuitable,
        string? words = "Not for us"
    ) => new(Guid.NewGuid(), sent.Reference, reason, words);

    private static RecallReferral Recall(
        Sent sent,
        RecallReason? reason = RecallReason.WrongSupplier,
        string? words = null
    ) => new(Guid.NewGuid(), sent.Reference, reason, words);

    private static AssignCaseworker Assign(Sent sent) =>
        new(Guid.NewGuid(), sent.Reference, Staff.Colleague, AsHelper: false, Version: 2);

    private static StaffMember Person(string account) => new(account, Staff.Name(account), Staff.Email(account));
}
