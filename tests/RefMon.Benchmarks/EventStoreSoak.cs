using System.Diagnostics;
using System.Globalization;
using RefMon.EventStore.Tests.Soak;

namespace RefMon.Benchmarks;

public sealed record SoakOptions(int Rounds, int Interleavings, int Seed)
{
    /// <summary>Null when an option is not understood.</summary>
    public static SoakOptions? Parse(string[] options)
    {
        var parsed = new SoakOptions(200, 10_000, Environment.TickCount & 0xFFFF);
        for (var i = 0; i < options.Length; i += 2)
        {
            if (
                i + 1 == options.Length
                || !int.TryParse(options[i + 1], CultureInfo.InvariantCulture, out var number)
                || number < 0
            )
                return null;
            var next = options[i] switch
            {
                "--rounds" => parsed with { Rounds = number },
                "--interleavings" => parsed with { Interleavings = number },
                "--seed" => parsed with { Seed = number },
                _ => null,
            };
            if (next is null)
                return null;
            parsed = next;
        }

        return parsed;
    }
}

/// <summary>The event store under strain: ends with a failure at the first event lost, doubled or reordered.</summary>
public static class EventStoreSoak
{
    private const int AtOnce = 4;
    private const int RoundsPerDatabase = 20;

    public static async Task<int> Run(SoakOptions options)
    {
        Console.WriteLine($"seed: {options.Seed}");
        await using var database = await BenchmarkDatabase.Start();
        var wrong = await Interleave(database, options) ?? await Kill(database, options);
        Console.WriteLine(wrong is null ? "no event was lost, doubled or reordered" : $"FAILED: {wrong}");
        return wrong is null ? 0 : 1;
    }

    private static async Task<string?> Interleave(BenchmarkDatabase database, SoakOptions options)
    {
        if (options.Interleavings == 0)
            return null;
        var clock = Stopwatch.StartNew();
        var connectionString = await database.Create("interleavings");
        await using var one = await ReceiverNodes.StartReceiver(connectionString);
        await using var two = new StoreNode(connectionString);
        var runner = new Interleavings([one, two]);
        var done = 0;
        string? wrong = null;
        await Parallel.ForAsync(
            0,
            options.Interleavings,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, _) =>
            {
                if (wrong is not null)
                    return;
                var interleaving = Interleavings.Random(
                    // not HashCode.Combine, which differs from run to run
                    new Random(unchecked((options.Seed * 31) + number)),
                    writers: 4,
                    acts: 4
                );
                if (await runner.Run(interleaving) is { } found)
                    wrong = $"interleaving {number}: {found}";
                if (Interlocked.Increment(ref done) % 1000 == 0)
                    Console.WriteLine($"interleavings: {done} ({clock.Elapsed.TotalSeconds:0} s)");
            }
        );
        if (wrong is not null)
            return wrong;
        await one.UntilAllReceived(120);
        var (stored, received) = (await one.Stored(), await one.Received());
        Console.WriteLine(
            $"interleavings: {done} done, {stored.Count} events, {received.Count} received ({clock.Elapsed.TotalSeconds:0} s)"
        );
        return stored.SequenceEqual(received)
            ? null
            : "the subscription received other events than are stored, or in another order";
    }

    private static async Task<string?> Kill(BenchmarkDatabase database, SoakOptions options)
    {
        var clock = Stopwatch.StartNew();
        KillRounds? rounds = null;
        var acknowledged = 0;
        for (var round = 0; round < options.Rounds; round++)
        {
            if (round % RoundsPerDatabase == 0)
            {
                if (rounds is not null && await rounds.Finish() is { } unfinished)
                    return unfinished;
                acknowledged += rounds?.Acknowledged ?? 0;
                rounds = new KillRounds(await database.Create($"kill{round}"), options.Seed + round);
            }

            if (await rounds!.Round() is { } wrong)
                return $"kill round {round}: {wrong}";
            if ((round + 1) % RoundsPerDatabase == 0)
                Console.WriteLine($"kill -9 rounds: {round + 1} ({clock.Elapsed.TotalSeconds:0} s)");
            // and the database server itself now and then: what was acknowledged must have reached the disk
            if (round % RoundsPerDatabase == RoundsPerDatabase / 2)
                await database.KillServer();
        }

        if (rounds is null)
            return null;
        var last = await rounds.Finish();
        Console.WriteLine(
            $"kill -9 rounds: {options.Rounds} done, {acknowledged + rounds.Acknowledged} acknowledged saves ({clock.Elapsed.TotalSeconds:0} s)"
        );
        return last;
    }
}
