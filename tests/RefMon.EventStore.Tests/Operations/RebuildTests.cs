using Microsoft.Extensions.DependencyInjection;
using RefMon.EventStore.Tests.Soak;
using Xunit;

namespace RefMon.EventStore.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class RebuildTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Tables = new()
    {
        ["tally"] = "mt_doc_tally",
        ["TallyRows"] = "tally_row",
        ["TallyEntries"] = "tally_entry",
    };

    private StoreNode node = null!;

    private ProjectionRebuilder Rebuilder => node.Services.GetRequiredService<ProjectionRebuilder>();

    public async ValueTask InitializeAsync() => node = new StoreNode(await TestDatabases.Create("rebuild"));

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task Rebuilt_rows_equal_the_live_ones_byte_for_byte()
    {
        await Fill(new Random(1), 60);
        foreach (var (name, table) in Tables)
        {
            var live = await Rows(table);
            Assert.NotEmpty(live);
            Assert.Equal(await node.Ask<long>("select count(*) from mt_events"), await Rebuilder.Rebuild(name));
            Assert.Equal(live, await Rows(table));
        }
    }

    [Fact]
    public async Task A_rebuild_mends_rows_that_were_damaged_lost_or_made_up()
    {
        await Fill(new Random(2), 30);
        foreach (var (name, table) in Tables)
        {
            var live = await Rows(table);
            await node.Rows($"delete from {table} where ctid in (select ctid from {table} limit 3) returning 'x'");
            if (table == "tally_row")
                await node.Rows("update tally_row set label = 'damaged' where sum > 2 returning 'x'");
            if (table == "tally_row")
                await node.Rows(
                    "insert into tally_row (id, label, sum, entries, changed_at) values (gen_random_uuid(), 'made up', 1, 1, now()) returning 'x'"
                );
            Assert.NotEqual(live, await Rows(table));
            await Rebuilder.Rebuild(name);
            Assert.Equal(live, await Rows(table));
        }
    }

    [Fact]
    public async Task A_rebuild_during_appends_loses_none_of_them_and_fails_none_of_them()
    {
        var streams = await Fill(new Random(3), 40);
        using var stop = new CancellationTokenSource();
        var appended = 0;
        var writers = Enumerable
            .Range(0, 4)
            .Select(seed =>
                Task.Run(async () =>
                {
                    var random = new Random(seed);
                    while (!stop.IsCancellationRequested)
                    {
                        if (random.Next(4) == 0)
                            await node.Open("new", new TallyCounted(Guid.NewGuid(), 1));
                        else
                            await TryCount(streams[random.Next(streams.Count)], random);
                        Interlocked.Increment(ref appended);
                    }
                })
            )
            .ToList();

        // the rows as they were made, kept beside to compare with
        for (var round = 0; round < 3; round++)
        {
            foreach (var name in Tables.Keys)
                await Rebuilder.Rebuild(name);
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        Assert.InRange(appended, 20, int.MaxValue);
        // nothing is running now: what the live saves and the rebuilds left together must be what a quiet rebuild makes
        foreach (var (name, table) in Tables)
        {
            var left = await Rows(table);
            await Rebuilder.Rebuild(name);
            Assert.Equal(await Rows(table), left);
        }

        Assert.Equal(
            await node.Ask<long>("select count(*) from mt_events"),
            await node.Ask<long>("select count(*) from tally_entry")
        );
        Assert.Equal(
            0,
            await node.Ask<long>(
                "select count(*) from mt_streams s left join mt_doc_tally d using (id) where d.mt_version is distinct from s.version"
            )
        );
    }

    [Fact]
    public async Task A_rebuild_of_something_unknown_says_what_there_is()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => Rebuilder.Rebuild("Nothing"));
        Assert.Contains("tally, TallyRows, TallyEntries", refused.Message, StringComparison.Ordinal);
    }

    private async Task<List<Guid>> Fill(Random random, int saves)
    {
        var streams = new List<Guid>();
        for (var i = 0; i < saves; i++)
        {
            if (streams.Count < 5 || random.Next(4) == 0)
                streams.Add(
                    await node.Open(
                        $"Stream {i}",
                        [.. Enumerable.Range(0, random.Next(3)).Select(n => new TallyCounted(Guid.NewGuid(), n))]
                    )
                );
            else
                await TryCount(streams[random.Next(streams.Count)], random);
        }

        return streams;
    }

    private async Task TryCount(Guid stream, Random random)
    {
        try
        {
            await node.Count(stream, [.. Enumerable.Range(1, random.Next(1, 4))]);
        }
        catch (StreamConflictException)
        {
            // another writer was first: the loser wrote nothing
        }
    }

    private Task<List<string>> Rows(string table) => node.Rows($"select t::text from {table} t order by 1");
}
