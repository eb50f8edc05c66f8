namespace RefMon.Domain.Appointments;

/// <summary>Record what came of an appointment.</summary>
public sealed record RecordOutcome(StaffMember By, AppointmentId AppointmentId, AppointmentOutcome Outcome)
{
    /// <summary>Why nothing can be recorded for this appointment now; null when something can.</summary>
    public static Refusal? MayRecord(Referral referral, AppointmentId id, DateTimeOffset now) =>
        Guard.Between(referral, Stage.Allocated, Stage.Delivering, "record an outcome")
        ?? OpenAppointment.Refuse(referral, id)
        ?? (referral.Appointments.Find(id)!.Slot.StartsAt > now ? Outcomes.InFuture : null);

    /// <summary>
    /// Records, or refuses: not between Allocated and Delivering, no such appointment, cancelled, already recorded, in the
    /// future, answers missing.
    /// </summary>
    public static Decision Decide(Referral referral, RecordOutcome command, DateTimeOffset now)
    {
        var refusal = MayRecord(referral, command.AppointmentId, now) ?? Outcomes.Refuse(command.Outcome);
        return refusal is not null
            ? refusal
            : CallingOff.WhereDeliveryEnds(
                referral,
                new OutcomeRecorded(command.By, now, command.AppointmentId, command.Outcome)
            );
    }
}

/// <summary>
/// Replace a recorded outcome, with a reason. <paramref name="IsBySupplierLead"/> says that the actor leads the supplier's
/// team on this contract.
/// </summary>
public sealed record CorrectOutcome(
    StaffMember By,
    bool IsBySupplierLead,
    AppointmentId AppointmentId,
    AppointmentOutcome Outcome,
    string Reason
)
{
    /// <summary>Why this person cannot correct what was recorded now; null when they can.</summary>
    public static Refusal? MayCorrect(Referral referral, AppointmentId id, StaffMember by, bool isBySupplierLead) =>
        Guard.Open(referral) ?? RefuseAppointment(referral, id, by, isBySupplierLead);

    /// <summary>
    /// Corrects, or refuses: concluded, no such appointment, nothing recorded yet, neither the author nor a supplier lead,
    /// a later appointment was booked on the strength of it, no reason, answers missing.
    /// </summary>
    public static Decision Decide(Referral referral, CorrectOutcome command, DateTimeOffset now)
    {
        var refusal =
            MayCorrect(referral, command.AppointmentId, command.By, command.IsBySupplierLead)
            ?? RefuseTurn(referral, command)
            ?? Guard.Words(command.Reason, "reason-missing", "reason", "Enter why the outcome is corrected")
            ?? Outcomes.Refuse(command.Outcome);
        return refusal is not null
            ? refusal
            : CallingOff.WhereDeliveryEnds(
                referral,
                new OutcomeCorrected(command.By, now, command.AppointmentId, command.Outcome, command.Reason)
            );
    }

    private static Refusal? RefuseAppointment(
        Referral referral,
        AppointmentId id,
        StaffMember by,
        bool isBySupplierLead
    )
    {
        var appointment = referral.Appointments.Find(id);
        if (appointment is null)
            return Refusal.NotFound("no-such-appointment", "There is no such appointment.");
        if (appointment.Outcome is not { } outcome)
            return Refusal.Conflict("no-outcome-yet", "This appointment has no outcome to correct. Record it instead.");
        return !isBySupplierLead && outcome.RecordedBy.AccountId != by.AccountId
            ? Refusal.Forbidden(
                "not-the-author",
                "Only the person who recorded this outcome or a team lead can correct it. Ask one of them."
            )
            : null;
    }

    // what was booked since then rests on whether this one happened
    private static Refusal? RefuseTurn(Referral referral, CorrectOutcome command)
    {
        var appointment = referral.Appointments.Find(command.AppointmentId)!;
        var standing = referral.Appointments.Standing(appointment.Kind, appointment.SessionNumber);
        return command.Outcome.Happened != appointment.Outcome!.Happened && standing?.Id != appointment.Id
            ? Refusal.Conflict(
                "later-appointment-booked",
                "A later appointment was booked because of this outcome. Cancel that one, or correct its outcome instead."
            )
            : null;
    }
}

/// <summary>The answers an outcome needs, the same whenever it is recorded (existing service's rules, section 4.2).</summary>
internal static class Outcomes
{
    public static Refusal InFuture { get; } =
        Refusal.Conflict(
            "appointment-in-future",
            "This appointment has not begun. Record its outcome afterwards.",
            "outcome"
        );

    public static Refusal? Refuse(AppointmentOutcome o) =>
        Guard.First(
            o.Happened ? RefuseHappened(o)
                : o.Attended ? RefuseNoSession(o)
                : Needed(o.WhyNot, "whyNot", "Enter why they did not attend and how you tried to reach them"),
            o.NotifyOfBehaviour
                ? Needed(o.Behaviour, "behaviour", "Describe the behaviour the practitioner should know of")
                : null,
            o.NotifyOfConcerns
                ? Needed(o.Concerns, "concerns", "Describe the concerns the practitioner should know of")
                : null
        );

    private static Refusal? RefuseHappened(AppointmentOutcome o) =>
        !o.Attended
            ? new Refusal(
                "outcome-contradicts",
                "attended",
                "Something that happened was attended. Change one of the two"
            )
            : Guard.First(
                o.Late ? Needed(o.LateReason, "lateReason", "Enter why they were late") : null,
                Needed(o.Summary, "summary", "Enter what was done"),
                Needed(o.Response, "response", "Enter how they responded")
            );

    private static Refusal? RefuseNoSession(AppointmentOutcome o) =>
        o.NoSessionReason is null
            ? new Refusal("outcome-incomplete", "noSessionReason", "Choose why it did not take place")
            : Needed(o.WhyNot, "whyNot", "Give details of why it did not take place");

    private static Refusal? Needed(string? text, string field, string message) =>
        Guard.Words(text, "outcome-incomplete", field, message);
}
