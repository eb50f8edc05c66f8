using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RefMon.EmbeddedPostgres;
using RefMon.EventStore.Daemon;
using RefMon.EventStore.Tests.Soak;
using Xunit;

namespace RefMon.EventStore.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class SubscriptionTests
{
    private static readonly SubscriptionSettings Quick = new()
    {
        MaxAttempts = 2,
        FirstRetryAfter = TimeSpan.FromMilliseconds(5),
    };

    [Fact]
    public async Task Two_nodes_share_the_work_without_doing_it_twice_and_both_hear_of_changes()
    {
        var database = await TestDatabases.Create("nodes");
        await using var one = await ReceiverNodes.StartReceiver(database);
        await using var two = await ReceiverNodes.StartReceiver(database);
        var heard = new ConcurrentDictionary<Guid, bool>();
        await ReceiverNodes.Until(
            () => one.Ask<bool>("select exists (select from mt_event_progression where name = 'Receiver:All')"),
            "started"
        );
        using var listening = two
            .Services.GetRequiredService<IChangeSignal>()
            .Subscribe(changed =>
            {
                foreach (var id in changed.StreamIds)
                    heard[id] = true;
            });

        var id = await one.Open();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? one.Open() : two.Open()));
        await one.Count(id, 1, 2, 3);

        await one.UntilAllReceived();
        Assert.Equal(await one.Stored(), await one.Received());
        await ReceiverNodes.Until(() => Task.FromResult(heard.Count == 21), "21 streams heard of on the other node", 5);
        Assert.Equal(
            await one.Ask<long>("select max(seq_id) from mt_events"),
            await one.Ask<long>("select last_seq_id from mt_event_progression where name = 'Receiver:All'")
        );
    }

    [Fact]
    public async Task Commands_are_remembered_for_thirty_days_and_no_longer()
    {
        var database = await TestDatabases.Create("purge");
        await using (var source = NpgsqlDataSource.Create(database))
        await using (
            var command = source.CreateCommand(
                """
                insert into command_record (actor, command_id, content_hash, outcome, recorded_at)
                select 'somebody', gen_random_uuid(), 'hash', '{}', now() - make_interval(hours => hours)
                from unnest(array[1, 29 * 24, 30 * 24 - 1, 30 * 24 + 1, 90 * 24]) hours
                """
            )
        )
            await command.ExecuteNonQueryAsync();

        await using var node = await ReceiverNodes.StartReceiver(database);

        await ReceiverNodes.Until(
            async () => await node.Ask<long>("select count(*) from command_record where actor = 'somebody'") == 3,
            "those of more than thirty days ago are gone"
        );
    }

    [Fact]
    public async Task An_event_that_fails_is_tried_again_then_parked_and_the_rest_goes_on()
    {
        var tries = new ConcurrentBag<long>();
        var script = new ReceiverScript
        {
            Before = (stored, _, _) =>
            {
                if (stored.Data is not TallyCounted { By: 13 })
                    return Task.CompletedTask;
                tries.Add(stored.Sequence);
                throw new InvalidOperationException("A message with a name in it: Ann Example.");
            },
        };
        await using var node = await ReceiverNodes.StartReceiver(await TestDatabases.Create("park"), script, Quick);
        var id = await node.Open();
        await node.Count(id, 1, 13, 2);
        await ReceiverNodes.Until(async () => (await node.Parked.List()).Count == 1, "one event parked");
        await node.UntilAllReceived();

        var parked = Assert.Single(await node.Parked.List("Receiver"));
        Assert.Equal(
            ("tally_counted", id, 2, "InvalidOperationException"),
            (parked.EventType, parked.StreamId, parked.Attempts, parked.Error)
        );
        Assert.DoesNotContain(
            await node.Rows("select t::text from parked_event t"),
            row => row.Contains("Ann", StringComparison.Ordinal)
        );
        Assert.Equal(3, (await node.Received()).Count);
        Assert.InRange(tries.Count, 2, 4);

        // still failing: parked again; mended: handled
        Assert.True(await node.Parked.Retry("Receiver", parked.Sequence));
        await ReceiverNodes.Until(async () => (await node.Parked.List())[0].Attempts == 3, "a third try");
        script.Before = null;
        Assert.True(await node.Parked.Retry("Receiver", parked.Sequence));
        await ReceiverNodes.Until(async () => (await node.Parked.List()).Count == 0, "nothing parked");
        Assert.Contains(parked.Sequence, await node.Received());
        Assert.False(await node.Parked.Retry("Receiver", parked.Sequence));
    }

    [Fact]
    public async Task Later_events_of_a_parked_stream_wait_behind_it_when_asked_and_follow_in_order()
    {
        var script = new ReceiverScript { Before = FailOn13 };
        await using var node = await ReceiverNodes.StartReceiver(await TestDatabases.Create("hold"), script, Quick);
        var id = await node.Open();
        var other = await node.Open();
        await node.Count(id, 13);
        await node.Count(id, 1);
        await node.Count(other, 1);
        await ReceiverNodes.Until(async () => (await node.Parked.List()).Count == 1 + 1, "one parked, one held");
        await node.Count(id, 2);
        await ReceiverNodes.Until(async () => (await node.Parked.List()).Count == 3, "one parked, two held");
        await node.UntilAllReceived();
        Assert.Equal([2, 0, 0], (await node.Parked.List()).Select(p => p.Attempts));
        Assert.Equal(3, (await node.Received()).Count);

        script.Before = null;
        await node.Parked.Retry("Receiver", (await node.Parked.List())[0].Sequence);

        await ReceiverNodes.Until(async () => (await node.Parked.List()).Count == 0, "nothing parked");
        Assert.Equal(
            ["1", "2", "3", "4"],
            await node.Rows($"select version::text from received where stream_id = '{id}' order by at_place")
        );
        await node.Count(id, 3);
        await node.UntilAllReceived();
        Assert.Equal(5, await node.Ask<long>("select count(*) from received where stream_id = $1", id));

        static Task FailOn13(StoredEvent stored, SubscriptionContext context, CancellationToken _)
        {
            context.ParkStream = true;
            return stored.Data is TallyCounted { By: 13 } ? throw new TimeoutException() : Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Events_that_do_not_concern_it_are_passed_over_between_those_that_do_also_behind_a_parked_one()
    {
        var waits = new ConcurrentBag<string>();
        var script = new ReceiverScript
        {
            WaitsForDisk = false,
            Concerns = stored => stored.Data is TallyCounted { By: > 10 },
            Before = async (stored, context, stop) =>
            {
                context.ParkStream = true;
                waits.Add(await WaitsForDisk(context, stop));
                if (stored.Data is TallyCounted { By: 13 })
                    throw new TimeoutException();
            },
        };
        var database = await ThatWaits("concerns");
        await using var writer = new StoreNode(database);
        var (id, other) = (await writer.Open(), await writer.Open());
        await writer.Count(id, 1, 1, 13, 1, 14);
        await writer.Count(other, 1, 11, 1, 12, 1);
        await using var node = await ReceiverNodes.StartReceiver(database, script, Quick with { PageSize = 1 });
        await ReceiverNodes.Until(
            () =>
                node.Ask<bool>(
                    "select exists (select 1 from mt_event_progression where name = 'Receiver:All' and last_seq_id = (select max(seq_id) from mt_events))"
                ),
            "all dealt with"
        );
        Assert.Equal(["off"], waits.Distinct());
        Assert.Equal(
            ["11", "12"],
            await node.Rows(
                "select e.data ->> 'by' from received r join mt_events e on e.seq_id = r.seq_id order by r.at_place"
            )
        );
        Assert.Equal(
            ["13 2", "14 0"],
            await node.Rows(
                "select (e.data ->> 'by') || ' ' || p.attempts from parked_event p join mt_events e on e.seq_id = p.seq_id order by p.seq_id"
            )
        );
    }

    // the tests' own server does not wait for its disk
    private static async Task<string> ThatWaits(string hint) =>
        new NpgsqlConnectionStringBuilder(await TestDatabases.Create(hint))
        {
            Options = "-c synchronous_commit=on",
        }.ConnectionString;

    private static async Task<string> WaitsForDisk(SubscriptionContext context, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("show synchronous_commit", context.Connection);
        return (string)(await command.ExecuteScalarAsync(stop))!;
    }

    [Fact]
    public async Task A_dismissed_event_is_never_handled_keeps_its_reason_and_lets_the_next_ones_go()
    {
        var script = new ReceiverScript
        {
            Before = async (stored, context, stop) =>
            {
                context.ParkStream = true;
                Assert.Equal("on", await WaitsForDisk(context, stop));
                if (stored.Data is TallyCounted { By: 13 })
                    throw new TimeoutException();
            },
        };
        await using var node = await ReceiverNodes.StartReceiver(await ThatWaits("dismiss"), script, Quick);
        var id = await node.Open();
        await node.Count(id, 13);
        await node.Count(id, 1);
        await ReceiverNodes.Until(async () => (await node.Parked.List()).Count == 2, "one parked, one held");
        var parked = (await node.Parked.List())[0];

        Assert.True(await node.Parked.Dismiss("Receiver", parked.Sequence, "operator-1", "told by telephone"));

        await ReceiverNodes.Until(async () => (await node.Received()).Count == 2, "the one behind it handled");
        Assert.Empty(await node.Parked.List());
        Assert.DoesNotContain(parked.Sequence, await node.Received());
        Assert.Equal(
            "dismissed|operator-1|told by telephone",
            await node.Ask<string>(
                "select concat_ws('|', resolution, resolved_by, reason) from parked_event where seq_id = $1",
                parked.Sequence
            )
        );
        Assert.False(await node.Parked.Dismiss("Receiver", parked.Sequence, "operator-1", "again"));
    }

    [Fact]
    public async Task A_subscription_that_begins_now_is_given_only_what_comes_after()
    {
        var database = await TestDatabases.Create("fromnow");
        await using var before = new StoreNode(database);
        await before.Open();
        await using var node = await ReceiverNodes.StartReceiver(database, settings: new() { FromNow = true });
        await ReceiverNodes.Until(
            () => node.Ask<bool>("select exists (select from mt_event_progression where name = 'Receiver:All')"),
            "started"
        );
        await node.Open();
        await ReceiverNodes.Until(async () => (await node.Received()).Count > 0, "one received");
        Assert.Equal([2], await node.Received());
    }

    [Fact]
    public async Task A_killed_owner_is_followed_by_another_node_and_nothing_is_lost_or_doubled()
    {
        var database = await TestDatabases.Create("killed");
        using var owner = ChildProcess.Start("receiver", database, "0", "2");
        Assert.Equal("ready", await owner.ReadLine());
        await using var node = await ReceiverNodes.StartReceiver(database, leaseFor: TimeSpan.FromSeconds(2));
        var id = await node.Open();
        await node.UntilAllReceived();
        await owner.Kill();
        await node.Count(id, 1, 2, 3);
        await node.UntilAllReceived(15);
        Assert.Equal(await node.Stored(), await node.Received());
    }

    [Fact]
    public void A_node_that_dies_is_followed_within_half_a_minute() =>
        // the lease runs out, and somebody asks a fifth of its time later at most; by then the database has also freed the
        // locks of one that froze
        Assert.True(new EventStoreOptions().LeaseFor * 6 / 5 < TimeSpan.FromSeconds(30));

    [Fact]
    public async Task A_frozen_owner_is_followed_by_another_and_does_no_harm_when_it_wakes()
    {
        var database = await TestDatabases.Create("frozen");
        await using var node = new StoreNode(database);
        // slow handling, so that the freeze comes in the middle of a page with rows written and not committed
        using var owner = ChildProcess.Start("receiver", database, "100", "2");
        Assert.Equal("ready", await owner.ReadLine());
        var id = await node.Open();
        await node.Count(id, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        Assert.StartsWith("handling", await owner.ReadLine(), StringComparison.Ordinal);
        Assert.StartsWith("handling", await owner.ReadLine(), StringComparison.Ordinal);
        owner.Freeze();

        await using var next = await ReceiverNodes.StartReceiver(database, leaseFor: TimeSpan.FromSeconds(2));
        await next.UntilAllReceived(20);
        owner.Wake();
        await node.Count(id, 10, 11);
        await next.UntilAllReceived(20);
        await Task.Delay(1000);

        Assert.Equal(await next.Stored(), await next.Received());
        Assert.Empty(await next.Parked.List());
        Assert.False(owner.HasExited);
    }

    [Fact]
    public async Task Two_owners_that_both_believe_in_their_lease_still_handle_each_event_once()
    {
        var database = await TestDatabases.Create("fence");
        await using var one = await ReceiverNodes.StartReceiver(database, settings: Quick);
        await using var two = await ReceiverNodes.StartReceiver(
            database,
            settings: Quick,
            leaseFor: TimeSpan.FromSeconds(1)
        );
        for (var i = 0; i < 60; i++)
        {
            // takes the lease from whoever has it without that one noticing
            await one.Rows("delete from subscription_lease returning name");
            await one.Open("A", new TallyCounted(Guid.NewGuid(), 1));
            await Task.Delay(30);
        }

        await one.UntilAllReceived();
        Assert.Equal(await one.Stored(), await one.Received());
        Assert.Empty(await one.Parked.List());
    }

    [Fact]
    public async Task A_handler_is_cancelled_when_its_lease_runs_out_though_the_renewal_is_still_on_its_way()
    {
        var database = await TestDatabases.Create("leaserunsout");
        var cancelled = new TaskCompletionSource();
        var handling = new TaskCompletionSource();
        var script = new ReceiverScript
        {
            Before = async (_, _, token) =>
            {
                handling.TrySetResult();
                if (cancelled.Task.IsCompleted)
                    return;
                await using var registration = token.Register(() => cancelled.TrySetResult());
                await Task.Delay(Timeout.Infinite, token);
            },
        };
        await using var node = await ReceiverNodes.StartReceiver(database, script, leaseFor: TimeSpan.FromSeconds(1.5));
        await node.Open();
        await handling.Task.WaitAsync(TimeSpan.FromSeconds(20));

        // a database that answers nothing: whoever renews waits at this row
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using (var silence = await connection.BeginTransactionAsync())
        {
            await using var hold = new NpgsqlCommand("select name from subscription_lease for update", connection);
            await hold.ExecuteNonQueryAsync();
            await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
            await silence.RollbackAsync();
        }

        await node.UntilAllReceived(10);
        Assert.Equal(await node.Stored(), await node.Received());
        Assert.Empty(await node.Parked.List());
    }

    [Fact]
    public async Task A_handler_is_cancelled_when_another_process_has_taken_its_lease()
    {
        var database = await TestDatabases.Create("leasetaken");
        var cancelled = new TaskCompletionSource();
        var handling = new TaskCompletionSource();
        var script = new ReceiverScript
        {
            Before = async (_, _, token) =>
            {
                handling.TrySetResult();
                await using var registration = token.Register(() => cancelled.TrySetResult());
                await Task.Delay(Timeout.Infinite, token);
            },
        };
        await using var node = await ReceiverNodes.StartReceiver(database, script, leaseFor: TimeSpan.FromSeconds(4));
        await node.Open();
        await handling.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await node.Rows(
            "update subscription_lease set owner = gen_random_uuid(), expires_at = now() + interval '1 hour' returning name"
        );
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(await node.Parked.List());
    }

    [Fact]
    public async Task The_database_going_away_and_coming_back_is_only_a_pause()
    {
        var directory = Path.Combine(Path.GetTempPath(), $"refmon-away-{Guid.NewGuid():N}");
        var options = new EmbeddedPostgresOptions { DataDirectory = directory, Fsync = false };
        var first = await EmbeddedPostgresServer.StartAsync(options);
        await StoreNode.Prepare(first.SuperuserConnectionString(), default);
        await using var node = await ReceiverNodes.StartReceiver(
            StoreNode.AsApplication(first.SuperuserConnectionString()),
            leaseFor: TimeSpan.FromSeconds(3)
        );
        var id = await node.Open();
        await node.UntilAllReceived();

        await first.StopAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => node.Open());
        await Task.Delay(1500);
        await using (var second = await EmbeddedPostgresServer.StartAsync(options with { Port = first.Port }))
        {
            await node.Count(id, 1);
            await node.UntilAllReceived(20);
            Assert.Equal(await node.Stored(), await node.Received());
            Assert.Empty(await node.Parked.List());
            await node.Stop();
        }

        Directory.Delete(directory, recursive: true);
    }
}
