using System.Globalization;
using Npgsql;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Engine;

/// <summary>
/// Turns instances inside a transaction of the caller's: the event's with its checkpoint, the sweep's, an effect's or an operator's.
/// Every way that leads to a turn holds the instance's row first, so two nodes never turn one instance at once.
/// </summary>
internal sealed class InstanceEngine(
    DefinitionStore definitions,
    InstanceRunner runner,
    IWorkflowSubjects subjects,
    TimeProvider time
)
{
    // a timer that stays due would be looked at without end
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Something happened: first what waits for it goes on, then what it triggers starts. An instance that it starts is not
    /// resumed by it.
    /// </summary>
    public async Task Receive(
        NpgsqlConnection connection,
        Guid correlationId,
        IReadOnlyList<Stimulus> stimuli,
        Happening happening,
        CancellationToken cancellationToken
    )
    {
        var triggers = await definitions.Triggers(cancellationToken);
        var world = World(correlationId, happening.Subject);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var held in await InstanceStore.HoldAbout(connection, correlationId, cancellationToken))
        {
            var definition = await definitions.Get(held.DefinitionId, held.Version, cancellationToken);
            var names = NamesFor(held, stimuli);
            var turn = await runner.Receive(
                definition,
                held.State,
                new(names, happening.Sequence),
                world,
                cancellationToken
            );
            InstanceStore.Update(batch, held, turn, happening.Sequence, world.Now);
        }
        foreach (var stimulus in stimuli)
        {
            foreach (var definition in triggers[stimulus.Name])
                await Start(batch, definition, correlationId, stimulus, happening, world, cancellationToken);
        }
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The time of some of its activities has come.</summary>
    public async Task Wake(NpgsqlConnection connection, HeldInstance held, CancellationToken cancellationToken)
    {
        var definition = await definitions.Get(held.DefinitionId, held.Version, cancellationToken);
        var world = World(held.CorrelationId, null);
        await using var batch = new NpgsqlBatch(connection);
        var turn = await runner.Wake(definition, held.State, world, cancellationToken);
        foreach (var (activity, wait) in turn.State.Waiting.Where(w => w.Value.Until <= world.Now).ToList())
            turn.State.Waiting[activity] = wait with { Until = world.Now + LookAgain };
        InstanceStore.Update(batch, held, turn, null, world.Now);
        if (batch.BatchCommands.Count == 0)
            batch.BatchCommands.Add(
                Sql.Command(
                    "delete from workflow_timer where instance_id = $1 and due_at <= $2",
                    Sql.Of(held.Id),
                    Sql.Instant(world.Now)
                )
            );
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The effect that an activity waits for is done; nothing when it does not wait for it any more.</summary>
    public async Task EffectDone(
        NpgsqlConnection connection,
        Guid instance,
        string activity,
        int run,
        string outcome,
        CancellationToken cancellationToken
    )
    {
        if (
            await InstanceStore.Hold(connection, instance, cancellationToken) is not { } held
            || held.State.Waiting.GetValueOrDefault(activity) is not { Kind: WaitKind.Effect } wait
            || wait.Run != run
        )
            return;
        var definition = await definitions.Get(held.DefinitionId, held.Version, cancellationToken);
        var world = World(held.CorrelationId, null);
        await using var batch = new NpgsqlBatch(connection);
        var done = new Resumption.EffectDone(outcome);
        var turn = await runner.Resume(definition, held.State, activity, done, world, cancellationToken);
        InstanceStore.Update(batch, held, turn, null, world.Now);
        batch.BatchCommands.Add(InstanceStore.Resolve(instance, activity, "recovered", null, null, world.Now));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>An operator has a waiting activity passed over; by its first port unless another is named.</summary>
    public async Task<bool> Skip(
        NpgsqlConnection connection,
        HeldInstance held,
        string activity,
        string? port,
        string by,
        string note,
        CancellationToken cancellationToken
    )
    {
        if (!held.State.Waiting.ContainsKey(activity))
            return false;
        var definition = await definitions.Get(held.DefinitionId, held.Version, cancellationToken);
        var leaveBy = port ?? (runner.PortsOf(definition.Activity(activity)) is [var first, ..] ? first : "Done");
        var world = World(held.CorrelationId, null);
        await using var batch = new NpgsqlBatch(connection);
        // before the turn, which would close what is left open when it ends the instance
        batch.BatchCommands.Add(InstanceStore.Resolve(held.Id, activity, "skipped", by, note, world.Now));
        batch.BatchCommands.Add(
            Sql.Command(
                "update workflow_effect set state = 'dropped', finished_at = $3 where instance_id = $1 and activity_id = $2 and state in ('waiting', 'parked')",
                Sql.Of(held.Id),
                Sql.Of(activity),
                Sql.Instant(world.Now)
            )
        );
        var turn = await runner.Skip(definition, held.State, activity, leaveBy, world, cancellationToken);
        InstanceStore.Update(batch, held, turn, null, world.Now);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    /// <summary>An operator ends an instance.</summary>
    public async Task Cancel(
        NpgsqlConnection connection,
        HeldInstance held,
        string by,
        string note,
        CancellationToken cancellationToken
    )
    {
        var definition = await definitions.Get(held.DefinitionId, held.Version, cancellationToken);
        var world = World(held.CorrelationId, null);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(InstanceStore.Resolve(held.Id, null, "cancelled", by, note, world.Now));
        InstanceStore.Update(batch, held, runner.Cancel(definition, held.State, world), null, world.Now);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task Start(
        NpgsqlBatch batch,
        WorkflowDefinition definition,
        Guid correlationId,
        Stimulus stimulus,
        Happening happening,
        TurnWorld world,
        CancellationToken cancellationToken
    )
    {
        var turn = await runner.Start(definition, definition.Trigger!.Id, stimulus.Key, world, cancellationToken);
        var id = Ids.Of(
            definition.DefinitionId,
            correlationId.ToString("N"),
            happening.Cause,
            stimulus.Name,
            stimulus.Key
        );
        InstanceStore.Insert(batch, id, definition, correlationId, turn, happening.Sequence, world.Now);
    }

    // one about an appointment is not concerned by what happens to another
    private static IReadOnlyList<string> NamesFor(HeldInstance held, IReadOnlyList<Stimulus> stimuli) =>
        [.. stimuli.Where(s => s.Key is null || held.State.Key is null || s.Key == held.State.Key).Select(s => s.Name)];

    private TurnWorld World(Guid correlationId, Func<CancellationToken, ValueTask<object?>>? subject) =>
        new(correlationId, time.GetUtcNow(), subject ?? (token => subjects.Read(correlationId, token)));
}

/// <summary>What happened, told apart from everything else that happened by its cause; its number when it is an event.</summary>
internal sealed record Happening(string Cause, long? Sequence, Func<CancellationToken, ValueTask<object?>>? Subject)
{
    public static Happening Event(Guid id, long sequence, Func<CancellationToken, ValueTask<object?>> subject) =>
        new(id.ToString("N"), sequence, subject);

    public static Happening Row(long id) => new(string.Create(CultureInfo.InvariantCulture, $"row {id}"), null, null);
}
