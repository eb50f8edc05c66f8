using RefMon.Application.Allocation;
using RefMon.Application.CaseLists;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.CaseNotes;
using RefMon.Domain.Endings;
using Xunit;

namespace RefMon.Application.Tests.Allocation;

[Trait("Capability", "Allocation")]
public sealed class AssignCaseworkerTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    [Fact]
    public async Task Colleagues_on_the_contract_are_offered_with_their_open_cases()
    {
        var sent = await world.Sent(new SentReferral());
        var before = await world.Get(new ListColleagues(sent.Reference), Staff.SupplierLead);
        Assert.Equal(
            [Staff.Caseworker, Staff.Colleague, Staff.SupplierLead],
            before.Colleagues.Select(colleague => colleague.AccountId)
        );
        await Assign(sent, Staff.Colleague);
        var after = await world.Get(new ListColleagues(sent.Reference), Staff.SupplierLead);
        Assert.Equal(Cases(before, Staff.Colleague) + 1, Cases(after, Staff.Colleague));
        Assert.Equal((Staff.Colleague, 2L), (after.Caseworker!.AccountId, after.Version));
    }

    [Fact]
    public async Task A_caseworker_may_assign_too_and_a_practitioner_may_not()
    {
        var sent = await world.Sent(new SentReferral());
        Assert.Equal("not-permitted", await Refused(sent, Staff.Caseworker, by: Staff.Sender));
        Assert.Equal("not-found", await Refused(sent, Staff.OtherSupplier, by: Staff.OtherSupplierLead));
        Assert.Null(await Refused(sent, Staff.Caseworker, by: Staff.Caseworker));
    }

    [Theory]
    [InlineData(Staff.OtherContract, "not-a-colleague")]
    [InlineData(Staff.OtherSupplier, "not-a-colleague")]
    [InlineData(Staff.Sender, "not-a-colleague")]
    [InlineData("nobody-at-all", "not-a-colleague")]
    [InlineData(Staff.Disabled, "account-disabled")]
    [InlineData("", "colleague-missing")]
    public async Task Somebody_who_cannot_work_on_it_is_refused(string account, string code)
    {
        var sent = await world.Sent(new SentReferral());
        Assert.Equal(code, await Refused(sent, account));
        Assert.Single(await world.Events.FetchStream(sent.Id.Value));
    }

    [Fact]
    public async Task A_colleague_whom_nDelius_excludes_from_the_person_is_neither_offered_nor_accepted()
    {
        var referral = new SentReferral();
        var sent = await world.Sent(referral);
        world.NDelius.Limit(referral.Crn, [], [Staff.UserName(Staff.Colleague)]);
        var offered = await world.Get(new ListColleagues(sent.Reference), Staff.SupplierLead);
        Assert.DoesNotContain(Staff.Colleague, offered.Colleagues.Select(c => c.AccountId));
        Assert.Equal("not-a-colleague", await Refused(sent, Staff.Colleague));
    }

    [Fact]
    public async Task The_same_caseworker_again_and_a_concluded_referral_are_refused()
    {
        var sent = await world.Sent(new SentReferral());
        await Assign(sent, Staff.Caseworker);
        Assert.Equal("already-assigned", await Refused(sent, Staff.Caseworker, version: 2));
        Assert.Equal("already-assigned", await Refused(sent, Staff.Caseworker, version: 2, asHelper: true));
        var by = new StaffMember(Staff.Sender, "Sally Sender", null);
        await world.Append(sent.Id, new ReferralWithdrawn(by, world.Clock.Now, "NOT", "Words"));
        Assert.Equal("concluded", await Refused(sent, Staff.Colleague, version: 3));
    }

    [Fact]
    public async Task A_helper_works_beside_the_caseworker_and_has_the_case_too()
    {
        var sent = await world.Sent(new SentReferral());
        await Assign(sent, Staff.Caseworker);
        Assert.Null(await Refused(sent, Staff.Colleague, version: 2, asHelper: true));
        var view = await world.Get(new ListColleagues(sent.Reference), Staff.SupplierLead);
        Assert.Equal(Staff.Caseworker, view.Caseworker!.AccountId);
        Assert.Equal([Staff.Colleague], view.Helpers.Select(helper => helper.AccountId));
    }

    [Fact]
    public async Task A_change_of_caseworker_needs_a_reason_and_the_history_tells_who_had_it_when()
    {
        var sent = await world.Sent(new SentReferral());
        await Assign(sent, Staff.Caseworker);
        var change = new AssignCaseworker(Guid.NewGuid(), sent.Reference, Staff.Colleague, false, 2);
        Assert.Equal("reason-missing", (await world.Send(change, Staff.SupplierLead)).Refusal?.Code);
        await world.Get(change with { CommandId = Guid.NewGuid(), Reason = " Long  leave " }, Staff.SupplierLead);
        Assert.Null(await Refused(sent, Staff.Caseworker, version: 3, asHelper: true));
        Assert.Null(await Try(new RemoveHelper(Guid.NewGuid(), sent.Reference, Staff.Caseworker)));
        Assert.Equal("not-a-helper", await Try(new RemoveHelper(Guid.NewGuid(), sent.Reference, Staff.Caseworker)));

        var view = await world.Get(new ListColleagues(sent.Reference), Staff.SupplierLead);
        Assert.Equal((Staff.Colleague, 0), (view.Caseworker!.AccountId, view.Helpers.Count));
        Assert.Equal(
            [
                (AllocationChange.StoppedHelping, "Casey Worker", null),
                (AllocationChange.BecameHelper, "Casey Worker", null),
                (AllocationChange.BecameCaseworker, "Colin Worker", "Long leave"),
                (AllocationChange.BecameCaseworker, "Casey Worker", (string?)null),
            ],
            view.Earlier.Select(step => (step.Change, step.Who, step.Reason))
        );
        // who had it once has it no longer
        var mine = await world.Get(new ListCases(CaseView.Mine, CaseFilters.None, PageSize: 100), Staff.Caseworker);
        Assert.DoesNotContain(sent.Reference, mine.Rows.Select(row => row.Reference));
    }

    [Fact]
    public async Task Leave_is_shown_where_one_assigns_and_set_by_oneself_or_a_lead()
    {
        var sent = await world.Sent(new SentReferral());
        var leave = new SetLeave(Guid.NewGuid(), Staff.Colleague, "17 Nov 2026", null, null, "1", "12", "2026");
        Assert.Equal("not-found", await Try(leave, Staff.Caseworker));
        Assert.Equal("not-found", await Try(leave, Staff.OtherSupplierLead));
        Assert.Equal("leave-backwards", await Try(leave with { FirstDay = "2 Dec 2026" }));
        Assert.Equal("leave-over", await Try(leave with { LastDay = "17", LastMonth = "11" }));
        Assert.Null(await Try(leave));
        var offered = await world.Get(new ListColleagues(sent.Reference), Staff.SupplierLead);
        Assert.Equal(
            new Leave(new(2026, 11, 17), new(2026, 12, 1)),
            offered.Colleagues.Single(c => c.AccountId == Staff.Colleague).Leave
        );
        Assert.Null(await Try(new SetLeave(Guid.NewGuid(), Staff.Colleague, "", "", "", "", "", ""), Staff.Colleague));
        offered = await world.Get(new ListColleagues(sent.Reference), Staff.SupplierLead);
        Assert.All(offered.Colleagues, c => Assert.Null(c.Leave));
    }

    [Fact]
    public async Task Somebody_elses_assignment_meanwhile_stops_it_and_an_unrelated_change_does_not()
    {
        var sent = await world.Sent(new SentReferral());
        var by = new StaffMember(Staff.Sender, "Sally Sender", null);
        await world.Append(sent.Id, new CaseNoteAdded(by, world.Clock.Now, new CaseNoteId(Guid.NewGuid()), "S", "B"));
        Assert.Null(await Refused(sent, Staff.Caseworker, version: 1));
        Assert.Equal("assigned-meanwhile", await Refused(sent, Staff.Colleague, version: 1));
        Assert.Null(await Refused(sent, Staff.Colleague, version: 3));
    }

    [Fact]
    public async Task A_second_click_does_nothing_more()
    {
        var sent = await world.Sent(new SentReferral());
        var command = new AssignCaseworker(Guid.NewGuid(), sent.Reference, Staff.Caseworker, false, 1);
        await world.Get(command, Staff.SupplierLead);
        await world.Get(command, Staff.SupplierLead);
        Assert.Equal(2, (await world.Events.FetchStream(sent.Id.Value)).Count);
        var other = await world.Send(command with { AccountId = Staff.Colleague }, Staff.SupplierLead);
        Assert.Equal("command-reused", other.Refusal!.Code);
    }

    [Fact]
    public async Task Two_leads_at_once_leave_one_caseworker()
    {
        var sent = await world.Sent(new SentReferral());
        var both = await Task.WhenAll(
            Refused(sent, Staff.Caseworker),
            Refused(sent, Staff.Colleague, by: Staff.Caseworker)
        );
        Assert.Equal(1, both.Count(code => code is null));
        Assert.Single(both, "assigned-meanwhile");
    }

    private async Task Assign(Sent sent, string account) =>
        await world.Get(new AssignCaseworker(Guid.NewGuid(), sent.Reference, account, false, 1), Staff.SupplierLead);

    private async Task<string?> Refused(
        Sent sent,
        string account,
        string by = Staff.SupplierLead,
        long version = 1,
        bool asHelper = false
    ) =>
        (
            await world.Send(
                new AssignCaseworker(Guid.NewGuid(), sent.Reference, account, asHelper, version, "Hours changed"),
                by
            )
        )
            .Refusal
            ?.Code;

    private async Task<string?> Try(
        RefMon.Application.Pipeline.ICommand<RefMon.Application.Pipeline.Done> command,
        string by = Staff.SupplierLead
    ) => (await world.Send(command, by)).Refusal?.Code;

    private static int Cases(ColleaguesOnReferral on, string account) =>
        on.Colleagues.Single(colleague => colleague.AccountId == account).OpenCases;
}
