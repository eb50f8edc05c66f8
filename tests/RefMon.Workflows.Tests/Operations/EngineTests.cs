using RefMon.EventStore.Tests.Soak;
using RefMon.Workflows.Engine;
using RefMon.Workflows.Tests.Soak;
using Xunit;

namespace RefMon.Workflows.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class EngineTests : IAsyncLifetime
{
    private readonly MovableTime time = new();
    private readonly StandInMood mood = new();
    private readonly Scripted scripted = new();
    private StoreNode node = null!;

    public async ValueTask InitializeAsync()
    {
        node = EngineNode.Of(await EngineNode.NewDatabase("engine"), time, mood, more: scripted);
    }

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task An_instance_goes_from_an_event_to_its_end_with_each_notice_left_once_and_every_step_written_down()
    {
        await node.Load(EngineNode.Counting());
        await node.Start();
        mood.LosesReplies = 0.5;
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
            ids.Add(await node.Open("A", new TallyCounted(Guid.NewGuid(), 1)));
        foreach (var id in ids)
            await node.Count(id, 1, 1);
        foreach (var id in ids)
            await node.Save(async s => (await s.FetchForWriting<Tally>(id, default)).Append(new TallyClosed(null)));
        await node.Until("select count(*) = 5 from workflow_instance where sub_status = 'Finished'", "all over");
        Assert.Equal(
            ["counted 15", "over 5"],
            await node.Rows("select what || ' ' || count(*) from notice group by what order by 1")
        );
        Assert.Equal(20L, await node.Ask<long>("select count(distinct id) from notice"));
        Assert.Equal(
            0L,
            await node.Ask<long>(
                "select (select count(*) from workflow_timer) + (select count(*) from workflow_incident where resolved_at is null)"
            )
        );
        var steps = await node.Rows(
            $"select activity_id || ' ' || what || case when event is null then '' else ' on an event' end from workflow_journal where instance_id = (select id from workflow_instance where correlation_id = '{ids[0]}') order by step"
        );
        Assert.Equal("trigger Ran on an event", steps[0]);
        Assert.Equal(["over Asked", "over Ran", "end Ended"], steps[^3..]);
    }

    [Fact]
    public async Task One_event_resumes_what_waits_for_it_and_starts_what_it_triggers_but_not_what_it_started()
    {
        await node.Load(
            EngineNode.Definition(
                "a",
                1,
                "tally-opened",
                "wait Elsa.Event eventName=tally-counted\nend Elsa.End",
                "wait.Done -> end"
            ),
            EngineNode.Definition(
                "b",
                1,
                "tally-counted",
                "wait Elsa.Event eventName=tally-counted\nend Elsa.End",
                "wait.Done -> end"
            )
        );
        await node.Start();
        var id = await node.Open();
        var other = await node.Open();
        await node.Count(id, 1);
        await node.UntilIdle();
        Assert.Equal(
            ["a Finished", "a Suspended", "b Suspended"],
            await node.Rows("select definition_id || ' ' || sub_status from workflow_instance order by 1")
        );
        // the one of another subject still waits
        Assert.Equal(
            1L,
            await node.Ask<long>(
                "select count(*) from workflow_instance where correlation_id = $1 and sub_status = 'Suspended'",
                other
            )
        );
        await node.Count(id, 1);
        await node.UntilIdle();
        Assert.Equal(2L, await node.Ask<long>("select count(*) from workflow_instance where definition_id = 'b'"));
    }

    [Fact]
    public async Task An_event_that_comes_early_is_kept_for_ten_minutes()
    {
        await node.Load(
            EngineNode.Definition(
                "a",
                1,
                "tally-opened",
                "pause Test.AwaitSpan span=00:05:00\nwait Elsa.Event eventName=tally-counted\nend Elsa.End",
                "pause.Done -> wait",
                "wait.Done -> end"
            )
        );
        await node.Start();
        var (early, tooEarly) = (await node.Open(), await node.Open());
        await node.Count(tooEarly, 1);
        await node.UntilIdle();
        time.Move(TimeSpan.FromMinutes(4));
        await node.Count(early, 1);
        await node.UntilIdle();
        time.Move(TimeSpan.FromMinutes(7));
        await node.Until(
            $"select sub_status = 'Finished' from workflow_instance where correlation_id = '{early}'",
            "the early one is taken"
        );
        await node.Until($"select not exists (select from workflow_timer)", "both were woken");
        Assert.Equal(
            "Suspended",
            await node.Ask<string>("select sub_status from workflow_instance where correlation_id = $1", tooEarly)
        );
    }

    [Fact]
    public async Task An_instance_ends_on_the_version_it_began_with_whatever_becomes_of_the_file()
    {
        await node.Load(EngineNode.Counting(1, over: "first"));
        await node.Start();
        var first = await node.Open();
        await node.UntilIdle();
        // edited under the same number: those that run keep what they began with
        await node.Load(EngineNode.Counting(1, over: "edited"));
        await node.Load(EngineNode.Counting(1, over: "first"), EngineNode.Counting(2, over: "second"));
        var second = await node.Open();
        await node.UntilIdle();
        // the file is removed: nothing new starts
        await node.Load(
            EngineNode.Definition("other", 1, "never", "wait Elsa.Event eventName=x\nend Elsa.End", "wait.Done -> end")
        );
        await node.Open();
        foreach (var id in (Guid[])[first, second])
            await node.Save(async s => (await s.FetchForWriting<Tally>(id, default)).Append(new TallyClosed(null)));
        await node.Until("select count(*) = 2 from workflow_instance where sub_status = 'Finished'", "both over");
        Assert.Equal(["first", "second"], await node.Rows("select what from notice order by what"));
        Assert.Equal(2L, await node.Ask<long>("select count(*) from workflow_instance"));
    }

    [Fact]
    public async Task What_fell_due_while_nothing_ran_fires_once_on_start_oldest_first_and_a_clock_that_jumps_back_fires_nothing()
    {
        await node.Load(EngineNode.Counting(span: "1.00:00:00"));
        await node.Start();
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await node.Open("A", new TallyClosed(null)));
            await node.UntilIdle();
            time.Move(TimeSpan.FromMinutes(1));
        }
        Assert.Equal(0, await node.Sweep());
        await node.Stop();
        time.Move(-TimeSpan.FromDays(3));
        Assert.Equal(0, await node.Sweep());
        time.Move(TimeSpan.FromDays(10));
        await using var later = EngineNode.Of(node.ConnectionString, time, mood);
        await later.Start();
        await later.Until("select count(*) = 3 from workflow_instance where sub_status = 'Finished'", "all over");
        Assert.Equal(3L, await node.Ask<long>("select count(*) from notice"));
        Assert.Equal(
            ids.Select(id => id.ToString()),
            await node.Rows(
                "select i.correlation_id::text from workflow_journal j join workflow_instance i on i.id = j.instance_id where j.activity_id = 'pause' and what = 'Ran' order by j.at"
            )
        );
    }

    [Fact]
    public async Task An_effect_that_is_refused_is_parked_until_an_operator_retries_skips_or_cancels_with_a_note()
    {
        await node.Load(EngineNode.Counting());
        await node.Start();
        mood.Before = (_, _) => throw new EffectRefusedException("no-such-address");
        var (retried, skipped, cancelled) = (await Counted(), await Counted(), await Counted());
        await node.Until("select count(*) = 3 from workflow_incident where parked", "all parked");
        var open = await node.Records().Incidents(null, default);
        Assert.All(open, i => Assert.Equal(("counted", "no-such-address", true), (i.ActivityId, i.Error, i.IsParked)));
        mood.Before = null;
        Assert.True(await node.Operator().Retry(Of(retried), "counted", "olga", "address corrected", default));
        Assert.True(await node.Operator().Skip(Of(skipped), "counted", null, "olga", "told by phone", default));
        Assert.True(await node.Operator().Cancel(Of(cancelled), "olga", "opened by mistake", default));
        Assert.False(await node.Operator().Cancel(Of(cancelled), "olga", "again", default));
        await node.UntilIdle();
        await node.Until("select count(*) = 0 from workflow_incident where resolved_at is null", "nothing is open");
        Assert.Equal(
            ["cancelled olga opened by mistake", "recovered - -", "skipped olga told by phone"],
            await node.Rows(
                "select resolution || ' ' || coalesce(resolved_by, '-') || ' ' || coalesce(note, '-') from workflow_incident order by 1"
            )
        );
        Assert.Equal([retried.ToString()], await node.Rows("select correlation_id::text from notice"));
        Assert.Equal(
            ["Cancelled", "Suspended", "Suspended"],
            await node.Rows("select sub_status from workflow_instance order by 1")
        );

        Guid Of(Guid tally) => open.Single(i => i.CorrelationId == tally).InstanceId;
        async Task<Guid> Counted() => await node.Open("A", new TallyCounted(Guid.NewGuid(), 1));
    }

    [Fact]
    public async Task An_effect_that_hangs_or_cannot_reach_its_neighbour_is_tried_again_and_then_waits_for_an_operator()
    {
        await node.Load(EngineNode.Counting());
        var options = new WorkflowOptions
        {
            LookEvery = TimeSpan.FromMilliseconds(50),
            FirstRetryAfter = TimeSpan.FromSeconds(1),
            OneEffect = TimeSpan.FromMilliseconds(200),
            EffectAttempts = 2,
        };
        await using var hasty = EngineNode.Of(node.ConnectionString, time, mood, options);
        var errors = new System.Collections.Concurrent.ConcurrentQueue<int>();
        mood.Before = async (effect, _) =>
        {
            errors.Enqueue(effect.Attempt);
            // does not heed its token
            if (effect.Attempt == 1)
                await Task.Delay(TimeSpan.FromMinutes(5), CancellationToken.None);
            throw new HttpRequestException("somebody's name");
        };
        await hasty.Start();
        var id = await hasty.Open("A", new TallyCounted(Guid.NewGuid(), 1));
        await hasty.Until(
            "select error = 'took-too-long' from workflow_incident union all select false limit 1",
            "it was left behind"
        );
        await hasty.Until("select count(*) = 1 from workflow_incident where parked", "it is put aside");
        Assert.Equal("HttpRequestException", await node.Ask<string>("select error from workflow_incident"));
        Assert.Equal([1, 2], errors);
        mood.Before = null;
        var incident = Assert.Single(await node.Records().Incidents(null, default));
        Assert.True(await hasty.Operator().Retry(incident.InstanceId, "counted", "olga", "it answers again", default));
        await hasty.Until($"select count(*) = 1 from notice where correlation_id = '{id}'", "it is done");
    }

    [Fact]
    public async Task An_activity_that_throws_is_an_incident_and_is_tried_again_by_itself()
    {
        await node.Load(
            EngineNode.Definition("a", 1, "tally-opened", "does Test.Scripted\nend Elsa.End", "does.Done -> end")
        );
        scripted.Does(
            "does",
            _ => throw new InvalidOperationException("somebody's name"),
            _ => throw new InvalidOperationException()
        );
        await node.Start();
        await node.Open();
        await node.Until("select count(*) = 1 from workflow_incident", "it failed");
        Assert.Equal(
            ["does InvalidOperationException 1 false"],
            await node.Rows(
                "select activity_id || ' ' || error || ' ' || failures || ' ' || parked from workflow_incident"
            )
        );
        time.Move(TimeSpan.FromSeconds(31));
        await node.Until("select failures = 2 from workflow_incident", "it failed again");
        time.Move(TimeSpan.FromSeconds(61));
        await node.Until("select coalesce(resolution, '') = 'recovered' from workflow_incident", "it recovered");
        Assert.Equal("Finished", await node.Ask<string>("select sub_status from workflow_instance"));
        Assert.Equal(0L, await node.Ask<long>("select count(*) from parked_event"));
    }

    [Fact]
    public async Task Two_nodes_share_effects_and_timers_and_do_nothing_twice()
    {
        await node.Load(EngineNode.Counting());
        await using var other = EngineNode.Of(node.ConnectionString, time, mood);
        await node.Start();
        await other.Start();
        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(_ =>
                    node.Open(
                        "A",
                        new TallyCounted(Guid.NewGuid(), 1),
                        new TallyCounted(Guid.NewGuid(), 1),
                        new TallyClosed(null)
                    )
                )
        );
        await node.Until("select count(*) = 40 from workflow_instance where sub_status = 'Finished'", "all over");
        Assert.Equal(120L, await node.Ask<long>("select count(*) from notice"));
        Assert.Equal(120L, await node.Ask<long>("select count(distinct id) from notice"));
    }
}

/// <summary>The system's clock moved by an offset.</summary>
internal sealed class MovableTime : TimeProvider
{
    private long offset;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref offset));

    public void Move(TimeSpan by) => Interlocked.Add(ref offset, by.Ticks);
}
