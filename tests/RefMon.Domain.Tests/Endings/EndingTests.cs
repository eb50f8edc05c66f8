using RefMon.Domain.Appointments;
using RefMon.Domain.Endings;
using static RefMon.Domain.Tests.RefusalAssert;

namespace RefMon.Domain.Tests.Endings;

[Trait("Capability", "Endings")]
public sealed class EndingTests
{
    [Theory]
    [InlineData(Stage.Sent)]
    [InlineData(Stage.Allocated)]
    public void A_supplier_returns_before_the_assessment(Stage stage)
    {
        var story = Given.AReferralIn(stage);
        story.Accept(Return(story));
        Assert.Equal((Stage.Concluded, Conclusion.Returned), (story.Referral.Stage, story.Referral.Ending.Conclusion));
        Assert.Equal(story.Now, story.Referral.Dates.Concluded);
        Assert.Null(story.Referral.Dates.Assessed);
    }

    [Theory]
    [InlineData(Stage.Assessed)]
    [InlineData(Stage.Planned)]
    [InlineData(Stage.Delivering)]
    [InlineData(Stage.Ending)]
    public void Returning_after_the_assessment_is_refused_and_names_the_stage(Stage stage) =>
        Assert.Equal(stage, Refused("assessment-already-happened", Return(Given.AReferralIn(stage))).Stage);

    [Fact]
    public void Returning_needs_words_and_an_open_referral()
    {
        Refused("words-missing", Return(Given.ASentReferral(), words: ""));
        Refused("concluded", Return(Given.ACompletedReferral()));
    }

    [Theory]
    [InlineData(Stage.Sent, null)]
    [InlineData(Stage.Allocated, null)]
    [InlineData(Stage.Assessed, null)]
    [InlineData(Stage.Planned, "wrong-stage")]
    [InlineData(Stage.Delivering, "delivery-has-begun")]
    [InlineData(Stage.Ending, "delivery-has-begun")]
    [InlineData(Stage.Concluded, "concluded")]
    public void Recalling_is_possible_until_a_plan_stands(Stage stage, string? code)
    {
        var story = Given.AReferralIn(stage);
        var decision = story.Try(
            (r, now) =>
                RecallReferral.Decide(r, new RecallReferral(People.Practitioner, RecallReason.WrongSupplier, null), now)
        );
        if (code is not null)
        {
            Assert.Equal(stage, Refused(code, decision).Stage);
            return;
        }
        story.Accept(decision);
        Assert.Equal(Conclusion.Recalled, story.Referral.Ending.Conclusion);
    }

    [Fact]
    public void Upcoming_appointments_are_called_off_with_the_referral()
    {
        var story = Given.AReferralWithABookedAssessment();
        story.Accept(Return(story));
        var cancelled = Assert.IsType<AppointmentCancelled>(story.Events[^2]);
        Assert.Equal(CancelledBecause.ReferralEnded, cancelled.Because);
        Assert.Empty(story.Referral.Appointments.Open);
    }

    [Fact]
    public void An_assessment_booked_again_is_called_off_when_the_last_session_ends_the_delivery()
    {
        var story = AnAssessmentBookedAgain().Held(AppointmentKind.DeliverySession, 1, new DateOnly(2026, 11, 9));
        Assert.Equal(Stage.Ending, story.Referral.Stage);
        Assert.IsType<OutcomeRecorded>(story.Events[^2]);
        Assert.Equal(CancelledBecause.ReferralEnded, Assert.IsType<AppointmentCancelled>(story.Events[^1]).Because);
        Assert.Empty(story.Referral.Appointments.Open);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whatever_is_still_to_come_is_called_off_however_the_referral_is_concluded(bool withReport)
    {
        // as it was before the end of the delivery called it off
        var story = AnAssessmentBookedAgain().Booked(AppointmentKind.DeliverySession, 1, new DateOnly(2026, 11, 9));
        var session = story.Referral.Appointments.Standing(AppointmentKind.DeliverySession, 1)!.Id;
        story
            .At(new DateOnly(2026, 11, 9), 18)
            .Happens(now => new OutcomeRecorded(People.Caseworker, now, session, Samples.Happened));
        Assert.Single(story.Referral.Appointments.Open);
        if (withReport)
            story.Reported();
        else
            story.Do(
                (r, now) => ConcludeWithoutReport.Decide(r, new ConcludeWithoutReport(People.SupplierLead, "Left"), now)
            );
        Assert.Empty(story.Referral.Appointments.Open);
        Assert.Equal(CancelledBecause.ReferralEnded, Assert.IsType<AppointmentCancelled>(story.Events[^2]).Because);
    }

    [Theory]
    [InlineData(Stage.Sent)]
    [InlineData(Stage.Allocated)]
    [InlineData(Stage.Assessed)]
    [InlineData(Stage.Planned)]
    public void Before_a_session_happened_ending_is_a_withdrawal(Stage stage) =>
        Assert.Equal(Conclusion.Withdrawn, Given.AReferralIn(stage).EndedEarly().Referral.Ending.Conclusion);

    [Theory]
    [InlineData(Stage.Delivering)]
    [InlineData(Stage.Ending)]
    public void After_a_session_happened_the_report_is_owed_first(Stage stage)
    {
        var story = Given.AReferralIn(stage).EndedEarly();
        Assert.Equal(Stage.Ending, story.Referral.Stage);
        Refused(
            "end-already-requested",
            story.Try((r, now) => EndEarly.Decide(r, new EndEarly(People.Practitioner, "NOT", "x"), now))
        );
        Assert.Equal(Conclusion.EndedEarly, story.Reported().Referral.Ending.Conclusion);
    }

    [Fact]
    public void The_reasons_offered_depend_on_the_stage()
    {
        Assert.DoesNotContain("EAR", WithdrawalReasons.OfferedFor(Given.AReferralWithACaseworker().Referral));
        Assert.Contains("EAR", WithdrawalReasons.OfferedFor(Given.AnAssessedReferral().Referral));
        Assert.Equal(13, WithdrawalReasons.All.Count);
        Refused("reason-not-offered", End(Given.ASentReferral(), "EAR", "x"));
        Refused("reason-missing", End(Given.ASentReferral(), "XYZ", "x"));
        Refused("words-missing", End(Given.ASentReferral(), "NOT", " "));
        Refused("concluded", End(Given.AWithdrawnReferral(), "NOT", "x"));
    }

    [Fact]
    public void The_report_completes_a_referral_whose_sessions_are_all_accounted_for()
    {
        var story = Given.ACompletedReferral();
        Assert.Equal(Conclusion.Completed, story.Referral.Ending.Conclusion);
        Assert.Equal(1m, story.Referral.OutcomeScore);
        Assert.Null(Given.AReferralWithEverySessionHeld().Referral.OutcomeScore);
    }

    [Fact]
    public void The_outcome_score_sums_one_half_and_nothing()
    {
        Assert.Equal(1m, Score(Achievement.Achieved, Achievement.NotAchieved));
        // equal judgements count as often as there are
        Assert.Equal(2m, Score(Achievement.Achieved, Achievement.Achieved));
        Assert.Equal(1m, Score(Achievement.PartlyAchieved, Achievement.PartlyAchieved));

        static decimal? Score(Achievement first, Achievement second)
        {
            OutcomeJudgement[] judgements =
            [
                new(Samples.FirstOutcome.Id, first, "Moved in", null),
                new(Samples.SecondOutcome.Id, second, "Arrears", "Budget plan"),
            ];
            return Given
                .AReferralWithEverySessionHeld()
                .Do((r, now) => SubmitReport.Decide(r, new SubmitReport(People.Caseworker, judgements, null), now))
                .Referral.OutcomeScore;
        }
    }

    [Fact]
    public void Refusals_of_the_report()
    {
        var story = Given.AReferralWithEverySessionHeld();
        var all = Samples.Judgements(story.Referral);
        Decision Try(params OutcomeJudgement[] judgements) =>
            story.Try((r, now) => SubmitReport.Decide(r, new SubmitReport(People.Caseworker, judgements, null), now));

        Refused("outcome-without-judgement", Try(all[0]));
        Assert.Equal(2, Refused("outcome-without-judgement", Try()).Items.Count);
        Refused("progress-missing", Try(all[0], all[1] with { Progress = "" }));
        Refused("outcome-judged-twice", Try(all[0], all[0], all[1]));
        Refused("outcome-not-in-referral", Try(all[0], all[1], all[0] with { OutcomeId = Samples.ThirdOutcome.Id }));
        Refused(
            "wrong-stage",
            Given
                .AReferralInDelivery()
                .Try((r, now) => SubmitReport.Decide(r, new SubmitReport(People.Caseworker, all, null), now))
        );
        Refused(
            "concluded",
            Given
                .ACompletedReferral()
                .Try((r, now) => SubmitReport.Decide(r, new SubmitReport(People.Caseworker, all, null), now))
        );
    }

    [Fact]
    public void A_supplier_lead_may_conclude_without_a_report_and_says_why()
    {
        var story = Given.AReferralBeingClosedEarly();
        Decision Try(Story s, string reason) =>
            s.Try(
                (r, now) => ConcludeWithoutReport.Decide(r, new ConcludeWithoutReport(People.SupplierLead, reason), now)
            );

        Refused("reason-missing", Try(story, ""));
        Refused("wrong-stage", Try(Given.AReferralInDelivery(), "x"));
        story.Accept(Try(story, "The caseworker has left"));
        Assert.Equal(Conclusion.EndedEarly, story.Referral.Ending.Conclusion);
        Assert.Null(story.Referral.OutcomeScore);
        Refused("concluded", Try(story, "again"));
    }

    [Fact]
    public void Pausing_is_a_mark_on_the_stage()
    {
        var story = Given.AReferralInDelivery().Paused(new DateOnly(2026, 12, 1));
        Assert.Equal((Stage.Delivering, true), (story.Referral.Stage, story.Referral.IsPaused));
        Refused("already-paused", Pause(story));
        Assert.False(story.Resumed().Referral.IsPaused);
        Refused(
            "not-paused",
            story.Try((r, now) => ResumeReferral.Decide(r, new ResumeReferral(People.Practitioner), now))
        );
        Refused("reason-missing", Pause(story, reason: ""));
        Refused("expected-date-passed", Pause(story, until: story.Today));
        Refused("concluded", Pause(Given.ACompletedReferral()));
        Refused(
            "concluded",
            Given
                .ACompletedReferral()
                .Try((r, now) => ResumeReferral.Decide(r, new ResumeReferral(People.Practitioner), now))
        );
    }

    [Fact]
    public void Concluding_ends_the_pause()
    {
        var story = Given.AReferralWithAnActionPlan().Paused(new DateOnly(2026, 12, 1)).EndedEarly();
        Assert.False(story.Referral.IsPaused);
        Assert.Equal(story.Now, Assert.Single(story.Referral.Ending.Pauses).Until);
    }

    // the plan stands, its assessment did not happen after all, and it is to be held in December
    private static Story AnAssessmentBookedAgain()
    {
        var story = Given.AReferralWithAnActionPlan(1);
        var id = story.Referral.Appointments.Assessment!.Id;
        return story
            .Do(
                (r, now) =>
                    CorrectOutcome.Decide(r, new(People.Caseworker, false, id, Samples.Missed, "Wrong person"), now)
            )
            .Booked(AppointmentKind.SupplierAssessment, null, new DateOnly(2026, 12, 1));
    }

    private static Decision Pause(Story story, string reason = "In hospital", DateOnly? until = null) =>
        story.Try(
            (r, now) =>
                PauseReferral.Decide(
                    r,
                    new PauseReferral(People.Practitioner, reason, until ?? new DateOnly(2027, 1, 1)),
                    now
                )
        );

    private static Decision End(Story story, string code, string words) =>
        story.Try((r, now) => EndEarly.Decide(r, new EndEarly(People.Practitioner, code, words), now));

    private static Decision Return(Story story, string words = "We do not cover this town") =>
        story.Try(
            (r, now) =>
                ReturnReferral.Decide(r, new ReturnReferral(People.SupplierLead, ReturnReason.Ineligible, words), now)
        );
}
