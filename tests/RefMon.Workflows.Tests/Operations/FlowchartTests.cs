using RefMon.Workflows.Definitions;
using RefMon.Workflows.Flow;
using Xunit;

namespace RefMon.Workflows.Tests.Operations;

/// <summary>What a flowchart means, as Elsa's in counter mode was seen to do it: a test for each of the twelve facts.</summary>
[Trait("Capability", "Operations")]
public sealed class FlowchartTests
{
    [Fact]
    public async Task The_trigger_that_fired_is_where_it_starts_and_what_hangs_on_the_start_alone_never_runs()
    {
        // a join after the trigger counts only what can be reached from it: "aside" cannot
        var sketch = Sketch.Of("start -> sent", "start -> aside", "sent -> meet", "aside -> meet", "meet -> last");
        var turn = await sketch.Start();
        Assert.Equal("sent meet last", Sketch.Ran(turn));
        Assert.Equal(InstanceSubStatus.Finished, turn.State.SubStatus);

        // without a trigger that fired: a start, then what could start it, then what nothing leads to, then the first
        Assert.Equal("start, start waits at sent", await WithoutTrigger("b -> sent", "start -> sent"));
        Assert.Equal("sent, waits at sent", await WithoutTrigger("b -> a", "sent -> a"));
        Assert.Equal("b, b a c", await WithoutTrigger("a -> c", "b -> a"));
        Assert.Equal("wait2, waits at wait2", await WithoutTrigger("wait2 -> a", "a -> wait2"));

        static async Task<string> WithoutTrigger(params string[] lines)
        {
            var turn = await Sketch.Of(lines).Start(null);
            // an event that is no trigger of this start waits
            var waits = turn.State.Waiting.Keys.Select(id => $"waits at {id}");
            return $"{turn.State.Root}, {string.Join(' ', [Sketch.Ran(turn), .. waits])}".Replace(
                ",  ",
                ", ",
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task The_trigger_that_fired_stays_the_root_after_a_wait()
    {
        // Elsa forgets it and faults on the second trigger's chain; two triggers are refused when a definition is read
        var sketch = Sketch.Of("start -> sent1", "start -> sent2", "sent1 -> a", "sent2 -> wait", "wait -> b");
        var turn = await sketch.Start("sent2");
        turn = await sketch.Resume(turn with { State = InstanceState.Read(turn.State.Write()) }, "wait");
        Assert.Equal("wait b", Sketch.Ran(turn));
    }

    [Theory]
    [InlineData("Yes", "sent choose yes meet last")]
    [InlineData("No", "sent choose no meet last")]
    public async Task Paths_that_part_meet_again_on_an_ordinary_activity_which_runs_once(string port, string ran)
    {
        var sketch = Sketch.Of(
            "start -> sent",
            "sent -> choose",
            "choose.Yes -> yes",
            "choose.No -> no",
            "yes -> meet",
            "no -> meet",
            "meet -> last"
        );
        sketch.Script.Leaves("choose", port);
        Assert.Equal(ran, Sketch.Ran(await sketch.Start()));
    }

    [Fact]
    public async Task An_ordinary_activity_waits_for_all_branches_that_are_on_their_way_and_runs_once()
    {
        var sketch = Sketch.Of("start -> sent", "sent -> a", "sent -> wait", "a -> meet", "wait -> meet");
        var turn = await sketch.Start();
        Assert.Equal("sent a", Sketch.Ran(turn));
        Assert.Equal("wait meet", Sketch.Ran(await sketch.Resume(turn, "wait")));
    }

    [Fact]
    public async Task A_WaitAll_join_that_one_branch_passes_by_is_skipped_with_all_after_it()
    {
        var sketch = Sketch.Of(
            "start -> sent",
            "sent -> fork",
            "fork.A -> choose",
            "fork.B -> b",
            "choose.Yes -> all",
            "b -> all",
            "all -> never"
        );
        sketch.Script.Leaves("choose", "No");
        var turn = await sketch.Start();
        Assert.Equal("sent fork choose b", Sketch.Ran(turn));
        Assert.Equal((InstanceStatus.Finished, InstanceSubStatus.Finished), (turn.State.Status, turn.State.SubStatus));
    }

    [Fact]
    public async Task A_WaitAllActive_join_goes_on_when_only_one_of_exclusive_paths_comes()
    {
        var sketch = Sketch.Of(
            "start -> sent",
            "sent -> choose",
            "choose.Yes -> active",
            "choose.No -> active",
            "active -> last"
        );
        sketch.Script.Leaves("choose", "No");
        Assert.Equal("sent choose active last", Sketch.Ran(await sketch.Start()));
    }

    [Fact]
    public async Task A_WaitAny_join_runs_on_the_first_that_comes_and_gives_up_what_waits()
    {
        var sketch = Sketch.Of(
            "start -> sent",
            "sent -> fork",
            "fork.A -> wait1",
            "fork.B -> wait2",
            "wait1 -> any",
            "wait2 -> any",
            "any -> waitLast"
        );
        var turn = await sketch.Start();
        turn = await sketch.Resume(turn, "wait2");
        Assert.Equal("wait2 any", Sketch.Ran(turn));
        Assert.Equal(["waitLast"], turn.State.Waiting.Keys);
        Assert.Contains(turn.Steps, s => s is { Activity: "wait1", Kind: StepKind.GivenUp });
        // a later arrival finds nothing waiting and runs nothing
        Assert.Empty(Sketch.Ran(await sketch.Resume(turn, "wait1")));
        Assert.Equal("waitLast", Sketch.Ran(await sketch.Resume(turn, "waitLast")));
    }

    [Fact]
    public async Task An_end_ends_all_branches_and_a_branch_that_stops_only_itself()
    {
        var lines = new[] { "start -> sent", "sent -> fork", "fork.A -> wait1", "fork.B -> wait2" };
        var stops = Sketch.Of([.. lines, "wait2 -> b"]);
        var turn = await stops.Resume(await stops.Start(), "wait2");
        Assert.Equal(["wait1"], turn.State.Waiting.Keys);
        Assert.Equal(InstanceStatus.Running, turn.State.Status);
        Assert.Equal(InstanceSubStatus.Finished, (await stops.Resume(turn, "wait1")).State.SubStatus);

        var ends = Sketch.Of([.. lines, "wait2 -> end"]);
        turn = await ends.Resume(await ends.Start(), "wait2");
        Assert.Empty(turn.State.Waiting);
        Assert.Equal((InstanceStatus.Finished, InstanceSubStatus.Finished), (turn.State.Status, turn.State.SubStatus));
    }

    [Fact]
    public async Task A_fault_ends_the_instance_and_what_waited_can_never_go_on()
    {
        var lines = new[]
        {
            "start -> sent",
            "sent -> fork",
            "fork.A -> wait1",
            "fork.B -> wait2",
            "wait2 -> fault",
            "wait1 -> a",
        };
        var sketch = Sketch.Of(lines);
        var turn = await sketch.Resume(await sketch.Start(), "wait2");
        Assert.Equal((InstanceStatus.Finished, InstanceSubStatus.Faulted), (turn.State.Status, turn.State.SubStatus));
        Assert.Equal(["wait1"], turn.State.Waiting.Keys);
        Assert.Empty(Sketch.Ran(await sketch.Resume(turn, "wait1")));

        var going = Sketch.Of(lines);
        going.Strategy = IncidentStrategy.ContinueWithIncidents;
        turn = await going.Resume(await going.Start(), "wait2");
        turn = await going.Resume(turn, "wait1");
        Assert.Equal("wait1 a", Sketch.Ran(turn));
        // and there it stays for ever, which is why definitions that do this are refused
        Assert.Equal((InstanceStatus.Running, InstanceSubStatus.Suspended), (turn.State.Status, turn.State.SubStatus));
    }

    [Fact]
    public async Task A_backward_connection_is_followed_at_once_and_joins_do_not_count_it()
    {
        var sketch = Sketch.Of(
            "start -> sent",
            "sent -> fork",
            "fork.A -> a",
            "fork.B -> b",
            "a -> all",
            "b -> all",
            "all -> choose",
            "choose.Again -> fork",
            "choose.Out -> last"
        );
        sketch.Script.Leaves("choose", "Again", "Again", "Out");
        var turn = await sketch.Start();
        Assert.Equal("sent fork a b all choose fork a b all choose fork a b all choose last", Sketch.Ran(turn));
    }

    [Fact]
    public async Task A_jump_between_parallel_branches_fails_when_it_is_followed()
    {
        // both lead to each other: the second found closes a circle, and "b" can be reached without "a"
        var sketch = Sketch.Of("start -> sent", "sent -> a", "sent -> b", "a -> b", "b.Jump -> a");
        sketch.Script.Leaves("b", "Jump");
        await Assert.ThrowsAsync<InvalidBackwardConnectionException>(() => sketch.Start());
    }

    [Fact]
    public async Task A_port_without_a_connection_ends_its_path_and_two_connections_from_one_port_run_both()
    {
        var sketch = Sketch.Of("start -> sent", "sent -> a", "sent -> b", "a.Other -> never");
        var turn = await sketch.Start();
        Assert.Equal("sent a b", Sketch.Ran(turn));
        Assert.Equal(InstanceSubStatus.Finished, turn.State.SubStatus);
    }

    [Fact]
    public async Task An_event_that_is_not_waited_for_changes_nothing()
    {
        // that one event resumes what waits and starts what it triggers, and is not lost when it comes early, is shown with the engine
        var sketch = Sketch.Of("start -> sent", "sent -> wait", "wait -> a");
        var turn = await sketch.Start();
        var other = await sketch.Runner.Resume(
            sketch.Definition,
            turn.State,
            "wait",
            new Activities.Resumption.Happened(["other"], null),
            Sketch.World(),
            default
        );
        Assert.Empty(other.Steps);
        Assert.Equal(turn.State.Write(), other.State.Write());
    }

    [Fact]
    public async Task Paths_are_counted_and_no_tokens_are_passed()
    {
        // with tokens the join would wait for ever for the branch that was not taken
        var sketch = Sketch.Of(
            "start -> sent",
            "sent -> choose1",
            "choose1.A -> choose2",
            "choose1.B -> b",
            "choose2.C -> c",
            "choose2.D -> d",
            "b -> meet",
            "c -> meet",
            "d -> meet",
            "meet -> end"
        );
        sketch.Script.Leaves("choose1", "A").Leaves("choose2", "D");
        var turn = await sketch.Start();
        Assert.Equal("sent choose1 choose2 d meet end", Sketch.Ran(turn));
    }
}
