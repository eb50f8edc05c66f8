using RefMon.Application.Appointments;
using RefMon.Application.Attention;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using Xunit;
using CorrectOutcome = RefMon.Application.Appointments.CorrectOutcome;
using RecordOutcome = RefMon.Application.Appointments.RecordOutcome;

namespace RefMon.Application.Tests.Appointments;

[Trait("Capability", "Appointments")]
public sealed class OutcomeTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    public static TheoryData<TypedOutcome, string[]> Incomplete =>
        new()
        {
            { new TypedOutcome(null), ["What"] },
            { new TypedOutcome("nonsense"), ["What"] },
            { new TypedOutcome(TypedOutcome.Happened), ["Late", "Summary", "Response", "Tell"] },
            { Delivery.Happened with { Late = "yes" }, ["LateReason"] },
            { Delivery.Happened with { Tell = ["behaviour", "concerns"] }, ["Behaviour", "Concerns"] },
            { Delivery.Happened with { Tell = ["no", "concerns"], Concerns = "x" }, ["Tell"] },
            { new TypedOutcome(TypedOutcome.NotHeld), ["WhyNotHeld", "Tell"] },
            { new TypedOutcome(TypedOutcome.NotHeld, WhyNotHeld: "could-not", Tell: ["no"]), ["CouldNot"] },
            // another reason's box does not count
            {
                new TypedOutcome(TypedOutcome.NotHeld, WhyNotHeld: "could-not", Logistics: "x", Tell: ["no"]),
                ["CouldNot"]
            },
            { new TypedOutcome(TypedOutcome.Missed, Summary: "x"), ["WhyMissed", "Tell"] },
            { Delivery.Happened with { Summary = " \u200b " }, ["Summary"] },
        };

    [Theory]
    [MemberData(nameof(Incomplete))]
    public async Task The_same_is_missing_however_it_is_recorded(TypedOutcome typed, string[] fields)
    {
        var sent = await world.Planned();
        var id = await world.Begun(sent, 1);
        var command = Guid.NewGuid();
        var recorded = await world.Send(new RecordOutcome(command, sent.Reference, id, typed), Staff.Caseworker);
        Assert.Equal(fields, recorded.Refusals.Select(r => r.Field));
        var booked = await world.Send(
            Delivery.Book(sent, 2, Delivery.ByPhone(18, time: "08:00"), typed),
            Staff.Caseworker
        );
        Assert.Equal(fields, booked.Refusals.Select(r => r.Field));
        await world.Get(new RecordOutcome(Guid.NewGuid(), sent.Reference, id, Delivery.Happened), Staff.Caseworker);
        var corrected = await world.Send(
            new CorrectOutcome(Guid.NewGuid(), sent.Reference, id, typed, "Typing error"),
            Staff.Caseworker
        );
        Assert.Equal(fields, corrected.Refusals.Select(r => r.Field));
    }

    [Fact]
    public async Task An_outcome_is_corrected_by_its_author_or_a_lead_with_a_reason_and_both_versions_stay()
    {
        var sent = await world.Planned();
        var id = await world.Begun(sent, 1);
        await world.Get(new RecordOutcome(Guid.NewGuid(), sent.Reference, id, Delivery.Happened), Staff.Caseworker);
        var missed = new CorrectOutcome(Guid.NewGuid(), sent.Reference, id, Delivery.Missed, "It was someone else");
        Assert.Equal("not-the-author", await world.Try(missed, Staff.Colleague));
        Assert.Equal("reason-missing", await world.Try(missed with { CorrectionReason = "" }));
        Assert.Equal(1, (await world.Appointments(sent)).SessionsDelivered);
        Assert.Null(await world.Try(missed));
        var lead = missed with { CommandId = Guid.NewGuid(), Outcome = Delivery.NotHeld };
        Assert.Null(await world.Try(lead, Staff.SupplierLead));

        var shown = await world.Get(new GetAppointment(sent.Reference, id), Staff.Officer);
        Assert.Equal(AppointmentStatus.DidNotHappen, shown.Status);
        Assert.Equal(
            [(true, (string?)null), (false, "It was someone else"), (false, "It was someone else")],
            shown.Appointment.Outcomes.Select(o => (o.Said.Happened, o.CorrectionReason))
        );
        Assert.Equal("Talked through options", shown.Appointment.Outcomes[0].Said.Summary);
        Assert.Equal(0, (await world.Appointments(sent)).SessionsDelivered);
    }

    [Fact]
    public async Task What_was_typed_stays_for_the_person_who_typed_it_until_it_is_confirmed()
    {
        var sent = await world.Planned();
        var id = await world.Begun(sent, 1);
        var purpose = $"record-{id}";
        Assert.Equal(
            "outcome-missing",
            await world.Try(new SaveAttendanceEntry(Guid.NewGuid(), sent.Reference, purpose, null))
        );
        var next = await world.Get(
            new SaveAttendanceEntry(Guid.NewGuid(), sent.Reference, purpose, TypedOutcome.Happened),
            Staff.Caseworker
        );
        Assert.Equal(EntryStep.Feedback, next);
        var odd = Delivery.Happened with { Summary = "<b>“Ŵyn”</b>\r\n\\u0000 \0 🙂" };
        var save = new SaveOutcomeEntry(Guid.NewGuid(), sent.Reference, purpose, odd, null);
        Assert.Equal(EntryStep.Check, await world.Get(save, Staff.Caseworker));

        var form = await world.Get(new GetAppointmentForm(sent.Reference, purpose), Staff.Caseworker);
        Assert.Equal(odd.Summary, form.Outcome!.Summary);
        Assert.Equal((EntryStep.Check, 2), (form.Check!.Next, form.Entry!.Revision));
        Assert.Null((await world.Get(new GetAppointmentForm(sent.Reference, purpose), Staff.SupplierLead)).Entry);
        // what is only typed is recorded nowhere
        Assert.Equal(AppointmentStatus.NeedsFeedback, (await world.Appointments(sent)).Sessions[0].Status);

        Assert.Null(await world.Try(new RecordOutcome(Guid.NewGuid(), sent.Reference, id, form.Outcome)));
        var after = await world.Get(new GetAppointmentForm(sent.Reference, purpose), Staff.Caseworker);
        Assert.Equal((null, "outcome-already-recorded"), (after.Entry, after.Why!.Code));
        Assert.Equal(
            "<b>“Ŵyn”</b>\n\\u0000  🙂",
            (await world.Appointments(sent)).Sessions[0].Standing!.Outcome!.Said.Summary
        );
    }

    [Fact]
    public async Task A_slot_in_the_past_leads_on_to_what_happened_and_one_to_come_to_the_check()
    {
        var sent = await world.Planned();
        // also when its time passes while it is checked
        var today = new SaveSlotEntry(Guid.NewGuid(), sent.Reference, "book-2", Delivery.ByPhone(18, time: "10:01"));
        Assert.Equal(EntryStep.Check, await world.Get(today, Staff.Caseworker));
        world.Clock.Now += TimeSpan.FromMinutes(1);
        var begun = await world.Get(new GetAppointmentForm(sent.Reference, "book-2"), Staff.Caseworker);
        Assert.Equal(EntryStep.Attendance, begun.Check!.Next);
        Assert.Equal("outcome-needed-for-past", await world.Try(Delivery.Book(sent, 2, today.Slot)));
        world.Clock.Now -= TimeSpan.FromMinutes(1);
        var soon = new SaveSlotEntry(Guid.NewGuid(), sent.Reference, "book-1", Delivery.ByPhone(19));
        Assert.Equal(EntryStep.Check, await world.Get(soon, Staff.Caseworker));
        var started = world.Clock.Now;
        world.Clock.Now = started.AddDays(2);
        try
        {
            var past = soon with { CommandId = Guid.NewGuid() };
            Assert.Equal(EntryStep.Attendance, await world.Get(past, Staff.Caseworker));
            var form = await world.Get(new GetAppointmentForm(sent.Reference, "book-1"), Staff.Caseworker);
            Assert.Equal(EntryStep.Attendance, form.Check!.Next);
            Assert.Equal("10:00", form.Slot!.Time);
        }
        finally
        {
            world.Clock.Now = started;
        }
    }

    [Fact]
    public void The_practitioner_is_told_of_behaviour_concerns_and_absence_and_of_nothing_else()
    {
        var referral = Referral.Fold([new SentReferral().ToEvent(world.Clock.Now)])!;
        var by = new StaffMember(Staff.Caseworker, "Casey", null);
        Assert.Empty(Told(Delivery.Happened));
        Assert.Equal(
            [NoticeKind.AppointmentConcerns],
            Told(Delivery.Happened with { Tell = ["behaviour"], Behaviour = "Shouted" })
        );
        Assert.Equal([NoticeKind.AppointmentMissed], Told(Delivery.Missed));
        Assert.Equal(
            [NoticeKind.AppointmentConcerns],
            Told(Delivery.Missed with { Tell = ["concerns"], Concerns = "Phone switched off" })
        );
        Assert.Empty(Told(Delivery.NotHeld));

        IEnumerable<NoticeKind> Told(TypedOutcome typed)
        {
            var outcome = OutcomeReading.Read(typed).Outcome!;
            var recorded = new OutcomeRecorded(by, world.Clock.Now, new(Guid.NewGuid()), outcome);
            return NotificationPolicy.For(recorded, referral).Select(notice => notice.Kind);
        }
    }

    public static TheoryData<string, TypedOutcome, TypedOutcome, NoticeKind[]> Corrections =>
        new()
        {
            // who believes that it was attended, or is about to act because it was missed, must hear
            { "missed after all", Delivery.Happened, Delivery.Missed, [NoticeKind.AppointmentMissed] },
            { "missed, not in vain", Delivery.NotHeld, Delivery.Missed, [NoticeKind.AppointmentMissed] },
            { "happened after all", Delivery.Missed, Delivery.Happened, [NoticeKind.AttendanceCorrected] },
            { "came after all, in vain", Delivery.Missed, Delivery.NotHeld, [NoticeKind.AttendanceCorrected] },
            // they were told already, or were never told that it happened
            { "missed, in other words", Delivery.Missed, Delivery.Missed with { WhyMissed = "Three calls" }, [] },
            { "happened, in other words", Delivery.Happened, Delivery.Happened with { Summary = "Rent" }, [] },
            { "came in vain", Delivery.Happened, Delivery.NotHeld, [] },
            { "happened, not in vain", Delivery.NotHeld, Delivery.Happened, [] },
            {
                "with concerns",
                Delivery.Missed,
                Delivery.Happened with
                {
                    Tell = ["concerns"],
                    Concerns = "Bruises",
                },
                [NoticeKind.AppointmentConcerns]
            },
        };

    [Theory]
    [MemberData(nameof(Corrections))]
    public void Of_a_correction_the_practitioner_is_told_when_it_changes_whether_they_attended(
        string when,
        TypedOutcome was,
        TypedOutcome now,
        NoticeKind[] told
    )
    {
        var by = new StaffMember(Staff.Caseworker, "Casey", null);
        var (at, id) = (world.Clock.Now, new AppointmentId(Guid.NewGuid()));
        var slot = new Slot(at, 60, MeetingMethod.PhoneCall, SessionFormat.OneToOne, null);
        // of two corrections the second counts from the first
        var corrected = new OutcomeCorrected(by, at, id, OutcomeReading.Read(was).Outcome!, "Typing error");
        var again = corrected with { Outcome = OutcomeReading.Read(now).Outcome! };
        IReferralEvent[] before =
        [
            new SentReferral().ToEvent(at),
            new AppointmentBooked(by, at, id, AppointmentKind.DeliverySession, 1, slot),
            new OutcomeRecorded(by, at, id, OutcomeReading.Read(now).Outcome!),
            corrected,
        ];
        var notices = NotificationPolicy.For(again, Referral.Fold([.. before, again])!);
        Assert.True(told.SequenceEqual(notices.Select(notice => notice.Kind)), when);
        Assert.All(notices, notice => Assert.Equal("practitioner", notice.Recipient.Part));
    }

    [Fact]
    public async Task A_correction_says_before_it_is_saved_whom_it_tells_and_afterwards_whom_it_told()
    {
        var sent = await world.Planned();
        var id = await world.Begun(sent, 1);
        await world.Get(new RecordOutcome(Guid.NewGuid(), sent.Reference, id, Delivery.Happened), Staff.Caseworker);
        var keep = new SaveOutcomeEntry(Guid.NewGuid(), sent.Reference, $"correct-{id}", Delivery.Missed, "Mixed up");
        Assert.Equal(EntryStep.Check, await world.Get(keep, Staff.Caseworker));
        var form = await world.Get(new GetAppointmentForm(sent.Reference, $"correct-{id}"), Staff.Caseworker);
        Assert.Equal(NoticeKind.AppointmentMissed, form.Check!.Tells);
        await world.Get(
            new CorrectOutcome(Guid.NewGuid(), sent.Reference, id, Delivery.Missed, "Mixed up"),
            Staff.Caseworker
        );
        var shown = await world.Get(new GetAppointment(sent.Reference, id), Staff.Officer);
        Assert.Equal(["practitioner"], shown.Appointment.Outcome!.Notices.Select(notice => notice.Recipient));
    }
}
