using System.Diagnostics;
using System.Globalization;
using RefMon.Application.Tests.CaseLists;
using RefMon.Application.Tests.Operations;

namespace RefMon.Benchmarks;

/// <summary>How many pairs of referrals, equal presses at once and repeats.</summary>
internal sealed record TwiceSoakOptions(int Rounds, int AtOnce, int Replays);

/// <summary>The presses of the Application's test by the hundred; prints how many there were and how the others were refused.</summary>
internal static class TwiceSoak
{
    /// <summary>Null when an option is not understood.</summary>
    public static TwiceSoakOptions? Parse(string[] options)
    {
        var parsed = new TwiceSoakOptions(200, 4, 2);
        for (var i = 0; i < options.Length; i += 2)
        {
            if (
                i + 1 == options.Length
                || !int.TryParse(options[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                || value == 0
            )
                return null;
            var next = options[i] switch
            {
                "--rounds" => parsed with { Rounds = value },
                "--at-once" => parsed with { AtOnce = value },
                "--replays" => parsed with { Replays = value },
                _ => null,
            };
            if (next is null)
                return null;
            parsed = next;
        }
        return parsed;
    }

    public static async Task<int> Run(TwiceSoakOptions options)
    {
        var clock = Stopwatch.StartNew();
        await using var world = new CasesWorld();
        await world.InitializeAsync();
        var rounds = new TwiceRounds(world);
        for (var round = 0; round < options.Rounds; round++)
        {
            if (await rounds.Run(options.AtOnce, options.Replays) is { } wrong)
            {
                Console.WriteLine($"FAILED in round {round}: {wrong}");
                return 1;
            }
        }
        foreach (var (act, presses) in rounds.Presses)
            Console.WriteLine($"{act}: {presses} presses");
        foreach (var (how, times) in rounds.Refusals)
            Console.WriteLine($"refused, {how}: {times}");
        Console.WriteLine("duplicates: 0");
        Console.WriteLine($"seconds: {clock.Elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)}");
        return 0;
    }
}
