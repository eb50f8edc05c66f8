using System.Diagnostics;
using System.Globalization;
using RefMon.Workflows.Tests.Soak;

namespace RefMon.Benchmarks;

/// <summary>How many rounds of each kind.</summary>
internal sealed record WorkflowSoakOptions(int Rounds, int Freezes, int Seed);

/// <summary>The workflow engine's kill and freeze rounds at length, half of them on one node and half on two.</summary>
internal static class WorkflowSoak
{
    private const int RoundsOfOneDatabase = 25;

    /// <summary>Null when an option is not understood.</summary>
    public static WorkflowSoakOptions? Parse(string[] options)
    {
        var parsed = new WorkflowSoakOptions(200, 50, Environment.TickCount);
        for (var i = 0; i < options.Length; i += 2)
        {
            if (
                i + 1 == options.Length
                || !int.TryParse(options[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            )
                return null;
            WorkflowSoakOptions? next = options[i] switch
            {
                "--rounds" => parsed with { Rounds = value },
                "--freezes" => parsed with { Freezes = value },
                "--seed" => parsed with { Seed = value },
                _ => null,
            };
            if (next is null)
                return null;
            parsed = next;
        }
        return parsed;
    }

    public static async Task<int> Run(WorkflowSoakOptions options)
    {
        var clock = Stopwatch.StartNew();
        Say($"seed {options.Seed}");
        var (kills, freezes) = (options.Rounds, options.Freezes);
        for (var part = 0; kills + freezes > 0; part++)
        {
            var nodes = (part % 2) + 1;
            await using var rounds = new WorkflowRounds(
                await EngineNode.NewDatabase("soak"),
                nodes,
                options.Seed + part
            );
            await rounds.Begin();
            for (var i = 0; i < RoundsOfOneDatabase && kills + freezes > 0; i++)
            {
                if (freezes > 0 && (i % 5 == 4 || kills == 0))
                {
                    await rounds.Freeze();
                    freezes--;
                }
                else
                {
                    await rounds.Kill();
                    kills--;
                }
            }
            if (await rounds.Finish(seconds: 180) is { } wrong)
            {
                Say($"FAILED with seed {options.Seed + part} on {nodes} nodes: {wrong}");
                return 1;
            }
            Say(
                $"{nodes} nodes: {rounds.Instances} instances ended, {rounds.Tokens + rounds.Instances} notices left once each; {kills} kills and {freezes} freezes to go ({clock.Elapsed.TotalSeconds:F0} s)"
            );
        }
        var (events, timers) = await WorkflowRounds.TakeOver(await EngineNode.NewDatabase("takeover"));
        Say(
            $"taken over after a kill -9: events after {events.TotalSeconds:F1} s, timers after {timers.TotalSeconds:F1} s"
        );
        return events < TimeSpan.FromSeconds(30) && timers < TimeSpan.FromSeconds(30) ? 0 : 1;
    }

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
