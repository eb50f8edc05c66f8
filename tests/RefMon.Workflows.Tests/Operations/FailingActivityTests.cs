using RefMon.Workflows.Activities;
using RefMon.Workflows.Flow;
using Xunit;

namespace RefMon.Workflows.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class FailingActivityTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private readonly Sketch sketch = Sketch.Of(
        "start -> sent",
        "sent -> fork",
        "fork.A -> a",
        "fork.B -> b",
        "a -> meet",
        "b -> meet"
    );

    [Fact]
    public async Task One_that_throws_is_tried_again_and_the_others_go_on()
    {
        sketch.Script.Does("a", _ => throw new InvalidOperationException("with a name in it"));
        var turn = await sketch.Start();
        Assert.Equal("sent fork b", Sketch.Ran(turn));
        var failure = Assert.Single(turn.Failures);
        Assert.Equal(
            ("a", "InvalidOperationException", 1, false),
            (failure.Activity, failure.Error, failure.Failures, failure.IsParked)
        );
        Assert.Equal(Now.AddSeconds(30), turn.State.Waiting["a"].Until);

        turn = await sketch.Resume(turn, "a");
        Assert.Equal("a meet", Sketch.Ran(turn));
        Assert.Equal(["a"], turn.Recovered);
        Assert.Equal(InstanceSubStatus.Finished, turn.State.SubStatus);
    }

    [Fact]
    public async Task One_that_keeps_failing_is_parked_until_an_operator_retries_skips_or_cancels()
    {
        sketch.Limits = new() { Attempts = 3 };
        Func<CancellationToken, Task<ActivityResult>> fails = _ => throw new InvalidOperationException();
        sketch.Script.Does("a", fails, fails, fails);
        var turn = await sketch.Start();
        turn = await sketch.Resume(turn, "a");
        Assert.Equal(Now.AddSeconds(60), turn.State.Waiting["a"].Until);
        turn = await sketch.Resume(turn, "a");
        Assert.True(Assert.Single(turn.Failures).IsParked);
        Assert.Null(turn.State.Waiting["a"].Until);
        Assert.Equal(InstanceStatus.Running, turn.State.Status);

        Assert.Equal("a meet", Sketch.Ran(await sketch.Resume(turn, "a")));
        var skipped = await sketch.Runner.Skip(sketch.Definition, turn.State, "a", "Done", Sketch.World(), default);
        Assert.Equal("meet", Sketch.Ran(skipped));
        Assert.Contains(skipped.Steps, s => s is { Activity: "a", Kind: StepKind.Skipped });
        var cancelled = sketch.Runner.Cancel(sketch.Definition, turn.State, Sketch.World());
        Assert.Equal(
            (InstanceStatus.Finished, InstanceSubStatus.Cancelled),
            (cancelled.State.Status, cancelled.State.SubStatus)
        );
        Assert.Empty(cancelled.State.Waiting);
    }

    [Fact]
    public async Task One_that_hangs_is_left_behind()
    {
        sketch.Limits = new() { OneRun = TimeSpan.FromMilliseconds(50) };
        // does not heed its token
        sketch.Script.Does(
            "a",
            async _ =>
            {
                await Task.Delay(TimeSpan.FromMinutes(5), CancellationToken.None);
                return ActivityResult.Done();
            }
        );
        var turn = await sketch.Start();
        Assert.Equal("took-too-long", Assert.Single(turn.Failures).Error);
    }

    [Fact]
    public async Task A_circle_that_does_not_wait_is_stopped()
    {
        var round = Sketch.Of("start -> sent", "sent -> a", "a -> b", "b -> a");
        var turn = await round.Start();
        Assert.Equal("too-many-steps", Assert.Single(turn.Failures).Error);
        Assert.Equal(InstanceStatus.Running, turn.State.Status);
    }

    [Fact]
    public async Task What_a_turn_does_leaves_the_state_it_began_with_alone()
    {
        var waiting = Sketch.Of("start -> sent", "sent -> wait", "wait -> a");
        var turn = await waiting.Start();
        var before = turn.State.Write();
        await waiting.Resume(turn, "wait");
        Assert.Equal(before, turn.State.Write());
    }
}
