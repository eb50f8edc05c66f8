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

    /// <summary>How it stands at an instant.</summary>
    public AppointmentStatus StatusAt(DateTimeOffset now) =>
        this switch
        {
            { Cancelled: not null } => AppointmentStatus.Cancelled,
            { Outcome.Said.Happened: true } => AppointmentStatus.Completed,
            { Outcome.Said.Attended: true } => AppointmentStatus.DidNotHappen,
            { Outcome: not null } => AppointmentStatus.DidNotAttend,
            _ => Slot.StartsAt <= now ? AppointmentStatus.NeedsFeedback : AppointmentStatus.Scheduled,
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
    IReadOnlyList<NoticeShown> Notices
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(OutcomeVersion);
}

/// <summary>A notice about an outcome: "trying", "confirmed", "refused" or "no-address", and when it was confirmed.</summary>
public sealed record NoticeShown(string Status, DateTimeOffset? ConfirmedAt);

/// <summary>Tells the appointments of a referral from its events.</summary>
internal static class AppointmentStory
{
    /// <summary>In the order of booking.</summary>
    public static IReadOnlyList<AppointmentTold> Tell(
        IReadOnlyList<StoredEvent> events,
        ILookup<Guid, NoticeShown> notices
    )
    {
        var told = new List<AppointmentTold>();
        Referral? referral = null;
        foreach (var stored in events)
        {
            var happened = (IReferralEvent)stored.Data;
            referral = Referral.Apply(referral, happened);
            if (happened is AppointmentBooked e)
                told.Add(new(e.AppointmentId, e.Kind, e.SessionNumber, e.Slot, e.By, e.At, [], null, []));
            else if (IdOf(happened) is { } id && told.FindIndex(a => a.Id == id) is >= 0 and var at)
                told[at] = After(told[at], stored, referral, notices);
        }
        return told;
    }

    private static AppointmentTold After(
        AppointmentTold a,
        StoredEvent stored,
        Referral referral,
        ILookup<Guid, NoticeShown> notices
    ) =>
        stored.Data switch
        {
            AppointmentMoved e => a with { Slot = e.To, Moves = [.. a.Moves, e] },
            AppointmentCancelled e => a with { Cancelled = e },
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
        ILookup<Guid, NoticeShown> notices
    ) =>
        new(
            stored.Id,
            outcome,
            e.By,
            e.At,
            reason,
            referral.Referring.Practitioner.Name.Shown() ?? referral.Referring.Sender.Name,
            [.. notices[stored.Id]]
        );

    private static AppointmentId? IdOf(IReferralEvent happened) =>
        happened switch
        {
            AppointmentMoved e => e.AppointmentId,
            AppointmentCancelled e => e.AppointmentId,
            OutcomeRecorded e => e.AppointmentId,
            OutcomeCorrected e => e.AppointmentId,
            _ => null,
        };
}
