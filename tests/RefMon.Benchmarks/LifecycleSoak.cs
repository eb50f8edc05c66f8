using System.Diagnostics;
using System.Globalization;
using RefMon.Domain;
using RefMon.Domain.Tests.Lifecycle;

namespace RefMon.Benchmarks;

/// <summary>The walks of the Domain's lifecycle test at length; prints the seed of each walk that differs.</summary>
internal static class LifecycleSoak
{
    private const int Steps = 120;

    /// <summary>How many walks and where to begin; null when the options are not understood.</summary>
    public static (int Sequences, int Seed)? Parse(string[] options)
    {
        var (sequences, seed) = (20_000, Environment.TickCount & 0xFFFFFF);
        for (var i = 0; i < options.Length; i += 2)
        {
            if (
                i + 1 == options.Length
                || !int.TryParse(options[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            )
                return null;
            if (options[i] == "--sequences")
                sequences = value;
            else if (options[i] == "--seed")
                seed = value;
            else
                return null;
        }
        return (sequences, seed);
    }

    public static int Run(int sequences, int seed)
    {
        var watch = Stopwatch.StartNew();
        var ends = new int[Enum.GetValues<Conclusion>().Length];
        var refused = new HashSet<string>();
        var (differences, commands) = (0, 0L);
        for (var walk = 0; walk < sequences; walk++)
        {
            var random = new Random(seed + walk);
            var modelled = new ModelledWalk();
            for (var step = 0; step < Steps; step++, commands++)
            {
                if (modelled.Step(random.Next()) is not { } difference)
                    continue;
                differences++;
                Console.WriteLine($"walk {seed + walk}, step {step}: {difference}");
                break;
            }
            if (modelled.End is { } end)
                ends[(int)end]++;
            refused.UnionWith(modelled.Refused);
        }
        Console.WriteLine($"seed: {seed}");
        Console.WriteLine($"sequences: {sequences}");
        Console.WriteLine($"commands: {commands}");
        foreach (var end in Enum.GetValues<Conclusion>())
            Console.WriteLine($"{end}: {ends[(int)end]}");
        Console.WriteLine($"different_refusals: {refused.Count}");
        Console.WriteLine($"differences: {differences}");
        Console.WriteLine($"seconds: {watch.Elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)}");
        return differences == 0 ? 0 : 1;
    }
}
