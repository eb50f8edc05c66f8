using RefMon.Application.Allocation;
using RefMon.Application.Attention;
using RefMon.Application.Endings;
using RefMon.Application.History;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.CaseLists;

/// <summary>
/// The overview of a referral, in the order it is read: what is next, what to watch, where it stands, what changed, who.
/// Both sides get the same; only <see cref="OverviewNext.Action"/> and <see cref="MayAssign"/> depend on who asks.
/// </summary>
public sealed record Overview(
    CasePerson Person,
    string Reference,
    string ServiceType,
    string ServiceTitle,
    Stage Stage,
    Conclusion? Conclusion,
    DateTimeOffset? ConcludedAt,
    Pause? Pause,
    OverviewNext? Next,
    IReadOnlyList<OwedObligation> AlsoOwed,
    OverviewWatch Watch,
    IReadOnlyList<OverviewStep> Steps,
    OverviewNews News,
    OverviewPeople People,
    IReadOnlyList<ToldAbout> Told,
    bool MayAssign,
    long Version
)
{
    /// <summary>What can be done to end it, and how it ended.</summary>
    public required OverviewEnding Ending { get; init; }

    /// <summary>The referral this one is a copy of, and those it was sent on as.</summary>
    public CopyLinks Copies { get; init; } = CopyLinks.None;

    /// <summary>When the person is next seen; null where nothing can be booked, and in the record of a former supplier.</summary>
    public OverviewSeen? Seen { get; init; }

    /// <summary>Live referrals of the same person beside this one that may be one too many; for probation only.</summary>
    public IReadOnlyList<DoubleReferral> Doubles { get; init; } = [];

    /// <summary>What other systems changed in the last four weeks, the latest of each kind, newest first.</summary>
    public IReadOnlyList<HistoryEntry> Reported { get; init; } = [];

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(Overview)} {Reference}";
}

/// <summary>The next obligation, and what the viewer can do about it now.</summary>
public sealed record OverviewNext(OwedObligation Owed, OverviewAction? Action);

/// <summary>An obligation, the name of who owes it when somebody is named, and whether that is the viewer.</summary>
public sealed record OwedObligation(NextObligation Obligation, string? OwedByName, bool IsYours)
{
    /// <summary>The appointment it is about, for an outcome that is owed.</summary>
    public OverviewAppointment? Appointment { get; init; }

    /// <summary>How the account of whoever owes it stands; null when nobody is named, or nothing is the matter.</summary>
    public AccountStanding? OwedByStanding { get; init; }

    /// <summary>What the viewer can do about it now; null when it is not theirs, or there is no page for it.</summary>
    public OverviewAction? Action { get; init; }
}

/// <summary>
/// When the person is next seen. Otherwise <paramref name="NotHeld"/> is the assessment or session that did not take place last and is not booked
/// again, and <paramref name="Attended"/> whether they had come; both null when nothing is booked and nothing was missed.
/// </summary>
public sealed record OverviewSeen(OverviewAppointment? Next, OverviewAppointment? NotHeld, bool Attended);

/// <summary>An appointment by what it is for and when and how it is.</summary>
public sealed record OverviewAppointment(AppointmentId Id, AppointmentKind Kind, int? SessionNumber, Slot Slot)
{
    internal static OverviewAppointment Of(Appointment appointment) =>
        new(appointment.Id, appointment.Kind, appointment.SessionNumber, appointment.Slot);

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(OverviewAppointment)} {Id}";
}

/// <summary>What can be done with one button from the overview.</summary>
public enum OverviewAction
{
    /// <summary>Name a caseworker.</summary>
    AssignCaseworker,

    /// <summary>Read the risk information and confirm it.</summary>
    ReadRisk,

    /// <summary>Book the supplier assessment.</summary>
    BookAssessment,

    /// <summary>Book the sessions of the plan.</summary>
    BookSessions,

    /// <summary>Record what happened at the appointment.</summary>
    RecordOutcome,

    /// <summary>Look at the appointment that is booked.</summary>
    SeeAppointments,

    /// <summary>Write and submit the action plan.</summary>
    WritePlan,

    /// <summary>Write and submit the end-of-service report.</summary>
    WriteReport,
}

/// <summary>
/// What to watch. A risk level that is not known, or not for everybody, is <see cref="RoshLevel.Unknown"/>, which is never to be read as low;
/// <paramref name="RiskAssessedOn"/> may be missing. <paramref name="RiskMovedOnAt"/> is when it was noticed that the
/// sources say something else than what was shared. <paramref name="UrgentMessageAt"/> is one the viewer has not seen.
/// </summary>
public sealed record OverviewWatch(
    OverallRisk Risk,
    DateOnly? RiskAssessedOn,
    string RiskAge,
    DateTimeOffset RiskSharedAt,
    DateTimeOffset? RiskMovedOnAt,
    IReadOnlyList<RegistrationKind> RiskFlags,
    OverviewCustody? Custody,
    DateOnly? ReleasedOn,
    bool HasLimitedAccess,
    bool HasDied,
    DateOnly? DiedOn,
    DateTimeOffset? UrgentMessageAt,
    UrgencyStatement? Urgency = null
)
{
    /// <summary>nDelius's registers had not been read for what was shared: no flag does not mean that none is registered.</summary>
    public bool AreRegistrationsUnknown { get; init; }

    /// <summary>The release, with where the person is expected since; null while they are held, and where none was reported.</summary>
    public ReleaseStatement? Released { get; init; }
}

/// <summary>
/// Where the person is held, and when they are expected out: a date, whether it is confirmed and who says so, or why there is
/// none. Somebody who stays has neither.
/// </summary>
public sealed record OverviewCustody(
    string Prison,
    DateOnly? ReleaseDate,
    bool IsConfirmed,
    string? WhyUnknown,
    string? ExpectedOffice,
    ReleaseDateSource? Source,
    bool IsStaying
);

/// <summary>How far a step is.</summary>
public enum StepState
{
    /// <summary>Behind us.</summary>
    Done,

    /// <summary>Where it stands now.</summary>
    Current,

    /// <summary>Not reached.</summary>
    Ahead,

    /// <summary>Passed over: the referral ended before it.</summary>
    Skipped,
}

/// <summary>One step of the way, with the day it was reached and, for delivery, how much of it is done.</summary>
public sealed record OverviewStep(string Name, StepState State, DateTimeOffset? ReachedAt, string? Progress = null);

/// <summary>
/// What others did since the viewer last looked, at <paramref name="Since"/>. On their first look nothing came before: then it is what
/// others did since they opened the referral, and null when they have only just opened it.
/// </summary>
public sealed record OverviewNews(DateTimeOffset? Since, IReadOnlyList<HistoryEntry> Entries)
{
    /// <summary>The look of <see cref="Since"/> goes on: it says when it began.</summary>
    public bool SinceOpened { get; init; }

    /// <summary>The viewer has done something themselves since, which is no news to them.</summary>
    public bool ViewerActed { get; init; }
}

/// <summary>Who has been told of one event, or is being told.</summary>
public sealed record ToldAbout(HistoryEntry Happened, IReadOnlyList<EffectShown> Told);

/// <summary>Who works with the person, and how to reach them.</summary>
public sealed record OverviewPeople(
    OverviewContact Practitioner,
    OverviewContact? BackUp,
    OverviewContact? Caseworker,
    IReadOnlyList<OverviewContact> Helpers,
    OverviewContact Supplier
);

/// <summary>One contact. <paramref name="Place"/> is an office, a team or a contract.</summary>
public sealed record OverviewContact(
    string? Name,
    string? Role,
    string? Email,
    string? Phone,
    string? TeamPhone,
    string? Place
)
{
    /// <summary>Why they may not answer: they are on leave, or their account is switched off; null otherwise.</summary>
    public AccountStanding? Standing { get; init; }

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(OverviewContact);
}
