using RefMon.Domain.Appointments;
using static RefMon.Domain.Tests.RefusalAssert;

namespace RefMon.Domain.Tests.Appointments;

[Trait("Capability", "Appointments")]
public sealed class OutcomeTests
{
    private const AppointmentKind Assessment = AppointmentKind.SupplierAssessment;
    private const AppointmentKind Session = AppointmentKind.DeliverySession;

    [Fact]
    public void Outcomes_carry_the_referral_from_stage_to_stage()
    {
        Assert.Equal(Stage.Assessed, Given.AnAssessedReferral().Referral.Stage);
        Assert.Equal(Stage.Delivering, Given.AReferralInDelivery().Referral.Stage);
        var ended = Given.AReferralWithEverySessionHeld();
        Assert.Equal(Stage.Ending, ended.Referral.Stage);
        Assert.Equal(ended.Now, ended.Referral.Dates.Ending);
    }

    [Fact]
    public void A_missed_assessment_leaves_the_referral_allocated() =>
        Assert.Equal(
            Stage.Allocated,
            Given
                .AReferralWithACaseworker()
                .Held(Assessment, null, new DateOnly(2026, 11, 4), Samples.Missed)
                .Referral.Stage
        );

    [Fact]
    public void A_missed_last_session_accounts_for_it_and_ends_the_delivery()
    {
        var story = Given.AReferralInDelivery(2).Held(Session, 2, new DateOnly(2026, 11, 11), Samples.Missed);
        Assert.Equal(
            (Stage.Ending, 1, 2),
            (story.Referral.Stage, story.Referral.SessionsDelivered, story.Referral.SessionsAccountedFor)
        );
    }

    [Fact]
    public void When_every_session_was_missed_delivery_has_not_begun()
    {
        var story = Given.AReferralWithAnActionPlan(1).Held(Session, 1, new DateOnly(2026, 11, 9), Samples.Missed);
        Assert.Equal(Stage.Planned, story.Referral.Stage);
        Assert.False(
            story
                .Try(
                    (r, now) =>
                        BookAppointment.Decide(r, story.Booking(Session, 1, new DateOnly(2026, 11, 12)), [], now)
                )
                .IsRefused
        );
        Assert.Equal(Conclusion.Withdrawn, story.EndedEarly().Referral.Ending.Conclusion);
    }

    [Fact]
    public void Two_sessions_on_one_london_day_use_one_enforceable_day_and_a_missed_one_none()
    {
        var story = Given
            .AReferralWithAnActionPlan(4)
            .Booked(Session, 1, new DateOnly(2026, 11, 9), 0)
            .Booked(Session, 2, new DateOnly(2026, 11, 9), 23)
            .Booked(Session, 3, new DateOnly(2026, 11, 10), 10)
            .At(new DateOnly(2026, 11, 11))
            .Recorded(Session, 1, Samples.Happened)
            .Recorded(Session, 2, Samples.Happened)
            .Recorded(Session, 3, Samples.Missed);
        Assert.Equal(
            (1, 9, 2),
            (story.Referral.EnforceableDaysUsed, story.Referral.EnforceableDaysLeft, story.Referral.SessionsDelivered)
        );
    }

    [Theory]
    [InlineData(5, 3, false)]
    [InlineData(5, 4, true)]
    [InlineData(3, 4, true)]
    [InlineData(1, 0, false)]
    public void Enforceable_days_warn_from_four_fifths_on(int maximum, int used, bool warned)
    {
        var story = Given
            .AReferralOf(Samples.CompleteReferral with { MaximumEnforceableDays = maximum })
            .AssignedTo(People.Caseworker)
            .Held(Assessment, null, new DateOnly(2026, 11, 4))
            .Planned(10);
        for (var n = 1; n <= used; n++)
            story.Held(Session, n, new DateOnly(2026, 11, 4).AddDays(n));
        Assert.Equal(
            (warned, maximum - used),
            (story.Referral.IsEnforceableDaysWarningDue, story.Referral.EnforceableDaysLeft)
        );
    }

    [Fact]
    public void Refusals_of_recording()
    {
        var story = Given.AReferralWithABookedAssessment();
        var record = new RecordOutcome(People.Caseworker, story.Referral.Appointments.Assessment!.Id, Samples.Happened);
        Decision Try() => story.Try((r, now) => RecordOutcome.Decide(r, record, now));

        story.At(new DateOnly(2026, 11, 4), 9, 59);
        Refused("appointment-in-future", Try());
        story.At(new DateOnly(2026, 11, 4), 10);
        story.Do((r, now) => RecordOutcome.Decide(r, record, now));
        Refused("outcome-already-recorded", Try());
        Refused(
            "no-such-appointment",
            story.Try((r, now) => RecordOutcome.Decide(r, record with { AppointmentId = default }, now))
        );
        Refused("wrong-stage", Given.AReferralBeingClosedEarly().Try((r, now) => RecordOutcome.Decide(r, record, now)));
        Refused("concluded", Given.AWithdrawnReferral().Try((r, now) => RecordOutcome.Decide(r, record, now)));
    }

    public static TheoryData<string, string, AppointmentOutcome> Unacceptable =>
        new()
        {
            { "outcome-contradicts", "attended", Samples.Happened with { Attended = false } },
            { "outcome-incomplete", "lateReason", Samples.Happened with { Late = true } },
            { "outcome-incomplete", "summary", Samples.Happened with { Summary = " " } },
            { "outcome-incomplete", "response", Samples.Happened with { Response = null } },
            { "outcome-incomplete", "behaviour", Samples.Happened with { NotifyOfBehaviour = true } },
            { "outcome-incomplete", "concerns", Samples.Missed with { NotifyOfConcerns = true } },
            { "outcome-incomplete", "whyNot", Samples.Missed with { WhyNot = null } },
            { "outcome-incomplete", "noSessionReason", Samples.Missed with { Attended = true } },
            {
                "outcome-incomplete",
                "whyNot",
                Samples.Missed with
                {
                    Attended = true,
                    NoSessionReason = NoSessionReason.Logistics,
                    WhyNot = "",
                }
            },
        };

    [Theory]
    [MemberData(nameof(Unacceptable))]
    public void An_outcome_needs_its_answers_however_it_is_recorded(
        string code,
        string field,
        AppointmentOutcome outcome
    )
    {
        var story = Given.AReferralWithABookedAssessment().At(new DateOnly(2026, 11, 5));
        var id = story.Referral.Appointments.Assessment!.Id;
        var recorded = story.Try(
            (r, now) => RecordOutcome.Decide(r, new RecordOutcome(People.Caseworker, id, outcome), now)
        );
        Assert.Equal(field, Refused(code, recorded).Field);

        story.Recorded(Assessment, null, Samples.Happened);
        Assert.Equal(field, Refused(code, Correct(story, id, outcome)).Field);
    }

    [Fact]
    public void Correcting_keeps_both_versions_and_recomputes_the_stage()
    {
        var story = Given.AReferralInDelivery();
        var id = story.Referral.Appointments.Sessions.Single().Id;
        story.Accept(Correct(story, id, Samples.Missed));

        Assert.Equal(
            (Stage.Planned, 0, 0),
            (story.Referral.Stage, story.Referral.SessionsDelivered, story.Referral.EnforceableDaysUsed)
        );
        Assert.Null(story.Referral.Dates.Delivering);
        Assert.Contains(story.Events, e => e is OutcomeRecorded r && r.AppointmentId == id && r.Outcome.Happened);
        Assert.Contains(story.Events, e => e is OutcomeCorrected c && !c.Outcome.Happened);
        Assert.Equal(People.Caseworker, story.Referral.Appointments.Find(id)!.Outcome!.RecordedBy);
    }

    [Fact]
    public void Correcting_the_assessment_away_makes_it_owed_again() =>
        Assert.Equal(Stage.Allocated, CorrectedAssessment().Referral.Stage);

    [Fact]
    public void Correcting_can_take_an_ending_referral_back_into_delivery_planning()
    {
        var story = Given.AReferralInDelivery(1);
        Assert.Equal(Stage.Ending, story.Referral.Stage);
        story.Accept(Correct(story, story.Referral.Appointments.Sessions.Single().Id, Samples.Missed));
        Assert.Equal(Stage.Planned, story.Referral.Stage);
        Assert.Null(story.Referral.Dates.Ending);
    }

    [Fact]
    public void A_referral_being_closed_early_stays_so_whatever_is_corrected()
    {
        var story = Given.AReferralBeingClosedEarly();
        story.Accept(Correct(story, story.Referral.Appointments.Sessions.Single().Id, Samples.Missed));
        Assert.Equal((Stage.Ending, 0), (story.Referral.Stage, story.Referral.SessionsDelivered));
        Assert.Equal(Conclusion.EndedEarly, story.Reported().Referral.Ending.Conclusion);
    }

    [Fact]
    public void Refusals_of_correcting()
    {
        var story = Given.AReferralInDelivery();
        var id = story.Referral.Appointments.Sessions.Single().Id;
        var correct = new CorrectOutcome(People.OtherCaseworker, false, id, Samples.Missed, "Wrong person");
        Decision Try(CorrectOutcome command) => story.Try((r, now) => CorrectOutcome.Decide(r, command, now));

        Assert.Equal(RefusalKind.Forbidden, Refused("not-the-author", Try(correct)).Kind);
        Assert.False(Try(correct with { IsBySupplierLead = true }).IsRefused);
        Assert.False(Try(correct with { By = People.Caseworker }).IsRefused);
        Refused("reason-missing", Try(correct with { By = People.Caseworker, Reason = "" }));
        Refused("no-such-appointment", Try(correct with { AppointmentId = default }));
        Refused("concluded", Given.ACompletedReferral().Try((r, now) => CorrectOutcome.Decide(r, correct, now)));
        story.Booked(Session, 2, new DateOnly(2026, 11, 20));
        var open = story.Referral.Appointments.Open.Single().Id;
        Refused("no-outcome-yet", Try(correct with { AppointmentId = open }));
    }

    [Fact]
    public void An_outcome_another_booking_rests_on_cannot_be_turned_round()
    {
        var story = Given.AReferralWithAnActionPlan().Held(Session, 1, new DateOnly(2026, 11, 9), Samples.Missed);
        var missed = story.Referral.Appointments.Sessions.Single().Id;
        story.Booked(Session, 1, new DateOnly(2026, 11, 12));
        Refused("later-appointment-booked", Correct(story, missed, Samples.Happened));
        Assert.False(Correct(story, missed, Samples.Missed with { WhyNot = "In court" }).IsRefused);
    }

    private static Story CorrectedAssessment()
    {
        var story = Given.AnAssessedReferral();
        story.Accept(Correct(story, story.Referral.Appointments.Assessment!.Id, Samples.Missed));
        return story;
    }

    private static Decision Correct(Story story, AppointmentId id, AppointmentOutcome outcome) =>
        story.Try(
            (r, now) =>
                CorrectOutcome.Decide(
                    r,
                    new CorrectOutcome(People.Caseworker, false, id, outcome, "Recorded by mistake"),
                    now
                )
        );
}
