using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using RefMon.EventStore.Tests.Soak;
using RefMon.Workflows.Engine;
using RefMon.Workflows.Tests.Soak;

namespace RefMon.Benchmarks;

/// <summary>The workflow engine's figures, on a database with fsync on.</summary>
internal static class WorkflowBenchmark
{
    private const int Timers = 20_000;
    private const int Streams = 1_000;

    public static async Task Run(bool formPostOnly)
    {
        await using var database = await BenchmarkDatabase.Start();
        if (!formPostOnly)
        {
            // the first run of anything is compiled while it runs
            await Events(await Furnish(database, "warming_up"), streams: 30, isMeasured: false);
            await Events(await Furnish(database, "events"), Streams, isMeasured: true);
            await Sweep(await Furnish(database, "timers"));
        }
        await FormPostBenchmark.Run(await database.CreateEmpty("form_post"));
    }

    private static async Task<string> Furnish(BenchmarkDatabase database, string name)
    {
        var superuser = await database.CreateEmpty(name);
        await EngineNode.Prepare(superuser, CancellationToken.None);
        return StoreNode.AsApplication(superuser);
    }

    // each event resumes one of three instances of its stream and finds nothing to do in the others
    private static async Task Events(string database, int streams, bool isMeasured)
    {
        await using var node = EngineNode.Of(database);
        await node.Load(
            EngineNode.Definition(
                "a",
                1,
                "tally-opened",
                "wait Elsa.Event eventName=tally-counted\nend Elsa.End",
                "wait.Done -> end"
            ),
            EngineNode.Definition(
                "b",
                1,
                "tally-opened",
                "wait Elsa.Event eventName=tally-closed\nend Elsa.End",
                "wait.Done -> end"
            ),
            EngineNode.Definition(
                "c",
                1,
                "tally-opened",
                "wait Test.AwaitTokens\ncounted Elsa.Event eventName=never\nend Elsa.End",
                "wait.More -> counted",
                "wait.Closed -> end"
            )
        );
        var ids = new Guid[streams];
        var some = new ParallelOptions { MaxDegreeOfParallelism = 8 };
        await Parallel.ForAsync(0, streams, some, async (i, _) => ids[i] = await node.Open());
        await Parallel.ForEachAsync(ids, some, async (id, _) => await node.Count(id, 1));
        await Parallel.ForEachAsync(
            ids,
            some,
            async (id, _) =>
                await node.Save(async s => (await s.FetchForWriting<Tally>(id, default)).Append(new TallyClosed(null)))
        );
        var clock = Stopwatch.StartNew();
        await node.Start();
        await node.UntilIdle(600);
        if (!isMeasured)
            return;
        Say($"events_per_second: {3 * streams / clock.Elapsed.TotalSeconds:F0}");

        var waits = new List<double>();
        for (var i = 0; i < 100; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            var id = await node.Open();
            await node.Until($"select count(*) = 3 from workflow_instance where correlation_id = '{id}'", "started");
            waits.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        Say($"start_to_suspended_ms_p95: {waits.Order().ElementAt(94):F0}");
    }

    private static async Task Sweep(string database)
    {
        var time = new Later();
        await using var node = EngineNode.Of(database, time);
        await node.Load(
            EngineNode.Definition(
                "t",
                1,
                "tally-opened",
                "pause Test.AwaitSpan span=1.00:00:00\nwait Elsa.Event eventName=never",
                "pause.Done -> wait"
            )
        );
        await Parallel.ForAsync(
            0,
            Timers,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (_, _) => await node.Open()
        );
        var clock = Stopwatch.StartNew();
        await node.Start();
        await node.Until($"select count(*) = {Timers} from workflow_timer", "all wait", 900);
        Say($"starts_per_second: {Timers / clock.Elapsed.TotalSeconds:F0}");
        var bytes = await node.Ask<long>(
            "select sum(pg_total_relation_size(c.oid))::bigint from pg_class c where c.relname like 'workflow_%' and c.relkind = 'r'"
        );
        Say($"instances_100k_disk_mb: {bytes / 1024.0 / 1024.0 * 100_000 / Timers:F0}");
        await node.Stop();
        time.ADay = true;
        clock.Restart();
        await node.Services.GetRequiredService<TimerSweep>().Run(default);
        if (await node.Ask<long>("select count(*) from workflow_timer") is not 0 and var left)
            throw new InvalidOperationException($"{left} timers were left.");
        Say($"timers_per_second: {Timers / clock.Elapsed.TotalSeconds:F0}");
    }

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    private sealed class Later : TimeProvider
    {
        public bool ADay { get; set; }

        public override DateTimeOffset GetUtcNow() =>
            System.GetUtcNow() + (ADay ? TimeSpan.FromDays(2) : TimeSpan.Zero);
    }
}
