namespace RefMon.Domain.Appointments;

/// <summary>
/// Book the supplier assessment (no session number) or a session of the plan. A time that has passed needs the outcome
/// with it. A clash is confirmed with <paramref name="IsClashConfirmed"/>.
/// </summary>
public sealed record BookAppointment(
    StaffMember By,
    AppointmentId AppointmentId,
    AppointmentKind Kind,
    int? SessionNumber,
    SlotAsked Slot,
    AppointmentOutcome? Outcome = null,
    bool IsClashConfirmed = false
)
{
    /// <summary>
    /// Why nothing can be booked for the assessment or this session now, whatever the slot; null when something can.
    /// </summary>
    public static Refusal? MayBook(Referral referral, AppointmentKind kind, int? sessionNumber) =>
        Guard.Between(referral, Stage.Allocated, Stage.Delivering, "book an appointment")
        ?? (
            kind is AppointmentKind.SupplierAssessment
                ? RefuseAssessment(referral, sessionNumber)
                : RefuseSession(referral, sessionNumber)
        );

    /// <summary>The numbers of the plan's sessions that nothing is booked for yet and something can be; empty without a plan.</summary>
    public static IReadOnlyList<int> SessionsWithoutAppointment(Referral referral) =>
        [
            .. Enumerable
                .Range(1, referral.Plans.Standing?.Sessions ?? 0)
                .Where(number =>
                    MayBook(referral, AppointmentKind.DeliverySession, number) is null
                    && referral.Appointments.Standing(AppointmentKind.DeliverySession, number) is null
                ),
        ];

    /// <summary>
    /// Books, or refuses: not between Allocated and Delivering, booked already, no plan or no such session, outcome
    /// already recorded, an earlier one still open, and everything wrong with the slot (does not exist, before the day
    /// of sending, more than six months ahead, past without outcome, future with one, clash).
    /// </summary>
    public static Decision Decide(
        Referral referral,
        BookAppointment command,
        IEnumerable<BusyTime> busy,
        DateTimeOffset now
    )
    {
        var refusal =
            RefuseRepeat(referral, command.AppointmentId)
            ?? MayBook(referral, command.Kind, command.SessionNumber)
            ?? Slots.Refuse(referral, command.Kind, command.Slot, now)
            ?? Slots.RefuseOutcome(command.Slot, command.Outcome, now)
            ?? Slots.RefuseClash(referral, command.AppointmentId, command.Slot, busy, command.IsClashConfirmed, now);
        if (refusal is not null)
            return refusal;
        var booked = new AppointmentBooked(
            command.By,
            now,
            command.AppointmentId,
            command.Kind,
            command.SessionNumber,
            command.Slot.ToSlot()
        );
        return command.Outcome is null
            ? Decision.Of(booked)
            : CallingOff.WhereDeliveryEnds(
                referral,
                booked,
                new OutcomeRecorded(command.By, now, command.AppointmentId, command.Outcome)
            );
    }

    private static Refusal? RefuseRepeat(Referral referral, AppointmentId id) =>
        referral.Appointments.Find(id) is null
            ? null
            : Refusal.Conflict("already-booked", "This appointment is booked already.");

    private static Refusal? RefuseAssessment(Referral referral, int? sessionNumber)
    {
        if (sessionNumber is not null)
            return new Refusal("session-not-in-plan", "sessionNumber", "A supplier assessment has no session number");
        return referral.Appointments.Assessment switch
        {
            { IsOpen: true } => EarlierOpen,
            { Outcome.Happened: true } => Refusal.Conflict(
                "outcome-already-recorded",
                "The supplier assessment has happened. Book a delivery session once there is an action plan."
            ),
            _ => null,
        };
    }

    private static Refusal? RefuseSession(Referral referral, int? sessionNumber)
    {
        if (referral.Plans.Standing is not { } plan)
            return Refusal.Conflict(
                "no-action-plan",
                $"This referral is {referral.Stage.InWords()}. Submit an action plan before you book sessions."
            ) with
            {
                Stage = referral.Stage,
            };
        if (sessionNumber is null || sessionNumber < 1 || sessionNumber > plan.Sessions)
            return new Refusal(
                "session-not-in-plan",
                "sessionNumber",
                $"The action plan has {plan.Sessions} sessions. Choose one of them, or submit a new version with more."
            );
        return referral.Appointments.Standing(AppointmentKind.DeliverySession, sessionNumber) switch
        {
            { IsOpen: true } => EarlierOpen,
            { Outcome.Happened: true } => Refusal.Conflict(
                "outcome-already-recorded",
                $"Session {sessionNumber} has happened. Book the next one."
            ),
            _ => null,
        };
    }

    private static Refusal EarlierOpen { get; } =
        Refusal.Conflict(
            "earlier-appointment-open",
            "There is an appointment for this already. Record its outcome, move it or cancel it first."
        );
}

/// <summary>
/// Move an appointment to another slot. As with booking, a time that has passed needs the outcome with it.
/// </summary>
public sealed record MoveAppointment(
    StaffMember By,
    AppointmentId AppointmentId,
    SlotAsked Slot,
    ChangeRequestedBy RequestedBy,
    string Reason,
    AppointmentOutcome? Outcome = null,
    bool IsClashConfirmed = false
)
{
    /// <summary>Why this appointment cannot be moved now, whereto ever; null when it can.</summary>
    public static Refusal? MayMove(Referral referral, AppointmentId id) =>
        Guard.Between(referral, Stage.Allocated, Stage.Delivering, "move an appointment")
        ?? OpenAppointment.Refuse(referral, id);

    /// <summary>
    /// Moves, or refuses: not between Allocated and Delivering, no such appointment, cancelled, outcome already recorded,
    /// unchanged, no reason, and everything wrong with the slot.
    /// </summary>
    public static Decision Decide(
        Referral referral,
        MoveAppointment command,
        IEnumerable<BusyTime> busy,
        DateTimeOffset now
    )
    {
        var refusal = MayMove(referral, command.AppointmentId);
        if (refusal is not null)
            return refusal;
        var appointment = referral.Appointments.Find(command.AppointmentId)!;
        refusal =
            Slots.Refuse(referral, appointment.Kind, command.Slot, now)
            ?? (
                IsUnchanged(referral, appointment, command.Slot.ToSlot())
                    ? new Refusal("unchanged", "day", "Change the date, time, length, place or group, or go back")
                    : null
            )
            ?? Guard.Words(command.Reason, "reason-missing", "reason", "Enter why the appointment is moved")
            ?? Slots.RefuseOutcome(command.Slot, command.Outcome, now)
            ?? Slots.RefuseClash(referral, command.AppointmentId, command.Slot, busy, command.IsClashConfirmed, now);
        if (refusal is not null)
            return refusal;
        var moved = new AppointmentMoved(
            command.By,
            now,
            command.AppointmentId,
            appointment.Slot,
            command.Slot.ToSlot(),
            command.RequestedBy,
            command.Reason
        );
        return command.Outcome is null
            ? Decision.Of(moved)
            : CallingOff.WhereDeliveryEnds(
                referral,
                moved,
                new OutcomeRecorded(command.By, now, command.AppointmentId, command.Outcome)
            );
    }

    private static bool IsUnchanged(Referral referral, Appointment appointment, Slot to) =>
        to with { Keeper = null } == appointment.Slot with { Keeper = null }
        && (to.Keeper is null || to.Keeper.AccountId == appointment.KeeperAmong(referral.Allocation)?.AccountId);
}
