using FsCheck;
using FsCheck.Fluent;
using RefMon.EventStore.Tests.Soak;
using Xunit;

namespace RefMon.EventStore.Tests.Operations;

/// <summary>A sample of what the soak does at length.</summary>
[Trait("Capability", "Operations")]
public sealed class InterleavingTests : IAsyncLifetime
{
    private StoreNode one = null!;
    private StoreNode two = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await TestDatabases.Create("interleaving");
        (one, two) = (await ReceiverNodes.StartReceiver(database), new StoreNode(database));
    }

    public async ValueTask DisposeAsync()
    {
        await one.DisposeAsync();
        await two.DisposeAsync();
    }

    [Fact]
    public async Task Whatever_writers_do_at_once_nothing_is_lost_doubled_or_reordered()
    {
        var acts = (
            from stream in Gen.Choose(0, 1)
            from events in Gen.Choose(1, 3)
            from command in Gen.Choose(0, 5)
            select new Act(stream, events, command < 3 ? command : null)
        ).ArrayOf(3);
        var interleavings = acts.ArrayOf(4)
            .Select(writers => new Interleaving([.. writers.Select(w => (IReadOnlyList<Act>)w)]));
        var runner = new Interleavings([one, two]);
        Func<Interleaving, Task> holds = async interleaving => Assert.Null(await runner.Run(interleaving));
        var property = Prop.ForAll(interleavings.ToArbitrary(), holds);
        await Task.Run(() => property.Check(Config.QuickThrowOnFailure.WithMaxTest(60)));

        await one.UntilAllReceived();
        Assert.Equal(await one.Stored(), await one.Received());
    }

    [Fact]
    public async Task A_command_sent_many_times_at_once_to_two_nodes_happens_once()
    {
        for (var round = 0; round < 10; round++)
        {
            var id = await one.Open();
            var command = Guid.NewGuid();
            var outcomes = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(i => Task.Run(() => Send(i % 2 == 0 ? one : two, id, command)))
            );
            Assert.Equal(1, outcomes.Count(saved => saved));
            Assert.Equal(1, (await two.Reader.Load<Tally>(id, default))!.Value.Aggregate.Sum);
            Assert.Equal("hash", (await one.Reader.FindCommand("account", command, default))!.ContentHash);
        }

        static async Task<bool> Send(StoreNode node, Guid id, Guid command)
        {
            while (true)
            {
                try
                {
                    await node.Save(async session =>
                    {
                        session.RecordCommand(new("account", command, "hash", "{}"));
                        (await session.FetchForWriting<Tally>(id, default)).Append(new TallyCounted(command, 1));
                    });
                    return true;
                }
                catch (DuplicateCommandException)
                {
                    return false;
                }
                catch (StreamConflictException)
                {
                    // decided again on fresh state, as the pipeline does
                }
            }
        }
    }
}

/// <summary>A sample of the soak's rounds: the application is killed while it writes, and the next one goes on.</summary>
[Trait("Capability", "Operations")]
public sealed class KilledApplicationTests
{
    [Fact]
    public async Task An_application_killed_while_writing_leaves_nothing_half_written_and_loses_nothing_it_was_told_is_saved()
    {
        var database = await TestDatabases.Create("killedwriter");
        var rounds = new KillRounds(database, seed: 5);
        for (var round = 0; round < 4; round++)
            Assert.Null(await rounds.Round());
        Assert.Null(await rounds.Finish());
        Assert.InRange(rounds.Acknowledged, 1, int.MaxValue);
    }
}
