using RefMon.Application.Allocation;
using RefMon.Application.Appointments;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Appointments;
using RefMon.Domain.Endings;
using Xunit;
using CancelAppointment = RefMon.Application.Appointments.CancelAppointment;
using MoveAppointment = RefMon.Application.Appointments.MoveAppointment;
using RecordOutcome = RefMon.Application.Appointments.RecordOutcome;

namespace RefMon.Application.Tests.Appointments;

[Trait("Capability", "Appointments")]
public sealed class AppointmentTests(CasesWorld world) : IClassFixture<CasesWorld>, IDisposable
{
    private readonly DateTimeOffset morning = new(2026, 11, 18, 10, 0, 0, TimeSpan.Zero);

    public void Dispose() => world.Clock.Now = morning;

    [Fact]
    public async Task An_assessment_is_booked_moved_missed_booked_again_and_held_and_both_sides_read_all_of_it()
    {
        var sent = await world.Allocated();
        var first = await world.Booked(sent, null, Delivery.ByPhone(19));
        Assert.Null(
            await world.Try(
                new MoveAppointment(Guid.NewGuid(), sent.Reference, first, Delivery.ByPhone(20, time: "2.30pm").Move())
            )
        );
        world.Clock.Now = morning.AddDays(2).AddHours(5);
        Assert.Equal(AppointmentStatus.NeedsFeedback, (await world.Appointments(sent)).Assessment.Status);
        Assert.Null(await world.Try(new RecordOutcome(Guid.NewGuid(), sent.Reference, first, Delivery.Missed)));
        var second = await world.Booked(sent, null, Delivery.ByPhone(23));
        Assert.Equal(AppointmentStatus.Scheduled, (await world.Appointments(sent)).Assessment.Status);
        world.Clock.Now = morning.AddDays(5).AddHours(2);
        Assert.Null(await world.Try(new RecordOutcome(Guid.NewGuid(), sent.Reference, second, Delivery.Happened)));

        var shown = await world.Appointments(sent);
        var read = await world.Appointments(sent, Staff.Officer);
        Assert.Equal(Stage.Assessed, shown.Stage);
        Assert.Equal(
            (AppointmentStatus.Completed, second),
            (read.Assessment.Status, read.Assessment.Standing!.Id.Value)
        );
        var missed = Assert.Single(read.Assessment.Earlier);
        Assert.Equal(AppointmentStatus.DidNotAttend, missed.StatusAt(world.Clock.Now));
        var move = Assert.Single(missed.Moves);
        Assert.Equal(
            (ChangeRequestedBy.PersonOnProbation, "Has a hospital appointment"),
            (move.RequestedBy, move.Reason)
        );
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 14, 30, 0, TimeSpan.Zero), move.To.StartsAt);
        Assert.True(shown.Assessment.Actions.MayCorrect);
        Assert.Equal((false, AppointmentActions.None), (read.MayKeep, read.Assessment.Actions));
        Assert.False(shown.Assessment.MayBook);
    }

    [Fact]
    public async Task The_practitioner_is_told_of_an_assessment_to_come_and_of_its_end_and_the_pages_say_so_before_and_after()
    {
        var (sent, late) = (await world.Allocated(), await world.Allocated());
        Assert.True((await Checked(sent, Delivery.ByPhone(19))).TellsOfSlot);
        var id = await world.Booked(sent, null, Delivery.ByPhone(19));
        Assert.Equal(["practitioner"], await Told(sent, id));
        Assert.Null(await world.Try(new CancelAppointment(Guid.NewGuid(), sent.Reference, id, "Ill")));
        Assert.Equal(["practitioner"], await Told(sent, id));

        Assert.False((await Checked(late, Delivery.ByPhone(18, time: "09:00"))).TellsOfSlot);
        var past = Delivery.Book(late, null, Delivery.ByPhone(18, time: "09:00"), Delivery.Happened);
        Assert.Null(await world.Try(past));
        Assert.Empty(await Told(late, past.AppointmentId));

        async Task<AppointmentCheck> Checked(Sent of, TypedSlot slot)
        {
            var purpose = AppointmentPurpose.Book(null).ToString();
            await world.Get(new SaveSlotEntry(Guid.NewGuid(), of.Reference, purpose, slot), Staff.Caseworker);
            return (await world.Get(new GetAppointmentForm(of.Reference, purpose), Staff.Caseworker)).Check!;
        }
        async Task<string[]> Told(Sent of, Guid appointment) =>
            [
                .. (
                    await world.Get(new GetAppointment(of.Reference, appointment), Staff.Officer)
                ).Appointment.Notices.Select(notice => notice.Recipient),
            ];
    }

    [Fact]
    public async Task Only_the_supplier_keeps_appointments_and_another_does_not_learn_of_them()
    {
        var sent = await world.Allocated();
        Assert.Equal("not-permitted", await world.Try(Delivery.Book(sent, null, Delivery.ByPhone(19)), Staff.Officer));
        Assert.Equal(
            "not-found",
            await world.Try(Delivery.Book(sent, null, Delivery.ByPhone(19)), Staff.OtherSupplier)
        );
        var outcome = await world.Send(new GetAppointments(sent.Reference), Staff.OtherSupplierLead);
        Assert.Equal("not-found", outcome.Refusal!.Code);
        Assert.Equal(
            "not-found",
            (await world.Send(new GetAppointment(sent.Reference, Guid.NewGuid()), Staff.Caseworker)).Refusal!.Code
        );
    }

    [Fact]
    public async Task A_past_appointment_is_booked_with_its_outcome_in_one_go_and_never_without()
    {
        var sent = await world.Allocated();
        // the day of sending is the first there can be
        Assert.Equal(
            "before-day-of-sending",
            await world.Try(Delivery.Book(sent, null, Delivery.ByPhone(17), Delivery.Happened))
        );
        world.Clock.Now = morning.AddDays(3);
        Assert.Equal("outcome-needed-for-past", await world.Try(Delivery.Book(sent, null, Delivery.ByPhone(19))));
        Assert.Null(await world.Try(Delivery.Book(sent, null, Delivery.ByPhone(19), Delivery.Happened)));
        Assert.Equal(Stage.Assessed, (await world.Appointments(sent)).Stage);
        Assert.Equal(4, (await world.Events.FetchStream(sent.Id.Value)).Count);
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_by_name()
    {
        var sent = await world.Planned();
        var id = await world.Booked(sent, 1, Delivery.ByPhone(19));
        var record = new RecordOutcome(Guid.NewGuid(), sent.Reference, id, Delivery.Happened);
        Assert.Equal("appointment-in-future", await world.Try(record));
        Assert.Equal(
            "appointment-in-future",
            await world.Try(Delivery.Book(sent, 2, Delivery.ByPhone(20), Delivery.Happened))
        );
        Assert.Equal("earlier-appointment-open", await world.Try(Delivery.Book(sent, 1, Delivery.ByPhone(20))));
        Assert.Equal("session-not-in-plan", await world.Try(Delivery.Book(sent, 4, Delivery.ByPhone(20))));
        Assert.Equal(
            "unchanged",
            await world.Try(new MoveAppointment(Guid.NewGuid(), sent.Reference, id, Delivery.ByPhone(19).Move()))
        );

        world.Clock.Now = morning.AddDays(1).AddHours(2);
        Assert.Null(await world.Try(record with { CommandId = Guid.NewGuid() }));
        Assert.Equal("outcome-already-recorded", await world.Try(record with { CommandId = Guid.NewGuid() }));
        var second = await world.Booked(sent, 2, Delivery.ByPhone(26));
        world.Clock.Now = morning.AddDays(4);
        Assert.Equal(
            "outcome-needed-for-past",
            await world.Try(new MoveAppointment(Guid.NewGuid(), sent.Reference, second, Delivery.ByPhone(20).Move()))
        );
        var late = Delivery.ByPhone(25).Move();
        Assert.Equal(
            "outcome-already-recorded",
            await world.Try(new MoveAppointment(Guid.NewGuid(), sent.Reference, id, late))
        );
        Assert.Equal(
            "outcome-already-recorded",
            await world.Try(new CancelAppointment(Guid.NewGuid(), sent.Reference, id, "Why"))
        );
        Assert.Equal(
            "no-such-appointment",
            await world.Try(new CancelAppointment(Guid.NewGuid(), sent.Reference, Guid.NewGuid(), "Why"))
        );
    }

    [Fact]
    public async Task A_cancelled_session_is_not_scheduled_any_more_and_needs_a_reason()
    {
        var sent = await world.Planned();
        var id = await world.Booked(sent, 1, Delivery.ByPhone(19));
        Assert.Equal("answer-missing", await world.Try(new CancelAppointment(Guid.NewGuid(), sent.Reference, id, " ")));
        Assert.Null(await world.Try(new CancelAppointment(Guid.NewGuid(), sent.Reference, id, "Caseworker is ill")));
        var line = (await world.Appointments(sent)).Sessions[0];
        Assert.Equal((AppointmentStatus.NotScheduled, true), (line.Status, line.MayBook));
        Assert.Equal("Caseworker is ill", Assert.Single(line.Earlier).Cancelled!.Reason);
        Assert.Equal(
            "appointment-cancelled",
            await world.Try(new RecordOutcome(Guid.NewGuid(), sent.Reference, id, Delivery.Happened))
        );
    }

    [Fact]
    public async Task Everything_missing_from_a_slot_is_said_at_once_at_its_field()
    {
        var sent = await world.Planned();
        var empty = new TypedSlot(null, null, null, null, null, null, null, null, null, null, null, null, null);
        var outcome = await world.Send(Delivery.Book(sent, 1, empty), Staff.Caseworker);
        Assert.Equal(
            ["Date.Day", "Time", "Hours", "Format", "Method"],
            outcome.Refusals.Select(refusal => refusal.Field)
        );
    }

    [Theory]
    [InlineData("31", "2", "2027", "10:00", "1", "0", "date-not-real")]
    [InlineData("28", "3", "2027", "01:30", "1", "0", "time-does-not-exist")]
    [InlineData("28", "3", "2027", "1.30am", "1", "0", "time-does-not-exist")]
    [InlineData("28", "3", "2027", "1am", "1", "0", "time-does-not-exist")]
    [InlineData("28", "3", "2027", "2am", "1", "0", null)]
    [InlineData("28", "3", "2027", "12.59am", "1", "0", null)]
    [InlineData("28", "3", "2027", "midnight", "1", "0", null)]
    [InlineData("28", "3", "2027", "noon", "1", "0", null)]
    [InlineData("19", "11", "2026", "10:00", "12", null, null)]
    [InlineData("19", "11", "2026", "10:00", null, "1", null)]
    [InlineData("19", "11", "2026", "10:00", "0", null, "duration-invalid")]
    [InlineData("19", "5", "2027", "10:00", "1", "0", "too-far-ahead")]
    [InlineData("19", "11", "2026", "10:00", "0", "0", "duration-invalid")]
    [InlineData("19", "11", "2026", "10:00", "12", "1", "duration-invalid")]
    [InlineData("19", "11", "2026", "10:00", "-1", "0", "duration-invalid")]
    [InlineData("19", "11", "2026", "10:00", "1.5", "0", "duration-invalid")]
    [InlineData("19", "11", "2026", "10:00", "9999", "9999", "duration-invalid")]
    public async Task A_slot_that_cannot_be_is_refused_and_the_one_beside_it_is_not(
        string day,
        string month,
        string year,
        string time,
        string? hours,
        string? minutes,
        string? code
    )
    {
        var sent = await world.Planned();
        var slot = Delivery.ByPhone(19) with
        {
            Day = day,
            Month = month,
            Year = year,
            Time = time,
            Hours = hours,
            Minutes = minutes,
        };
        Assert.Equal(code, await world.Try(Delivery.Book(sent, 1, slot)));
    }

    [Fact]
    public async Task A_move_and_a_series_are_refused_the_same_slots_as_a_booking()
    {
        var sent = await world.Planned();
        var id = await world.Booked(sent, 1, Delivery.ByPhone(19));
        foreach (
            var (slot, code) in new[]
            {
                (Delivery.ByPhone(28, month: 3, year: 2027, time: "1.30am"), "time-does-not-exist"),
                (Delivery.ByPhone(20, time: "13.30pm"), "time-two-clocks"),
                (Delivery.ByPhone(20) with { Hours = "0", Minutes = "0" }, "duration-invalid"),
                (Delivery.ByPhone(20) with { Hours = "99" }, "duration-invalid"),
                (Delivery.ByPhone(17), "before-day-of-sending"),
                (Delivery.ByPhone(19, month: 5, year: 2027), "too-far-ahead"),
                (Delivery.ByPhone(20) with { Method = "office", Office = "NOWHERE" }, "office-outside-region"),
                (Delivery.ByPhone(20) with { Method = "address", Line1 = "1", Postcode = "sw1" }, "postcode-invalid"),
            }
        )
        {
            Assert.Equal(
                code,
                await world.Try(new MoveAppointment(Guid.NewGuid(), sent.Reference, id, slot.Move(), null, true))
            );
            Assert.Equal(
                code,
                await world.Try(new SaveSlotEntry(Guid.NewGuid(), sent.Reference, $"move-{id}", slot.Move()))
            );
            var series = new TypedSeries("2", "3", "1", slot);
            Assert.Equal(code, await world.Try(new SaveSeriesEntry(Guid.NewGuid(), sent.Reference, series)));
        }
        // only the second of the series falls into the hour that is skipped
        var spring = new TypedSeries("2", "3", "1", Delivery.ByPhone(21, month: 3, year: 2027, time: "1.30am"));
        Assert.Equal(
            "time-does-not-exist",
            await world.Try(new BookSeries(Guid.NewGuid(), sent.Reference, Guid.NewGuid(), spring, true))
        );
        Assert.Single((await world.Appointments(sent)).Sessions, s => s.Standing is not null);
    }

    [Fact]
    public async Task Offices_are_those_of_the_contracts_region_and_an_address_needs_a_real_postcode()
    {
        var sent = await world.Planned();
        var form = await world.Get(new GetAppointmentForm(sent.Reference, "book-1"), Staff.Caseworker);
        Assert.NotEmpty(form.Choices.Offices);
        var outside = await world.Ask<string>(
            "select delius_code from probation_office where nps_region_code <> $1 and delius_code is not null limit 1",
            form.Choices.Offices[0].RegionCode
        );
        var atOffice = Delivery.ByPhone(19) with { Method = "office" };
        Assert.Equal(
            "office-outside-region",
            await world.Try(Delivery.Book(sent, 1, atOffice with { Office = outside }))
        );
        Assert.Equal("office-missing", await world.Try(Delivery.Book(sent, 1, atOffice)));
        Assert.Null(
            await world.Try(Delivery.Book(sent, 1, atOffice with { Office = form.Choices.Offices[0].DeliusCode }))
        );

        var elsewhere = Delivery.ByPhone(20) with { Method = "address", Line1 = "Library, 1 High Street" };
        Assert.Equal("postcode-missing", await world.Try(Delivery.Book(sent, 2, elsewhere)));
        Assert.Equal("postcode-invalid", await world.Try(Delivery.Book(sent, 2, elsewhere with { Postcode = "SW1" })));
        Assert.Null(await world.Try(Delivery.Book(sent, 2, elsewhere with { Postcode = "sw1a2aa" })));
        var shown = await world.Appointments(sent);
        Assert.Equal(form.Choices.Offices[0].Name, shown.Sessions[0].Standing!.Slot.Place!.Name);
        Assert.Equal("SW1A 2AA", shown.Sessions[1].Standing!.Slot.Place!.Postcode);
    }

    [Fact]
    public async Task An_appointment_at_an_office_that_has_closed_since_says_so_and_keeps_it_only_for_a_time_before_that()
    {
        var sent = await world.Planned();
        var offices = (await Form("book-1")).Choices.Offices;
        var (office, other) = (offices[^1], offices[^2]);
        var slot = Delivery.ByPhone(25) with { Method = "office", Office = office.DeliusCode };
        var id = await world.Booked(sent, 1, slot);
        Assert.Null((await Form($"move-{id}")).Choices.Closed);
        var closes = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);
        const string Closing = "update probation_office set closed_at = $2 where id = $1";
        await world.Execute(Closing, office.Id, closes);
        try
        {
            var choices = (await Form($"move-{id}")).Choices;
            Assert.DoesNotContain(choices.Offices, o => o.DeliusCode == office.DeliusCode);
            Assert.Equal((office.Name, closes), (choices.Closed!.Place.Name, choices.Closed.At));
            Assert.Null((await Form("book-2")).Choices.Closed);
            var later = await world.Send(MoveTo(slot with { Time = "14:00" }), Staff.Caseworker);
            Assert.Equal(
                ("office-closed", "Office", $"{office.Name} has closed. Select another office, or another way to meet"),
                (later.Refusal!.Code, later.Refusal.Field, later.Refusal.Message)
            );
            Assert.Equal("office-outside-region", await world.Try(Delivery.Book(sent, 2, slot)));
            Assert.Null(await world.Try(MoveTo(slot with { Day = "19" })));
            Assert.Null(await world.Try(MoveTo(slot with { Office = other.DeliusCode })));
        }
        finally
        {
            await world.Execute(Closing, office.Id, null);
        }

        Task<AppointmentForm> Form(string purpose) =>
            world.Get(new GetAppointmentForm(sent.Reference, purpose), Staff.Caseworker);
        MoveAppointment MoveTo(TypedSlot to) =>
            new(Guid.NewGuid(), sent.Reference, id, to.Move(), IsClashConfirmed: true);
    }

    [Fact]
    public async Task Every_session_of_the_plan_that_stands_is_there_to_be_booked()
    {
        var sent = await world.Planned(3);
        Assert.Equal([1, 2, 3], Bookable(await world.Appointments(sent)));
        await world.Append(
            sent.Id,
            new ActionPlanSubmitted(
                new StaffMember(Staff.Caseworker, Staff.Name(Staff.Caseworker), null),
                world.Clock.Now,
                2,
                8,
                [new(new ActivityId(Guid.NewGuid()), [new DesiredOutcomeId(Guid.NewGuid())], "Find a home")]
            )
        );
        Assert.Equal(Enumerable.Range(1, 8), Bookable(await world.Appointments(sent)));

        static IEnumerable<int> Bookable(AppointmentsShown shown) =>
            shown.Sessions.Where(line => line.MayBook).Select(line => line.SessionNumber!.Value);
    }

    [Fact]
    public async Task Used_days_are_counted_and_warned_of_for_both_sides()
    {
        var sent = await world.Planned(9);
        for (var session = 1; session <= 8; session++)
        {
            var day = 18 + session;
            world.Clock.Now = new DateTimeOffset(2026, 11, day, 12, 0, 0, TimeSpan.Zero);
            var book = Delivery.Book(sent, session, Delivery.ByPhone(day), Delivery.Happened);
            Assert.Null(await world.Try(book));
        }
        var read = await world.Appointments(sent, Staff.Officer);
        Assert.Equal(new EnforceableDaysShown(10, 8, 2, IsWarningDue: true), read.Days);
        Assert.Equal(8, read.SessionsDelivered);
    }

    [Fact]
    public async Task A_concluded_referral_offers_nothing_and_says_why()
    {
        var sent = await world.Planned();
        var by = new StaffMember(Staff.Sender, "Sally Sender", null);
        await world.Append(sent.Id, new ReferralWithdrawn(by, world.Clock.Now, "NOT", "Words"));
        var shown = await world.Appointments(sent);
        Assert.NotNull(shown.WhyNothingCanBeDone);
        Assert.All(shown.Sessions, s => Assert.False(s.MayBook));
        Assert.Equal("concluded", await world.Try(Delivery.Book(sent, 1, Delivery.ByPhone(19))));
    }

    [Fact]
    public async Task Rows_for_calendars_follow_the_caseworker_while_an_appointment_is_open_and_not_afterwards()
    {
        var sent = await world.Planned();
        var held = (await world.Appointments(sent)).Assessment.Standing!.Id.Value;
        var open = await world.Booked(sent, 1, Delivery.ByPhone(19));
        var assign = new AssignCaseworker(Guid.NewGuid(), sent.Reference, Staff.Colleague, false, 99, "On leave");
        Assert.Null(await world.Try(assign, Staff.SupplierLead));
        Assert.Equal((Staff.Caseworker, "happened"), await Row(held));
        Assert.Equal((Staff.Colleague, "open"), await Row(open));
    }

    private async Task<(string Caseworker, string State)> Row(Guid id) =>
        (
            await world.Ask<string>("select caseworker_id from appointment_slot where appointment_id = $1", id),
            await world.Ask<string>("select state from appointment_slot where appointment_id = $1", id)
        );
}
