using RefMon.Application.ActionPlans;
using RefMon.Application.CaseLists;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Appointments;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using Xunit;
using ObjectToPlan = RefMon.Application.ActionPlans.ObjectToPlan;

namespace RefMon.Application.Tests.ActionPlans;

/// <summary>Writing an action plan together, submitting it once, and objecting to it.</summary>
[Trait("Capability", "ActionPlans")]
public sealed class WriteActionPlanTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    [Fact]
    public async Task A_plan_from_a_template_is_complete_and_stands_at_once_when_submitted()
    {
        var sent = await world.Assessed();
        var version = await world.WritePlan(sent, Staff.Caseworker);
        var draft = (await world.Get(new GetPlanWriting(sent.Reference), Staff.Colleague)).Draft!;
        Assert.Equal((4, "Casey Worker"), (draft.Sessions, draft.Saved.By));
        Assert.All(draft.Activities, a => Assert.Equal(["Has a home", "Keeps up with the rent"], a.Outcomes));
        Assert.Empty(draft.Missing);
        Assert.Empty((await Plan(sent, Staff.Sender)).Versions);

        await world.Get(new SubmitPlan(Guid.NewGuid(), sent.Reference, version), Staff.Colleague);

        foreach (var reader in new[] { Staff.Sender, Staff.Caseworker })
        {
            var plan = await Plan(sent, reader);
            Assert.Equal((Stage.Planned, 1, 4), (plan.Stage, plan.Standing!.Version, plan.Standing.Sessions));
            Assert.Equal(4, plan.Standing.Activities.Count);
        }
        Assert.Null((await world.Get(new GetPlanWriting(sent.Reference), Staff.Caseworker)).Draft);
        Assert.Equal(0L, await Rows(sent));
    }

    [Fact]
    public async Task Activities_are_added_changed_moved_and_taken_out()
    {
        var sent = await world.Assessed();
        await world.Get(new StartPlan(Guid.NewGuid(), sent.Reference, StartPlan.Empty), Staff.Caseworker);
        var (first, second, third) = (NewActivity(), NewActivity(), NewActivity());
        await Save(sent, first, "  First\r\nline ", [DeliveredReferral.Home]);
        await Save(sent, second, "Second", [DeliveredReferral.Home, DeliveredReferral.Rent]);
        await Save(sent, third, "Third <b>", [DeliveredReferral.Rent]);
        await Move(sent, third, ActivityMove.Up);
        await Move(sent, third, ActivityMove.Up);
        await Move(sent, third, ActivityMove.Up);
        await Move(sent, second, ActivityMove.Down);
        await Move(sent, first, ActivityMove.Remove);
        await Move(sent, first, ActivityMove.Remove);

        var draft = (await world.Get(new GetPlanWriting(sent.Reference), Staff.Caseworker)).Draft!;
        Assert.Equal(["Third <b>", "Second"], draft.Activities.Select(a => a.Description));
        await world.Get(
            await Measures(sent, "6", (DeliveredReferral.Home, "3"), (DeliveredReferral.Rent, "")),
            Staff.Caseworker
        );
        await Submit(sent);
        var plan = (await Plan(sent, Staff.Officer)).Standing!;
        Assert.Equal([third, second], plan.Activities.Select(a => a.Id));
        Assert.Equal([("Has a home", 3)], plan.Baselines.Select(b => (b.Outcome, b.Score)));
    }

    [Theory]
    [InlineData(StartPlan.Template)]
    [InlineData(StartPlan.Empty)]
    [InlineData(StartPlan.Standing)]
    public async Task Where_the_person_stood_is_kept_whatever_the_next_version_starts_from(string from)
    {
        // the plan that stands has a score for the first of two outcomes
        var sent = await world.Delivering(3, 1);
        await world.Get(new StartPlan(Guid.NewGuid(), sent.Reference, from), Staff.Caseworker);
        var draft = (await world.Get(new GetPlanWriting(sent.Reference), Staff.Caseworker)).Draft!;
        Assert.Equal(
            [("Has a home", 3), ("Keeps up with the rent", null)],
            draft.Scores.Select(s => (s.Outcome, s.Score))
        );
        if (from is StartPlan.Empty)
        {
            await Save(sent, NewActivity(), "Look at homes", [DeliveredReferral.Home, DeliveredReferral.Rent]);
            var form = (await world.Get(new GetPlanMeasures(sent.Reference), Staff.Caseworker)).Form;
            Assert.NotNull(form);
        }
        var measures = await Measures(sent, "4", (DeliveredReferral.Home, "3"), (DeliveredReferral.Rent, "5"));
        await world.Get(measures, Staff.Caseworker);
        await Submit(sent);
        var plan = (await Plan(sent, Staff.Officer)).Standing!;
        Assert.Equal(2, plan.Version);
        Assert.Equal([3, 5], plan.Baselines.Select(b => b.Score));
    }

    [Fact]
    public async Task What_is_missing_is_named_by_outcome_and_nothing_is_submitted()
    {
        var sent = await world.Assessed();
        await world.Get(new StartPlan(Guid.NewGuid(), sent.Reference, StartPlan.Empty), Staff.Caseworker);
        Assert.Equal(["no-activity", "sessions-missing"], await Missing(sent));
        await Save(sent, NewActivity(), "Look at homes", [DeliveredReferral.Home]);
        await world.Get(await Measures(sent, "2"), Staff.Caseworker);

        var refused = await TrySubmit(sent);
        Assert.Equal("Add an activity for: Keeps up with the rent", Assert.Single(refused).Message);
        Assert.Equal(0, await world.CountOf<ActionPlanSubmitted>(sent));
    }

    [Theory]
    [InlineData("0", "sessions-below-one")]
    [InlineData("-3", "sessions-below-one")]
    [InlineData("two", "sessions-not-a-number")]
    [InlineData("2.5", "sessions-not-a-number")]
    [InlineData("501", "sessions-too-many")]
    [InlineData("99999999999999", "sessions-not-a-number")]
    [InlineData(" ", "answer-missing")]
    public async Task An_absurd_number_of_sessions_is_refused_as_typed(string typed, string code)
    {
        var sent = await world.Assessed();
        await world.WritePlan(sent, Staff.Caseworker);
        Assert.Equal(code, (await world.Send(await Measures(sent, typed), Staff.Caseworker)).Refusal!.Code);
    }

    [Fact]
    public async Task Before_the_assessment_it_can_be_written_and_not_submitted_and_afterwards_neither()
    {
        var early = await world.Allocated();
        await world.WritePlan(early, Staff.Caseworker);
        var refused = Assert.Single(await TrySubmit(early));
        Assert.Equal(("wrong-stage", Stage.Allocated), (refused.Code, refused.Stage));
        Assert.NotNull((await world.Get(new GetPlanWriting(early.Reference), Staff.Caseworker)).WhyNotSubmit);

        var unassigned = await world.Sent(new SentReferral());
        Assert.Equal("wrong-stage", await Code(new StartPlan(Guid.NewGuid(), unassigned.Reference, StartPlan.Empty)));

        var ending = await world.Delivering(1, 1);
        Assert.Equal("wrong-stage", await Code(new StartPlan(Guid.NewGuid(), ending.Reference, StartPlan.Empty)));
        Assert.NotNull((await Plan(ending, Staff.Caseworker)).Writing!.WhyNot);
    }

    [Fact]
    public async Task A_version_with_fewer_sessions_than_have_happened_is_refused()
    {
        var sent = await world.Delivering(4, 2);
        await world.WritePlan(sent, Staff.Caseworker, StartPlan.Standing);
        await world.Get(await Measures(sent, "1"), Staff.Caseworker);
        Assert.Equal("sessions-below-recorded", Assert.Single(await TrySubmit(sent)).Code);
    }

    [Fact]
    public async Task The_next_version_starts_from_the_standing_one_and_both_are_shown_side_by_side()
    {
        var sent = await world.Delivering(4, 1);
        await world.WritePlan(sent, Staff.Caseworker, StartPlan.Standing);
        var kept = (await world.Get(new GetPlanWriting(sent.Reference), Staff.Caseworker)).Draft!.Activities.Single();
        await Save(sent, kept.Id, "Look at three homes together", [DeliveredReferral.Home, DeliveredReferral.Rent]);
        await Save(sent, NewActivity(), "Pay the rent", [DeliveredReferral.Rent]);
        await world.Get(await Measures(sent, "5", (DeliveredReferral.Home, "3")), Staff.Caseworker);
        await Submit(sent);

        var plan = await Plan(sent, Staff.Sender);
        Assert.Equal([2, 1], plan.Versions.Select(v => v.Version));
        var difference = PlanDifference.Between(plan.Versions[1], plan.Versions[0]);
        Assert.Equal([DifferenceKind.Changed, DifferenceKind.Added], difference.Activities.Select(a => a.Kind));
        Assert.Equal(DifferenceKind.Changed, difference.Sessions);
    }

    [Fact]
    public async Task Two_colleagues_write_one_plan_and_see_both_answers_where_they_differ()
    {
        var sent = await world.Assessed();
        await world.WritePlan(sent, Staff.Caseworker);
        await world.Get(new StartPlan(Guid.NewGuid(), sent.Reference, StartPlan.Empty), Staff.Colleague);
        var activity = (await world.Get(new GetPlanWriting(sent.Reference), Staff.Colleague)).Draft!.Activities[0].Id;
        var mine = await world.Get(new GetPlanActivity(sent.Reference, activity), Staff.Caseworker);
        var theirs = await world.Get(new GetPlanActivity(sent.Reference, activity), Staff.Colleague);
        await world.Get(Activity(sent, activity, theirs, "Theirs", theirs.OutcomeIds), Staff.Colleague);

        // untouched words do not overwrite, a change of the outcomes is saved beside them
        await world.Get(
            Activity(sent, activity, mine, mine.Description!, [Id(DeliveredReferral.Home)]),
            Staff.Caseworker
        );
        var merged = await world.Get(new GetPlanActivity(sent.Reference, activity), Staff.Caseworker);
        Assert.Equal(("Theirs", Id(DeliveredReferral.Home)), (merged.Description, Assert.Single(merged.OutcomeIds)));

        var conflict = await world.Send(Activity(sent, activity, mine, "Mine", mine.OutcomeIds), Staff.Caseworker);
        Assert.Contains(conflict.Refusals, r => r is { Code: WorkForm.ChangedCode, Field: "Description" });
        Assert.Contains("Colin Worker changed this", conflict.Refusals[0].Message, StringComparison.Ordinal);
        var stored = Assert.Single(merged.Form.Stored, s => s.Field == "Description");
        Assert.Equal(("Theirs", "Colin Worker"), (stored.Words, stored.SavedBy));

        // what was compared may be saved over
        var again = Activity(sent, activity, mine, "Mine", merged.OutcomeIds) with
        {
            Shown = merged.Form.ShownAfter(mine.Form.Shown, conflict.Refusals),
        };
        await world.Get(again, Staff.Caseworker);
        Assert.Equal(
            "Mine",
            (await world.Get(new GetPlanActivity(sent.Reference, activity), Staff.Colleague)).Description
        );
    }

    [Fact]
    public async Task An_activity_taken_out_meanwhile_is_put_back_only_when_asked_again()
    {
        var sent = await world.Assessed();
        await world.WritePlan(sent, Staff.Caseworker);
        var activity = (await world.Get(new GetPlanWriting(sent.Reference), Staff.Colleague)).Draft!.Activities[0].Id;
        var shown = await world.Get(new GetPlanActivity(sent.Reference, activity), Staff.Caseworker);
        await Move(sent, activity, ActivityMove.Remove);

        var save = Activity(sent, activity, shown, "Still wanted", shown.OutcomeIds);
        var refused = await world.Send(save, Staff.Caseworker);
        Assert.Equal(WorkForm.ChangedCode, refused.Refusal!.Code);
        var now = await world.Get(new GetPlanActivity(sent.Reference, activity), Staff.Caseworker);
        await world.Get(
            save with
            {
                CommandId = Guid.NewGuid(),
                Shown = now.Form.ShownAfter(shown.Form.Shown, refused.Refusals),
            },
            Staff.Caseworker
        );
        var draft = (await world.Get(new GetPlanWriting(sent.Reference), Staff.Colleague)).Draft!;
        Assert.Equal("Still wanted", draft.Activities[^1].Description);
    }

    [Fact]
    public async Task A_plan_changed_while_it_was_checked_is_not_submitted()
    {
        var sent = await world.Assessed();
        var checkedVersion = await world.WritePlan(sent, Staff.Caseworker);
        await Save(sent, NewActivity(), "One more", [DeliveredReferral.Home], Staff.Colleague);
        var refused = await world.Send(
            new SubmitPlan(Guid.NewGuid(), sent.Reference, checkedVersion),
            Staff.Caseworker
        );
        Assert.Equal("work-changed", refused.Refusal!.Code);
        Assert.Equal(0, await world.CountOf<ActionPlanSubmitted>(sent));
    }

    [Fact]
    public async Task Fifty_replays_and_fifty_more_presses_submit_one_version()
    {
        var sent = await world.Assessed();
        var version = await world.WritePlan(sent, Staff.Caseworker);
        var press = new SubmitPlan(Guid.NewGuid(), sent.Reference, version);
        var replays = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => world.Send(press, Staff.Caseworker)));
        Assert.All(replays, replay => Assert.False(replay.IsRefused, replay.Refusal?.Code));
        var others = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => world.Send(press with { CommandId = Guid.NewGuid() }, Staff.Caseworker))
        );
        Assert.All(others, other => Assert.Equal("work-gone", other.Refusal!.Code));
        Assert.Equal(1, await world.CountOf<ActionPlanSubmitted>(sent));
    }

    [Fact]
    public async Task Probation_writes_no_plans_and_strangers_do_not_find_it()
    {
        var sent = await world.Assessed();
        var start = new StartPlan(Guid.NewGuid(), sent.Reference, StartPlan.Template);
        Assert.Equal("not-permitted", (await world.Send(start, Staff.Sender)).Refusal!.Code);
        Assert.Equal("not-found", (await world.Send(start, Staff.OtherSupplierLead)).Refusal!.Code);
        Assert.Equal("not-found", (await world.Send(new GetPlan(sent.Reference), Staff.OtherContract)).Refusal!.Code);
        Assert.Null((await Plan(sent, Staff.Sender)).Writing);
    }

    [Fact]
    public async Task The_practitioner_objects_once_within_five_working_days_and_the_plan_goes_on_standing()
    {
        var sent = await world.Delivering(3, 0);
        var page = await Plan(sent, Staff.Officer);
        // Wednesday 18 November and five working days
        Assert.Equal((new DateOnly(2026, 11, 25), null), (page.Objecting!.Until, page.Objecting.WhyNot));
        // who wrote it is told the same day
        Assert.Equal(new DateOnly(2026, 11, 25), (await Plan(sent, Staff.Caseworker)).Dates.ObjectUntil);
        var objection = new ObjectToPlan(Guid.NewGuid(), sent.Reference, 1, "Too few sessions");
        Assert.Equal("not-permitted", (await world.Send(objection, Staff.Caseworker)).Refusal!.Code);
        Assert.Equal(
            "answer-missing",
            (await world.Send(objection with { Objection = " \u200b" }, Staff.Officer)).Refusal!.Code
        );
        await world.Get(objection, Staff.Officer);
        var after = await Plan(sent, Staff.Caseworker);
        Assert.Equal(
            (1, "Too few sessions", Stage.Planned),
            (after.Standing!.Version, after.Standing.Objection!.Words, after.Stage)
        );
        var second = await world.Send(objection with { CommandId = Guid.NewGuid() }, Staff.TeamLead);
        Assert.Equal("already-objected", second.Refusal!.Code);
        Assert.NotNull((await Plan(sent, Staff.Officer)).Objecting!.WhyNot);
    }

    [Fact]
    public async Task After_five_working_days_it_is_too_late()
    {
        var sent = await world.Delivering(3, 0);
        var now = world.Clock.Now;
        try
        {
            world.Clock.Now = new(2026, 11, 26, 0, 30, 0, TimeSpan.Zero);
            var late = new ObjectToPlan(Guid.NewGuid(), sent.Reference, 1, "Too late");
            Assert.Equal("objection-too-late", (await world.Send(late, Staff.Officer)).Refusal!.Code);
            Assert.NotNull((await Plan(sent, Staff.Officer)).Objecting!.WhyNot);
        }
        finally
        {
            world.Clock.Now = now;
        }
    }

    [Fact]
    public async Task What_was_begun_goes_when_the_referral_concludes()
    {
        var sent = await world.Assessed();
        await world.WritePlan(sent, Staff.Caseworker);
        await world.Append(
            sent.Id,
            new ReferralWithdrawn(DeliveredReferral.Person(Staff.Sender), world.Clock.Now, "NOT", "Words")
        );
        Assert.Equal(0L, await Rows(sent));
        await Closed(sent, "This referral is concluded");
    }

    [Fact]
    public async Task What_is_saved_after_the_delivery_has_ended_is_refused_with_that_and_not_as_submitted_or_thrown_away()
    {
        var sent = await world.Delivering(2, 1);
        await world.WritePlan(sent, Staff.Caseworker, StartPlan.Standing);
        await world.Hold(sent, AppointmentKind.DeliverySession, 2);
        await Closed(sent, "The delivery has ended");

        // while it can still be written, and nobody does
        var other = await world.Assessed();
        Assert.Equal(
            "work-gone",
            await Code(Activity(other, NewActivity(), null, "Mine", [Id(DeliveredReferral.Home)]))
        );
    }

    private async Task Closed(Sent sent, string why)
    {
        var activity = NewActivity();
        foreach (
            var refused in new[]
            {
                await world.Send(
                    Activity(sent, activity, null, "Too late", [Id(DeliveredReferral.Home)]),
                    Staff.Caseworker
                ),
                await world.Send(
                    new MovePlanActivity(Guid.NewGuid(), sent.Reference, activity, ActivityMove.Up),
                    Staff.Caseworker
                ),
                await world.Send(await Measures(sent, "9"), Staff.Caseworker),
            }
        )
        {
            Assert.Equal("plan-closed", refused.Refusal!.Code);
            Assert.StartsWith(why, refused.Refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("submitted or thrown away", refused.Refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_overview_leads_the_supplier_to_the_plan_and_nobody_else()
    {
        var sent = await world.Assessed();
        Assert.Contains(OverviewAction.WritePlan, await Actions(sent, Staff.Caseworker));
        Assert.Contains(OverviewAction.WritePlan, await Actions(sent, Staff.SupplierLead));
        Assert.Empty(await Actions(sent, Staff.Sender));
    }

    [Fact]
    public async Task While_sessions_are_delivered_the_overview_leads_to_the_appointments()
    {
        var between = await world.Delivering(3, 1);
        Assert.Contains(OverviewAction.BookSessions, await Actions(between, Staff.Caseworker));
        Assert.Empty(await Actions(between, Staff.Sender));
    }

    private async Task<IEnumerable<OverviewAction>> Actions(Sent sent, string who)
    {
        var view = await world.Get(new GetOverview(sent.Reference), who);
        return view.AlsoOwed.Append(view.Next!.Owed).Select(owed => owed.Action).OfType<OverviewAction>();
    }

    private Task<PlanPage> Plan(Sent sent, string who) => world.Get(new GetPlan(sent.Reference), who);

    private static ActivityId NewActivity() => new(Guid.NewGuid());

    private static string Id(OutcomeStatement outcome) => outcome.Id.ToString();

    private async Task Save(
        Sent sent,
        ActivityId id,
        string words,
        OutcomeStatement[] outcomes,
        string by = Staff.Caseworker
    )
    {
        var form = await world.Get(new GetPlanActivity(sent.Reference, id), by);
        await world.Get(Activity(sent, id, form, words, [.. outcomes.Select(Id)]), by);
    }

    private static SavePlanActivity Activity(
        Sent sent,
        ActivityId id,
        ActivityPage? shown,
        string words,
        IReadOnlyList<string> outcomes
    ) => new(Guid.NewGuid(), sent.Reference, id, shown?.Form.Shown, words, outcomes);

    private async Task Move(Sent sent, ActivityId id, ActivityMove move) =>
        await world.Get(new MovePlanActivity(Guid.NewGuid(), sent.Reference, id, move), Staff.Caseworker);

    private async Task<SavePlanMeasures> Measures(
        Sent sent,
        string sessions,
        params (OutcomeStatement Outcome, string Score)[] scores
    )
    {
        var page = await world.Get(new GetPlanMeasures(sent.Reference), Staff.Caseworker);
        return new(
            Guid.NewGuid(),
            sent.Reference,
            page.Form.Shown,
            sessions,
            [.. scores.Select(s => new ScoreAnswer(Id(s.Outcome), s.Score))]
        );
    }

    private async Task Submit(Sent sent) => Assert.Empty(await TrySubmit(sent));

    private async Task<IReadOnlyList<Refusal>> TrySubmit(Sent sent)
    {
        var draft = (await world.Get(new GetPlanWriting(sent.Reference), Staff.Caseworker)).Draft!;
        return (
            await world.Send(new SubmitPlan(Guid.NewGuid(), sent.Reference, draft.Version), Staff.Caseworker)
        ).Refusals;
    }

    private async Task<IEnumerable<string>> Missing(Sent sent) =>
        (await world.Get(new GetPlanWriting(sent.Reference), Staff.Caseworker)).Draft!.Missing.Select(r => r.Code);

    private async Task<string?> Code<T>(MediatR.IRequest<RefMon.Application.Pipeline.Outcome<T>> request) =>
        (await world.Send(request, Staff.Caseworker)).Refusal?.Code;

    private Task<long> Rows(Sent sent) =>
        world.Ask<long>("select count(*) from unsubmitted_work where referral_id = $1", sent.Id.Value);
}
