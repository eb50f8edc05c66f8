using RefMon.EventStore.Tests.Soak;
using RefMon.Workflows.Definitions;
using RefMon.Workflows.Engine;
using RefMon.Workflows.Flow;
using RefMon.Workflows.Tests.Soak;
using Xunit;

namespace RefMon.Workflows.Tests.Operations;

/// <summary>Instances that go on in another version of their definition.</summary>
[Trait("Capability", "Operations")]
public sealed class MoveTests
{
    private static readonly string[] Joined =
    [
        "start -> sent",
        "sent -> fork",
        "fork.A -> a",
        "a -> meet",
        "fork.B -> wait",
        "wait -> meet",
    ];

    [Fact]
    public async Task What_is_new_behind_it_is_walked_and_what_is_new_before_it_counts_as_passed_over()
    {
        var old = Sketch.Of(Joined);
        var turn = await old.Start();
        Assert.Equal("sent fork a", Sketch.Ran(turn));
        var other = Sketch.Of([
            "start -> sent",
            "fork.C -> c",
            "c -> meet",
            .. Joined[1..4],
            "fork.B -> wait",
            "wait -> d",
            "d -> meet",
        ]);
        Assert.Equal("d meet", Sketch.Ran(await GoOn(old, other, turn, "wait")));
    }

    [Fact]
    public async Task One_that_went_round_goes_on_by_a_way_out_that_is_new()
    {
        var old = Sketch.Of("start -> sent", "sent -> wait", "wait -> a", "a -> wait");
        var turn = await old.Start();
        turn = await old.Resume(turn, "wait");
        turn = await old.Resume(turn, "wait");
        var other = Sketch.Of("start -> sent", "sent -> wait", "wait -> b", "b -> a", "a -> wait");
        Assert.Equal("wait b a", Sketch.Ran(await GoOn(old, other, turn, "wait", whole: true)));
    }

    [Fact]
    public async Task It_stays_when_what_it_waits_at_is_gone_or_differs_and_when_paths_would_meet_otherwise()
    {
        var old = Sketch.Of(Joined);
        var turn = await old.Start();
        Assert.Equal(
            [("activity-gone", "wait", "It waits at “wait”, which version 1 does not have.")],
            Problems(old, Sketch.Of([.. Joined[..4], "fork.B -> b", "b -> meet"]), turn)
                .Where(p => p.Item1 == "activity-gone")
        );
        var renamed = old.Definition with
        {
            Activities =
            [
                .. old.Definition.Activities.Select(a =>
                    a.Id == "wait"
                        ? a with
                        {
                            Inputs = new Dictionary<string, WorkflowInput>
                            {
                                ["eventName"] = new WorkflowInput.Literal("another"),
                            },
                        }
                        : a
                ),
            ],
        };
        var differs = Assert.Single(VersionMove.Try(old.Definition, renamed, turn.State).Problems);
        Assert.Equal(
            "It waits at “wait”, which in version 1 has eventName another instead of eventName wait.",
            differs.Message
        );
        // nothing would come any more that has the paths meet
        Assert.Equal(
            ("paths-meet-otherwise", "meet"),
            Assert.Single(Problems(old, Sketch.Of([.. Joined[..5], "wait -> d"]), turn).Select(p => (p.Item1, p.Item2)))
        );
    }

    [Fact]
    public async Task An_operator_moves_an_instance_with_a_note_and_is_told_why_another_cannot_be_moved()
    {
        await using var node = EngineNode.Of(await EngineNode.NewDatabase("move"), new MovableTime());
        await node.Load(EngineNode.Counting(1, over: "first"));
        await node.Start();
        var (moved, late) = (await node.Open(), await node.Open());
        await node.Save(async s => (await s.FetchForWriting<Tally>(late, default)).Append(new TallyClosed(null)));
        await node.Until("select count(*) = 1 from workflow_instance where sub_status = 'Finished'", "one is over");
        await node.Load(
            EngineNode.Counting(1, over: "first"),
            EngineNode.Counting(2, over: "second"),
            EngineNode.Definition(
                "counting",
                3,
                "tally-opened",
                "tokens Elsa.Event eventName=tally-counted\nend Elsa.End",
                "tokens.Done -> end"
            )
        );
        var records = node.Records();
        var shown = await records.Instances(new(InstanceChoice.All), default);
        var (running, over) = (shown.Single(i => i.CorrelationId == moved), shown.Single(i => i.CorrelationId == late));
        Assert.Equal(["tokens"], running.Waiting.Select(w => w.ActivityId));
        var moves = await node.Operator().Moves(running, default);
        Assert.Equal([3, 2], moves.Select(m => m.Version));
        Assert.Empty(moves[1].Problems);
        Assert.Contains(moves[0].Problems, p => p.Code == "activity-differs");

        Assert.Equal("over", Assert.Single(await node.Operator().Move(over.Id, 2, "olga", "newer", default)).Code);
        Assert.Equal(moves[0].Problems, await node.Operator().Move(running.Id, 3, "olga", "newer", default));
        Assert.Equal("no-such-version", (await node.Operator().Move(running.Id, 9, "olga", "newer", default))[0].Code);
        Assert.Empty(await node.Operator().Move(running.Id, 2, "olga", "newer wording", default));
        Assert.Equal("same-version", (await node.Operator().Move(running.Id, 2, "olga", "twice", default))[0].Code);
        await node.Save(async s => (await s.FetchForWriting<Tally>(moved, default)).Append(new TallyClosed(null)));
        await node.Until("select count(*) = 2 from workflow_instance where sub_status = 'Finished'", "both are over");
        Assert.Equal(["second"], await node.Rows($"select what from notice where correlation_id = '{moved}'"));
        var step = Assert.Single(
            await records.Journal((await records.Instance(running.Id, default))!, default),
            s => s.By is not null
        );
        Assert.Equal(("Moved", "1 to 2", "olga", "newer wording"), (step.What, step.Detail, step.By, step.Note));
    }

    private static IEnumerable<(string, string?, string)> Problems(Sketch old, Sketch other, Turn turn) =>
        VersionMove
            .Try(old.Definition, other.Definition, turn.State)
            .Problems.Select(p => (p.Code, p.Activity, p.Message));

    private static async Task<Turn> GoOn(Sketch old, Sketch other, Turn turn, string activity, bool whole = false)
    {
        var (state, problems) = VersionMove.Try(old.Definition, other.Definition, turn.State);
        Assert.Empty(problems);
        var next = await other.Resume(turn with { State = state! }, activity);
        return whole ? next : next with { Steps = [.. next.Steps.Where(s => s.Activity != activity)] };
    }
}
