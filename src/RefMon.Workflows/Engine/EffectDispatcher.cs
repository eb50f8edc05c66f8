using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Engine;

/// <summary>
/// Does what activities asked for, after the commit that asked. No transaction is open meanwhile: an effect is taken by moving its
/// next try ahead, on the database's clock, and whoever dies with it leaves it to the next. Its id is the same every time.
/// </summary>
internal sealed partial class EffectDispatcher(
    NpgsqlDataSource database,
    InstanceEngine engine,
    IServiceScopeFactory scopes,
    WorkflowOptions options,
    TimeProvider time,
    ILogger<EffectDispatcher> logger
)
{
    /// <summary>Loops of one node: a slow neighbour keeps one kind of effect waiting and not all.</summary>
    public const int AtOnce = 4;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(30);

    private const string TookTooLong = "took-too-long";

    /// <summary>Does what is waiting; how many there were.</summary>
    public async Task<int> Run(CancellationToken cancellationToken)
    {
        var done = 0;
        while (await Take(cancellationToken) is { } taken)
        {
            await Do(taken, cancellationToken);
            done++;
        }
        return done;
    }

    private async Task<Taken?> Take(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            with taken as (
                select id from workflow_effect where state = 'waiting' and next_try_at <= clock_timestamp()
                order by next_try_at limit 1 for update skip locked)
            update workflow_effect e set attempts = e.attempts + 1, next_try_at = clock_timestamp() + $1
            from taken, workflow_instance i where e.id = taken.id and i.id = e.instance_id
            returning e.id, e.instance_id, e.activity_id, e.run, e.kind, e.given, e.attempts, i.correlation_id
            """
        );
        command.Parameters.Add(Sql.Of(options.OneEffect + options.EffectSpare));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return null;
        var effect = new EffectToDo(
            row.GetGuid(0),
            row.GetString(4),
            row.GetGuid(1),
            row.GetGuid(7),
            JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(5))!,
            row.GetInt32(6)
        );
        return new(effect, row.GetString(2), row.GetInt32(3));
    }

    private async Task Do(Taken taken, CancellationToken cancellationToken)
    {
        string outcome;
        var asksNeighbour = false;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var handler =
                scope.ServiceProvider.GetServices<IEffectHandler>().FirstOrDefault(h => h.Kind == taken.Effect.Kind)
                ?? throw new EffectRefusedException("no-handler");
            asksNeighbour = handler.AsksNeighbour;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(options.OneEffect);
            outcome = await handler.Handle(taken.Effect, limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            var isSilent = asksNeighbour && failure is OperationCanceledException;
            await Failed(taken, isSilent ? new EffectWaitsException(TookTooLong) : failure, cancellationToken);
            return;
        }
        try
        {
            await Done(taken, outcome, cancellationToken);
        }
        catch (Exception failure) when (IsOfTheInstance(failure, cancellationToken))
        {
            // it cannot be told that its effect is done: an operator must see that
            await Failed(taken, failure, cancellationToken);
        }
    }

    private static bool IsOfTheInstance(Exception failure, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && failure is not (NpgsqlException or UnknownActivityException);

    private async Task Done(Taken taken, string outcome, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // first the instance, then what belongs to it, as everybody does: nobody waits in a circle
        var held = await InstanceStore.Hold(connection, taken.Effect.InstanceId, cancellationToken);
        await using (
            var finish = new NpgsqlCommand(
                "update workflow_effect set state = 'done', outcome = $2, error = null, finished_at = $3 where id = $1 and state in ('waiting', 'parked')",
                connection
            )
        )
        {
            finish.Parameters.Add(Sql.Of(taken.Effect.Id));
            finish.Parameters.Add(Sql.Of(outcome));
            finish.Parameters.Add(Sql.Instant(time.GetUtcNow()));
            // another node did it meanwhile, or the instance was cancelled
            if (await finish.ExecuteNonQueryAsync(cancellationToken) == 0)
                return;
        }
        if (held is not null)
            await engine.EffectDone(connection, held, taken.Activity, taken.Run, outcome, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task Failed(Taken taken, Exception failure, CancellationToken cancellationToken)
    {
        var error = ErrorOf(failure);
        // a neighbour that is away is no incident: it is waited for as long as it takes
        var waits = failure is EffectWaitsException;
        var isParked = failure is EffectRefusedException || (!waits && taken.Effect.Attempt >= options.EffectAttempts);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await InstanceStore.Hold(connection, taken.Effect.InstanceId, cancellationToken);
        await using var keep = new NpgsqlCommand(
            "update workflow_effect set state = $2, error = $3, next_try_at = clock_timestamp() + $4 where id = $1 and state = 'waiting' and attempts = $5",
            connection
        );
        keep.Parameters.Add(Sql.Of(taken.Effect.Id));
        keep.Parameters.Add(Sql.Of(isParked ? "parked" : "waiting"));
        keep.Parameters.Add(Sql.Of(error));
        keep.Parameters.Add(Sql.Of(Wait(taken.Effect.Attempt)));
        keep.Parameters.Add(Sql.Of(taken.Effect.Attempt));
        // this node was frozen and taken for dead: how it ends, or ended, is for the one that took over to say
        if (await keep.ExecuteNonQueryAsync(cancellationToken) == 0)
            return;
        if (!waits)
        {
            var attempts = new RunFailure(taken.Activity, taken.Run, error, taken.Effect.Attempt, isParked);
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(InstanceStore.Incident(taken.Effect.InstanceId, attempts, time.GetUtcNow()));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        if (isParked)
            LogParked(taken.Effect.Kind, taken.Effect.InstanceId, error);
        else
            LogFailed(taken.Effect.Kind, taken.Effect.InstanceId, taken.Effect.Attempt, error);
    }

    private TimeSpan Wait(int attempt)
    {
        var wait = options.FirstRetryAfter * Math.Pow(2, Math.Min(attempt, 20) - 1);
        return wait < LongestWait ? wait : LongestWait;
    }

    private static string ErrorOf(Exception failure) =>
        failure switch
        {
            EffectRefusedException refused => refused.Code,
            EffectWaitsException waits => waits.Code,
            OperationCanceledException => TookTooLong,
            _ => failure.GetType().Name,
        };

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Effect {Kind} of workflow instance {Instance} failed, try {Attempt}: {Error}"
    )]
    private partial void LogFailed(string kind, Guid instance, int attempt, string error);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Effect {Kind} of workflow instance {Instance} was parked: {Error}"
    )]
    private partial void LogParked(string kind, Guid instance, string error);

    private sealed record Taken(EffectToDo Effect, string Activity, int Run);
}
