using System.Diagnostics;
using Npgsql;
using RefMon.Workflows.Definitions;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Engine;

/// <summary>An instance whose row this transaction holds; its state is read when it is first asked for.</summary>
internal sealed record HeldInstance(
    Guid Id,
    string DefinitionId,
    int Version,
    Guid CorrelationId,
    string Json,
    IReadOnlyList<string> Due
)
{
    public InstanceState State => field ??= InstanceState.Read(Json);
}

/// <summary>
/// The turns of one transaction. Instances go from turn to turn in memory, so that what one event starts the next one finds; then all
/// of it is written at once, in a few statements however many turns there were.
/// </summary>
internal sealed class TurnPage(NpgsqlConnection connection, DoneBy? by = null)
{
    // a transaction in which nothing is heard for longer is taken for one whose process froze
    private static readonly TimeSpan HeardEvery = TimeSpan.FromSeconds(2);

    private static readonly StepKind[] StepsOfOperators =
    [
        StepKind.Skipped,
        StepKind.Cancelled,
        StepKind.Retried,
        StepKind.Moved,
    ];

    private readonly List<TurningInstance> instances = [];
    private readonly Dictionary<Guid, List<TurningInstance>> byCorrelation = [];
    private readonly List<NpgsqlBatchCommand> before = [];
    private readonly List<NpgsqlBatchCommand> incidents = [];
    private readonly List<JournalRow> journal = [];
    private readonly List<EffectRow> effects = [];
    private long heard = Stopwatch.GetTimestamp();

    /// <summary>Those about a subject, as a list of its own: turns may begin more.</summary>
    public IReadOnlyList<TurningInstance> About(Guid correlationId) =>
        byCorrelation.TryGetValue(correlationId, out var about) ? [.. about] : [];

    /// <summary>One that is in the database, and held.</summary>
    public TurningInstance Hold(HeldInstance held)
    {
        var instance = new TurningInstance(held.Id, held.DefinitionId, held.Version, held.CorrelationId, held);
        Add(instance);
        return instance;
    }

    /// <summary>One that cannot be turned stays as it is, with an incident that waits for an operator.</summary>
    public void GiveUp(TurningInstance instance, string error, DateTimeOffset now)
    {
        instances.Remove(instance);
        byCorrelation[instance.CorrelationId].Remove(instance);
        incidents.Add(InstanceStore.Incident(instance.Id, new RunFailure("", 0, error, 1, IsParked: true), now));
    }

    /// <summary>One that begins with this turn.</summary>
    public void Begin(
        Guid id,
        WorkflowDefinition definition,
        Guid correlationId,
        Turn turn,
        long? sequence,
        DateTimeOffset now
    )
    {
        var instance = new TurningInstance(id, definition.DefinitionId, definition.Version, correlationId, null)
        {
            StartedBy = sequence,
            CreatedAt = now,
        };
        Add(instance);
        Take(instance, turn, sequence, now);
    }

    private void Add(TurningInstance instance)
    {
        instances.Add(instance);
        if (!byCorrelation.TryGetValue(instance.CorrelationId, out var about))
            byCorrelation.Add(instance.CorrelationId, about = []);
        about.Add(instance);
    }

    /// <summary>What a turn came to.</summary>
    public void Take(TurningInstance instance, Turn turn, long? sequence, DateTimeOffset now)
    {
        instance.State = turn.State;
        instance.UpdatedAt = now;
        journal.AddRange(
            turn.Steps.Select(step => new JournalRow(
                instance.Id,
                step,
                sequence,
                now,
                StepsOfOperators.Contains(step.Kind) ? by : null
            ))
        );
        effects.AddRange(turn.Effects.Select(effect => new EffectRow(instance.Id, effect, now)));
        incidents.AddRange(turn.Failures.Select(failure => InstanceStore.Incident(instance.Id, failure, now)));
        incidents.AddRange(
            turn.Recovered.Select(activity =>
                InstanceStore.Resolve(instance.Id, activity, "recovered", null, null, now)
            )
        );
    }

    /// <summary>Before everything that the turns leave.</summary>
    public void First(NpgsqlBatchCommand command) => before.Add(command);

    /// <summary>Among the incidents, after those of the turns so far.</summary>
    public void Then(NpgsqlBatchCommand command) => incidents.Add(command);

    /// <summary>Lets the database hear of this transaction when turns take long: it ends those of frozen processes.</summary>
    public async ValueTask BeHeard(CancellationToken cancellationToken)
    {
        if (Stopwatch.GetElapsedTime(heard) < HeardEvery)
            return;
        await using var command = new NpgsqlCommand("select 1", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        heard = Stopwatch.GetTimestamp();
    }

    /// <summary>Writes all of it, in one round trip.</summary>
    public async Task Write(CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in before)
            batch.BatchCommands.Add(command);
        Add(batch, TurnStatements.Insert([.. instances.Where(i => i.Held is null)]));
        var changed = instances.Where(i => i.HasChanged).ToList();
        Add(batch, TurnStatements.Update(changed));
        Add(batch, TurnStatements.Recover(changed));
        Add(batch, TurnStatements.DropTimers(instances));
        Add(batch, TurnStatements.SetTimers(instances));
        Add(batch, TurnStatements.Journal(journal));
        Add(batch, TurnStatements.Ask(effects));
        foreach (var command in incidents)
            batch.BatchCommands.Add(command);
        foreach (var command in TurnStatements.Close([.. instances.Where(i => i.State.IsOver)]))
            batch.BatchCommands.Add(command);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add(NpgsqlBatch batch, NpgsqlBatchCommand? command)
    {
        if (command is not null)
            batch.BatchCommands.Add(command);
    }
}

/// <summary>One instance in a page of turns: as it was held (null when it begins here) and as it stands after the turns so far.</summary>
internal sealed class TurningInstance(Guid id, string definitionId, int version, Guid correlationId, HeldInstance? held)
{
    public Guid Id => id;

    public string DefinitionId => definitionId;

    /// <summary>Another one when an operator moves it.</summary>
    public int Version { get; set; } = version;

    public Guid CorrelationId => correlationId;

    public HeldInstance? Held => held;

    public InstanceState State
    {
        get => field ??= held!.State;
        set;
    }

    public long? StartedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Activities whose timers are written again whatever they were: their rows may say something else than the state.</summary>
    public IReadOnlyCollection<string> Looked { get; set; } = [];

    /// <summary>As it is to be written.</summary>
    public string Written => State.Write();

    /// <summary>False for one that begins here, and one that its turns left as it was.</summary>
    public bool HasChanged =>
        held is not null
        && (held.Version != Version || (!ReferenceEquals(State, held.State) && State.Write() != held.State.Write()));
}

internal sealed record JournalRow(Guid Instance, Step Step, long? Sequence, DateTimeOffset At, DoneBy? By);

/// <summary>The operator who does something, by account, and why.</summary>
internal sealed record DoneBy(string Account, string Note);

internal sealed record EffectRow(Guid Instance, RunEffect Effect, DateTimeOffset At);
