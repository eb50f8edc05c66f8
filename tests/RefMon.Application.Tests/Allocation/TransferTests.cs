using MediatR;
using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.ActionPlans;
using RefMon.Application.Allocation;
using RefMon.Application.Appointments;
using RefMon.Application.CaseLists;
using RefMon.Application.CaseNotes;
using RefMon.Application.Catalogue;
using RefMon.Application.Endings;
using RefMon.Application.History;
using RefMon.Application.Pipeline;
using RefMon.Application.Tests.ActionPlans;
using RefMon.Application.Tests.Appointments;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Appointments;
using RefMon.Domain.CaseNotes;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using Xunit;
using AcceptTransfer = RefMon.Application.Allocation.AcceptTransfer;
using AddCaseNote = RefMon.Application.CaseNotes.AddCaseNote;
using AssignCaseworker = RefMon.Application.Allocation.AssignCaseworker;
using CorrectOutcome = RefMon.Application.Appointments.CorrectOutcome;
using RequestTransfer = RefMon.Application.Allocation.RequestTransfer;

namespace RefMon.Application.Tests.Allocation;

/// <summary>A transfer asked for and accepted, and what each supplier reads afterwards.</summary>
[Trait("Capability", "Allocation")]
public sealed class TransferTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    [Fact]
    public async Task Only_services_that_offer_everything_asked_for_can_be_chosen()
    {
        var sent = await Referred();
        var page = await world.Get(new GetTransfer(sent.Reference), Staff.TeamLead);
        Assert.Contains(page.Services, service => service.Id == CasesWorld.Foreign.Id);
        Assert.DoesNotContain(page.Services, service => service.ContractReference == CasesWorld.First.Reference);

        var other = DemonstrationServices.All.First(s =>
            s.TypeCode != CasesWorld.Foreign.TypeCode && s.TypeCode != "WMS" && s.Id != CasesWorld.First.Id
        );
        Assert.DoesNotContain(page.Services, service => service.Id == other.Id);
        Assert.Equal("category-not-offered", await Code(Ask(sent, other.Id.ToString()), Staff.TeamLead));
        Assert.Equal("service-missing", await Code(Ask(sent, "x"), Staff.TeamLead));
        Assert.Equal("service-missing", await Code(Ask(sent, Guid.NewGuid().ToString()), Staff.TeamLead));
        Assert.Equal("answer-missing", await Code(Ask(sent) with { Reason = "" }, Staff.TeamLead));
        Assert.Equal("not-permitted", await Code(Ask(sent), Staff.Sender));
        Assert.Equal("not-found", await Code(Ask(sent), Staff.StrangeLead));
    }

    [Fact]
    public async Task A_waiting_transfer_says_what_is_needed_to_decide_and_not_whom_it_is_about()
    {
        var sent = await Referred("Unmistakable");
        await world.Get(Ask(sent), Staff.TeamLead);
        var waiting = Assert.Single(await Waiting(Staff.OtherSupplierLead), t => t.Reference == sent.Reference);
        Assert.Equal(("Moving nearer family", "Lena Lead"), (waiting.Reason, waiting.RequestedBy));
        Assert.DoesNotContain(
            "Unmistakable",
            System.Text.Json.JsonSerializer.Serialize(waiting),
            StringComparison.Ordinal
        );

        // nobody else sees that it waits, and the referral itself is not theirs yet
        Assert.DoesNotContain(await Waiting(Staff.SupplierLead), t => t.Reference == sent.Reference);
        Assert.Equal("not-permitted", await Code(new ListWaitingTransfers(), Staff.OtherSupplier));
        Assert.Equal("not-found", await Code(new GetOverview(sent.Reference), Staff.OtherSupplierLead));
        Assert.Equal("not-found", await Code(Accept(sent), Staff.OtherContractLead));
        Assert.Equal("Lena Lead", (await Overview(sent, Staff.Caseworker)).Ending.Transfer!.RequestedBy);
    }

    [Fact]
    public async Task With_an_outcome_still_to_be_recorded_a_transfer_is_neither_offered_nor_accepted_and_both_are_told_why()
    {
        var sent = await Referred();
        await world.Get(Ask(sent), Staff.TeamLead);
        Assert.Contains(EndingAct.AskForTransfer, (await Overview(sent, Staff.TeamLead)).Ending.Acts);
        Assert.Null((await world.Get(new GetTransfer(sent.Reference), Staff.TeamLead)).WhyNot);
        Assert.Null((await world.Get(new GetWaitingTransfer(sent.Reference), Staff.OtherSupplierLead)).WhyNot);

        await world.Begun(sent, 1);
        Assert.DoesNotContain(EndingAct.AskForTransfer, (await Overview(sent, Staff.TeamLead)).Ending.Acts);
        var why = (await world.Get(new GetTransfer(sent.Reference), Staff.TeamLead)).WhyNot;
        Assert.Contains("has no outcome", why, StringComparison.Ordinal);
        var waiting = await world.Get(new GetWaitingTransfer(sent.Reference), Staff.OtherSupplierLead);
        Assert.Equal((why, true), (waiting.WhyNot, waiting.IsOnlyYet));
        Assert.Equal("outcome-not-recorded", await Code(Accept(sent), Staff.OtherSupplierLead));
    }

    [Fact]
    public async Task Once_the_receiving_contract_has_closed_acceptance_is_not_offered_and_the_words_are_for_the_receiver()
    {
        var sent = await Referred();
        await world.Get(Ask(sent), Staff.TeamLead);
        const string Until = "update contract set open_until = $2 where id = $1";
        var id = CasesWorld.Foreign.ContractId.Value;
        await world.Execute(Until, id, world.Clock.Now.AddMinutes(-1));
        try
        {
            var waiting = await world.Get(new GetWaitingTransfer(sent.Reference), Staff.OtherSupplierLead);
            Assert.StartsWith("This contract takes no referrals any more.", waiting.WhyNot, StringComparison.Ordinal);
            Assert.DoesNotContain("Choose another", waiting.WhyNot, StringComparison.Ordinal);
            Assert.False(waiting.IsOnlyYet);
            var listed = Assert.Single(await Waiting(Staff.OtherSupplierLead), t => t.Reference == sent.Reference);
            Assert.Equal(waiting.WhyNot, listed.WhyNot);
            var refused = (await world.Send(Accept(sent), Staff.OtherSupplierLead)).Refusal!;
            Assert.Equal(("contract-closed", null, waiting.WhyNot), (refused.Code, refused.Field, refused.Message));
        }
        finally
        {
            await world.Execute(Until, id, null);
        }
        Assert.Null((await world.Get(new GetWaitingTransfer(sent.Reference), Staff.OtherSupplierLead)).WhyNot);
    }

    [Fact]
    public async Task Nothing_of_the_former_supplier_lands_after_the_acceptance_however_close_they_come()
    {
        for (var round = 0; round < 4; round++)
        {
            var sent = await Referred("Close");
            await world.Get(Ask(sent), Staff.TeamLead);
            var notes = Enumerable.Range(0, 8).Select(n => world.Send(Note(sent, $"Note {n}"), Staff.Caseworker));
            await Task.WhenAll([.. notes, AcceptHoweverBusy(sent)]);

            var last = await world.Ask<string>(
                "select type from mt_events where stream_id = $1 order by version desc limit 1",
                sent.Id.Value
            );
            Assert.Equal("transfer_accepted", last);
        }
    }

    [Fact]
    public async Task A_note_decided_before_an_acceptance_and_saved_after_it_does_not_land()
    {
        var sent = await Referred("Overtaken");
        await world.Get(Ask(sent), Staff.TeamLead);
        var codes = await world.Race(
            $"select 1 from mt_streams where id = '{sent.Id.Value}' for update",
            () => Code(Accept(sent), Staff.OtherSupplierLead),
            () => Code(Note(sent, "Just too late"), Staff.Caseworker)
        );
        Assert.Equal([null, "not-found"], codes);
        Assert.Equal(0, await world.CountOf<CaseNoteAdded>(sent));
    }

    // eight notes at once may be faster five times over; whoever is told so presses again
    private async Task AcceptHoweverBusy(Sent sent)
    {
        for (var press = 0; press < 10; press++)
        {
            var outcome = await world.Send(Accept(sent), Staff.OtherSupplierLead);
            if (!outcome.IsRefused)
                return;
            Assert.Equal("changed-meanwhile", outcome.Refusal!.Code);
        }
        Assert.Fail("never accepted");
    }

    [Fact]
    public async Task From_the_acceptance_the_new_supplier_has_it_and_the_former_reads_its_record_and_nothing_later()
    {
        var sent = await Referred("Kept");
        await world.WritePlan(sent, Staff.Caseworker);
        await world.Get(Note(sent, "Before"), Staff.Caseworker);
        await world.Get(Ask(sent), Staff.TeamLead);

        await world.Get(Accept(sent), Staff.OtherSupplierLead);
        Assert.Equal((StepState.Ahead, null), await CaseworkerNamed(sent));
        await world.Get(
            new AssignCaseworker(Guid.NewGuid(), sent.Reference, Staff.OtherSupplier, false, 99),
            Staff.OtherSupplierLead
        );
        Assert.Equal((StepState.Done, world.Clock.Now), await CaseworkerNamed(sent));
        await world.Get(Note(sent, "After"), Staff.OtherSupplier);

        Assert.Equal(
            ["After", "Before"],
            (await world.Get(new GetCaseNotes(sent.Reference), Staff.OtherSupplier)).Notes.Select(n => n.Subject)
        );
        Assert.Equal(Stage.Assessed, (await Overview(sent, Staff.OtherSupplier)).Stage);
        Assert.Null((await world.Get(new GetPlanWriting(sent.Reference), Staff.OtherSupplier)).Draft);
        Assert.Empty(
            (await Waiting(Staff.OtherSupplierLead)).Where(t => t.Reference == sent.Reference).Select(t => t.Reference)
        );

        foreach (var former in new[] { Staff.Caseworker, Staff.SupplierLead })
        {
            var record = await Overview(sent, former);
            Assert.Equal("Casey Worker", record.People.Caseworker!.Name);
            Assert.Equal(CasesWorld.Foreign.Supplier.Name, record.Person.HandedOver!.ToSupplier);
            Assert.Null(record.Next);
            Assert.Empty(record.Ending.Acts);
            Assert.Equal((false, false), (record.MayAssign, record.Ending.MayReturn));
            var notes = await world.Get(new GetCaseNotes(sent.Reference), former);
            Assert.Equal(("Before", false), (Assert.Single(notes.Notes).Subject, notes.MayAdd));
            var history = await world.Get(new GetHistory(sent.Reference), former);
            Assert.DoesNotContain(history.Entries, entry => entry.Who == "Fay Lead");
            Assert.Null((await world.Get(new GetPlan(sent.Reference), former)).Writing);
            Assert.False((await world.Get(new GetReport(sent.Reference), former)).MayWrite);
            var details = await world.Get(new GetReferralDetails(sent.Reference), former);
            Assert.Equal(CasesWorld.First.Supplier.Name, details.Details.Now.Service.SupplierName);
        }
    }

    [Fact]
    public async Task The_receiving_lead_alone_may_correct_what_the_former_supplier_recorded_and_both_versions_stay()
    {
        var referral = new SentReferral { LastName = "Mistaken", Categories = await Categories() };
        var sent = await DeliveredReferral.Allocated(world, referral);
        var id = await world.Hold(sent, AppointmentKind.SupplierAssessment, null);
        await world.Get(Ask(sent), Staff.TeamLead);
        CorrectOutcome Correct() =>
            new(Guid.NewGuid(), sent.Reference, id.Value, Delivery.Missed, "The former supplier rang: another person");
        // before the hand-over it is not theirs to see
        Assert.Equal("not-found", await Code(Correct(), Staff.OtherSupplierLead));
        await world.Get(Accept(sent), Staff.OtherSupplierLead);
        await world.Get(
            new AssignCaseworker(Guid.NewGuid(), sent.Reference, Staff.OtherSupplier, false, 99),
            Staff.OtherSupplierLead
        );

        var form = await world.Get(
            new GetAppointmentForm(sent.Reference, $"correct-{id.Value}"),
            Staff.OtherSupplierLead
        );
        Assert.Equal(CasesWorld.First.Supplier.Name, form.RecordedForFormer);
        // neither its author nor the author's lead, and no caseworker of the new supplier
        Assert.Equal("not-found", await Code(Correct(), Staff.Caseworker));
        Assert.Equal("not-found", await Code(Correct(), Staff.SupplierLead));
        Assert.Equal("not-the-author", await Code(Correct(), Staff.OtherSupplier));
        Assert.Null(await Code(Correct(), Staff.OtherSupplierLead));

        Assert.Equal(Stage.Allocated, (await Overview(sent, Staff.OtherSupplierLead)).Stage);
        var told = await world.Get(new GetAppointment(sent.Reference, id.Value), Staff.Sender);
        Assert.Equal(["Casey Worker", "Fay Lead"], told.Appointment.Outcomes.Select(o => o.By.Name).Order());
        // the former supplier's record stays as it was at the hand-over
        var record = await world.Get(new GetAppointment(sent.Reference, id.Value), Staff.Caseworker);
        Assert.True(Assert.Single(record.Appointment.Outcomes).Said.Happened);
    }

    [Fact]
    public async Task The_former_supplier_does_nothing_more_and_finds_it_only_among_those_handed_over()
    {
        var sent = await HandedOver("Onlyhere");
        Assert.Equal("not-found", await Code(Note(sent, "Late"), Staff.Caseworker));
        Assert.Equal("not-found", await Code(new GetPlanWriting(sent.Reference), Staff.Caseworker));
        Assert.Equal(
            "not-found",
            await Code(
                new AssignCaseworker(Guid.NewGuid(), sent.Reference, Staff.Colleague, false, 99),
                Staff.SupplierLead
            )
        );
        Assert.Equal("not-found", await Code(new ListPersonReferrals(sent.Person), Staff.SupplierLead));
        Assert.Equal("not-found", await Code(new GetHistory(sent.Reference), Staff.OtherContractLead));

        foreach (var view in new[] { CaseView.Mine, CaseView.Unassigned, CaseView.Open, CaseView.Concluded })
            Assert.DoesNotContain(await Listed(view, Staff.Caseworker), row => row.Reference == sent.Reference);
        Assert.Contains(
            await Listed(CaseView.Unassigned, Staff.OtherSupplierLead),
            row => row.Reference == sent.Reference
        );

        var kept = Assert.Single(
            (await world.Get(new ListHandedOver(), Staff.Caseworker)).Rows,
            row => row.Reference == sent.Reference
        );
        Assert.Equal(
            ("Rowan Onlyhere", Stage.Assessed, "Casey Worker"),
            (kept.PersonName, kept.Stage, kept.Caseworker)
        );
        Assert.True((await world.Get(new CountTransfers(), Staff.Caseworker)).HandedOver > 0);
        Assert.DoesNotContain(
            (await world.Get(new ListHandedOver(), Staff.OtherSupplierLead)).Rows,
            row => row.Reference == sent.Reference
        );
    }

    [Fact]
    public async Task Limited_access_hides_the_record_from_those_it_hid_the_referral_from()
    {
        var referral = new SentReferral { Categories = await Categories() };
        var sent = await HandedOver(referral);
        world.NDelius.Limit(referral.Crn, ["sally.sender"], [Staff.UserName(Staff.SupplierLead)]);
        await world.Execute(
            "update limited_access set checked_at = $2 where crn = $1",
            referral.Crn,
            world.Clock.Now.AddHours(-1)
        );

        // excluded; restricted and not on the referral; restricted, and the caseworker of then
        Assert.Equal("not-found", await Code(new GetOverview(sent.Reference), Staff.SupplierLead));
        Assert.Equal("not-found", await Code(new GetOverview(sent.Reference), Staff.Colleague));
        Assert.Null(await Code(new GetOverview(sent.Reference), Staff.Caseworker));
        foreach (
            var (who, sees) in new[] { (Staff.SupplierLead, false), (Staff.Colleague, false), (Staff.Caseworker, true) }
        )
            Assert.Equal(
                sees,
                (await world.Get(new ListHandedOver(), who)).Rows.Any(row => row.Reference == sent.Reference)
            );
    }

    [Fact]
    public async Task A_recall_takes_the_record_away_too()
    {
        var sent = await HandedOver("Recalled");
        await world.Append(
            sent.Id,
            new ReferralRecalled(
                DeliveredReferral.Person(Staff.TeamLead),
                world.Clock.Now,
                RecallReason.WrongPerson,
                null
            )
        );
        Assert.Equal("not-found", await Code(new GetOverview(sent.Reference), Staff.Caseworker));
        Assert.DoesNotContain(
            (await world.Get(new ListHandedOver(), Staff.Caseworker)).Rows,
            row => row.Reference == sent.Reference
        );
    }

    [Fact]
    public async Task A_later_request_takes_the_place_of_the_first_and_a_withdrawal_ends_the_waiting()
    {
        var sent = await Referred();
        await world.Get(Ask(sent), Staff.TeamLead);
        var third = (await world.Get(new GetTransfer(sent.Reference), Staff.TeamLead)).Services.First(s =>
            s.Id != CasesWorld.Foreign.Id && s.Supplier != CasesWorld.Foreign.Supplier.Name
        );
        await world.Get(Ask(sent, third.Id.ToString()), Staff.TeamLead);
        Assert.Equal("not-found", await Code(Accept(sent), Staff.OtherSupplierLead));

        await world.Get(Ask(sent), Staff.TeamLead);
        await world.Get(new WithdrawReferral(Guid.NewGuid(), sent.Reference, "ANO", "No need"), Staff.Sender);
        Assert.Equal("not-found", await Code(Accept(sent), Staff.OtherSupplierLead));
    }

    [Fact]
    public async Task Accepting_twice_and_at_once_hands_it_over_once()
    {
        var sent = await Referred();
        await world.Get(Ask(sent), Staff.TeamLead);
        var press = Accept(sent);
        var all = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => world.Send(i % 2 == 0 ? press : Accept(sent), Staff.OtherSupplierLead))
        );
        Assert.Contains(all, outcome => !outcome.IsRefused);
        Assert.Equal(1, await world.CountOf<TransferAccepted>(sent));
    }

    [Fact]
    public async Task Rows_made_anew_from_the_events_are_the_same()
    {
        await HandedOver("Again");
        await world.Get(Ask(await Referred()), Staff.TeamLead);
        const string Rows = """
            select coalesce(string_agg(r, '|' order by r), '') from (
                select h::text r from handed_over_case h union all select w::text from waiting_transfer w) x
            """;
        var before = await world.Ask<string>(Rows);
        await world.Services.GetRequiredService<RefMon.EventStore.ProjectionRebuilder>().Rebuild("Transfers");
        Assert.NotEmpty(before);
        Assert.Equal(before, await world.Ask<string>(Rows));
    }

    private async Task<IReadOnlyList<CategoryStatement>> Categories()
    {
        var service = await world
            .Services.GetRequiredService<ServiceCatalogue>()
            .FindService(CasesWorld.Foreign.Id, default);
        var category = service!.Categories[0];
        return
        [
            new(
                category.Id,
                category.Name,
                [new(category.Outcomes[0].Id, category.Outcomes[0].Description)],
                new(category.ComplexityLevels[0].Id, category.ComplexityLevels[0].Grade, "Level")
            ),
        ];
    }

    private async Task<Sent> Referred(string lastName = "Example") =>
        await world.Assessed(new SentReferral { LastName = lastName, Categories = await Categories() });

    private async Task<Sent> HandedOver(string lastName) =>
        await HandedOver(new SentReferral { LastName = lastName, Categories = await Categories() });

    private async Task<Sent> HandedOver(SentReferral referral)
    {
        var sent = await world.Assessed(referral);
        await world.Get(Ask(sent), Staff.TeamLead);
        await world.Get(Accept(sent), Staff.OtherSupplierLead);
        return sent;
    }

    private static RequestTransfer Ask(Sent sent, string? to = null) =>
        new(Guid.NewGuid(), sent.Reference, to ?? CasesWorld.Foreign.Id.ToString(), "Moving nearer family");

    private static AcceptTransfer Accept(Sent sent) => new(Guid.NewGuid(), sent.Reference);

    private static AddCaseNote Note(Sent sent, string title) =>
        new(Guid.NewGuid(), sent.Reference, title, "Words", null, "no");

    private async Task<(StepState, DateTimeOffset?)> CaseworkerNamed(Sent sent)
    {
        var step = (await Overview(sent, Staff.OtherSupplier)).Steps.Single(s => s.Name == "Caseworker named");
        return (step.State, step.ReachedAt);
    }

    private Task<Overview> Overview(Sent sent, string who) => world.Get(new GetOverview(sent.Reference), who);

    private Task<IReadOnlyList<WaitingTransfer>> Waiting(string who) => world.Get(new ListWaitingTransfers(), who);

    private async Task<IReadOnlyList<CaseRow>> Listed(CaseView view, string who) =>
        (await world.Get(new ListCases(view, CaseFilters.None, PageSize: 100), who)).Rows;

    private async Task<string?> Code<T>(IRequest<Outcome<T>> request, string by) =>
        (await world.Send(request, by)).Refusal?.Code;
}
