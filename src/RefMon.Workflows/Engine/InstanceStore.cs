using System.Data;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using RefMon.Workflows.Definitions;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Engine;

/// <summary>An instance whose row this transaction holds.</summary>
internal sealed record HeldInstance(Guid Id, string DefinitionId, int Version, Guid CorrelationId, InstanceState State);

/// <summary>The statements of instances. All of them run in the caller's transaction, which holds the rows of the instances it turns.</summary>
internal static class InstanceStore
{
    private const string Columns = "i.id, i.definition_id, i.version, i.correlation_id, i.state";

    /// <summary>
    /// Those about a subject, held one after another in the order of their ids. What is read is what is there once they are
    /// held, so nothing that another transaction did meanwhile is lost.
    /// </summary>
    public static Task<List<HeldInstance>> HoldAbout(
        NpgsqlConnection connection,
        Guid correlationId,
        CancellationToken cancellationToken
    ) =>
        Read(
            connection,
            $"select {Columns} from workflow_instance i where i.correlation_id = $1 and i.status = 'Running' order by i.id for update",
            cancellationToken,
            Sql.Of(correlationId)
        );

    /// <summary>One by its id, held; null when it is over.</summary>
    public static async Task<HeldInstance?> Hold(
        NpgsqlConnection connection,
        Guid id,
        CancellationToken cancellationToken
    ) =>
        (
            await Read(
                connection,
                $"select {Columns} from workflow_instance i where i.id = $1 and i.status = 'Running' for update",
                cancellationToken,
                Sql.Of(id)
            )
        ).FirstOrDefault();

    /// <summary>Those with a timer that is due, oldest first, held; those that another transaction holds are left to it.</summary>
    public static Task<List<HeldInstance>> HoldDue(
        NpgsqlConnection connection,
        DateTimeOffset now,
        int atMost,
        CancellationToken cancellationToken
    ) =>
        Read(
            connection,
            $"""
            select {Columns} from workflow_instance i
            join (select instance_id, min(due_at) as due_at from (
                    select instance_id, due_at from workflow_timer where due_at <= $1 order by due_at limit $2) soonest
                group by instance_id) t on t.instance_id = i.id
            where i.status = 'Running' order by t.due_at for update of i skip locked
            """,
            cancellationToken,
            Sql.Instant(now),
            Sql.Of(atMost)
        );

    /// <summary>A new instance with everything its first turn left.</summary>
    public static void Insert(
        NpgsqlBatch batch,
        Guid id,
        WorkflowDefinition definition,
        Guid correlationId,
        Turn turn,
        long? sequence,
        DateTimeOffset now
    )
    {
        var state = turn.State;
        batch.BatchCommands.Add(
            Sql.Command(
                """
                insert into workflow_instance (id, definition_id, version, correlation_id, key, status, sub_status, state, started_by,
                    created_at, updated_at, finished_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)
                """,
                Sql.Of(id),
                Sql.Of(definition.DefinitionId),
                Sql.Of(definition.Version),
                Sql.Of(correlationId),
                Sql.Text(state.Key),
                Sql.Of(state.Status.ToString()),
                Sql.Of(state.SubStatus.ToString()),
                Sql.Json(state.Write()),
                Sql.Bigint(sequence),
                Sql.Instant(now),
                Sql.Instant(state.IsOver ? now : null)
            )
        );
        WriteTurn(batch, id, null, turn, sequence, now);
    }

    /// <summary>What a turn changed; nothing when it changed nothing.</summary>
    public static void Update(NpgsqlBatch batch, HeldInstance before, Turn turn, long? sequence, DateTimeOffset now)
    {
        var written = turn.State.Write();
        if (written == before.State.Write())
            return;
        batch.BatchCommands.Add(
            Sql.Command(
                "update workflow_instance set state = $2, status = $3, sub_status = $4, updated_at = $5, finished_at = $6 where id = $1",
                Sql.Of(before.Id),
                Sql.Json(written),
                Sql.Of(turn.State.Status.ToString()),
                Sql.Of(turn.State.SubStatus.ToString()),
                Sql.Instant(now),
                Sql.Instant(turn.State.IsOver ? now : null)
            )
        );
        WriteTurn(batch, before.Id, before.State, turn, sequence, now);
    }

    private static void WriteTurn(
        NpgsqlBatch batch,
        Guid id,
        InstanceState? before,
        Turn turn,
        long? sequence,
        DateTimeOffset now
    )
    {
        WriteTimers(batch, id, before, turn.State);
        if (turn.Steps.Count > 0)
            batch.BatchCommands.Add(Journal(id, turn.Steps, sequence, now));
        foreach (var effect in turn.Effects)
            batch.BatchCommands.Add(Ask(id, effect, now));
        foreach (var failure in turn.Failures)
            batch.BatchCommands.Add(Incident(id, failure, now));
        foreach (var activity in turn.Recovered)
            batch.BatchCommands.Add(Resolve(id, activity, "recovered", null, null, now));
        if (before is null || !turn.State.IsOver)
            return;
        var resolution = turn.State.SubStatus is InstanceSubStatus.Cancelled ? "cancelled" : "recovered";
        batch.BatchCommands.Add(Resolve(id, null, resolution, null, null, now));
        batch.BatchCommands.Add(
            Sql.Command(
                "update workflow_effect set state = 'dropped', finished_at = $2 where instance_id = $1 and state in ('waiting', 'parked')",
                Sql.Of(id),
                Sql.Instant(now)
            )
        );
    }

    private static void WriteTimers(NpgsqlBatch batch, Guid id, InstanceState? before, InstanceState after)
    {
        var gone = Timers(before).Keys.Except(Timers(after).Keys, StringComparer.Ordinal).ToArray();
        if (gone.Length > 0)
            batch.BatchCommands.Add(
                Sql.Command(
                    "delete from workflow_timer where instance_id = $1 and activity_id = any($2)",
                    Sql.Of(id),
                    Sql.Of(gone)
                )
            );
        foreach (var (activity, due) in Timers(after).Where(t => Timers(before).GetValueOrDefault(t.Key) != t.Value))
            batch.BatchCommands.Add(
                Sql.Command(
                    """
                    insert into workflow_timer (instance_id, activity_id, due_at) values ($1, $2, $3)
                    on conflict (instance_id, activity_id) do update set due_at = excluded.due_at
                    """,
                    Sql.Of(id),
                    Sql.Of(activity),
                    Sql.Instant(due)
                )
            );
    }

    // a faulted instance keeps what waited, but nothing wakes it any more
    private static Dictionary<string, DateTimeOffset> Timers(InstanceState? state) =>
        state is null or { IsOver: true }
            ? []
            : state
                .Waiting.Where(w => w.Value.Until is not null)
                .ToDictionary(w => w.Key, w => w.Value.Until!.Value, StringComparer.Ordinal);

    private static NpgsqlBatchCommand Journal(Guid id, IReadOnlyList<Step> steps, long? sequence, DateTimeOffset now) =>
        Sql.Command(
            """
            insert into workflow_journal (instance_id, step, at, activity_id, what, detail, event)
            select $1, step, $2, activity, what, detail, $3 from unnest($4, $5, $6, $7) s(step, activity, what, detail)
            """,
            Sql.Of(id),
            Sql.Instant(now),
            Sql.Bigint(sequence),
            Sql.Of(steps.Select(s => s.Number).ToArray()),
            Sql.Of(steps.Select(s => s.Activity).ToArray()),
            Sql.Of(steps.Select(s => s.Kind.ToString()).ToArray()),
            new NpgsqlParameter
            {
                Value = steps.Select(s => s.Detail).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
            }
        );

    private static NpgsqlBatchCommand Ask(Guid instance, RunEffect effect, DateTimeOffset now) =>
        Sql.Command(
            """
            insert into workflow_effect (id, instance_id, activity_id, run, kind, given, state, next_try_at, asked_at)
            values ($1, $2, $3, $4, $5, $6, 'waiting', clock_timestamp(), $7)
            on conflict (id) do nothing
            """,
            Sql.Of(Ids.OfEffect(instance, effect.Run)),
            Sql.Of(instance),
            Sql.Of(effect.Activity),
            Sql.Of(effect.Run),
            Sql.Of(effect.Asked.Kind),
            Sql.Json(JsonSerializer.Serialize(effect.Asked.Values)),
            Sql.Instant(now)
        );

    /// <summary>Opens an incident, or adds a failure to the one that is open.</summary>
    public static NpgsqlBatchCommand Incident(Guid instance, RunFailure failure, DateTimeOffset now) =>
        Sql.Command(
            """
            insert into workflow_incident (instance_id, activity_id, run, error, failures, parked, opened_at, last_failed_at)
            values ($1, $2, $3, $4, $5, $6, $7, $7)
            on conflict (instance_id, activity_id) where resolved_at is null do update
            set error = excluded.error, failures = excluded.failures, parked = excluded.parked, run = excluded.run,
                last_failed_at = excluded.last_failed_at
            """,
            Sql.Of(instance),
            Sql.Of(failure.Activity),
            Sql.Of(failure.Run),
            Sql.Of(failure.Error),
            Sql.Of(failure.Failures),
            Sql.Of(failure.IsParked),
            Sql.Instant(now)
        );

    /// <summary>Closes the open incident of an activity, or all of an instance.</summary>
    public static NpgsqlBatchCommand Resolve(
        Guid instance,
        string? activity,
        string resolution,
        string? by,
        string? note,
        DateTimeOffset now
    ) =>
        Sql.Command(
            """
            update workflow_incident set resolved_at = $3, resolution = $4, resolved_by = $5, note = $6
            where instance_id = $1 and ($2::text is null or activity_id = $2) and resolved_at is null
            """,
            Sql.Of(instance),
            Sql.Text(activity),
            Sql.Instant(now),
            Sql.Of(resolution),
            Sql.Text(by),
            Sql.Text(note)
        );

    private static async Task<List<HeldInstance>> Read(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken,
        params IEnumerable<NpgsqlParameter> parameters
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        var held = new List<HeldInstance>();
        await using var row = await command.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            held.Add(
                new(
                    row.GetGuid(0),
                    row.GetString(1),
                    row.GetInt32(2),
                    row.GetGuid(3),
                    InstanceState.Read(row.GetString(4))
                )
            );
        return held;
    }

    /// <summary>Ends a transaction whose process froze, so that the rows it holds are free again.</summary>
    public static string FreeLocksOfTheFrozen(TimeSpan after) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"set local idle_in_transaction_session_timeout = {(int)after.TotalMilliseconds}"
        );
}
