using System.Text.Json.Serialization;
using RefMon.Domain.Allocation;
using RefMon.Domain.Attention;

namespace RefMon.Domain.Appointments;

/// <summary>An appointment was booked. <paramref name="SessionNumber"/> counts from 1; null for the supplier assessment.</summary>
public sealed record AppointmentBooked(
    StaffMember By,
    DateTimeOffset At,
    AppointmentId AppointmentId,
    AppointmentKind Kind,
    int? SessionNumber,
    Slot Slot
) : IReferralEvent;

/// <summary>An appointment was moved; it stays the same appointment.</summary>
public sealed record AppointmentMoved(
    StaffMember By,
    DateTimeOffset At,
    AppointmentId AppointmentId,
    Slot From,
    Slot To,
    ChangeRequestedBy RequestedBy,
    string Reason
) : IReferralEvent;

/// <summary>An appointment without an outcome was called off.</summary>
public sealed record AppointmentCancelled(
    StaffMember By,
    DateTimeOffset At,
    AppointmentId AppointmentId,
    CancelledBecause Because,
    string? Reason
) : IReferralEvent;

/// <summary>What came of an appointment was recorded.</summary>
public sealed record OutcomeRecorded(
    StaffMember By,
    DateTimeOffset At,
    AppointmentId AppointmentId,
    AppointmentOutcome Outcome
) : IReferralEvent;

/// <summary>A recorded outcome was replaced by this one; the earlier one stays in the history.</summary>
public sealed record OutcomeCorrected(
    StaffMember By,
    DateTimeOffset At,
    AppointmentId AppointmentId,
    AppointmentOutcome Outcome,
    string Reason
) : IReferralEvent;

/// <summary>What an appointment is for.</summary>
public enum AppointmentKind
{
    /// <summary>The supplier assessment.</summary>
    SupplierAssessment,

    /// <summary>A delivery session of the action plan.</summary>
    DeliverySession,
}

/// <summary>Who asked for an appointment to be moved.</summary>
public enum ChangeRequestedBy
{
    /// <summary>The supplier.</summary>
    Supplier,

    /// <summary>The person on probation.</summary>
    PersonOnProbation,
}

/// <summary>Why an appointment was called off.</summary>
public enum CancelledBecause
{
    /// <summary>The supplier or the person could not keep it; the reason says why.</summary>
    CalledOff,

    /// <summary>The referral ended or is being ended.</summary>
    ReferralEnded,

    /// <summary>The referral moved to another supplier.</summary>
    ReferralTransferred,
}

/// <summary>
/// Every appointment ever booked, in the order of booking. The standing appointment of the assessment, or of a session, is
/// the last one booked that was not cancelled.
/// </summary>
public sealed record AppointmentsState(IReadOnlyList<Appointment> All)
{
    /// <summary>Appointments without an outcome that were not cancelled.</summary>
    [JsonIgnore]
    public IEnumerable<Appointment> Open => All.Where(a => a.IsOpen);

    /// <summary>The standing supplier assessment; null when none is booked.</summary>
    [JsonIgnore]
    public Appointment? Assessment => Standing(AppointmentKind.SupplierAssessment, null);

    /// <summary>True when the standing outcome of the supplier assessment is that it happened.</summary>
    [JsonIgnore]
    public bool HasAssessmentHappened => Assessment?.Outcome is { Happened: true };

    /// <summary>The standing appointment of each session that has one, by session number.</summary>
    [JsonIgnore]
    public IEnumerable<Appointment> Sessions =>
        All.Where(a => a is { Kind: AppointmentKind.DeliverySession, IsCancelled: false })
            .GroupBy(a => a.SessionNumber)
            .OrderBy(g => g.Key)
            .Select(g => g.Last());

    /// <summary>Sessions whose standing outcome is that they happened.</summary>
    [JsonIgnore]
    public IEnumerable<Appointment> DeliveredSessions => Sessions.Where(s => s.Outcome is { Happened: true });

    /// <summary>
    /// Sessions with a standing outcome, whatever it is. One that was to be held again when the referral moved to another supplier
    /// still is: its new appointment was called off by the hand-over and by nobody who meant not to hold it.
    /// </summary>
    [JsonIgnore]
    public IEnumerable<Appointment> SessionsAccountedFor =>
        Sessions.Where(s => s.Outcome is { Happened: true } || (s.Outcome is not null && !IsToBeBookedAgain(s)));

    /// <summary>The appointment with this id; null when there is none.</summary>
    public Appointment? Find(AppointmentId id) => All.FirstOrDefault(a => a.Id == id);

    /// <summary>The last appointment for the assessment or the session that was not cancelled; null when there is none.</summary>
    public Appointment? Standing(AppointmentKind kind, int? sessionNumber) =>
        All.LastOrDefault(a => a.Kind == kind && a.SessionNumber == sessionNumber && !a.IsCancelled);

    private bool IsToBeBookedAgain(Appointment standing) =>
        All.Last(a => a.Kind == standing.Kind && a.SessionNumber == standing.SessionNumber).IsHandedOver;

    internal AppointmentsState Apply(AppointmentBooked e) =>
        new([
            .. All,
            new Appointment(
                e.AppointmentId,
                e.Kind,
                e.SessionNumber,
                e.Slot,
                e.By,
                e.At,
                IsCancelled: false,
                Outcome: null
            ),
        ]);

    internal AppointmentsState Apply(AppointmentMoved e) => Replace(e.AppointmentId, a => a with { Slot = e.To });

    internal AppointmentsState Apply(AppointmentCancelled e) =>
        Replace(
            e.AppointmentId,
            a => a with { IsCancelled = true, IsHandedOver = e.Because is CancelledBecause.ReferralTransferred }
        );

    internal AppointmentsState Apply(OutcomeRecorded e) =>
        Replace(e.AppointmentId, a => a with { Outcome = OutcomeState.From(e.Outcome, e.By, e.At) });

    internal AppointmentsState Apply(OutcomeCorrected e) =>
        Replace(e.AppointmentId, a => a with { Outcome = a.Outcome?.CorrectedTo(e.Outcome, e.At) });

    private AppointmentsState Replace(AppointmentId id, Func<Appointment, Appointment> change) =>
        new([.. All.Select(a => a.Id == id ? change(a) : a)]);
}

/// <summary>
/// One appointment as decisions, lists and calendars need it. <paramref name="IsHandedOver"/>: cancelled because the referral moved to
/// another supplier.
/// </summary>
public sealed record Appointment(
    AppointmentId Id,
    AppointmentKind Kind,
    int? SessionNumber,
    Slot Slot,
    StaffMember BookedBy,
    DateTimeOffset BookedAt,
    bool IsCancelled,
    OutcomeState? Outcome,
    bool IsHandedOver = false
)
{
    /// <summary>Not cancelled and without an outcome.</summary>
    [JsonIgnore]
    public bool IsOpen => !IsCancelled && Outcome is null;

    /// <summary>The London date it starts on.</summary>
    [JsonIgnore]
    public DateOnly Day => LondonTime.DayOf(Slot.StartsAt);

    /// <summary>
    /// Who keeps it, of those who work on the referral: whoever was chosen, or, where nobody was asked, booked it; else, and once they work
    /// on it no more, the caseworker. Null where there is none.
    /// </summary>
    public StaffMember? KeeperAmong(AllocationState allocation) =>
        allocation.Team.FirstOrDefault(s => s.AccountId == (Slot.Keeper ?? BookedBy).AccountId)
        ?? allocation.Caseworker;
}

/// <summary>
/// The standing outcome without its texts. <paramref name="RecordedBy"/> is its author, who may correct it;
/// <paramref name="NeedsAttention"/> says that the practitioner was told of behaviour or concerns, and <paramref name="AttendedBefore"/>, of a
/// correction only, whether they had attended by the record it replaced: whoever believed that may have to be told.
/// </summary>
public sealed record OutcomeState(
    bool Happened,
    bool Attended,
    bool Late,
    bool NeedsAttention,
    StaffMember RecordedBy,
    DateTimeOffset RecordedAt,
    DateTimeOffset? CorrectedAt,
    bool? AttendedBefore = null
)
{
    internal static OutcomeState From(AppointmentOutcome o, StaffMember by, DateTimeOffset at) =>
        new(o.Happened, o.Attended, o.Late, o.NotifyOfBehaviour || o.NotifyOfConcerns, by, at, null);

    internal OutcomeState CorrectedTo(AppointmentOutcome o, DateTimeOffset at) =>
        From(o, RecordedBy, RecordedAt) with
        {
            CorrectedAt = at,
            AttendedBefore = Attended,
        };
}
