using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Engine;

/// <summary>What a page of turns writes: one statement for each table, with an array for each column. Null where there is nothing.</summary>
internal static class TurnStatements
{
    public static NpgsqlBatchCommand? Insert(IReadOnlyList<TurningInstance> begun) =>
        begun.Count == 0
            ? null
            : Sql.Command(
                """
                insert into workflow_instance (id, definition_id, version, correlation_id, key, status, sub_status, state, started_by,
                    created_at, updated_at, finished_at)
                select id, definition_id, version, correlation_id, key, status, sub_status, state::jsonb, started_by,
                    created_at, updated_at, finished_at
                from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) i(id, definition_id, version, correlation_id, key, status,
                    sub_status, state, started_by, created_at, updated_at, finished_at)
                """,
                Sql.Of(begun.Select(i => i.Id).ToArray()),
                Sql.Of(begun.Select(i => i.DefinitionId).ToArray()),
                Sql.Of(begun.Select(i => i.Version).ToArray()),
                Sql.Of(begun.Select(i => i.CorrelationId).ToArray()),
                Texts(begun.Select(i => i.State.Key)),
                Sql.Of(begun.Select(i => i.State.Status.ToString()).ToArray()),
                Sql.Of(begun.Select(i => i.State.SubStatus.ToString()).ToArray()),
                Sql.Of(begun.Select(i => i.Written).ToArray()),
                Numbers(begun.Select(i => i.StartedBy)),
                Instants(begun.Select(i => (DateTimeOffset?)i.CreatedAt)),
                Instants(begun.Select(i => (DateTimeOffset?)i.UpdatedAt)),
                Instants(begun.Select(i => i.State.IsOver ? i.UpdatedAt : (DateTimeOffset?)null))
            );

    public static NpgsqlBatchCommand? Update(IReadOnlyList<TurningInstance> changed) =>
        changed.Count == 0
            ? null
            : Sql.Command(
                """
                update workflow_instance i set version = t.version, state = t.state::jsonb, status = t.status,
                    sub_status = t.sub_status, updated_at = t.updated_at, finished_at = t.finished_at
                from unnest($1, $2, $3, $4, $5, $6, $7) t(id, version, state, status, sub_status, updated_at, finished_at)
                where i.id = t.id
                """,
                Sql.Of(changed.Select(i => i.Id).ToArray()),
                Sql.Of(changed.Select(i => i.Version).ToArray()),
                Sql.Of(changed.Select(i => i.Written).ToArray()),
                Sql.Of(changed.Select(i => i.State.Status.ToString()).ToArray()),
                Sql.Of(changed.Select(i => i.State.SubStatus.ToString()).ToArray()),
                Instants(changed.Select(i => (DateTimeOffset?)i.UpdatedAt)),
                Instants(changed.Select(i => i.State.IsOver ? i.UpdatedAt : (DateTimeOffset?)null))
            );

    public static NpgsqlBatchCommand? DropTimers(IReadOnlyList<TurningInstance> turned)
    {
        var gone = (
            from instance in turned
            let now = Timers(instance.State)
            from activity in Timers(instance.Held?.State).Keys.Union(instance.Looked)
            where !now.ContainsKey(activity)
            select (instance.Id, activity)
        ).ToList();
        return gone.Count == 0
            ? null
            : Sql.Command(
                """
                delete from workflow_timer t using unnest($1, $2) g(instance_id, activity_id)
                where t.instance_id = g.instance_id and t.activity_id = g.activity_id
                """,
                Sql.Of(gone.Select(g => g.Id).ToArray()),
                Sql.Of(gone.Select(g => g.activity).ToArray())
            );
    }

    public static NpgsqlBatchCommand? SetTimers(IReadOnlyList<TurningInstance> turned)
    {
        var set = (
            from instance in turned
            let earlier = Timers(instance.Held?.State)
            from timer in Timers(instance.State)
            where instance.Looked.Contains(timer.Key) || earlier.GetValueOrDefault(timer.Key) != timer.Value
            select (instance.Id, Activity: timer.Key, DueAt: timer.Value)
        ).ToList();
        return set.Count == 0
            ? null
            : Sql.Command(
                """
                insert into workflow_timer (instance_id, activity_id, due_at)
                select instance_id, activity_id, due_at from unnest($1, $2, $3) t(instance_id, activity_id, due_at)
                on conflict (instance_id, activity_id) do update set due_at = excluded.due_at
                """,
                Sql.Of(set.Select(t => t.Id).ToArray()),
                Sql.Of(set.Select(t => t.Activity).ToArray()),
                Instants(set.Select(t => (DateTimeOffset?)t.DueAt))
            );
    }

    public static NpgsqlBatchCommand? Journal(IReadOnlyList<JournalRow> rows) =>
        rows.Count == 0
            ? null
            : Sql.Command(
                """
                insert into workflow_journal (instance_id, step, at, activity_id, what, detail, event, done_by, note)
                select instance_id, step, at, activity_id, what, detail, event, done_by, note
                from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
                    s(instance_id, step, at, activity_id, what, detail, event, done_by, note)
                """,
                Sql.Of(rows.Select(r => r.Instance).ToArray()),
                Sql.Of(rows.Select(r => r.Step.Number).ToArray()),
                Instants(rows.Select(r => (DateTimeOffset?)r.At)),
                Sql.Of(rows.Select(r => r.Step.Activity).ToArray()),
                Sql.Of(rows.Select(r => r.Step.Kind.ToString()).ToArray()),
                Texts(rows.Select(r => r.Step.Detail)),
                Numbers(rows.Select(r => r.Sequence)),
                Texts(rows.Select(r => r.By?.Account)),
                Texts(rows.Select(r => r.By?.Note))
            );

    public static NpgsqlBatchCommand? Ask(IReadOnlyList<EffectRow> rows) =>
        rows.Count == 0
            ? null
            : Sql.Command(
                """
                insert into workflow_effect (id, instance_id, activity_id, run, kind, given, state, next_try_at, asked_at)
                select id, instance_id, activity_id, run, kind, given::jsonb, 'waiting', clock_timestamp(), asked_at
                from unnest($1, $2, $3, $4, $5, $6, $7) e(id, instance_id, activity_id, run, kind, given, asked_at)
                on conflict (id) do nothing
                """,
                Sql.Of(rows.Select(r => Ids.OfEffect(r.Instance, r.Effect.Run)).ToArray()),
                Sql.Of(rows.Select(r => r.Instance).ToArray()),
                Sql.Of(rows.Select(r => r.Effect.Activity).ToArray()),
                Sql.Of(rows.Select(r => r.Effect.Run).ToArray()),
                Sql.Of(rows.Select(r => r.Effect.Asked.Kind).ToArray()),
                Sql.Of(rows.Select(r => JsonSerializer.Serialize(r.Effect.Asked.Values)).ToArray()),
                Instants(rows.Select(r => (DateTimeOffset?)r.At))
            );

    /// <summary>Instances that could not be turned at all, and now could.</summary>
    public static NpgsqlBatchCommand? Recover(IReadOnlyList<TurningInstance> changed) =>
        changed.Count == 0
            ? null
            : Sql.Command(
                """
                update workflow_incident set resolved_at = $2, resolution = 'recovered'
                where instance_id = any($1) and activity_id = '' and resolved_at is null
                """,
                Sql.Of(changed.Select(i => i.Id).ToArray()),
                Sql.Instant(changed[0].UpdatedAt)
            );

    /// <summary>What is still open of instances that are over, and what they still ask for.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Close(IReadOnlyList<TurningInstance> over)
    {
        if (over.Count == 0)
            yield break;
        yield return Sql.Command(
            """
            update workflow_incident n set resolved_at = o.at, resolution = o.resolution
            from unnest($1, $2, $3) o(instance_id, resolution, at)
            where n.instance_id = o.instance_id and n.resolved_at is null
            """,
            Sql.Of(over.Select(i => i.Id).ToArray()),
            Sql.Of(
                over.Select(i => i.State.SubStatus is InstanceSubStatus.Cancelled ? "cancelled" : "recovered").ToArray()
            ),
            Instants(over.Select(i => (DateTimeOffset?)i.UpdatedAt))
        );
        yield return Sql.Command(
            """
            update workflow_effect e set state = 'dropped', finished_at = o.at
            from unnest($1, $2) o(instance_id, at) where e.instance_id = o.instance_id and e.state in ('waiting', 'parked')
            """,
            Sql.Of(over.Select(i => i.Id).ToArray()),
            Instants(over.Select(i => (DateTimeOffset?)i.UpdatedAt))
        );
    }

    // a faulted instance keeps what waited, but nothing wakes it any more
    private static Dictionary<string, DateTimeOffset> Timers(InstanceState? state) =>
        state is null or { IsOver: true }
            ? []
            : state
                .Waiting.Where(w => w.Value.Until is not null)
                .ToDictionary(w => w.Key, w => w.Value.Until!.Value, StringComparer.Ordinal);

    private static NpgsqlParameter Texts(IEnumerable<string?> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter Numbers(IEnumerable<long?> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };

    private static NpgsqlParameter Instants(IEnumerable<DateTimeOffset?> values) =>
        new()
        {
            Value = values.Select(v => v?.ToUniversalTime()).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        };
}
