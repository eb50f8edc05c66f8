using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Engine;

/// <summary>
/// A version of a definition: whether its file is gone, whether new instances take it, whether this version of the application
/// understands it, how many instances run on it and how many incidents they have open.
/// </summary>
public sealed record DefinitionShown(
    string DefinitionId,
    int Version,
    string Name,
    bool IsRetired,
    bool IsLatest,
    bool IsUnderstood,
    long Running,
    long Incidents,
    DateTimeOffset ChangedAt
);

/// <summary>What an activity that waits waits for.</summary>
public enum WaitsFor
{
    /// <summary>An event of its subject, or its time where it has one.</summary>
    EventOrTime,

    /// <summary>Something outside that it asked for.</summary>
    Effect,

    /// <summary>To be tried again after a failure, by itself or, where there is no time, by an operator.</summary>
    Retry,
}

/// <summary>
/// Where an instance stands: a waiting activity, the number of the run it waits in, until when, and how often it failed in it.
/// </summary>
public sealed record Standing(
    string ActivityId,
    string ActivityName,
    int Run,
    WaitsFor For,
    DateTimeOffset? Until,
    int Failures
);

/// <summary>
/// An instance: what it is about and which part of that, how it stands and where. <paramref name="IsReadable"/> is false when its
/// state cannot be read, and then nobody knows where it stands: it can only be cancelled.
/// </summary>
public sealed record InstanceShown(
    Guid Id,
    string DefinitionId,
    int Version,
    string Name,
    Guid CorrelationId,
    string? Key,
    InstanceStatus Status,
    InstanceSubStatus SubStatus,
    DateTimeOffset BeganAt,
    DateTimeOffset ChangedAt,
    DateTimeOffset? OverAt,
    IReadOnlyList<Standing> Waiting,
    int OpenIncidents,
    bool IsReadable
);

/// <summary>Which instances are looked for.</summary>
public enum InstanceChoice
{
    /// <summary>Those that run.</summary>
    Running,

    /// <summary>Those that run and have an incident open.</summary>
    WithIncidents,

    /// <summary>Those that are over.</summary>
    Over,

    /// <summary>All.</summary>
    All,
}

/// <summary>Which instances are looked for, newest first; null for no restriction.</summary>
public sealed record InstanceSearch(
    InstanceChoice Choice = InstanceChoice.Running,
    string? DefinitionId = null,
    int? Version = null,
    Guid? CorrelationId = null,
    int Skip = 0,
    int Take = 50
);

/// <summary>
/// A step of an instance: what an activity did and when, by which port it left or why it failed, on which event (by its number; none
/// for a timer, an effect or an operator), and for an operator's step who did it and why.
/// </summary>
public sealed record JournalEntry(
    int Step,
    DateTimeOffset At,
    string ActivityId,
    string ActivityName,
    string What,
    string? Detail,
    long? Event,
    string? By,
    string? Note
);

/// <summary>Something outside that an instance asked for, and how far it is: waiting, done, parked or dropped.</summary>
public sealed record AskedEffect(
    Guid Id,
    string ActivityId,
    string ActivityName,
    string Kind,
    string State,
    int Attempts,
    string? Error,
    string? Outcome,
    DateTimeOffset AskedAt,
    DateTimeOffset? FinishedAt
);

/// <summary>
/// A failure of an instance; parked when it is not tried again by itself. The activity is empty when the instance as a whole could
/// not be turned. <paramref name="By"/> and <paramref name="Note"/> are the operator's who last did something about it.
/// </summary>
public sealed record IncidentShown(
    long Id,
    Guid InstanceId,
    string DefinitionId,
    int Version,
    string Name,
    Guid CorrelationId,
    string ActivityId,
    string ActivityName,
    int Run,
    string Error,
    int Failures,
    bool IsParked,
    DateTimeOffset OpenedAt,
    DateTimeOffset LastFailedAt,
    DateTimeOffset? ResolvedAt,
    string? Resolution,
    string? By,
    string? Note
);

/// <summary>
/// A code of what keeps effects and activities from being done: how many wait for an operator, how many effects are tried again by
/// themselves, and since when the oldest.
/// </summary>
public sealed record FailureKind(string Error, long Parked, long Waiting, DateTimeOffset Since);

/// <summary>When an activity of an instance is to be looked at again.</summary>
public sealed record TimerShown(
    Guid InstanceId,
    string DefinitionId,
    int Version,
    string Name,
    Guid CorrelationId,
    string ActivityId,
    string ActivityName,
    DateTimeOffset DueAt
);

/// <summary>
/// How much there is to do: timers due by now and in all, effects waiting and parked, and rows of what happened that could not be
/// taken in yet.
/// </summary>
public sealed record WorkflowBacklog(
    long TimersDue,
    long Timers,
    DateTimeOffset? OldestDue,
    long EffectsWaiting,
    long EffectsParked,
    long StimuliFailing
);
