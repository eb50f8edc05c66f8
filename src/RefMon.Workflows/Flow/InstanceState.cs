using System.Text.Json;
using System.Text.Json.Serialization;

namespace RefMon.Workflows.Flow;

/// <summary>Whether an instance goes on.</summary>
public enum InstanceStatus
{
    /// <summary>It waits or works.</summary>
    Running,

    /// <summary>It is over.</summary>
    Finished,
}

/// <summary>How exactly it stands, in Elsa's words.</summary>
public enum InstanceSubStatus
{
    /// <summary>Waiting.</summary>
    Suspended,

    /// <summary>Over as its definition means it.</summary>
    Finished,

    /// <summary>Over because it failed.</summary>
    Faulted,

    /// <summary>Over because somebody cancelled it.</summary>
    Cancelled,
}

/// <summary>What a waiting activity waits for.</summary>
internal enum WaitKind
{
    /// <summary>An event, an instant, or both.</summary>
    Stimulus,

    /// <summary>The effect it asked for.</summary>
    Effect,

    /// <summary>To be tried again after a failure.</summary>
    Retry,
}

/// <summary>
/// One waiting activity: the run it waits in, whether it was reached by a backward connection, what it waits for, and after
/// failures how many there were and at what it failed.
/// </summary>
internal sealed record WaitingActivity(
    int Run,
    bool ReachedBackward,
    WaitKind Kind,
    IReadOnlyList<string>? Events = null,
    DateTimeOffset? Until = null,
    int Failures = 0,
    FailedAt? FailedAt = null
)
{
    /// <summary>True when any event of the subject may concern it.</summary>
    [JsonIgnore]
    public bool AnyEvent => Kind is WaitKind.Stimulus && Events is null;
}

/// <summary>What a failed activity was doing, so that it can be tried again; null names for its first run.</summary>
internal sealed record FailedAt(IReadOnlyList<string>? Names, long? Sequence, bool TimeCame, string? Outcome)
{
    public static FailedAt Of(Activities.Resumption? resumption) =>
        resumption switch
        {
            Activities.Resumption.Happened x => new(x.Names, x.Sequence, false, null),
            Activities.Resumption.TimeCame => new(null, null, true, null),
            Activities.Resumption.EffectDone x => new(null, null, false, x.Outcome),
            _ => new(null, null, false, null),
        };

    public Activities.Resumption? Again() =>
        Names is not null ? new Activities.Resumption.Happened(Names, Sequence)
        : Outcome is not null ? new Activities.Resumption.EffectDone(Outcome)
        : TimeCame ? new Activities.Resumption.TimeCame()
        : null;
}

/// <summary>
/// Everything an instance remembers between two turns: where it started, how often each activity and connection was
/// visited and whether it was followed, what waits, its variables. Ids and codes only.
/// </summary>
internal sealed class InstanceState
{
    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            Converters = { new JsonStringEnumConverter() },
        };

    public required string Root { get; init; }

    public string? Key { get; init; }

    public Dictionary<string, int> Visits { get; init; } = new(StringComparer.Ordinal);

    public Dictionary<int, int> ConnectionVisits { get; init; } = [];

    public HashSet<int> Followed { get; init; } = [];

    public Dictionary<string, WaitingActivity> Waiting { get; init; } = new(StringComparer.Ordinal);

    public Dictionary<string, string?> Variables { get; init; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Memory { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Events that came before an activity waited for them, and when.</summary>
    public Dictionary<string, DateTimeOffset> Early { get; init; } = new(StringComparer.Ordinal);

    /// <summary>How many activities have been run; the number of a run names its effects.</summary>
    public int Runs { get; set; }

    public int Steps { get; set; }

    public InstanceStatus Status { get; set; } = InstanceStatus.Running;

    public InstanceSubStatus SubStatus { get; set; } = InstanceSubStatus.Suspended;

    public string? FaultCode { get; set; }

    /// <summary>An activity faulted and the definition lets the others go on: it never finishes.</summary>
    public bool HasIncident { get; set; }

    [JsonIgnore]
    public bool IsOver => Status is InstanceStatus.Finished;

    /// <summary>A copy that changes apart from this one.</summary>
    public InstanceState Copy() =>
        new()
        {
            Root = Root,
            Key = Key,
            Visits = new(Visits, StringComparer.Ordinal),
            ConnectionVisits = new(ConnectionVisits),
            Followed = [.. Followed],
            Waiting = new(Waiting, StringComparer.Ordinal),
            Variables = new(Variables, StringComparer.Ordinal),
            Memory = new(Memory, StringComparer.Ordinal),
            Early = new(Early, StringComparer.Ordinal),
            Runs = Runs,
            Steps = Steps,
            Status = Status,
            SubStatus = SubStatus,
            FaultCode = FaultCode,
            HasIncident = HasIncident,
        };

    public string Write() => JsonSerializer.Serialize(this, Json);

    public static InstanceState Read(string json) => JsonSerializer.Deserialize<InstanceState>(json, Json)!;
}
