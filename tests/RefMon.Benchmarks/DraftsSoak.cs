using System.Diagnostics;
using System.Globalization;
using RefMon.Application.Tests.Referring;

namespace RefMon.Benchmarks;

/// <summary>The walks of the test of drafts at length, each ended by mending and sending the draft; prints what is wrong of which seed.</summary>
internal static class DraftsSoak
{
    /// <summary>How many walks and the seed of the first; null when the options are not understood.</summary>
    public static (int Seeds, int Seed)? Parse(string[] options)
    {
        var (seeds, seed) = (300, Environment.TickCount & 0xFFFFFF);
        for (var i = 0; i < options.Length; i += 2)
        {
            if (
                i + 1 == options.Length
                || !int.TryParse(options[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            )
                return null;
            if (options[i] == "--seeds")
                seeds = value;
            else if (options[i] == "--seed")
                seed = value;
            else
                return null;
        }
        return (seeds, seed);
    }

    public static async Task<int> Run(int seeds, int seed)
    {
        var watch = Stopwatch.StartNew();
        await using var world = new ReferringWorld();
        await world.InitializeAsync();
        var rounds = new DraftWalkRounds(world);
        var unsound = 0;
        for (var walk = seed; walk < seed + seeds; walk++)
        {
            try
            {
                await rounds.Walk(walk, send: true);
            }
            catch (InvalidOperationException wrong)
            {
                unsound++;
                Console.WriteLine(wrong.Message);
            }
        }
        Console.WriteLine($"seed: {seed}");
        Console.WriteLine($"walks: {seeds}");
        Console.WriteLine($"saves: {rounds.Saves}");
        Console.WriteLine($"saves_that_took_answers_out: {rounds.Removals}");
        Console.WriteLine($"late_forms: {rounds.Late}");
        Console.WriteLine($"texts_typed: {rounds.Typed}");
        Console.WriteLine($"rows_found: {rounds.RowsSeen}");
        Console.WriteLine($"facts_to_look_at_again: {rounds.LookedAtAgain}");
        Console.WriteLine($"unsound: {unsound}");
        Console.WriteLine($"seconds: {watch.Elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)}");
        return unsound == 0 ? 0 : 1;
    }
}
