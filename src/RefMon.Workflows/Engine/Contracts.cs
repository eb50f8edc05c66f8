using RefMon.EventStore;

namespace RefMon.Workflows.Engine;

/// <summary>
/// Something that starts instances and resumes those that wait for it: an event's name in kebab case, and the part of the subject
/// it is about (null for the whole).
/// </summary>
public sealed record Stimulus(string Name, string? Key = null);

/// <summary>What the application tells the engine about its events and their subjects.</summary>
public interface IWorkflowSubjects
{
    /// <summary>The subject as it stands now; null when it is gone.</summary>
    ValueTask<object?> Read(Guid correlationId, CancellationToken cancellationToken);

    /// <summary>Several subjects as they stand now; those that are gone are left out.</summary>
    async ValueTask<IReadOnlyDictionary<Guid, object>> ReadAll(
        IReadOnlyCollection<Guid> correlationIds,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<Guid, object>();
        foreach (var id in correlationIds)
        {
            if (await Read(id, cancellationToken) is { } subject)
                found[id] = subject;
        }
        return found;
    }

    /// <summary>False for an event that means nothing to any workflow, whatever its subject: its subject is not even read.</summary>
    bool MayConcern(StoredEvent stored) => true;

    /// <summary>
    /// The names of what an event means: usually its own, sometimes more ("the assessment happened"). Empty for one that
    /// concerns no workflow.
    /// </summary>
    IReadOnlyList<Stimulus> StimuliOf(StoredEvent stored, object? subject);
}

/// <summary>
/// Something to do outside for an instance. <paramref name="Id"/> is the same for every attempt and for nothing else: make the
/// key of whatever is sent from it.
/// </summary>
public sealed record EffectToDo(
    Guid Id,
    string Kind,
    Guid InstanceId,
    Guid CorrelationId,
    IReadOnlyDictionary<string, string> Values,
    int Attempt
);

/// <summary>Does one kind of effect. It may be called again for the same effect and must then do nothing twice.</summary>
public interface IEffectHandler
{
    /// <summary>The kind.</summary>
    string Kind { get; }

    /// <summary>True when it asks a neighbour: what takes too long is then the neighbour's silence, which is waited out.</summary>
    bool AsksNeighbour => false;

    /// <summary>
    /// Does it and gives its outcome, a code. Throws when it could not be done now; <see cref="EffectRefusedException"/> when
    /// another try would not help; <see cref="EffectWaitsException"/> when a neighbour is away.
    /// </summary>
    Task<string> Handle(EffectToDo effect, CancellationToken cancellationToken);
}

/// <summary>An effect that will not come about by itself, and a code that says why.</summary>
public sealed class EffectRefusedException(string code) : Exception(code)
{
    /// <summary>Why; no names.</summary>
    public string Code { get; } = code;
}

/// <summary>
/// An effect whose neighbour is away, and a code that says which: nobody's failure. It is tried until the neighbour is back, however
/// often that is, at growing intervals.
/// </summary>
public sealed class EffectWaitsException(string code) : Exception(code)
{
    /// <summary>What it waits for; no names.</summary>
    public string Code { get; } = code;
}

/// <summary>How the engine of this node works.</summary>
public sealed record WorkflowOptions
{
    /// <summary>The folder of the definitions; null loads none, and those in the database stand.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether a definition with a problem stops the start.</summary>
    public bool StopOnProblems { get; init; }

    /// <summary>How often timers and effects are looked for.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Attempts at an effect before an operator is asked; for one whose neighbour is away they are without end.</summary>
    public int EffectAttempts { get; init; } = 12;

    /// <summary>How long one attempt at an effect may take.</summary>
    public TimeSpan OneEffect { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after the end of an attempt its outcome may take to be written, before another node tries.</summary>
    public TimeSpan EffectSpare { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a node may stand still in the midst of a sweep before others free what it held.</summary>
    public TimeSpan FrozenAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The wait after the first failed attempt; doubled up to half an hour.</summary>
    public TimeSpan FirstRetryAfter { get; init; } = TimeSpan.FromSeconds(2);
}
