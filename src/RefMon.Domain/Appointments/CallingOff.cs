namespace RefMon.Domain.Appointments;

/// <summary>Call off an appointment.</summary>
public sealed record CancelAppointment(StaffMember By, AppointmentId AppointmentId, string Reason)
{
    /// <summary>Why this appointment cannot be cancelled now; null when it can.</summary>
    public static Refusal? MayCancel(Referral referral, AppointmentId id) =>
        Guard.Between(referral, Stage.Allocated, Stage.Delivering, "cancel an appointment")
        ?? OpenAppointment.Refuse(referral, id);

    /// <summary>
    /// Cancels, or refuses: not between Allocated and Delivering, no such appointment, cancelled already, outcome
    /// already recorded, no reason.
    /// </summary>
    public static Decision Decide(Referral referral, CancelAppointment command, DateTimeOffset now)
    {
        var refusal =
            MayCancel(referral, command.AppointmentId)
            ?? Guard.Words(command.Reason, "reason-missing", "reason", "Enter why the appointment is cancelled");
        return refusal is not null
            ? refusal
            : CallingOff.WhereDeliveryEnds(
                referral,
                new AppointmentCancelled(
                    command.By,
                    now,
                    command.AppointmentId,
                    CancelledBecause.CalledOff,
                    command.Reason
                )
            );
    }
}

internal static class CallingOff
{
    /// <summary>The cancelling of everything that is still to come.</summary>
    public static IEnumerable<IReferralEvent> Upcoming(
        Referral referral,
        StaffMember by,
        DateTimeOffset now,
        CancelledBecause because
    ) =>
        referral
            .Appointments.Open.Where(a => a.Slot.StartsAt > now)
            .Select(a => new AppointmentCancelled(by, now, a.Id, because, Reason: null));

    /// <summary>First everything that is still to come is called off, then this happens.</summary>
    public static Decision Then(Referral referral, IReferralEvent last, CancelledBecause because) =>
        Decision.Of([.. Upcoming(referral, last.By, last.At, because), last]);

    /// <summary>
    /// This happens; where it ends the delivery, what is still to come is called off after it. Only an assessment can be, booked again
    /// after its outcome was corrected: from then on nobody could record, move or cancel it.
    /// </summary>
    public static Decision WhereDeliveryEnds(Referral referral, params IReadOnlyList<IReferralEvent> events)
    {
        var after = events.Aggregate(referral, Referral.Apply);
        return referral.Stage < Stage.Ending && after.Stage is Stage.Ending
            ? Decision.Of([.. events, .. Upcoming(after, events[^1].By, events[^1].At, CancelledBecause.ReferralEnded)])
            : Decision.Of(events);
    }
}

internal static class OpenAppointment
{
    public static Refusal? Refuse(Referral referral, AppointmentId id) =>
        referral.Appointments.Find(id) switch
        {
            null => Refusal.NotFound("no-such-appointment", "There is no such appointment."),
            { IsCancelled: true } => Refusal.Conflict(
                "appointment-cancelled",
                "This appointment was cancelled. Book another one."
            ),
            { Outcome: not null } => Refusal.Conflict(
                "outcome-already-recorded",
                "The outcome of this appointment is recorded already. Its author or a team lead can correct it."
            ),
            _ => null,
        };
}
