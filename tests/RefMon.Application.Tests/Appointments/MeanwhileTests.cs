using System.Globalization;
using RefMon.Application.Appointments;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using Xunit;
using CancelAppointment = RefMon.Application.Appointments.CancelAppointment;
using CorrectOutcome = RefMon.Application.Appointments.CorrectOutcome;
using MoveAppointment = RefMon.Application.Appointments.MoveAppointment;
using RecordOutcome = RefMon.Application.Appointments.RecordOutcome;

namespace RefMon.Application.Tests.Appointments;

/// <summary>Two people on the same appointment, and what ends the delivery: nothing happens that was not on the page.</summary>
[Trait("Capability", "Appointments")]
public sealed class MeanwhileTests(CasesWorld world) : IClassFixture<CasesWorld>, IDisposable
{
    private readonly DateTimeOffset began = world.Clock.Now;

    public void Dispose() => world.Clock.Now = began;

    private const string Changed = "appointment-changed";

    [Fact]
    public async Task Of_two_moves_the_second_is_refused_until_it_is_confirmed_on_what_stands_now()
    {
        var sent = await world.Planned();
        var id = await world.Booked(sent, 1, Delivery.ByPhone(27));
        var other = await world.Booked(sent, 2, Delivery.ByPhone(28));
        var shown = await Shown(sent, id);
        // what becomes of another appointment is no conflict, and is decided again on what is there now
        Assert.Null(await world.Try(new CancelAppointment(Guid.NewGuid(), sent.Reference, other, "Ill")));
        Assert.Null(await world.Try(Move(sent, id, "14:00", shown), Staff.SupplierLead));

        Assert.Equal(Changed, await world.Try(Move(sent, id, "11:00", shown)));
        // a page that says nothing of what it showed has shown nothing
        Assert.Equal(Changed, await world.Try(Move(sent, id, "11:00", 0)));
        var now = await world.Get(new GetAppointment(sent.Reference, id), Staff.Caseworker);
        Assert.Equal(14, LondonTime.TimeOf(now.Appointment.Slot.StartsAt).Hour);
        Assert.Equal(Staff.Name(Staff.SupplierLead), now.Appointment.ChangedBy.Name);
        Assert.Null(await world.Try(Move(sent, id, "11:00", now.Version)));
    }

    [Fact]
    public async Task Of_two_moves_in_the_same_moment_one_is_done_and_one_is_told_of_it()
    {
        var sent = await world.Planned();
        var id = await world.Booked(sent, 1, Delivery.ByPhone(27));
        var shown = await Shown(sent, id);
        var codes = await Task.WhenAll(
            world.Try(Move(sent, id, "14:00", shown)),
            world.Try(Move(sent, id, "15:00", shown), Staff.SupplierLead)
        );
        Assert.Equal([null, Changed], codes.Order());
    }

    [Fact]
    public async Task Of_two_corrections_the_second_sees_the_first_beside_what_was_typed()
    {
        var sent = await world.Planned();
        var id = await world.Begun(sent, 1);
        var purpose = $"correct-{id}";
        Assert.Null(await world.Try(new RecordOutcome(Guid.NewGuid(), sent.Reference, id, Delivery.Happened)));
        var shown = await Shown(sent, id);
        var typed = Delivery.Happened with { Summary = "Talked about the rent" };
        var save = new SaveOutcomeEntry(Guid.NewGuid(), sent.Reference, purpose, typed, "Wrong notes", shown);
        Assert.Null(await world.Try(save));
        Assert.Null((await Form()).ChangedSince((await Form()).Entry!.Answers.Version));
        var lead = new CorrectOutcome(Guid.NewGuid(), sent.Reference, id, Delivery.Missed, "Nobody came", shown);
        Assert.Null(await world.Try(lead, Staff.SupplierLead));

        var form = await Form();
        var stands = form.ChangedSince(form.Entry!.Answers.Version);
        Assert.Equal((false, "Nobody came"), (stands!.Outcome!.Said.Happened, stands.Outcome.CorrectionReason));
        Assert.Equal("Talked about the rent", form.Outcome!.Summary);
        var correct = new CorrectOutcome(Guid.NewGuid(), sent.Reference, id, typed, "Wrong notes", shown);
        Assert.Equal(Changed, await world.Try(correct));
        Assert.Equal(Changed, await world.Try(save with { CommandId = Guid.NewGuid() }));
        var what = new SaveAttendanceEntry(Guid.NewGuid(), sent.Reference, purpose, TypedOutcome.Happened, shown);
        Assert.Equal(Changed, await world.Try(what));
        // nothing that was typed is lost
        Assert.Equal(typed.Summary, (await Form()).Entry!.Answers.Outcome!.Summary);
        Assert.Null(await world.Try(correct with { CommandId = Guid.NewGuid(), Version = form.Version }));

        Task<AppointmentForm> Form() => world.Get(new GetAppointmentForm(sent.Reference, purpose), Staff.Caseworker);
    }

    [Fact]
    public async Task Nobody_cancels_a_slot_they_have_not_seen_or_moves_what_was_cancelled()
    {
        var sent = await world.Planned();
        var id = await world.Booked(sent, 1, Delivery.ByPhone(27));
        var shown = await Shown(sent, id);
        var typed = Move(sent, id, "11:00", shown);
        Assert.Null(
            await world.Try(
                new SaveSlotEntry(Guid.NewGuid(), sent.Reference, $"move-{id}", typed.Slot, shown),
                Staff.Caseworker
            )
        );
        Assert.Null(await world.Try(Move(sent, id, "14:00", shown), Staff.SupplierLead));
        var cancel = new CancelAppointment(Guid.NewGuid(), sent.Reference, id, "Room is locked", shown);
        Assert.Equal(Changed, await world.Try(cancel));
        var again = cancel with { CommandId = Guid.NewGuid(), Version = await Shown(sent, id) };
        Assert.Null(await world.Try(again, Staff.SupplierLead));

        Assert.Equal("appointment-cancelled", await world.Try(typed));
        // what was typed stands beside it
        var form = await world.Get(new GetAppointmentForm(sent.Reference, $"move-{id}"), Staff.Caseworker);
        Assert.Equal(("appointment-cancelled", "11:00"), (form.Why!.Code, form.Entry!.Answers.Slot!.Time));
        Assert.NotNull(form.ChangedSince(form.Entry.Answers.Version)!.Cancelled);
    }

    [Fact]
    public async Task What_is_recorded_of_an_appointment_that_was_moved_meanwhile_is_asked_again()
    {
        var sent = await world.Planned();
        var id = await world.Begun(sent, 1);
        var shown = await Shown(sent, id);
        var soon = world.Clock.Now.AddMinutes(1);
        var slot = Delivery.ByPhone(
            LondonTime.DayOf(soon),
            LondonTime.TimeOf(soon).ToString("HH:mm", CultureInfo.InvariantCulture)
        );
        var move = new MoveAppointment(Guid.NewGuid(), sent.Reference, id, slot.Move(), Version: shown);
        Assert.Null(await world.Try(move, Staff.SupplierLead));
        var record = new RecordOutcome(Guid.NewGuid(), sent.Reference, id, Delivery.Happened, shown);
        Assert.Equal("appointment-in-future", await world.Try(record));
        world.Clock.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(Changed, await world.Try(record with { CommandId = Guid.NewGuid() }));
        var seen = record with { CommandId = Guid.NewGuid(), Version = await Shown(sent, id) };
        Assert.Null(await world.Try(seen));
    }

    [Fact]
    public async Task What_would_end_the_delivery_says_so_before_it_is_saved()
    {
        var sent = await world.Planned(2);
        var first = await world.Begun(sent, 1, SessionFormat.Group);
        var last = await world.Begun(sent, 2, SessionFormat.Group);
        Assert.False(await Ends($"record-{first}", Delivery.Happened));
        Assert.Null(await world.Try(new RecordOutcome(Guid.NewGuid(), sent.Reference, first, Delivery.Missed)));
        // as long as none has happened, one that was missed can be booked again
        Assert.False(await Ends($"record-{last}", Delivery.Missed));
        Assert.True(await Ends($"record-{last}", Delivery.Happened));
        Assert.False(await Ends($"correct-{first}", Delivery.Happened));
        Assert.False(await RegisterEnds());
        var correct = new CorrectOutcome(Guid.NewGuid(), sent.Reference, first, Delivery.Happened, "They came");
        Assert.Null(await world.Try(correct));
        Assert.True(await Ends($"record-{last}", Delivery.Missed));
        Assert.True(await RegisterEnds());

        var cancel = new CancelAppointment(Guid.NewGuid(), sent.Reference, last, "Ill");
        Assert.Null(await world.Try(cancel));
        var slot = Delivery.ByPhone(18, time: "08:00");
        var past = new SaveSlotEntry(Guid.NewGuid(), sent.Reference, "book-2", slot);
        Assert.Equal(EntryStep.Attendance, await world.Get(past, Staff.Caseworker));
        Assert.True(await Ends("book-2", Delivery.NotHeld));
        Assert.Null(await world.Try(Delivery.Book(sent, 2, slot, Delivery.NotHeld)));
        Assert.Equal(Stage.Ending, (await world.Appointments(sent)).Stage);

        async Task<bool> Ends(string purpose, TypedOutcome outcome)
        {
            var save = new SaveOutcomeEntry(Guid.NewGuid(), sent.Reference, purpose, outcome, "Reason");
            Assert.Equal(EntryStep.Check, await world.Get(save, Staff.Caseworker));
            return (await world.Get(new GetAppointmentForm(sent.Reference, purpose), Staff.Caseworker))
                .Check!
                .EndsDelivery;
        }

        async Task<bool> RegisterEnds() =>
            (await world.Get(new GetGroupRegister(last), Staff.Caseworker))
                .People.Single(p => p.AppointmentId.Value == last)
                .EndsDelivery;
    }

    [Fact]
    public async Task Cancelling_what_was_to_be_held_again_says_that_it_would_end_the_delivery()
    {
        var sent = await world.Planned(2);
        var first = await world.Begun(sent, 1);
        Assert.Null(await world.Try(new RecordOutcome(Guid.NewGuid(), sent.Reference, first, Delivery.Missed)));
        var again = await world.Booked(sent, 1, Delivery.ByPhone(27));
        Assert.False((await Shown(again)).CancellingEndsDelivery);
        var second = await world.Begun(sent, 2);
        Assert.Null(await world.Try(new RecordOutcome(Guid.NewGuid(), sent.Reference, second, Delivery.Happened)));
        Assert.True((await Shown(again)).CancellingEndsDelivery);
        Assert.Null((await Shown(again)).WhyNotCancelled);

        var cancel = new CancelAppointment(Guid.NewGuid(), sent.Reference, again, "Will not come");
        Assert.Null(await world.Try(cancel));
        Assert.Equal(Stage.Ending, (await world.Appointments(sent)).Stage);
        Assert.Contains("waiting for the end-of-service report", (await Shown(again)).WhyNotCancelled!);

        Task<AppointmentShown> Shown(Guid id) => world.Get(new GetAppointment(sent.Reference, id), Staff.Caseworker);
    }

    [Fact]
    public async Task A_referral_from_before_hand_overs_were_told_apart_is_put_together_anew()
    {
        var sent = await world.Planned(2);
        var first = await world.Begun(sent, 1);
        Assert.Null(await world.Try(new RecordOutcome(Guid.NewGuid(), sent.Reference, first, Delivery.Missed)));
        var again = new AppointmentId(await world.Booked(sent, 1, Delivery.ByPhone(27)));
        var by = new StaffMember(Staff.SupplierLead, Staff.Name(Staff.SupplierLead), null);
        var called = new AppointmentCancelled(by, world.Clock.Now, again, CancelledBecause.ReferralTransferred, null);
        await world.Append(sent.Id, called);
        Assert.Equal(0, await AccountedFor());
        await world.Ask<Guid>(
            $"update mt_doc_referral set data = replace(data::text, '\"isHandedOver\": true', '\"isHandedOver\": false')::jsonb where id = '{sent.Id.Value}' returning id"
        );
        Assert.Equal(1, await AccountedFor());

        await world.Ask<long>(
            $"with done as ({(await CasesWorld.SchemaStep("0100-handed-over-appointments.sql")).TrimEnd().TrimEnd(';')} returning d.id) select count(*) from done"
        );
        Assert.Equal(0, await AccountedFor());
        // the next thing that happens to it is written down with the rest
        await world.Booked(sent, 1, Delivery.ByPhone(28));
        Assert.Equal(0, await AccountedFor());

        async Task<int> AccountedFor() =>
            (await world.Events.Load<Referral>(sent.Id.Value, default))!.Value.Aggregate.SessionsAccountedFor;
    }

    [Fact]
    public async Task A_session_beyond_a_plan_that_became_shorter_stays_to_be_read()
    {
        var sent = await world.Planned(3);
        var id = await world.Booked(sent, 3, Delivery.ByPhone(27));
        Assert.Null(await world.Try(new CancelAppointment(Guid.NewGuid(), sent.Reference, id, "Not needed")));
        var by = new StaffMember(Staff.Caseworker, Staff.Name(Staff.Caseworker), null);
        var activity = new PlanActivity(new(Guid.NewGuid()), [new(Guid.NewGuid())], "Find a home");
        await world.Append(sent.Id, new ActionPlanSubmitted(by, world.Clock.Now, 2, 1, [activity]));
        var shown = await world.Appointments(sent, Staff.Officer);
        Assert.Equal([1, 3], shown.Sessions.Select(line => line.SessionNumber));
        Assert.Equal(1, shown.SessionsPlanned);
        Assert.Equal("Not needed", Assert.Single(shown.Sessions[1].Earlier).Cancelled!.Reason);
        Assert.False((await world.Appointments(sent)).Sessions[1].MayBook);
    }

    [Fact]
    public async Task A_series_that_is_too_long_says_so_and_one_at_an_hour_that_comes_twice_too()
    {
        var sent = await world.Planned(90);
        var slot = Delivery.ByPhone(29, 11, 2026, "01:30");
        var backwards = await Refused(new TypedSeries("3", "2", "1", slot));
        Assert.Equal("series-backwards", backwards.Code);
        var tooLong = await Refused(new TypedSeries("1", "61", "1", slot));
        Assert.Equal("series-too-long", tooLong.Code);
        Assert.Contains("60 sessions at most", tooLong.Message, StringComparison.Ordinal);

        var series = new TypedSeries("1", "3", "1", Delivery.ByPhone(24, time: "01:30"));
        Assert.Null(await world.Try(new SaveSeriesEntry(Guid.NewGuid(), sent.Reference, series)));
        Assert.Equal([false, false, false], await ComeTwice());
        // the same for the October after, as who is nearer to it types it
        await using var later = world.Database.CreateCommand(
            """
            update appointment_entry
            set answers = replace(answers::text, '"month":"11","year":"2026"', '"month":"10","year":"2027"')::json
            where referral_id = $1
            """
        );
        later.Parameters.Add(new() { Value = sent.Id.Value });
        Assert.Equal(1, await later.ExecuteNonQueryAsync());
        Assert.Equal([false, true, false], await ComeTwice());

        async Task<IEnumerable<bool>> ComeTwice() =>
            (await world.Get(new GetSeriesForm(sent.Reference), Staff.Caseworker)).Dates!.Select(d => d.ComesTwice);

        async Task<Refusal> Refused(TypedSeries series) =>
            (await world.Send(new SaveSeriesEntry(Guid.NewGuid(), sent.Reference, series), Staff.Caseworker)).Refusal!;
    }

    private async Task<long> Shown(Sent sent, Guid id) =>
        (await world.Get(new GetAppointment(sent.Reference, id), Staff.Caseworker)).Version;

    private static MoveAppointment Move(Sent sent, Guid id, string time, long shown) =>
        new(
            Guid.NewGuid(),
            sent.Reference,
            id,
            Delivery.ByPhone(30, time: time).Move(),
            IsClashConfirmed: true,
            Version: shown
        );
}
