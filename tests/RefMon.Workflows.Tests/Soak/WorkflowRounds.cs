using System.Diagnostics;
using RefMon.EventStore.Tests.Soak;

namespace RefMon.Workflows.Tests.Soak;

/// <summary>
/// Rounds against one database: nodes of their own process handle events, sweep timers and leave notices at a stand-in that loses
/// replies; after a moment one is killed with kill -9, or frozen past its lease and woken. In the end every instance must have ended
/// where an uninterrupted run ends, with each notice left once.
/// </summary>
internal sealed class WorkflowRounds(string database, int nodes, int seed) : IAsyncDisposable
{
    private readonly Random random = new(seed);
    private readonly StoreNode writer = EngineNode.Of(database);
    private readonly Dictionary<Guid, int> tallies = [];
    private readonly HashSet<Guid> closed = [];
    private readonly List<ChildProcess> running = [];

    public int Instances => tallies.Count;

    public int Tokens => tallies.Values.Sum();

    public Task Begin() => writer.Load(EngineNode.Counting());

    /// <summary>Something happens while the nodes run, and one of them is killed in the midst of it.</summary>
    public async Task Kill()
    {
        await Work();
        await Task.Delay(random.Next(10, 300));
        await Stop(running[random.Next(running.Count)]);
    }

    /// <summary>The same, but it is frozen for longer than its lease, and woken while others have gone on.</summary>
    public async Task Freeze()
    {
        await Work();
        await Task.Delay(random.Next(10, 200));
        var frozen = running[random.Next(running.Count)];
        frozen.Freeze();
        await Write();
        await Task.Delay(random.Next(1500, 2500));
        frozen.Wake();
        await Task.Delay(random.Next(50, 300));
    }

    /// <summary>Lets a last node finish everything; null when all is as it should be.</summary>
    public async Task<string?> Finish(int seconds)
    {
        foreach (var child in running.ToList())
            await Stop(child);
        foreach (var id in tallies.Keys.Except(closed).ToList())
            await writer.Save(async s => (await s.FetchForWriting<Tally>(id, default)).Append(new TallyClosed(null)));
        await using var last = EngineNode.Of(
            database,
            leaseFor: TimeSpan.FromSeconds(1),
            options: new() { LookEvery = TimeSpan.FromMilliseconds(50), OneEffect = TimeSpan.FromSeconds(5) }
        );
        await last.Start();
        await last.Until(
            $"select count(*) = {tallies.Count} from workflow_instance where sub_status = 'Finished'",
            "every instance finished",
            seconds
        );
        return await Check();
    }

    private async Task<string?> Check()
    {
        foreach (var (id, tokens) in tallies)
        {
            var counted = await Ask($"select count(*) from notice where correlation_id = '{id}' and what = 'counted'");
            var over = await Ask($"select count(*) from notice where correlation_id = '{id}' and what = 'over'");
            if (counted != tokens || over != 1)
                return $"of {tokens} tokens {counted} notices were left, and {over} of the end";
        }
        if (await Ask("select count(*) - count(distinct id) from notice") is not 0 and var twice)
            return $"{twice} notices were left twice";
        if (await Ask($"select count(*) from workflow_instance") != tallies.Count)
            return "there are more or fewer instances than tallies";
        if (await Ask("select count(*) from workflow_timer") != 0)
            return "a finished instance has a timer";
        if (await Ask("select count(*) from parked_event") != 0)
            return "an event was parked";
        return await Ask("select count(*) from workflow_incident where resolved_at is null") != 0
            ? "an incident is open"
            : null;
    }

    private Task<long> Ask(string sql) => writer.Ask<long>(sql);

    private async Task Work()
    {
        while (running.Count < nodes)
        {
            var child = ChildProcess.Start(WorkflowChild.Name, database, "1");
            running.Add(child);
            await child.ReadLine();
        }
        await Write();
    }

    private async Task Write()
    {
        for (var i = 0; i < 3; i++)
        {
            var tokens = random.Next(1, 4);
            var id = await writer.Open(
                "A",
                [.. Enumerable.Range(0, tokens).Select(_ => new TallyCounted(Guid.NewGuid(), 1))]
            );
            tallies.Add(id, tokens);
        }
        foreach (var id in tallies.Keys.Except(closed).TakeLast(10).Where(_ => random.Next(2) == 0).ToList())
        {
            await writer.Count(id, 1);
            tallies[id]++;
        }
        // so that timers fall due in the midst of it, too
        foreach (var id in tallies.Keys.Except(closed).Where(_ => random.Next(4) == 0).ToList())
        {
            await writer.Save(async s => (await s.FetchForWriting<Tally>(id, default)).Append(new TallyClosed(null)));
            closed.Add(id);
        }
    }

    private async Task Stop(ChildProcess child)
    {
        running.Remove(child);
        await child.Kill();
        child.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var child in running.ToList())
            await Stop(child);
        await writer.DisposeAsync();
    }

    /// <summary>
    /// How long it takes, with leases as in production, until the second of two nodes goes on after the first was killed: with events
    /// (a subscription is taken over) and with timers.
    /// </summary>
    public static async Task<(TimeSpan Events, TimeSpan Timers)> TakeOver(string database)
    {
        await using var outside = EngineNode.Of(database);
        await outside.Load(EngineNode.Counting(span: "00:00:03"));
        using var first = ChildProcess.Start(WorkflowChild.Name, database, "15");
        await first.ReadLine();
        await outside.Open("A", new TallyClosed(null));
        await outside.Until("select count(*) = 1 from workflow_timer", "the first node waits for a timer");
        using var second = ChildProcess.Start(WorkflowChild.Name, database, "15");
        await second.ReadLine();
        await first.Kill();
        var clock = Stopwatch.StartNew();
        var id = await outside.Open();
        await outside.Until("select count(*) = 1 from notice", "the second node swept", 60);
        var timers = clock.Elapsed;
        await outside.Until(
            $"select exists (select from workflow_instance where correlation_id = '{id}')",
            "taken over",
            60
        );
        return (clock.Elapsed, timers);
    }
}
