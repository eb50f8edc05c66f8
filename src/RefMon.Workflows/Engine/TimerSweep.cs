using Microsoft.Extensions.Logging;
using Npgsql;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Engine;

/// <summary>
/// Wakes instances whose time has come, oldest first. Every node may sweep at any time: a row that one holds, the others pass by. What
/// fell due while everything was down is found by the first look.
/// </summary>
internal sealed partial class TimerSweep(
    NpgsqlDataSource database,
    InstanceEngine engine,
    WorkflowOptions options,
    TimeProvider time,
    ILogger<TimerSweep> logger
)
{
    /// <summary>Timers turned in one transaction.</summary>
    public const int Together = 50;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(5);

    /// <summary>Wakes what is due and takes in what rows say has happened; how many there were.</summary>
    public async Task<int> Run(CancellationToken cancellationToken)
    {
        var done = 0;
        while (await Stimuli(cancellationToken) is > 0 and var taken)
            done += taken;
        while (await Page(cancellationToken) is > 0 and var woken)
            done += woken;
        return done;
    }

    private async Task<int> Page(CancellationToken cancellationToken)
    {
        try
        {
            return await Turn(Together, cancellationToken);
        }
        catch (Exception failure) when (IsOfOne(failure, cancellationToken))
        {
            // all of the page is undone: find the one that fails
            for (var i = 0; i < Together; i++)
            {
                if (await One(cancellationToken) == 0)
                    return i;
            }
            return Together;
        }
    }

    private async Task<int> One(CancellationToken cancellationToken)
    {
        var turning = Guid.Empty;
        try
        {
            return await Turn(1, cancellationToken, id => turning = id);
        }
        catch (Exception failure) when (IsOfOne(failure, cancellationToken) && turning != Guid.Empty)
        {
            LogFailed(turning, failure.GetType().Name);
            await PutOff(turning, failure.GetType().Name, cancellationToken);
            return 1;
        }
    }

    private async Task<int> Turn(int atMost, CancellationToken cancellationToken, Action<Guid>? turning = null)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Guard(connection, cancellationToken);
        var due = await InstanceStore.HoldDue(connection, time.GetUtcNow(), atMost, cancellationToken);
        if (due.Count > 0)
            turning?.Invoke(due[0].Id);
        await engine.Wake(connection, due, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return due.Count;
    }

    private async Task<int> Stimuli(CancellationToken cancellationToken)
    {
        try
        {
            return await TakeIn(Together, cancellationToken);
        }
        catch (Exception failure) when (IsOfOne(failure, cancellationToken))
        {
            for (var i = 0; i < Together; i++)
            {
                if (await OneStimulus(cancellationToken) == 0)
                    return i;
            }
            return Together;
        }
    }

    private async Task<int> OneStimulus(CancellationToken cancellationToken)
    {
        var taking = 0L;
        try
        {
            return await TakeIn(1, cancellationToken, id => taking = id);
        }
        catch (Exception failure) when (IsOfOne(failure, cancellationToken) && taking != 0)
        {
            LogNotTakenIn(taking, failure.GetType().Name);
            await using var command = database.CreateCommand(
                "update workflow_stimulus set failures = failures + 1, error = $2, next_try_at = $3 + least(failures, 11) * interval '5 minutes' where id = $1"
            );
            command.Parameters.Add(Sql.Of(taking));
            command.Parameters.Add(Sql.Of(failure.GetType().Name));
            command.Parameters.Add(Sql.Instant(time.GetUtcNow() + AfterFailure));
            await command.ExecuteNonQueryAsync(cancellationToken);
            return 1;
        }
    }

    private async Task<int> TakeIn(int atMost, CancellationToken cancellationToken, Action<long>? taking = null)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Guard(connection, cancellationToken);
        var rows = new List<Happening.Row>();
        await using (
            var command = new NpgsqlCommand(
                """
                delete from workflow_stimulus where id in (
                    select id from workflow_stimulus where next_try_at <= $1 order by id limit $2 for update skip locked)
                returning id, name, correlation_id, key
                """,
                connection
            )
        )
        {
            command.Parameters.Add(Sql.Instant(time.GetUtcNow()));
            command.Parameters.Add(Sql.Of(atMost));
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
                rows.Add(
                    new(
                        row.GetInt64(0),
                        row.GetGuid(2),
                        new(row.GetString(1), row.IsDBNull(3) ? null : row.GetString(3))
                    )
                );
        }
        if (rows.Count > 0)
            taking?.Invoke(rows[0].Id);
        await engine.Receive(connection, [.. rows.OrderBy(r => r.Id)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows.Count;
    }

    private async Task PutOff(Guid instance, string error, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(
            Sql.Command(
                "update workflow_timer set due_at = $3 where instance_id = $1 and due_at <= $2",
                Sql.Of(instance),
                Sql.Instant(now),
                Sql.Instant(now + AfterFailure)
            )
        );
        batch.BatchCommands.Add(InstanceStore.Incident(instance, new RunFailure("", 0, error, 1, false), now));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task Guard(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var guard = new NpgsqlCommand(InstanceStore.FreeLocksOfTheFrozen(options.FrozenAfter), connection);
        await guard.ExecuteNonQueryAsync(cancellationToken);
    }

    // the database away is nobody's failure
    private static bool IsOfOne(Exception failure, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && (failure is not NpgsqlException || failure is PostgresException { IsTransient: false });

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Workflow instance {Instance} could not be woken: {Error}. It is tried again in five minutes"
    )]
    private partial void LogFailed(Guid instance, string error);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "What row {Row} says has happened could not be taken in: {Error}. It is tried again later"
    )]
    private partial void LogNotTakenIn(long row, string error);
}
