using System.Globalization;
using Npgsql;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Engine;

/// <summary>The statements of instances. All of them run in the caller's transaction, which holds the rows of the instances it turns.</summary>
internal static class InstanceStore
{
    private const string Columns = "i.id, i.definition_id, i.version, i.correlation_id, i.state::text";

    // a row may be referred to while it is held: what refers to it never changes its key
    private const string Held = "for no key update of i";

    /// <summary>
    /// Those about some subjects, held one after another in the order of their ids. What is read is what is there once they are
    /// held, so nothing that another transaction did meanwhile is lost.
    /// </summary>
    public static Task<List<HeldInstance>> HoldAbout(
        NpgsqlConnection connection,
        Guid[] correlationIds,
        CancellationToken cancellationToken
    ) =>
        Read(
            connection,
            $"select {Columns}, '{{}}'::text[] from workflow_instance i where i.correlation_id = any($1) and i.status = 'Running' order by i.id {Held}",
            cancellationToken,
            Sql.Of(correlationIds)
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
                $"select {Columns}, '{{}}'::text[] from workflow_instance i where i.id = $1 and i.status = 'Running' {Held}",
                cancellationToken,
                Sql.Of(id)
            )
        ).FirstOrDefault();

    /// <summary>Several by their ids, held one after another in the order of the ids; those that are over are left out.</summary>
    public static Task<List<HeldInstance>> Hold(
        NpgsqlConnection connection,
        Guid[] ids,
        CancellationToken cancellationToken
    ) =>
        Read(
            connection,
            $"select {Columns}, '{{}}'::text[] from workflow_instance i where i.id = any($1) and i.status = 'Running' order by i.id {Held}",
            cancellationToken,
            Sql.Of(ids)
        );

    /// <summary>
    /// Those with a timer that is due, with the activities it is due for, oldest first, held; those that another transaction holds
    /// are left to it.
    /// </summary>
    public static Task<List<HeldInstance>> HoldDue(
        NpgsqlConnection connection,
        DateTimeOffset now,
        int atMost,
        CancellationToken cancellationToken
    ) =>
        Read(
            connection,
            $"""
            select {Columns}, t.due from workflow_instance i
            join (select instance_id, min(due_at) as due_at, array_agg(activity_id order by due_at, activity_id) as due from (
                    select instance_id, activity_id, due_at from workflow_timer where due_at <= $1 order by due_at limit $2) soonest
                group by instance_id) t on t.instance_id = i.id
            where i.status = 'Running' order by t.due_at {Held} skip locked
            """,
            cancellationToken,
            Sql.Instant(now),
            Sql.Of(atMost)
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

    /// <summary>Ends an instance whose state nobody can read, with everything that belongs to it.</summary>
    public static async Task EndUnread(
        NpgsqlConnection connection,
        Guid instance,
        string by,
        string note,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Resolve(instance, null, "cancelled", by, note, now));
        batch.BatchCommands.Add(
            Sql.Command(
                "update workflow_instance set status = 'Finished', sub_status = 'Cancelled', updated_at = $2, finished_at = $2 where id = $1",
                Sql.Of(instance),
                Sql.Instant(now)
            )
        );
        batch.BatchCommands.Add(Sql.Command("delete from workflow_timer where instance_id = $1", Sql.Of(instance)));
        batch.BatchCommands.Add(
            Sql.Command(
                "update workflow_effect set state = 'dropped', finished_at = $2 where instance_id = $1 and state in ('waiting', 'parked')",
                Sql.Of(instance),
                Sql.Instant(now)
            )
        );
        batch.BatchCommands.Add(
            Sql.Command(
                """
                insert into workflow_journal (instance_id, step, at, activity_id, what, done_by, note)
                select $1, coalesce(max(step), 0) + 1, $2, '', 'Cancelled', $3, $4 from workflow_journal where instance_id = $1
                """,
                Sql.Of(instance),
                Sql.Instant(now),
                Sql.Of(by),
                Sql.Of(note)
            )
        );
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

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
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            held.Add(
                new(
                    row.GetGuid(0),
                    row.GetString(1),
                    row.GetInt32(2),
                    row.GetGuid(3),
                    row.GetString(4),
                    row.GetFieldValue<string[]>(5)
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
