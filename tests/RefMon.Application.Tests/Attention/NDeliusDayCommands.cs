using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.Domain.Endings;

namespace RefMon.Application.Tests.Attention;

/// <summary>Sensible and less sensible things that a supplier and a practitioner do with a referral in a day.</summary>
internal sealed class NDeliusDayCommands(Random random, DateTimeOffset now, StaffMember by)
{
    public Decision Choose(Referral referral) =>
        random.Next(100) switch
        {
            < 36 => Book(referral),
            < 58 => Move(referral),
            < 78 => Record(referral),
            < 84 => Correct(referral),
            < 90 => Cancel(referral),
            < 97 => Plan(referral),
            _ => End(referral),
        };

    private Decision Book(Referral referral)
    {
        var session = referral.Plans.Standing is { } plan ? random.Next(1, plan.Sessions + 1) : (int?)null;
        var slot = Slot();
        return BookAppointment.Decide(
            referral,
            new(
                by,
                new(Guid.NewGuid()),
                session is null ? AppointmentKind.SupplierAssessment : AppointmentKind.DeliverySession,
                session,
                slot,
                OutcomeFor(slot),
                IsClashConfirmed: true
            ),
            [],
            now
        );
    }

    private Decision Move(Referral referral)
    {
        var slot = Slot();
        return Any(referral.Appointments.Open) is { } appointment
            ? MoveAppointment.Decide(
                referral,
                new(by, appointment.Id, slot, ChangeRequestedBy.Supplier, "Room taken", OutcomeFor(slot), true),
                [],
                now
            )
            : Decision.NothingNew;
    }

    private Decision Record(Referral referral) =>
        Any(referral.Appointments.Open.Where(a => a.Slot.StartsAt <= now)) is { } appointment
            ? RecordOutcome.Decide(referral, new(by, appointment.Id, Outcome()), now)
            : Decision.NothingNew;

    private Decision Correct(Referral referral) =>
        Any(referral.Appointments.All.Where(a => a.Outcome is not null)) is { } appointment
            ? CorrectOutcome.Decide(referral, new(by, true, appointment.Id, Outcome(), "Wrong notes"), now)
            : Decision.NothingNew;

    private Decision Cancel(Referral referral) =>
        Any(referral.Appointments.Open) is { } appointment
            ? CancelAppointment.Decide(referral, new(by, appointment.Id, "Ill"), now)
            : Decision.NothingNew;

    private Decision Plan(Referral referral) =>
        SubmitActionPlan.Decide(
            referral,
            new(
                by,
                (referral.Plans.Standing?.Sessions ?? 0) + random.Next(3, 9),
                [new(new(Guid.NewGuid()), [.. referral.Referring.Outcomes.Select(o => o.Id)], "Small steps")]
            ),
            now
        );

    private Decision End(Referral referral) =>
        referral.Stage switch
        {
            Stage.Ending => ConcludeWithoutReport.Decide(referral, new(by, "Nothing to report"), now),
            Stage.Allocated when random.Next(2) == 0 => ReturnReferral.Decide(
                referral,
                new(by, ReturnReason.Unsuitable, "Not for us"),
                now
            ),
            _ => EndEarly.Decide(
                referral,
                new(by, Any(WithdrawalReasons.OfferedFor(referral)) ?? "none", "Moved away"),
                now
            ),
        };

    // soon, later, or earlier: in the last days, or today
    private SlotAsked Slot()
    {
        var at = random.Next(10) switch
        {
            < 5 => now.AddMinutes(random.Next(2, 120)),
            < 9 => now.AddDays(random.Next(1, 40)),
            _ => now.AddMinutes(-random.Next(1, 60 * 24 * 3)),
        };
        var local = TimeOnly.FromTimeSpan(new TimeSpan(at.Hour, at.Minute, 0));
        return new(
            LondonTime.DayOf(at),
            local,
            random.Next(1, 5) * 15,
            MeetingMethod.PhoneCall,
            SessionFormat.OneToOne,
            null
        );
    }

    private AppointmentOutcome? OutcomeFor(SlotAsked slot) => slot.StartsAt <= now ? Outcome() : null;

    private AppointmentOutcome Outcome() =>
        random.Next(4) switch
        {
            0 => Said(happened: false, attended: false),
            1 => Said(happened: false, attended: true),
            2 => Said(happened: true, attended: true, late: true),
            _ => Said(happened: true, attended: true),
        };

    private static AppointmentOutcome Said(bool happened, bool attended, bool late = false) =>
        new(
            happened,
            attended,
            late,
            late ? "Bus" : null,
            happened ? "Talked" : null,
            happened ? "Well" : null,
            null,
            attended && !happened ? NoSessionReason.Logistics : null,
            happened ? null : "No answer",
            false,
            null,
            false,
            null
        );

    private T? Any<T>(IEnumerable<T> among)
        where T : class
    {
        var list = among.ToList();
        return list.Count == 0 ? null : list[random.Next(list.Count)];
    }
}
