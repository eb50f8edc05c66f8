using RefMon.Domain.ActionPlans;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using static RefMon.Domain.Tests.RefusalAssert;

namespace RefMon.Domain.Tests.ActionPlans;

[Trait("Capability", "ActionPlans")]
public sealed class ActionPlanTests
{
    [Fact]
    public void A_submitted_plan_stands_at_once()
    {
        var referral = Given.AReferralWithAnActionPlan(3).Referral;
        Assert.Equal(
            (Stage.Planned, 1, 3),
            (referral.Stage, referral.Plans.Standing!.Version, referral.Plans.Standing.Sessions)
        );
    }

    [Fact]
    public void A_new_version_takes_the_place_of_the_last()
    {
        var story = Given.AReferralInDelivery(3).Planned(5);
        Assert.Equal((2, 5), (story.Referral.Plans.Standing!.Version, story.Referral.Plans.Standing.Sessions));
        Assert.Equal((Stage.Delivering, 1), (story.Referral.Stage, story.Referral.SessionsDelivered));
    }

    [Fact]
    public void A_version_with_only_the_sessions_held_ends_the_delivery() =>
        Assert.Equal(Stage.Ending, Given.AReferralInDelivery(3).Planned(1).Referral.Stage);

    [Fact]
    public void Refusals_of_submitting()
    {
        var story = Given.AnAssessedReferral();
        var activities = story.PlanFor(story.Referral);
        Decision Try(int sessions, IReadOnlyList<PlanActivity> a) =>
            story.Try(
                (r, now) => SubmitActionPlan.Decide(r, new SubmitActionPlan(People.Caseworker, sessions, a), now)
            );

        Refused("no-activity", Try(3, []));
        var missing = Refused("outcome-without-activity", Try(3, [activities[0]]));
        Assert.Contains(Samples.SecondOutcome.Text, missing.Message, StringComparison.Ordinal);
        Refused("activity-without-words", Try(3, [activities[0], activities[1] with { Description = " " }]));
        Refused("activity-without-outcome", Try(3, [.. activities, activities[0] with { Outcomes = [] }]));
        Refused(
            "outcome-not-in-referral",
            Try(3, [.. activities, activities[0] with { Outcomes = [Samples.ThirdOutcome.Id] }])
        );
        Refused("sessions-below-one", Try(0, activities));
        Refused("sessions-below-one", Try(-1, activities));
    }

    [Fact]
    public void Baseline_scores_are_on_the_scale_once_and_for_outcomes_of_the_referral()
    {
        var story = Given.AnAssessedReferral();
        var plan = new SubmitActionPlan(People.Caseworker, 3, story.PlanFor(story.Referral));
        Decision Try(params BaselineScore[] scores) =>
            story.Try((r, now) => SubmitActionPlan.Decide(r, plan with { Baselines = scores }, now));

        Refused("score-off-scale", Try(new BaselineScore(Samples.FirstOutcome.Id, 11)));
        Refused("score-off-scale", Try(new BaselineScore(Samples.FirstOutcome.Id, -1)));
        Refused("outcome-scored-twice", Try(new(Samples.FirstOutcome.Id, 1), new(Samples.FirstOutcome.Id, 2)));
        Refused("outcome-not-in-referral", Try(new BaselineScore(Samples.ThirdOutcome.Id, 1)));
        var accepted = Try(new(Samples.FirstOutcome.Id, 0), new(Samples.SecondOutcome.Id, 10));
        Assert.Equal([0, 10], Assert.IsType<ActionPlanSubmitted>(accepted.Events[0]).Baselines!.Select(b => b.Score));
    }

    [Theory]
    [InlineData(Stage.Sent, "wrong-stage")]
    [InlineData(Stage.Allocated, "wrong-stage")]
    [InlineData(Stage.Ending, "wrong-stage")]
    [InlineData(Stage.Concluded, "concluded")]
    public void Submitting_is_refused_outside_its_stages(Stage stage, string code)
    {
        var story = Given.AReferralIn(stage);
        Refused(
            code,
            story.Try(
                (r, now) =>
                    SubmitActionPlan.Decide(r, new SubmitActionPlan(People.Caseworker, 3, story.PlanFor(r)), now)
            )
        );
    }

    [Fact]
    public void A_plan_cannot_drop_a_session_that_has_an_outcome_or_is_booked()
    {
        var story = Given
            .AReferralWithAnActionPlan(5)
            .Held(AppointmentKind.DeliverySession, 3, new DateOnly(2026, 11, 9));
        story.Booked(AppointmentKind.DeliverySession, 4, new DateOnly(2026, 11, 16));
        Decision Try(int sessions) =>
            story.Try(
                (r, now) =>
                    SubmitActionPlan.Decide(r, new SubmitActionPlan(People.Caseworker, sessions, story.PlanFor(r)), now)
            );

        Refused("sessions-below-recorded", Try(2));
        Refused("session-booked-beyond-plan", Try(3));
        Assert.False(Try(4).IsRefused);
    }

    [Fact]
    public void Several_outcomes_without_activity_are_each_named()
    {
        var story = Given.AnAssessedReferral();
        var activity = story.PlanFor(story.Referral)[0];
        story.Do((r, now) => Amendments(r, [Samples.FirstOutcome, Samples.SecondOutcome, Samples.ThirdOutcome], now));
        var refusal = Refused(
            "outcome-without-activity",
            story.Try(
                (r, now) => SubmitActionPlan.Decide(r, new SubmitActionPlan(People.Caseworker, 3, [activity]), now)
            )
        );
        Assert.Equal(2, refusal.Items.Count);
    }

    [Fact]
    public void An_objection_is_recorded_and_changes_nothing_else()
    {
        var story = Given.AReferralWithAnActionPlan();
        var before = story.Referral.Stage;
        story.Accept(Object(story));
        Assert.Equal(before, story.Referral.Stage);
        Assert.Equal(story.Now, story.Referral.Plans.Standing!.ObjectedAt);
        Refused("already-objected", Object(story));
    }

    [Fact]
    public void The_fifth_working_day_is_the_last_to_object()
    {
        // submitted on Thursday 5 November
        Assert.False(Object(Given.AReferralWithAnActionPlan().At(new DateOnly(2026, 11, 12), 23, 59)).IsRefused);
        Refused("objection-too-late", Object(Given.AReferralWithAnActionPlan().At(new DateOnly(2026, 11, 13), 0, 1)));
    }

    [Fact]
    public void The_time_to_object_stands_still_while_the_referral_is_paused()
    {
        // submitted on Thursday 5 November, paused on Monday, going on two weeks later: Friday 6 counted, four more do
        var story = Given.AReferralWithAnActionPlan().At(new DateOnly(2026, 11, 9)).Paused(new DateOnly(2026, 11, 16));
        Assert.False(Object(story.At(new DateOnly(2026, 11, 20))).IsRefused);
        story.At(new DateOnly(2026, 11, 23)).Resumed();
        Assert.False(Object(story.At(new DateOnly(2026, 11, 26), 23, 59)).IsRefused);
        Refused("objection-too-late", Object(story.At(new DateOnly(2026, 11, 27), 0, 1)));
        // a pause that begins afterwards opens nothing again
        var late = Given.AReferralWithAnActionPlan().At(new DateOnly(2026, 11, 13)).Paused(new DateOnly(2026, 12, 1));
        Refused("objection-too-late", Object(late.At(new DateOnly(2026, 11, 16))));
    }

    [Fact]
    public void Refusals_of_objecting()
    {
        var story = Given.AReferralWithAnActionPlan();
        Refused("no-such-plan", Object(story, version: 2));
        Refused("objection-missing", Object(story, words: " "));
        Refused("newer-plan-stands", Object(story.Planned(4), version: 1));
        Refused("no-such-plan", Object(Given.AnAssessedReferral()));
        Refused("concluded", Object(Given.AWithdrawnReferral()));
    }

    private static Decision Amendments(
        Referral r,
        IReadOnlyList<RefMon.Domain.Referring.OutcomeStatement> outcomes,
        DateTimeOffset now
    ) =>
        RefMon.Domain.Amendments.AmendDesiredOutcomes.Decide(
            r,
            new RefMon.Domain.Amendments.AmendDesiredOutcomes(
                People.Practitioner,
                Samples.Accommodation,
                outcomes,
                "New need"
            ),
            now
        );

    private static Decision Object(Story story, int version = 1, string words = "Too few sessions") =>
        story.Try(
            (r, now) =>
                ObjectToPlan.Decide(
                    r,
                    new ObjectToPlan(People.Practitioner, version, words),
                    WorkingDayCalendar.EnglandAndWales,
                    DeadlineRules.Default,
                    now
                )
        );
}
