using RefMon.StandIns.Exchange;

namespace RefMon.Integrations.Tests.Operations;

/// <summary>
/// Tests of neighbours that fail, with stand-ins of their own: most of their time is waiting, so each class waits beside the others.
/// </summary>
public abstract class FailureCase : IClassFixture<Neighbourhood>
{
    // calls that another must go well for
    private static readonly string[] AfterOne = ["StartReferral", "CancelAppointment"];
    private static readonly string[] AfterTwo = ["TransferReferral", "EndReferral"];

    protected FailureCase(Neighbourhood neighbourhood)
    {
        At = neighbourhood;
        At.Controls.Clear();
    }

    protected Neighbourhood At { get; }

    /// <summary>Every call that needs no other to go well.</summary>
    protected static IEnumerable<string> Alone => Enum.GetNames<StandInOperation>().Except([.. AfterOne, .. AfterTwo]);

    /// <summary>
    /// Makes every call while it behaves like this, those that do not need each other at once; what came of each, with how often it
    /// reached the neighbour.
    /// </summary>
    protected async Task<SortedDictionary<string, (string Reply, int Calls)>> EveryReply(
        Behaviour behaviour,
        IServiceProvider clients
    )
    {
        var replies = new SortedDictionary<string, (string, int)>(StringComparer.Ordinal);
        foreach (
            var round in (string[][])
                [
                    [.. Alone],
                    AfterOne,
                    AfterTwo,
                ]
        )
        {
            At.Controls.Clear();
            var before = round.ToDictionary(call => call, call => At.Controls.Calls(Operation(call)));
            foreach (var call in round)
                At.Controls.Set(Operation(call), behaviour);
            foreach (var (call, reply) in await Task.WhenAll(round.Select(Reply)))
                replies.Add(call, (reply, At.Controls.Calls(Operation(call)) - before[call]));
        }
        return replies;

        async Task<(string, string)> Reply(string call) => (call, await EveryCall.Make(call, clients, At.Patient));
    }

    protected static StandInOperation Operation(string call) => Enum.Parse<StandInOperation>(call);
}
