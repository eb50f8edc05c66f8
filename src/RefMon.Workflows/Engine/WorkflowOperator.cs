using Npgsql;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Engine;

/// <summary>A failure that waits for an operator, or is tried again by itself until then.</summary>
public sealed record OpenIncident(
    long Id,
    Guid InstanceId,
    string DefinitionId,
    int Version,
    Guid CorrelationId,
    string ActivityId,
    string Error,
    int Failures,
    bool IsParked,
    DateTimeOffset OpenedAt
);

/// <summary>What an operator may do about instances. Each act is written down with who did it and why.</summary>
public sealed class WorkflowOperator
{
    private readonly NpgsqlDataSource database;
    private readonly InstanceEngine engine;
    private readonly TimeProvider time;

    internal WorkflowOperator(NpgsqlDataSource database, InstanceEngine engine, TimeProvider time)
    {
        this.database = database;
        this.engine = engine;
        this.time = time;
    }

    /// <summary>What is open, the oldest first.</summary>
    public async Task<IReadOnlyList<OpenIncident>> Incidents(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select n.id, n.instance_id, i.definition_id, i.version, i.correlation_id, n.activity_id, n.error, n.failures, n.parked, n.opened_at
            from workflow_incident n join workflow_instance i on i.id = n.instance_id
            where n.resolved_at is null order by n.opened_at limit 500
            """
        );
        var open = new List<OpenIncident>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            open.Add(
                new(
                    row.GetInt64(0),
                    row.GetGuid(1),
                    row.GetString(2),
                    row.GetInt32(3),
                    row.GetGuid(4),
                    row.GetString(5),
                    row.GetString(6),
                    row.GetInt32(7),
                    row.GetBoolean(8),
                    row.GetFieldValue<DateTimeOffset>(9)
                )
            );
        return open;
    }

    /// <summary>Tries what failed again at once; false when it does not wait any more.</summary>
    public Task<bool> Retry(
        Guid instance,
        string activity,
        string by,
        string note,
        CancellationToken cancellationToken
    ) =>
        OnInstance(
            instance,
            async (connection, held) =>
            {
                if (held.State.Waiting.GetValueOrDefault(activity) is not { } wait)
                    return false;
                var now = time.GetUtcNow();
                await using var batch = new NpgsqlBatch(connection);
                batch.BatchCommands.Add(
                    Sql.Command(
                        "update workflow_incident set resolved_by = $3, note = $4, parked = false where instance_id = $1 and activity_id = $2 and resolved_at is null",
                        Sql.Of(instance),
                        Sql.Of(activity),
                        Sql.Of(by),
                        Sql.Of(note)
                    )
                );
                batch.BatchCommands.Add(
                    Sql.Command(
                        "update workflow_effect set state = 'waiting', attempts = 0, next_try_at = clock_timestamp() where instance_id = $1 and activity_id = $2 and state in ('waiting', 'parked')",
                        Sql.Of(instance),
                        Sql.Of(activity)
                    )
                );
                if (wait.Kind is WaitKind.Retry)
                {
                    var state = held.State.Copy();
                    state.Waiting[activity] = wait with { Until = now, Failures = 0 };
                    InstanceStore.Update(batch, held, new(state, [], [], [], []), null, now);
                }
                await batch.ExecuteNonQueryAsync(cancellationToken);
                return true;
            },
            cancellationToken
        );

    /// <summary>Passes a waiting activity over, by a port of it (its first when none is named); false when it does not wait any more.</summary>
    public Task<bool> Skip(
        Guid instance,
        string activity,
        string? port,
        string by,
        string note,
        CancellationToken cancellationToken
    ) =>
        OnInstance(
            instance,
            (connection, held) => engine.Skip(connection, held, activity, port, by, note, cancellationToken),
            cancellationToken
        );

    /// <summary>Ends an instance; false when it is over already.</summary>
    public Task<bool> Cancel(Guid instance, string by, string note, CancellationToken cancellationToken) =>
        OnInstance(
            instance,
            async (connection, held) =>
            {
                await engine.Cancel(connection, held, by, note, cancellationToken);
                return true;
            },
            cancellationToken
        );

    /// <summary>
    /// Has every waiting deadline looked at again now, as after a change of the bank holidays; how many timers there are. Nothing
    /// that is not due fires.
    /// </summary>
    public async Task<int> LookAgain(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("update workflow_timer set due_at = $1 where due_at > $1");
        command.Parameters.Add(Sql.Instant(time.GetUtcNow()));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<bool> OnInstance(
        Guid instance,
        Func<NpgsqlConnection, HeldInstance, Task<bool>> act,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await InstanceStore.Hold(connection, instance, cancellationToken) is not { } held)
            return false;
        if (!await act(connection, held))
            return false;
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
