using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace RefMon.EventStore.Daemon;

/// <summary>
/// Runs one subscription wherever it holds the lease: a page of settled events at a time in one transaction with the
/// checkpoint; after a failure event by event, each with its tries, and then parked.
/// </summary>
internal sealed partial class SubscriptionRunner(
    IServiceScopeFactory scopes,
    DaemonDataSource database,
    EventStoreModel model,
    HighWater highWater,
    Type type,
    SubscriptionSettings settings,
    Guid node,
    TimeSpan leaseFor,
    Pulse work,
    ILogger logger
)
{
    // read at once, however few are handled in one transaction
    private const int ReadTogether = 200;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private readonly TimeSpan askAgain = leaseFor / 5;
    private readonly string name = NameOf(scopes, type);
    private SubscriptionStore store = null!;
    private Lease lease = null!;
    private long? checkpoint;

    public async Task Run(CancellationToken stop)
    {
        store = new SubscriptionStore(database, model, name, leaseFor + askAgain);
        lease = new Lease(database, name, node, leaseFor);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await lease.Acquire(stop))
                    await Own(stop);
                else
                    await Task.Delay(askAgain, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                LogStopped(failure, name, failure.GetType().Name);
                await LetGo();
                await Quietly(Task.Delay(failure is UnknownEventTypeException ? askAgain * 3 : askAgain, stop));
            }
        }

        await LetGo();
    }

    private async Task Own(CancellationToken stop)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var keeping = lease.Keep(lost);
        try
        {
            checkpoint = null;
            while (lease.IsHeld)
            {
                if (!await Step(lost.Token))
                    await work.Wait(Idle, lost.Token);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // the lease ran out: whoever has it goes on
        }
        catch (FencedException)
        {
            LogFenced(name);
            await LetGo();
        }
        finally
        {
            await lost.CancelAsync();
            await Quietly(keeping);
        }
    }

    /// <summary>Does one page; false when there is nothing to do for now.</summary>
    private async Task<bool> Step(CancellationToken cancellationToken)
    {
        checkpoint ??= await store.Checkpoint(settings.FromNow, cancellationToken);
        var upTo = highWater.Mark;
        var read = await Read(checkpoint.Value, upTo, cancellationToken);
        if (read.Count == 0)
            return await RetryParked(cancellationToken);
        foreach (var (page, last) in await Pages(read))
        {
            if (!lease.IsHeld)
                break;
            await Handle(page, last, cancellationToken);
            EventStoreTelemetry.Handled(name, page.Count, Math.Max(0, upTo - checkpoint.Value));
        }
        return true;
    }

    private async Task<List<StoredEvent>> Read(long after, long upTo, CancellationToken cancellationToken)
    {
        var size = Math.Max(settings.PageSize, ReadTogether);
        try
        {
            return await store.Page(after, upTo, size, cancellationToken);
        }
        catch (UnknownEventTypeException) when (size > settings.PageSize)
        {
            // what comes before it is not kept waiting
            return await store.Page(after, upTo, settings.PageSize, cancellationToken);
        }
    }

    /// <summary>Pages of events that concern the subscription, and up to where each deals with all events, those passed over too.</summary>
    private async Task<List<(List<StoredEvent> Page, long Last)>> Pages(IReadOnlyList<StoredEvent> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        var subscription = (ISubscription)scope.ServiceProvider.GetRequiredService(type);
        var pages = new List<(List<StoredEvent>, long)>();
        var page = new List<StoredEvent>();
        foreach (var stored in read)
        {
            if (!subscription.Concerns(stored))
                continue;
            page.Add(stored);
            if (page.Count < settings.PageSize)
                continue;
            pages.Add((page, stored.Sequence));
            page = [];
        }
        if (page.Count > 0 || pages is [] || pages[^1].Item2 < read[^1].Sequence)
            pages.Add((page, read[^1].Sequence));
        return pages;
    }

    private async Task Handle(IReadOnlyList<StoredEvent> page, long last, CancellationToken cancellationToken)
    {
        try
        {
            await HandleTogether(page, last, cancellationToken);
        }
        catch (HandlerFailedException) when (page.Count > 1)
        {
            // all of the page is undone: find the one that fails
            foreach (var stored in page)
                await HandleAlone(stored, cancellationToken);
        }
        catch (HandlerFailedException failure)
        {
            await HandleAlone(page[0], cancellationToken, failure);
        }
    }

    private async Task HandleTogether(IReadOnlyList<StoredEvent> page, long last, CancellationToken cancellationToken)
    {
        using var activity = EventStoreTelemetry.Source.StartActivity("subscription.handle");
        activity?.SetTag("subscription", name);
        activity?.SetTag("events", page.Count);
        if (page.Count == 0)
        {
            await store.PassOver(checkpoint!.Value, last, cancellationToken);
            checkpoint = last;
            return;
        }
        await using var scope = scopes.CreateAsyncScope();
        var subscription = (ISubscription)scope.ServiceProvider.GetRequiredService(type);
        var (connection, transaction) = await store.Begin(cancellationToken, subscription.WaitsForDisk);
        await using var closing = connection;
        await using var undoing = transaction;
        // first, not last: an owner that was replaced stops here, before its handler does anything, and two that both
        // believe in their lease take turns at this row
        await store.Move(connection, checkpoint!.Value, last, cancellationToken);
        var held = await store.HeldStreams(connection, cancellationToken);
        foreach (var stored in page.Where(stored => held.Contains(stored.StreamId)))
            await store.Park(connection, stored, true, 0, null, cancellationToken);
        var free = page.Where(stored => !held.Contains(stored.StreamId)).ToList();
        if (free.Count > 0)
            await Handle(subscription, free, connection, transaction, cancellationToken);

        await transaction.CommitAsync(cancellationToken);
        checkpoint = last;
    }

    private async Task HandleAlone(
        StoredEvent stored,
        CancellationToken cancellationToken,
        HandlerFailedException? failed = null
    )
    {
        for (var attempt = failed is null ? 1 : 2; ; attempt++)
        {
            if (failed is not null && (failed.ParkNow || attempt > settings.MaxAttempts))
            {
                await ParkFailed(stored, attempt - 1, failed, cancellationToken);
                return;
            }

            if (failed is not null)
                await Task.Delay(Backoff(attempt), cancellationToken);

            try
            {
                await HandleTogether([stored], stored.Sequence, cancellationToken);
                return;
            }
            catch (HandlerFailedException failure)
            {
                LogAttempt(name, stored.Sequence, attempt, failure.Error);
                failed = failure;
            }
        }
    }

    private async Task ParkFailed(
        StoredEvent stored,
        int attempts,
        HandlerFailedException failed,
        CancellationToken cancellationToken
    )
    {
        var (connection, transaction) = await store.Begin(cancellationToken);
        await using var closing = connection;
        await using var undoing = transaction;
        await store.Move(connection, checkpoint!.Value, stored.Sequence, cancellationToken);
        await store.Park(connection, stored, failed.ParkStream, attempts, failed.Error, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        checkpoint = stored.Sequence;
        EventStoreTelemetry.Parked(name);
        LogParked(name, stored.Sequence, failed.Error);
    }

    private async Task<bool> RetryParked(CancellationToken cancellationToken)
    {
        var due = await store.Due(cancellationToken);
        foreach (var stored in due)
        {
            await using var scope = scopes.CreateAsyncScope();
            var subscription = (ISubscription)scope.ServiceProvider.GetRequiredService(type);
            var (connection, transaction) = await store.Begin(cancellationToken);
            await using var closing = connection;
            await using var undoing = transaction;
            try
            {
                if (!await store.Resolve(connection, stored.Sequence, cancellationToken))
                    continue;
                await Handle(subscription, [stored], connection, transaction, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }
            catch (HandlerFailedException failure)
            {
                await transaction.RollbackAsync(cancellationToken);
                await store.FailedAgain(stored.Sequence, failure.ParkStream, failure.Error, cancellationToken);
                LogParked(name, stored.Sequence, failure.Error);
            }
        }

        return due.Count > 0;
    }

    private static async Task Handle(
        ISubscription subscription,
        IReadOnlyList<StoredEvent> events,
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        var context = new SubscriptionContext(connection, transaction);
        try
        {
            if (subscription is IPageSubscription together)
            {
                await together.HandlePage(events, context, cancellationToken);
                return;
            }
            foreach (var stored in events)
            {
                context = new SubscriptionContext(connection, transaction);
                await subscription.Handle(stored, context, cancellationToken);
            }
        }
        catch (Exception failure)
            when (!cancellationToken.IsCancellationRequested && connection.FullState == System.Data.ConnectionState.Open
            )
        {
            throw new HandlerFailedException(failure, context.ParkStream, context.ParkNow);
        }
    }

    private async Task LetGo()
    {
        try
        {
            await lease.Release();
        }
        catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException)
        {
            // it runs out by itself
            LogNotReleased(name);
        }
    }

    private TimeSpan Backoff(int attempt)
    {
        var wait = settings.FirstRetryAfter * Math.Pow(2, attempt - 2);
        return wait < TimeSpan.FromSeconds(30) ? wait : TimeSpan.FromSeconds(30);
    }

    private static async Task Quietly(Task task) =>
        await task.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
        );

    private static string NameOf(IServiceScopeFactory scopes, Type type)
    {
        using var scope = scopes.CreateScope();
        return ((ISubscription)scope.ServiceProvider.GetRequiredService(type)).Name;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Subscription {Subscription} stopped for a moment: {Error}")]
    private partial void LogStopped(Exception failure, string subscription, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Subscription {Subscription} is run by another process")]
    private partial void LogFenced(string subscription);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Subscription {Subscription} failed on event {Sequence}, try {Attempt}: {Error}"
    )]
    private partial void LogAttempt(string subscription, long sequence, int attempt, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Subscription {Subscription} parked event {Sequence}: {Error}")]
    private partial void LogParked(string subscription, long sequence, string error);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Subscription {Subscription} could not give its lease back; it runs out by itself"
    )]
    private partial void LogNotReleased(string subscription);
}

/// <summary>A handler failed while the database was there: counted, retried and in the end parked.</summary>
internal sealed class HandlerFailedException(Exception inner, bool parkStream, bool parkNow)
    : Exception(inner.Message, inner)
{
    public bool ParkStream { get; } = parkStream;

    public bool ParkNow { get; } = parkNow;

    /// <summary>The kind of failure without its message, which may carry personal data.</summary>
    public string Error { get; } =
        inner is PostgresException database ? $"{nameof(PostgresException)} {database.SqlState}" : inner.GetType().Name;
}
