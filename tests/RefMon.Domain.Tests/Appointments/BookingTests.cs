using RefMon.Domain.Allocation;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using static RefMon.Domain.Tests.RefusalAssert;

namespace RefMon.Domain.Tests.Appointments;

[Trait("Capability", "Appointments")]
public sealed class BookingTests
{
    private const AppointmentKind Assessment = AppointmentKind.SupplierAssessment;
    private const AppointmentKind Session = AppointmentKind.DeliverySession;
    private static readonly DateOnly Wednesday = new(2026, 11, 4);

    [Fact]
    public void Booking_an_assessment_does_not_change_the_stage()
    {
        var referral = Given.AReferralWithABookedAssessment().Referral;
        Assert.Equal(Stage.Allocated, referral.Stage);
        Assert.Equal(
            new DateTimeOffset(2026, 11, 4, 10, 0, 0, TimeSpan.Zero),
            referral.Appointments.Assessment!.Slot.StartsAt
        );
    }

    [Fact]
    public void A_summer_appointment_is_an_hour_earlier_in_utc()
    {
        var story = Given
            .AReferralWithACaseworker()
            .At(new DateOnly(2027, 3, 1))
            .Booked(Assessment, null, new DateOnly(2027, 4, 1));
        Assert.Equal(
            new DateTimeOffset(2027, 4, 1, 9, 0, 0, TimeSpan.Zero),
            story.Referral.Appointments.Assessment!.Slot.StartsAt
        );
    }

    [Fact]
    public void The_hour_skipped_in_spring_cannot_be_booked_and_the_doubled_one_in_autumn_is_the_first()
    {
        var story = Given.AReferralWithACaseworker().At(new DateOnly(2027, 3, 1));
        Refused(
            "time-does-not-exist",
            Book(story, Assessment, null, Samples.ByPhone(new DateOnly(2027, 3, 28), 1, 30))
        );
        Assert.False(Book(story, Assessment, null, Samples.ByPhone(new DateOnly(2027, 3, 28), 2)).IsRefused);

        Assert.True(LondonTime.ComesTwice(new DateOnly(2026, 10, 25), new TimeOnly(1, 30)));
        Assert.Equal(
            new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero),
            LondonTime.InstantOf(new DateOnly(2026, 10, 25), new TimeOnly(1, 30))
        );
    }

    [Fact]
    public void The_day_of_sending_may_be_booked_and_the_day_before_not()
    {
        var story = Given.AReferralWithACaseworker();
        Assert.False(Book(story, Assessment, null, Samples.ByPhone(story.Today, 15)).IsRefused);
        // earlier on that day than the sending: days are compared, not instants
        var earlier = story.Booking(Assessment, null, story.Today, hour: 8, outcome: Samples.Happened);
        Assert.True(story.Referral.Referring.SentAt > earlier.Slot.StartsAt);
        Assert.False(story.Try((r, now) => BookAppointment.Decide(r, earlier, [], now)).IsRefused);
        Refused("before-day-of-sending", Book(story, Assessment, null, Samples.ByPhone(story.Today.AddDays(-1), 15)));
    }

    [Fact]
    public void Six_months_ahead_is_the_last_day()
    {
        var story = Given.AReferralWithACaseworker();
        Assert.False(Book(story, Assessment, null, Samples.ByPhone(new DateOnly(2027, 5, 2), 10)).IsRefused);
        Refused("too-far-ahead", Book(story, Assessment, null, Samples.ByPhone(new DateOnly(2027, 5, 3), 10)));
    }

    [Fact]
    public void An_earlier_day_needs_its_outcome_and_is_booked_and_recorded_together()
    {
        var story = Given.AReferralWithACaseworker().At(new DateOnly(2026, 11, 6));
        Refused("outcome-needed-for-past", Book(story, Assessment, null, Samples.ByPhone(Wednesday, 10)));

        var decision = story.Try(
            (r, now) =>
                BookAppointment.Decide(
                    r,
                    story.Booking(Assessment, null, Wednesday, outcome: Samples.Happened),
                    [],
                    now
                )
        );
        Assert.Collection(
            decision.Events,
            e => Assert.IsType<AppointmentBooked>(e),
            e => Assert.IsType<OutcomeRecorded>(e)
        );
        story.Accept(decision);
        Assert.Equal(Stage.Assessed, story.Referral.Stage);
    }

    [Fact]
    public void What_has_begun_needs_its_outcome_and_what_begins_in_a_minute_does_not()
    {
        var story = Given.AReferralWithACaseworker().At(Wednesday, 15);
        Refused("outcome-needed-for-past", Book(story, Assessment, null, Samples.ByPhone(Wednesday, 10)));
        Refused("outcome-needed-for-past", Book(story, Assessment, null, Samples.ByPhone(Wednesday, 15)));
        Assert.False(Book(story, Assessment, null, Samples.ByPhone(Wednesday, 15, 1)).IsRefused);
        var earlierToday = story.Booking(Assessment, null, Wednesday, 10, Samples.Happened);
        Assert.False(story.Try((r, now) => BookAppointment.Decide(r, earlierToday, [], now)).IsRefused);

        story.Booked(Assessment, null, Wednesday, 16);
        Refused("outcome-needed-for-past", Moved(14));
        Assert.False(Moved(17).IsRefused);

        Decision Moved(int hour) =>
            story.Try(
                (r, now) =>
                    MoveAppointment.Decide(
                        r,
                        new(
                            People.Caseworker,
                            r.Appointments.Assessment!.Id,
                            Samples.ByPhone(Wednesday, hour),
                            ChangeRequestedBy.Supplier,
                            "Room taken"
                        ),
                        [],
                        now
                    )
            );
    }

    [Fact]
    public void Half_past_midnight_in_summer_time_is_today_not_yesterday()
    {
        // the evening before in UTC
        var story = Given.AReferralWithACaseworker().At(new DateOnly(2027, 4, 7), 0);
        Assert.False(Book(story, Assessment, null, Samples.ByPhone(new DateOnly(2027, 4, 7), 0, 30)).IsRefused);
    }

    [Fact]
    public void An_outcome_cannot_come_with_an_appointment_in_the_future()
    {
        var story = Given.AReferralWithACaseworker();
        Refused(
            "appointment-in-future",
            story.Try(
                (r, now) =>
                    BookAppointment.Decide(
                        r,
                        story.Booking(Assessment, null, Wednesday, outcome: Samples.Happened),
                        [],
                        now
                    )
            )
        );
    }

    [Fact]
    public void Only_one_assessment_is_open_at_a_time_and_none_after_it_happened()
    {
        var story = Given.AReferralWithABookedAssessment();
        Refused("earlier-appointment-open", Book(story, Assessment, null, Samples.ByPhone(Wednesday, 14)));
        story.At(Wednesday, 18).Recorded(Assessment, null, Samples.Missed);
        story.Held(Assessment, null, new DateOnly(2026, 11, 9));
        Refused(
            "outcome-already-recorded",
            Book(story, Assessment, null, Samples.ByPhone(new DateOnly(2026, 11, 12), 14))
        );
    }

    [Fact]
    public void A_missed_session_can_be_booked_again_and_is_then_not_accounted_for_until_it_has_an_outcome()
    {
        var story = Given.AReferralWithAnActionPlan().Held(Session, 1, new DateOnly(2026, 11, 9), Samples.Missed);
        Assert.Equal(1, story.Referral.SessionsAccountedFor);
        story.Booked(Session, 1, new DateOnly(2026, 11, 11));
        Assert.Equal(0, story.Referral.SessionsAccountedFor);
        story.At(new DateOnly(2026, 11, 11), 18).Recorded(Session, 1, Samples.Happened);
        Assert.Equal((1, 1), (story.Referral.SessionsAccountedFor, story.Referral.SessionsDelivered));
        Refused("outcome-already-recorded", Book(story, Session, 1, Samples.ByPhone(new DateOnly(2026, 11, 13), 10)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(4)]
    public void A_session_outside_the_plan_is_refused(int? number) =>
        Refused(
            "session-not-in-plan",
            Book(Given.AReferralWithAnActionPlan(3), Session, number, Samples.ByPhone(new DateOnly(2026, 11, 9), 10))
        );

    [Fact]
    public void Sessions_need_a_plan_first() =>
        Refused(
            "no-action-plan",
            Book(Given.AnAssessedReferral(), Session, 1, Samples.ByPhone(new DateOnly(2026, 11, 9), 10))
        );

    [Theory]
    [InlineData(Stage.Sent, "wrong-stage")]
    [InlineData(Stage.Ending, "wrong-stage")]
    [InlineData(Stage.Concluded, "concluded")]
    public void Booking_is_refused_outside_its_stages(Stage stage, string code)
    {
        var refusal = Refused(
            code,
            Book(Given.AReferralIn(stage), Session, 1, Samples.ByPhone(new DateOnly(2026, 11, 12), 10))
        );
        Assert.Equal(stage, refusal.Stage);
        Assert.Equal(RefusalKind.Conflict, refusal.Kind);
    }

    [Fact]
    public void The_same_appointment_is_booked_once()
    {
        var story = Given.AReferralWithAnActionPlan();
        var booking = story.Booking(Session, 1, new DateOnly(2026, 11, 9));
        story.Do((r, now) => BookAppointment.Decide(r, booking, [], now));
        Refused("already-booked", story.Try((r, now) => BookAppointment.Decide(r, booking, [], now)));
    }

    [Fact]
    public void A_clash_is_shown_and_can_be_confirmed()
    {
        var story = Given.AReferralWithAnActionPlan().Booked(Session, 1, new DateOnly(2026, 11, 9), 10);
        var clash = story.Booking(Session, 2, new DateOnly(2026, 11, 9), 10);
        var elsewhere = new BusyTime(
            new AppointmentId(Samples.Id(900)),
            LondonTime.InstantOf(new DateOnly(2026, 11, 10), new TimeOnly(9, 0))!.Value,
            LondonTime.InstantOf(new DateOnly(2026, 11, 10), new TimeOnly(10, 0))!.Value
        );

        Refused("clash", story.Try((r, now) => BookAppointment.Decide(r, clash, [], now)));
        Assert.False(
            story.Try((r, now) => BookAppointment.Decide(r, clash with { IsClashConfirmed = true }, [], now)).IsRefused
        );
        Refused(
            "clash",
            story.Try(
                (r, now) =>
                    BookAppointment.Decide(
                        r,
                        clash with
                        {
                            Slot = Samples.ByPhone(new DateOnly(2026, 11, 10), 9, 59),
                        },
                        [elsewhere],
                        now
                    )
            )
        );
        Assert.False(
            story
                .Try(
                    (r, now) =>
                        BookAppointment.Decide(
                            r,
                            clash with
                            {
                                Slot = Samples.ByPhone(new DateOnly(2026, 11, 10), 10),
                            },
                            [elsewhere],
                            now
                        )
                )
                .IsRefused
        );
    }

    [Fact]
    public void Place_and_length_are_checked()
    {
        var story = Given.AReferralWithACaseworker();
        var slot = Samples.ByPhone(Wednesday, 10);
        var address = new MeetingPlace(null, "Library", "1 High Street", null, "Swansea", null, "sa1 1aa");
        Refused("duration-invalid", Book(story, Assessment, null, slot with { DurationMinutes = 0 }));
        Refused("duration-invalid", Book(story, Assessment, null, slot with { DurationMinutes = 721 }));
        Refused("assessment-one-to-one", Book(story, Assessment, null, slot with { Format = SessionFormat.Group }));
        Refused("office-missing", Book(story, Assessment, null, slot with { Method = MeetingMethod.ProbationOffice }));
        Refused("address-missing", Book(story, Assessment, null, slot with { Method = MeetingMethod.OtherPlace }));
        Refused(
            "postcode-invalid",
            Book(
                story,
                Assessment,
                null,
                slot with
                {
                    Method = MeetingMethod.OtherPlace,
                    Place = address with { Postcode = "SA1" },
                }
            )
        );
        Assert.False(
            Book(story, Assessment, null, slot with { Method = MeetingMethod.OtherPlace, Place = address }).IsRefused
        );
    }

    [Fact]
    public void Who_keeps_an_appointment_was_chosen_or_booked_it_and_works_on_the_referral()
    {
        var story = Given.AReferralWithACaseworker();
        story.Happens(at => new HelperAdded(People.SupplierLead, at, People.OtherCaseworker));
        // booked before anybody was asked: whoever booked it
        story.Happens(at => Booked(at, People.OtherCaseworker, null));
        Assert.Equal(People.OtherCaseworker, Keeper());
        story.Happens(at => new HelperRemoved(People.SupplierLead, at, People.OtherCaseworker));
        Assert.Equal(People.Caseworker, Keeper());
        story.AssignedTo(People.OtherCaseworker);
        Assert.Equal(People.OtherCaseworker, Keeper());

        var slot = Samples.ByPhone(Wednesday, 14) with { Keeper = People.Caseworker };
        var id = story.Referral.Appointments.Assessment!.Id;
        Assert.Equal("keeper", Refused("keeper-not-on-referral", Moving(slot)).Field);
        story.Happens(at => new HelperAdded(People.SupplierLead, at, People.Caseworker));
        story.Accept(Moving(slot));
        Assert.Equal(People.Caseworker, Keeper());
        Refused("unchanged", Moving(slot));
        Refused("unchanged", Moving(slot with { Keeper = null }));
        Assert.False(Moving(slot with { Keeper = People.OtherCaseworker }).IsRefused);

        StaffMember? Keeper() => story.Referral.Appointments.Assessment!.KeeperAmong(story.Referral.Allocation);

        Decision Moving(SlotAsked to) => story.Try((r, now) => MoveAppointment.Decide(r, Move(id, to), [], now));

        AppointmentBooked Booked(DateTimeOffset at, StaffMember by, StaffMember? keeper) =>
            new(
                by,
                at,
                new(Samples.Id(901)),
                Assessment,
                null,
                Samples.ByPhone(Wednesday, 10).ToSlot() with
                {
                    Keeper = keeper,
                }
            );
    }

    [Fact]
    public void Moving_keeps_the_appointment_and_says_from_where()
    {
        var story = Given.AReferralWithABookedAssessment();
        var id = story.Referral.Appointments.Assessment!.Id;
        story.Do((r, now) => MoveAppointment.Decide(r, Move(id, Samples.ByPhone(Wednesday, 14)), [], now));

        var moved = Assert.IsType<AppointmentMoved>(story.Events[^1]);
        Assert.Equal(10, moved.From.StartsAt.Hour);
        Assert.Equal(14, Assert.Single(story.Referral.Appointments.All).Slot.StartsAt.Hour);
    }

    [Fact]
    public void Refusals_of_moving()
    {
        var story = Given.AReferralWithABookedAssessment();
        var id = story.Referral.Appointments.Assessment!.Id;
        Decision Try(MoveAppointment command) => story.Try((r, now) => MoveAppointment.Decide(r, command, [], now));

        Refused("no-such-appointment", Try(Move(new AppointmentId(Samples.Id(999)), Samples.ByPhone(Wednesday, 14))));
        Refused("unchanged", Try(Move(id, Samples.ByPhone(Wednesday, 10))));
        Refused("reason-missing", Try(Move(id, Samples.ByPhone(Wednesday, 14)) with { Reason = "" }));
        Refused("too-far-ahead", Try(Move(id, Samples.ByPhone(new DateOnly(2028, 1, 4), 14))));
        story.At(new DateOnly(2026, 11, 5));
        Refused("outcome-needed-for-past", Try(Move(id, Samples.ByPhone(Wednesday, 9))));
        story.Do(
            (r, now) =>
                MoveAppointment.Decide(
                    r,
                    Move(id, Samples.ByPhone(Wednesday, 9)) with
                    {
                        Outcome = Samples.Happened,
                    },
                    [],
                    now
                )
        );
        Assert.Equal(Stage.Assessed, story.Referral.Stage);
        Refused("outcome-already-recorded", Try(Move(id, Samples.ByPhone(Wednesday, 14))));
        Refused(
            "concluded",
            Given
                .ACompletedReferral()
                .Try((r, now) => MoveAppointment.Decide(r, Move(id, Samples.ByPhone(Wednesday, 14)), [], now))
        );
    }

    [Fact]
    public void What_was_recorded_at_a_time_that_has_passed_is_in_the_way_of_another_then()
    {
        var story = Given.AReferralWithAnActionPlan().Held(Session, 1, new DateOnly(2026, 11, 9));
        Refused("clash", Past(10, isClashConfirmed: false));
        Assert.False(Past(10, isClashConfirmed: true).IsRefused);
        Assert.False(Past(12, isClashConfirmed: false).IsRefused);

        Decision Past(int hour, bool isClashConfirmed) =>
            story.Try(
                (r, now) =>
                    BookAppointment.Decide(
                        r,
                        story.Booking(Session, 2, new DateOnly(2026, 11, 9), hour, Samples.Happened) with
                        {
                            IsClashConfirmed = isClashConfirmed,
                        },
                        [],
                        now
                    )
            );
    }

    [Fact]
    public void Cancelling_opens_the_way_for_another_and_is_done_once()
    {
        var story = Given.AReferralWithABookedAssessment();
        var cancel = new CancelAppointment(People.Caseworker, story.Referral.Appointments.Assessment!.Id, "Ill");
        Refused(
            "reason-missing",
            story.Try((r, now) => CancelAppointment.Decide(r, cancel with { Reason = " " }, now))
        );
        story.Do((r, now) => CancelAppointment.Decide(r, cancel, now));

        Assert.Null(story.Referral.Appointments.Assessment);
        Refused("appointment-cancelled", story.Try((r, now) => CancelAppointment.Decide(r, cancel, now)));
        Assert.False(Book(story, Assessment, null, Samples.ByPhone(Wednesday, 10)).IsRefused);
    }

    [Fact]
    public void Refusals_of_cancelling()
    {
        var story = Given.AnAssessedReferral();
        var cancel = new CancelAppointment(People.Caseworker, story.Referral.Appointments.Assessment!.Id, "Ill");
        Refused("outcome-already-recorded", story.Try((r, now) => CancelAppointment.Decide(r, cancel, now)));
        Refused(
            "no-such-appointment",
            story.Try((r, now) => CancelAppointment.Decide(r, cancel with { AppointmentId = default }, now))
        );
        Refused("wrong-stage", Given.ASentReferral().Try((r, now) => CancelAppointment.Decide(r, cancel, now)));
    }

    private static MoveAppointment Move(AppointmentId id, SlotAsked slot) =>
        new(People.Caseworker, id, slot, ChangeRequestedBy.PersonOnProbation, "Has a job interview");

    private static Decision Book(Story story, AppointmentKind kind, int? session, SlotAsked slot) =>
        story.Try(
            (r, now) =>
                BookAppointment.Decide(
                    r,
                    new BookAppointment(People.Caseworker, new AppointmentId(story.NextId()), kind, session, slot),
                    [],
                    now
                )
        );
}
