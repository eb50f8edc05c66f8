using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace RefMon.EventStore.Daemon;

/// <summary>
/// What happens after commit on this node: the high-water mark is moved, live signals are told, other nodes are woken, and
/// subscriptions run where this node holds their lease. Every part survives the database going away and coming back.
/// </summary>
internal sealed partial class EventDaemon(
    IServiceScopeFactory scopes,
    DaemonDataSource database,
    EventStoreModel model,
    EventStoreOptions options,
    HighWater highWater,
    ChangeFeed feed,
    CommitSignal committed,
    TimeProvider time,
    ILogger<EventDaemon> logger
) : BackgroundService
{
    private const string Channel = "refmon_committed";

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WriterPoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan KeepCommands = TimeSpan.FromDays(30);

    private readonly Guid node = Guid.NewGuid();
    private readonly Pulse localCommit = committed.Listen();
    private readonly Pulse toNotify = committed.Listen();
    private readonly List<Pulse> subscriptions = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.RunDaemon)
            return;
        var parts = new List<Task>
        {
            Forever("high-water mark", WatchMark, stoppingToken),
            Forever("listening", Listen, stoppingToken),
            Forever("notifying", Notify, stoppingToken),
            Forever("purge of command records", Purge, stoppingToken),
        };
        foreach (var (type, settings) in options.Subscriptions)
        {
            var pulse = new Pulse();
            lock (subscriptions)
                subscriptions.Add(pulse);
            var runner = new SubscriptionRunner(
                scopes,
                database,
                model,
                highWater,
                type,
                settings,
                node,
                options.LeaseFor,
                pulse,
                logger
            );
            parts.Add(Task.Run(() => runner.Run(stoppingToken), CancellationToken.None));
        }

        await Task.WhenAll(parts);
    }

    private async Task WatchMark(CancellationToken stop)
    {
        await highWater.Load(stop);
        feed.Begin();
        var waits = 0;
        var savedAt = time.GetTimestamp();
        while (true)
        {
            var (moved, more) = await highWater.Advance(stop);
            if (moved)
            {
                waits = 0;
                WakeSubscriptions();
                await feed.Tell(stop);
            }

            if (time.GetElapsedTime(savedAt) > Poll)
            {
                await highWater.Save(stop);
                savedAt = time.GetTimestamp();
            }

            if (!more)
                await localCommit.Wait(Poll, stop);
            else if (!moved)
                await Task.Delay(WriterPoll * Math.Min(++waits, 20), stop);
        }
    }

    private void WakeSubscriptions()
    {
        lock (subscriptions)
        {
            foreach (var subscription in subscriptions)
                subscription.Set();
        }
    }

    /// <summary>Other nodes' commits wake this one; what is said while the connection is away is found by the next look.</summary>
    private async Task Listen(CancellationToken stop)
    {
        await using var connection = await database.Source.OpenConnectionAsync(stop);
        connection.Notification += (_, _) => localCommit.Set();
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
            await listen.ExecuteNonQueryAsync(stop);
        localCommit.Set();
        while (true)
            await connection.WaitAsync(stop);
    }

    /// <summary>
    /// Wakes other nodes in a transaction of its own: a NOTIFY among the events would make their commits wait for each
    /// other. Many commits at once are told once.
    /// </summary>
    private async Task Notify(CancellationToken stop)
    {
        while (true)
        {
            if (!await toNotify.Wait(TimeSpan.FromMinutes(1), stop))
                continue;
            await using var command = database.Source.CreateCommand($"notify {Channel}");
            await command.ExecuteNonQueryAsync(stop);
            await Task.Delay(10, stop);
        }
    }

    private async Task Purge(CancellationToken stop)
    {
        while (true)
        {
            await using (
                var command = database.Source.CreateCommand("delete from command_record where recorded_at < $1")
            )
            {
                command.Parameters.Add(Statements.Instant(time.GetUtcNow() - KeepCommands));
                await command.ExecuteNonQueryAsync(stop);
            }

            await Task.Delay(TimeSpan.FromHours(6), stop);
        }
    }

    private async Task Forever(string what, Func<CancellationToken, Task> part, CancellationToken stop)
    {
        var wait = TimeSpan.FromMilliseconds(200);
        while (!stop.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            try
            {
                await Task.Run(() => part(stop), stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogAway(failure, what, failure.GetType().Name);
            }

            wait = time.GetElapsedTime(began) > TimeSpan.FromMinutes(1) ? TimeSpan.FromMilliseconds(200) : wait;
            await Task.Delay(wait, stop)
                .ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
                );
            wait = wait * 2 < TimeSpan.FromSeconds(5) ? wait * 2 : TimeSpan.FromSeconds(5);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The event daemon's {Part} stopped for a moment: {Error}")]
    private partial void LogAway(Exception failure, string part, string error);
}
