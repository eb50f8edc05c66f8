using System.Diagnostics;
using System.Globalization;
using RefMon.Web.Tests.Referring;

namespace RefMon.Benchmarks;

/// <summary>How many drafts, machines and repeats.</summary>
internal sealed record SendingSoakOptions(int Rounds, int AtOnce, int Replays);

/// <summary>The sending of drafts under strain, with the neighbours losing replies in every second round.</summary>
internal static class SendingSoak
{
    private const int LostReplies = 5;

    /// <summary>Null when an option is not understood.</summary>
    public static SendingSoakOptions? Parse(string[] options)
    {
        var parsed = new SendingSoakOptions(5, 50, 1000);
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

    public static async Task<int> Run(SendingSoakOptions options)
    {
        var clock = Stopwatch.StartNew();
        await using var site = new ReferringSite();
        await site.InitializeAsync();
        var rounds = new SendingRounds(site);
        for (var round = 0; round < options.Rounds; round++)
        {
            var lost = round % 2 == 0 ? LostReplies : 0;
            if (await rounds.Run(options.AtOnce, options.Replays, lost) is { } wrong)
            {
                Console.WriteLine($"FAILED in round {round}: {wrong}");
                return 1;
            }
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"round {round}: {options.AtOnce} at once, {options.Replays} replays, {lost} replies lost of each neighbour ({clock.Elapsed.TotalSeconds:F0} s)"
                )
            );
        }
        Console.WriteLine("one referral, one reference, one start, one risk share and one e-mail for every draft");
        return 0;
    }
}
