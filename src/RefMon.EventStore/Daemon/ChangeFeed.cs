using Microsoft.Extensions.Logging;

namespace RefMon.EventStore.Daemon;

/// <summary>
/// Which streams have changed, told on every node after commit and in no particular thread. When there were too many to
/// name, <see cref="Everything"/> is set and the list is empty.
/// </summary>
public sealed record StreamsChanged(IReadOnlySet<Guid> StreamIds, bool Everything)
{
    /// <summary>Whether a page that shows this stream should look again.</summary>
    public bool Concerns(Guid streamId) => Everything || StreamIds.Contains(streamId);
}

/// <summary>Live signals for open pages: ids only.</summary>
public interface IChangeSignal
{
    /// <summary>Calls the listener after every change until the returned subscription is disposed. It must return at once.</summary>
    IDisposable Subscribe(Action<StreamsChanged> listener);
}

/// <summary>
/// Follows the store up to the high-water mark on every node. Because it reads the events themselves, nothing is missed
/// when a notification or the connection is lost.
/// </summary>
internal sealed partial class ChangeFeed(DaemonDataSource database, HighWater highWater, ILogger<ChangeFeed> logger)
    : IChangeSignal
{
    private const int Nameable = 1000;

    private readonly Lock gate = new();
    private Listener[] listeners = [];
    private long? told;

    public IDisposable Subscribe(Action<StreamsChanged> listener)
    {
        var added = new Listener(this, listener);
        lock (gate)
            listeners = [.. listeners, added];
        return added;
    }

    /// <summary>Begins where the mark is now; after an interruption it goes on where it was.</summary>
    public void Begin() => told ??= highWater.Mark;

    /// <summary>Tells what came since the last time.</summary>
    public async Task Tell(CancellationToken cancellationToken)
    {
        var upTo = highWater.Mark;
        var after = told ?? 0;
        if (upTo == after || listeners.Length == 0)
        {
            told = upTo;
            return;
        }

        await using var command = database.Source.CreateCommand(
            "select distinct stream_id from mt_events where seq_id > $1 and seq_id <= $2 limit $3"
        );
        command.Parameters.Add(Statements.Bigint(after));
        command.Parameters.Add(Statements.Bigint(upTo));
        command.Parameters.Add(new() { Value = Nameable + 1 });
        var streams = new HashSet<Guid>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                streams.Add(reader.GetGuid(0));
        }

        told = upTo;
        var changed = streams.Count > Nameable ? new StreamsChanged(new HashSet<Guid>(), true) : new(streams, false);
        foreach (var listener in listeners)
        {
            try
            {
                listener.Call(changed);
            }
            catch (Exception failure)
            {
                LogListener(failure, failure.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A listener for changes failed: {Error}")]
    private partial void LogListener(Exception failure, string error);

    private sealed class Listener(ChangeFeed feed, Action<StreamsChanged> call) : IDisposable
    {
        public Action<StreamsChanged> Call { get; } = call;

        public void Dispose()
        {
            lock (feed.gate)
                feed.listeners = [.. feed.listeners.Where(l => l != this)];
        }
    }
}
