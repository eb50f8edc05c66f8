using Npgsql;

namespace RefMon.Workflows.Engine;

/// <content>What belongs to instances: steps, effects, incidents and timers.</content>
public sealed partial class WorkflowRecords
{
    /// <summary>The last steps of an instance, at most 500, in order.</summary>
    public async Task<IReadOnlyList<JournalEntry>> Journal(InstanceShown of, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(of);
        var definition = await Definition(of.DefinitionId, of.Version, cancellationToken);
        return await Read(
            """
            select * from (
                select step, at, activity_id, what, detail, event, done_by, note from workflow_journal
                where instance_id = $1 order by step desc limit 500) last
            order by step
            """,
            row => new JournalEntry(
                row.GetInt32(0),
                row.GetFieldValue<DateTimeOffset>(1),
                row.GetString(2),
                NameOf(definition, row.GetString(2)),
                row.GetString(3),
                Text(row, 4),
                row.IsDBNull(5) ? null : row.GetInt64(5),
                Text(row, 6),
                Text(row, 7)
            ),
            cancellationToken,
            Sql.Of(of.Id)
        );
    }

    /// <summary>What an instance asked for outside, oldest first.</summary>
    public async Task<IReadOnlyList<AskedEffect>> Effects(InstanceShown of, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(of);
        var definition = await Definition(of.DefinitionId, of.Version, cancellationToken);
        return await Read(
            """
            select id, activity_id, kind, state, attempts, error, outcome, asked_at, finished_at
            from workflow_effect where instance_id = $1 order by asked_at, run limit 500
            """,
            row => new AskedEffect(
                row.GetGuid(0),
                row.GetString(1),
                NameOf(definition, row.GetString(1)),
                row.GetString(2),
                row.GetString(3),
                row.GetInt32(4),
                Text(row, 5),
                Text(row, 6),
                row.GetFieldValue<DateTimeOffset>(7),
                row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8)
            ),
            cancellationToken,
            Sql.Of(of.Id)
        );
    }

    /// <summary>
    /// What keeps effects and activities from being done, by its code: those that wait for an operator, and effects that are tried again by
    /// themselves, as while a neighbour is away. The longest first.
    /// </summary>
    public Task<List<FailureKind>> FailureKinds(CancellationToken cancellationToken) =>
        // indexes: workflow_incident_open, workflow_effect_waiting
        Read(
            """
            select error, sum(parked)::bigint, sum(waiting)::bigint, min(since) from (
                select error, count(*) parked, 0 waiting, min(opened_at) since
                from workflow_incident where resolved_at is null and parked group by error
                union all
                select error, 0, count(*), min(asked_at)
                from workflow_effect where state = 'waiting' and error is not null group by error) kinds
            group by error order by 4, 1
            """,
            row => new FailureKind(
                row.GetString(0),
                row.GetInt64(1),
                row.GetInt64(2),
                row.GetFieldValue<DateTimeOffset>(3)
            ),
            cancellationToken
        );

    /// <summary>Incidents that are open, oldest first, at most 500 after those skipped; or those of one instance.</summary>
    public async Task<IReadOnlyList<IncidentShown>> Incidents(
        Guid? ofInstance,
        CancellationToken cancellationToken,
        int skip = 0,
        int take = 500
    )
    {
        // indexes: workflow_incident_open, workflow_incident_instance
        var rows = await Read(
            $"""
            select n.id, n.instance_id, i.definition_id, i.version, i.correlation_id, n.activity_id, n.run, n.error, n.failures, n.parked,
                n.opened_at, n.last_failed_at, n.resolved_at, n.resolution, n.resolved_by, n.note
            from workflow_incident n join workflow_instance i on i.id = n.instance_id
            where {(
                ofInstance is null ? "n.resolved_at is null" : "n.instance_id = $3"
            )} order by n.opened_at, n.id limit $1 offset $2
            """,
            row => new IncidentShown(
                row.GetInt64(0),
                row.GetGuid(1),
                row.GetString(2),
                row.GetInt32(3),
                "",
                row.GetGuid(4),
                row.GetString(5),
                "",
                row.GetInt32(6),
                row.GetString(7),
                row.GetInt32(8),
                row.GetBoolean(9),
                row.GetFieldValue<DateTimeOffset>(10),
                row.GetFieldValue<DateTimeOffset>(11),
                row.IsDBNull(12) ? null : row.GetFieldValue<DateTimeOffset>(12),
                Text(row, 13),
                Text(row, 14),
                Text(row, 15)
            ),
            cancellationToken,
            [Sql.Of(take), Sql.Of(skip), .. ofInstance is { } instance ? [Sql.Of(instance)] : (NpgsqlParameter[])[]]
        );
        var shown = new List<IncidentShown>();
        foreach (var one in rows)
        {
            var definition = await Definition(one.DefinitionId, one.Version, cancellationToken);
            shown.Add(
                one with
                {
                    Name = definition?.Name ?? one.DefinitionId,
                    ActivityName = NameOf(definition, one.ActivityId),
                }
            );
        }
        return shown;
    }

    /// <summary>The timers that are due next, or are due and have not been seen to yet.</summary>
    public async Task<IReadOnlyList<TimerShown>> Timers(int atMost, CancellationToken cancellationToken)
    {
        // index: workflow_timer_due
        var rows = await Read(
            """
            select t.instance_id, i.definition_id, i.version, i.correlation_id, t.activity_id, t.due_at
            from workflow_timer t join workflow_instance i on i.id = t.instance_id order by t.due_at, t.instance_id limit $1
            """,
            row => new TimerShown(
                row.GetGuid(0),
                row.GetString(1),
                row.GetInt32(2),
                "",
                row.GetGuid(3),
                row.GetString(4),
                "",
                row.GetFieldValue<DateTimeOffset>(5)
            ),
            cancellationToken,
            Sql.Of(atMost)
        );
        var shown = new List<TimerShown>();
        foreach (var one in rows)
        {
            var definition = await Definition(one.DefinitionId, one.Version, cancellationToken);
            shown.Add(
                one with
                {
                    Name = definition?.Name ?? one.DefinitionId,
                    ActivityName = NameOf(definition, one.ActivityId),
                }
            );
        }
        return shown;
    }

    /// <summary>How much there is to do.</summary>
    public async Task<WorkflowBacklog> Backlog(CancellationToken cancellationToken)
    {
        var rows = await Read(
            """
            select (select count(*) from workflow_timer where due_at <= $1), (select count(*) from workflow_timer),
                (select min(due_at) from workflow_timer where due_at <= $1),
                (select count(*) from workflow_effect where state = 'waiting'),
                (select count(*) from workflow_effect where state = 'parked'),
                (select count(*) from workflow_stimulus where failures > 0)
            """,
            row => new WorkflowBacklog(
                row.GetInt64(0),
                row.GetInt64(1),
                row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2),
                row.GetInt64(3),
                row.GetInt64(4),
                row.GetInt64(5)
            ),
            cancellationToken,
            Sql.Instant(time.GetUtcNow())
        );
        return rows[0];
    }
}
