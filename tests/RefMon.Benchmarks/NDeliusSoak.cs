using System.Diagnostics;
using System.Globalization;
using RefMon.Application.Tests.Attention;

namespace RefMon.Benchmarks;

/// <summary>The day of the test at length; fails when nDelius differs in something that is not on the operator's list.</summary>
internal static class NDeliusSoak
{
    /// <summary>How many commands and which seed; null when the options are not understood.</summary>
    public static (int Commands, int Seed)? Parse(string[] options)
    {
        var (commands, seed) = (5_000, Environment.TickCount & 0xFFFFFF);
        for (var i = 0; i < options.Length; i += 2)
        {
            if (
                i + 1 == options.Length
                || !int.TryParse(options[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            )
                return null;
            if (options[i] == "--commands")
                commands = value;
            else if (options[i] == "--seed")
                seed = value;
            else
                return null;
        }
        return (commands, seed);
    }

    public static async Task<int> Run(int commands, int seed)
    {
        var watch = Stopwatch.StartNew();
        Console.WriteLine($"seed: {seed}");
        await using var day = await NDeliusDay.Begin(seed);
        await day.Work(commands);
        await day.CatchUp();
        var result = await day.Reconcile();
        foreach (var difference in result.Unexplained)
            Console.WriteLine(difference);
        Console.WriteLine($"commands: {result.Commands}");
        Console.WriteLine($"failures_set: {result.Failures}");
        Console.WriteLine($"referrals: {result.Referrals}");
        Console.WriteLine($"transfers: {result.Transfers}");
        Console.WriteLine($"merges: {result.Merges}");
        Console.WriteLine($"appointments: {result.Appointments}");
        Console.WriteLine($"listed_for_the_operator: {result.Listed}");
        Console.WriteLine($"differences_explained_by_the_list: {result.Explained}");
        Console.WriteLine($"differences_unexplained: {result.Unexplained.Count}");
        Console.WriteLine($"seconds: {watch.Elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)}");
        return result.Unexplained.Count == 0 ? 0 : 1;
    }
}
