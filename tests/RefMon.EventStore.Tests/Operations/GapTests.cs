using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RefMon.EventStore.Tests.Soak;
using Xunit;

namespace RefMon.EventStore.Tests.Operations;

/// <summary>A number is taken before its transaction commits: a lower one can appear after a higher one, or never.</summary>
[Trait("Capability", "Operations")]
public sealed class GapTests : IAsyncLifetime
{
    private StoreNode node = null!;

    public async ValueTask InitializeAsync() =>
        node = await ReceiverNodes.StartReceiver(await TestDatabases.Create("gap"));

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task An_event_that_commits_after_a_later_one_is_not_skipped()
    {
        await node.Open();
        await node.UntilAllReceived();
        await using var open = await AppendWithoutCommit();
        var later = await node.Open("later");
        await Task.Delay(700);
        Assert.Single(await node.Received());

        await open.Transaction.CommitAsync();

        await node.UntilAllReceived();
        var received = await node.Received();
        Assert.Equal(await node.Stored(), received);
        Assert.Equal(3, received.Count);
        Assert.Equal(received[^1], (await node.Reader.FetchStream(later))[0].Sequence);
    }

    [Fact]
    public async Task A_number_that_was_rolled_back_does_not_hold_up_what_follows()
    {
        await using var open = await AppendWithoutCommit();
        await node.Open("later");
        await Task.Delay(300);
        Assert.Empty(await node.Received());

        await open.Transaction.RollbackAsync();

        await node.UntilAllReceived(5);
        Assert.Equal([2], await node.Received());
    }

    [Fact]
    public async Task Many_gaps_at_once_lose_nothing_whatever_becomes_of_them()
    {
        var random = new Random(7);
        var open = new List<OpenAppend>();
        for (var i = 0; i < 40; i++)
        {
            open.Add(await AppendWithoutCommit());
            await node.Open();
            if (open.Count > 5 || i > 30)
            {
                var one = open[random.Next(open.Count)];
                open.Remove(one);
                await (random.Next(2) == 0 ? one.Transaction.CommitAsync() : one.Transaction.RollbackAsync());
                await one.DisposeAsync();
            }
        }

        foreach (var one in open)
        {
            await one.Transaction.CommitAsync();
            await one.DisposeAsync();
        }

        await node.UntilAllReceived(10);
        Assert.Equal(await node.Stored(), await node.Received());
    }

    [Fact]
    public async Task Long_transactions_that_append_nothing_hold_up_nothing()
    {
        await using var connection = await node.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await Execute(connection, "select count(*) from mt_events; insert into draft values (gen_random_uuid(), 1)");
        await using (var gap = await AppendWithoutCommit())
        {
            await node.Open("later");
            await gap.Transaction.RollbackAsync();
        }

        await node.UntilAllReceived(5);
    }

    private async Task<OpenAppend> AppendWithoutCommit()
    {
        await using var scope = node.Services.CreateAsyncScope();
        var session = (EventSession)scope.ServiceProvider.GetRequiredService<IEventSession>();
        session.StartStream<Tally>(Guid.NewGuid(), new TallyOpened("slow", default));
        var connection = await node.Database.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var (command, _) in session.Build())
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync();
        return new OpenAppend(connection, transaction);
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed record OpenAppend(NpgsqlConnection Connection, NpgsqlTransaction Transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Transaction.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }
}
