using Npgsql;

namespace RefMon.EventStore.Tests.Soak;

/// <summary>What a <see cref="Receiver"/> does besides writing down what it got.</summary>
public sealed class ReceiverScript
{
    public Func<StoredEvent, SubscriptionContext, CancellationToken, Task>? Before { get; set; }

    public Func<StoredEvent, bool> Concerns { get; init; } = _ => true;

    public bool WaitsForDisk { get; init; } = true;
}

/// <summary>
/// Writes down every event it is given. A second time for the same event breaks the table's key, so nothing doubled can
/// stay unseen.
/// </summary>
public sealed class Receiver(ReceiverScript script) : ISubscription
{
    public string Name => "Receiver";

    public bool Concerns(StoredEvent stored) => script.Concerns(stored);

    public bool WaitsForDisk => script.WaitsForDisk;

    public async Task Handle(StoredEvent stored, SubscriptionContext context, CancellationToken cancellationToken)
    {
        if (script.Before is { } before)
            await before(stored, context, cancellationToken);
        await using var insert = new NpgsqlCommand(
            "insert into received (subscription, seq_id, stream_id, version) values ('Receiver', $1, $2, $3)",
            context.Connection,
            context.Transaction
        )
        {
            Parameters =
            {
                new() { Value = stored.Sequence },
                new() { Value = stored.StreamId },
                new() { Value = stored.Version },
            },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}

public static class ReceiverNodes
{
    /// <summary>A node that runs the receiver.</summary>
    public static Task<StoreNode> StartReceiver(
        string connectionString,
        ReceiverScript? script = null,
        SubscriptionSettings? settings = null,
        TimeSpan? leaseFor = null
    ) =>
        new StoreNode(
            connectionString,
            options =>
            {
                options.Subscription<Receiver>(settings);
                options.LeaseFor = leaseFor ?? options.LeaseFor;
            },
            services =>
                Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(
                    services,
                    script ?? new ReceiverScript()
                )
        ).Start();

    /// <summary>Numbers in the order they were received.</summary>
    public static async Task<List<long>> Received(this StoreNode node) =>
        [.. (await node.Rows("select seq_id::text from received order by at_place")).Select(long.Parse)];

    public static async Task<List<long>> Stored(this StoreNode node) =>
        [.. (await node.Rows("select seq_id::text from mt_events e order by e.seq_id")).Select(long.Parse)];

    /// <summary>Waits until a condition holds; says so when it does not in time.</summary>
    public static async Task Until(Func<Task<bool>> condition, string what, int seconds = 30)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (!await condition())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"Not within {seconds} s: {what}.");
            await Task.Delay(10, CancellationToken.None);
        }
    }

    public static Task UntilAllReceived(this StoreNode node, int seconds = 30) =>
        Until(
            async () =>
                await node.Ask<bool>(
                    "select (select count(*) from received) + (select count(*) from parked_event where resolved_at is null or resolution = 'dismissed') >= (select count(*) from mt_events)"
                ),
            "every event received",
            seconds
        );
}
