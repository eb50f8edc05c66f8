using System.Diagnostics;
using RefMon.StandIns.Exchange;

namespace RefMon.Integrations.Tests.Operations;

/// <summary>Neighbours that take their time, and every other way of failing, for every call.</summary>
[Trait("Capability", "Operations")]
public sealed class SlowNeighbourTests(Neighbourhood neighbourhood) : FailureCase(neighbourhood)
{
    [Fact]
    public async Task A_slow_neighbour_is_given_up_once_and_not_asked_again()
    {
        // the first calls of a process are slow by themselves
        await EveryReply(Behaviour.Refuse("warm-up", "Not yet."), At.Patient);
        var watch = Stopwatch.StartNew();

        var replies = await EveryReply(Behaviour.Slow(TimeSpan.FromSeconds(20)), At.Hasty);

        Assert.Equal(Enum.GetNames<StandInOperation>().Order(StringComparer.Ordinal), replies.Keys);
        Assert.All(replies, each => Assert.Equal((each.Key, ("unavailable: Slow", 1)), (each.Key, each.Value)));
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1.2), TimeSpan.FromSeconds(15));
    }

    public static TheoryData<BehaviourKind> WaysToFail => [.. Enum.GetValues<BehaviourKind>()];

    /// <summary>A way or a call that is added to the stand-in without a case here fails this.</summary>
    [Theory]
    [MemberData(nameof(WaysToFail))]
    public async Task Each_way_of_failing_has_its_answer_for_every_call(BehaviourKind way)
    {
        var (behaviour, clients) = InThatWay(way);

        var replies = await EveryReply(behaviour, clients);

        Assert.Equal(Enum.GetNames<StandInOperation>().Order(StringComparer.Ordinal), replies.Keys);
        Assert.All(replies, each => Assert.Equal($"{each.Key}: {Expected(way)}", $"{each.Key}: {each.Value.Reply}"));
    }

    private (Behaviour, IServiceProvider) InThatWay(BehaviourKind way) =>
        way switch
        {
            BehaviourKind.Slow => (Behaviour.Slow(TimeSpan.FromSeconds(20)), At.Hasty),
            BehaviourKind.Late => (Behaviour.Late(TimeSpan.FromSeconds(5)), At.Hasty),
            BehaviourKind.Down => (Behaviour.Down, At.Patient),
            BehaviourKind.Fail => (Behaviour.Fail(503), At.Patient),
            BehaviourKind.Nonsense => (Behaviour.Nonsense(NonsenseKind.WrongTypes), At.Patient),
            BehaviourKind.DropReply => (Behaviour.DropReply, At.Patient),
            BehaviourKind.Refuse => (Behaviour.Refuse("locked", "The record is locked."), At.Patient),
        };

    private static string Expected(BehaviourKind way) =>
        way switch
        {
            BehaviourKind.Slow or BehaviourKind.Late => "unavailable: Slow",
            BehaviourKind.Nonsense => "unavailable: Nonsense",
            BehaviourKind.Refuse => "refused: locked",
            BehaviourKind.Down or BehaviourKind.Fail or BehaviourKind.DropReply => "unavailable: Down",
        };
}
