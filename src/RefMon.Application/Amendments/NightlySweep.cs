using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using RefMon.Domain.Attention;

namespace RefMon.Application.Amendments;

/// <summary>When the sweep may run: from this hour in London until four hours later; null never.</summary>
public sealed record SweepHours(int? From)
{
    private const int Long = 4;

    internal bool Contains(DateTimeOffset now)
    {
        if (From is not { } from)
            return false;
        var hour = LondonTime.TimeOf(now).Hour;
        return hour >= from && hour < from + Long;
    }
}

/// <summary>How the latest sweep went: people looked up, and those about whom a neighbour was silent.</summary>
public sealed record SweepState(
    DateOnly Night,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    int People,
    int Silent
);

/// <summary>
/// Once a night looks up everybody with an open referral or a draft, and so repairs what notices missed. One node at a time
/// does it; what a node that died has left is done by the next.
/// </summary>
public sealed partial class NightlySweep(
    IServiceScopeFactory scopes,
    NpgsqlDataSource database,
    SweepHours hours,
    TimeProvider time,
    ILogger<NightlySweep> logger
) : BackgroundService
{
    // any number, the same on every node
    private const long LockKey = 0x5EE9_0001;
    private const int AtOnce = 4;
    private const int Page = 100;
    private const int SilentInARow = 20;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(5);

    /// <summary>Runs tonight's sweep when it is the hour and it has not been finished. True when it ran here to its end.</summary>
    public async Task<bool> RunIfDue(CancellationToken cancellationToken) =>
        hours.Contains(time.GetUtcNow()) && await Run(cancellationToken);

    /// <summary>Runs tonight's sweep, whatever the hour, unless it is finished or another node runs it.</summary>
    public async Task<bool> Run(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (!await Scalar<bool>(connection, $"select pg_try_advisory_lock({LockKey})", cancellationToken))
            return false;
        try
        {
            var night = LondonTime.DayOf(time.GetUtcNow());
            if (await Begin(connection, night, cancellationToken) is not { } began)
                return false;
            var (people, silent, isDone) = await Sweep(began, cancellationToken);
            await Note(connection, night, people, silent, isDone, cancellationToken);
            if (isDone)
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<InboundNotices>().Purge(cancellationToken);
            }
            return isDone;
        }
        finally
        {
            await Scalar<bool>(connection, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    /// <summary>The latest sweep; null before the first.</summary>
    public async Task<SweepState?> Latest(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select night, started_at, finished_at, people, silent from neighbour_sweep order by night desc limit 1"
        );
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new(
                row.GetFieldValue<DateOnly>(0),
                row.GetFieldValue<DateTimeOffset>(1),
                row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2),
                row.GetInt32(3),
                row.GetInt32(4)
            )
            : null;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (hours.From is null)
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunIfDue(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogStopped(failure.GetType().Name);
            }
            await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // not done when neighbours were silent about many in a row, which is an outage: the rest is left to the next look this
    // night, which begins with whoever has waited longest
    private async Task<(int People, int Silent, bool IsDone)> Sweep(
        DateTimeOffset began,
        CancellationToken cancellationToken
    )
    {
        var (people, silent, inARow) = (0, 0, 0);
        var run = time.GetUtcNow();
        while (inARow < SilentInARow)
        {
            await using var scope = scopes.CreateAsyncScope();
            var held = scope.ServiceProvider.GetRequiredService<PeopleHeld>();
            var crns = await held.NotCheckedSince(began, run, Page, cancellationToken);
            if (crns.Count == 0)
                return (people, silent, IsDone: true);
            await Parallel.ForEachAsync(
                crns,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (crn, stop) =>
                {
                    if (Volatile.Read(ref inARow) >= SilentInARow)
                        return;
                    if (await Check(crn, stop))
                    {
                        Interlocked.Increment(ref people);
                        Volatile.Write(ref inARow, 0);
                    }
                    else
                    {
                        Interlocked.Increment(ref silent);
                        Interlocked.Increment(ref inARow);
                    }
                }
            );
        }
        return (people, silent, IsDone: false);
    }

    private async Task<bool> Check(string crn, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var follower = scope.ServiceProvider.GetRequiredService<NewsFollower>();
        var began = time.GetUtcNow();
        var answered = await follower.Follow(crn, NewsParts.All, cancellationToken) is null;
        if (answered)
            await scope.ServiceProvider.GetRequiredService<InboundNotices>().Covered(crn, began, cancellationToken);
        await scope.ServiceProvider.GetRequiredService<PeopleHeld>().Tried(crn, answered, cancellationToken);
        return answered;
    }

    // when this night's sweep began; null when it is finished
    private async Task<DateTimeOffset?> Begin(
        NpgsqlConnection connection,
        DateOnly night,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            insert into neighbour_sweep (night, started_at, people, silent) values ($1, $2, 0, 0)
            on conflict (night) do update set night = excluded.night where neighbour_sweep.finished_at is null
            returning started_at
            """,
            connection
        );
        command.Parameters.Add(new() { Value = night });
        command.Parameters.Add(new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime at
            ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc))
            : null;
    }

    private async Task Note(
        NpgsqlConnection connection,
        DateOnly night,
        int people,
        int silent,
        bool isDone,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            update neighbour_sweep set people = people + $2, silent = $3, finished_at = case when $4 then $5 end
            where night = $1
            """,
            connection
        );
        command.Parameters.Add(new() { Value = night });
        command.Parameters.Add(new() { Value = people });
        command.Parameters.Add(new() { Value = silent });
        command.Parameters.Add(new() { Value = isDone });
        command.Parameters.Add(new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<T> Scalar<T>(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The nightly sweep stopped for a moment: {Error}")]
    private partial void LogStopped(string error);
}
