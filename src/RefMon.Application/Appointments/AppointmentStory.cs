using RefMon.Application.Attention;
using RefMon.Application.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.EventStore;

namespace RefMon.Application.Appointments;

/// <summary>How an appointment stands, in the words the screens have for it. Source: existing service, section 4.1.</summary>
public enum AppointmentStatus
{
    /// <summary>Nothing is booked.</summary>
    NotScheduled,

    /// <summary>Booked, and it has not begun.</summary>
    Scheduled,

    /// <summary>It has begun, and nothing is recorded.</summary>
    NeedsFeedback,

    /// <summary>It has begun, nothing was recorded, and nothing can be any more.</summary>
    NothingRecorded,

    /// <summary>It happened.</summary>
    Completed,

    /// <summary>They came, but it did not take place.</summary>
    DidNotHappen,

    /// <summary>They did not come.</summary>
    DidNotAttend,

    /// <summary>A slot it was moved from.</summary>
    Rescheduled,

    /// <summary>Called off.</summary>
    Cancelled,
}

/// <summary>Everything that happened to one appointment, texts included.</summary>
public sealed record AppointmentTold(
    AppointmentId Id,
    AppointmentKind Kind,
    int? SessionNumber,
    Slot Slot,
    StaffMember BookedBy,
    DateTimeOffset BookedAt,
    IReadOnlyList<AppointmentMoved> Moves,
    AppointmentCancelled? Cancelled,
    IReadOnlyList<OutcomeVersion> Outcomes
)
{
    /// <summary>What stands of the outcome; null before one is recorded.</summary>
    public OutcomeVersion? Outcome => Outcomes.Count == 0 ? null : Outcomes[^1];

    /// <summary>The version of the referral at which something last became of it.</summary>
    public long Version { get; init; }

    /// <summary>Who last did something about it.</summary>
    public StaffMember ChangedBy { get; init; } = BookedBy;

    /// <summary>When something last became of it.</summary>
    public DateTimeOffset ChangedAt { get; init; } = BookedAt;

    /// <summary>Who was told, or is being told, of what last became of its slot: booked, moved or cancelled.</summary>
    public IReadOnlyList<EffectShown> Notices { get; init; } = [];

    /// <summary>The name of the practitioner those go to, as they were known then.</summary>
    public string? Practitioner { get; init; }

    /// <summary>Who keeps it, or whoever did when its outcome was recorded or it was cancelled; null where nobody works on the referral.</summary>
    public StaffMember? Keeper { get; init; }

    /// <summary>Nothing can be recorded of it any more, whatever it is; for whoever reads it.</summary>
    public bool IsRecordingOver { get; init; }

    /// <summary>How it stands at an instant.</summary>
    public AppointmentStatus StatusAt(DateTimeOffset now) =>
        this switch
        {
            { Cancelled: not null } => AppointmentStatus.Cancelled,
            { Outcome.Said.Happened: true } => AppointmentStatus.Completed,
            { Outcome.Said.Attended: true } => AppointmentStatus.DidNotHappen,
            { Outcome: not null } => AppointmentStatus.DidNotAttend,
            _ when Slot.StartsAt > now => AppointmentStatus.Scheduled,
            _ => IsRecordingOver ? AppointmentStatus.NothingRecorded : AppointmentStatus.NeedsFeedback,
        };

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(AppointmentTold)} {Id}";
}

/// <summary>
/// An outcome as recorded, or as corrected with a reason. <paramref name="Practitioner"/> is the name of whom a notice about it goes to, as
/// they were known then; <paramref name="Notices"/> is what became of it.
/// </summary>
public sealed record OutcomeVersion(
    Guid EventId,
    AppointmentOutcome Said,
    StaffMember By,
    DateTimeOffset At,
    string? CorrectionReason,
    string? Practitioner,
    IReadOnlyList<EffectShown> Notices
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(OutcomeVersion);
}

/// <summary>Tells the appointments of a referral from its events.</summary>
internal static class AppointmentStory
{
    /// <summary>Source: lifecycle, "record outcome": Allocated to Delivering.</summary>
    public static bool IsRecordingOver(Stage stage) => stage > Stage.Delivering;

    /// <summary>In the order of booking. A former supplier's record is closed, whatever has become of the referral.</summary>
    public static IReadOnlyList<AppointmentTold> Tell(ReferralRead read, ILookup<Guid, EffectShown> notices)
    {
        var isOver = read.Person.HandedOver is not null || IsRecordingOver(read.Referral.Stage);
        var told = new List<AppointmentTold>();
        Referral? referral = null;
        foreach (var stored in read.Events)
        {
            var happened = (IReferralEvent)stored.Data;
            referral = Referral.Apply(referral, happened);
            if (happened is AppointmentBooked e)
                told.Add(
                    new(e.AppointmentId, e.Kind, e.SessionNumber, e.Slot, e.By, e.At, [], null, [])
                    {
                        IsRecordingOver = isOver,
                        Version = stored.Version,
                        Notices = [.. notices[stored.Id]],
                        Practitioner = PractitionerOf(referral),
                    }
                );
            else if (IdOf(happened) is { } id && told.FindIndex(a => a.Id == id) is >= 0 and var at)
                told[at] = After(told[at], stored, referral, notices) with
                {
                    Keeper = happened is OutcomeCorrected ? told[at].Keeper : KeeperOf(referral, id),
                    Version = stored.Version,
                    ChangedBy = happened.By,
                    ChangedAt = happened.At,
                };
        }
        return
        [
            .. told.Select(a =>
                a is { Cancelled: null, Outcome: null } ? a with { Keeper = KeeperOf(read.Referral, a.Id) } : a
            ),
        ];
    }

    private static StaffMember? KeeperOf(Referral referral, AppointmentId id) =>
        referral.Appointments.Find(id)?.KeeperAmong(referral.Allocation);

    private static AppointmentTold After(
        AppointmentTold a,
        StoredEvent stored,
        Referral referral,
        ILookup<Guid, EffectShown> notices
    ) =>
        stored.Data switch
        {
            AppointmentMoved e => a with
            {
                Slot = e.To,
                Moves = [.. a.Moves, e],
                Notices = [.. notices[stored.Id]],
                Practitioner = PractitionerOf(referral),
            },
            AppointmentCancelled e => a with
            {
                Cancelled = e,
                Notices = [.. notices[stored.Id]],
                Practitioner = PractitionerOf(referral),
            },
            OutcomeRecorded e => a with { Outcomes = [Version(e.Outcome, e, null, stored, referral, notices)] },
            OutcomeCorrected e => a with
            {
                Outcomes = [.. a.Outcomes, Version(e.Outcome, e, e.Reason, stored, referral, notices)],
            },
            _ => a,
        };

    private static OutcomeVersion Version(
        AppointmentOutcome outcome,
        IReferralEvent e,
        string? reason,
        StoredEvent stored,
        Referral referral,
        ILookup<Guid, EffectShown> notices
    ) => new(stored.Id, outcome, e.By, e.At, reason, PractitionerOf(referral), [.. notices[stored.Id]]);

    private static string PractitionerOf(Referral referral) =>
        referral.Referring.Practitioner.Name.Shown() ?? referral.Referring.Sender.Name;

    /// <summary>The appointment that an event is about; null for all others.</summary>
    public static AppointmentId? IdOf(IReferralEvent happened) =>
        happened switch
        {
            AppointmentBooked e => e.AppointmentId,
            AppointmentMoved e => e.AppointmentId,
            AppointmentCancelled e => e.AppointmentId,
            OutcomeRecorded e => e.AppointmentId,
            OutcomeCorrected e => e.AppointmentId,
            _ => null,
        };
}
