using RefMon.EventStore.Tests.Soak;
using RefMon.Workflows.Tests.Soak;
using Xunit;

namespace RefMon.Workflows.Tests.Operations;

/// <summary>Events that are handled together, in one page.</summary>
[Trait("Capability", "Operations")]
public sealed class PageTests : IAsyncLifetime
{
    private readonly MovableTime time = new();
    private StoreNode node = null!;

    public async ValueTask InitializeAsync() => node = EngineNode.Of(await EngineNode.NewDatabase("page"), time);

    public ValueTask DisposeAsync() => node.DisposeAsync();

    private static string ClosedBy(string id, string trigger, string name, bool singleton = false) =>
        EngineNode
            .Definition(id, 1, trigger, $"wait Elsa.Event eventName={name}\nend Elsa.End", "wait.Done -> end")
            .Replace(
                "\"options\": {}",
                singleton
                    ? "\"options\": { \"activationStrategyType\": \"Elsa.Workflows.Runtime.ActivationValidators.CorrelatedSingletonStrategy, Elsa.Workflows.Runtime\" }"
                    : "\"options\": {}",
                StringComparison.Ordinal
            );

    [Fact]
    public async Task What_one_event_of_a_page_starts_the_next_one_ends_and_a_singleton_starts_once()
    {
        await node.Load(
            ClosedBy("each", "tally-counted", "tally-closed"),
            ClosedBy("single", "tally-counted", "tally-closed", singleton: true)
        );
        // all of it happens before anybody handles it
        var (id, other) = (Guid.NewGuid(), Guid.NewGuid());
        await node.Save(session =>
        {
            session.StartStream<Tally>(id, [Opened, Counted(), Counted(), Counted()]);
            session.StartStream<Tally>(other, [Opened, Counted()]);
        });
        await node.Save(async s =>
            (await s.FetchForWriting<Tally>(id, default)).Append(new TallyClosed(null), Counted(), Counted())
        );
        await node.Start();
        await node.UntilIdle();
        Assert.Equal(
            ["each Finished 3", "each Suspended 2", "single Finished 1", "single Suspended 1"],
            await node.Rows(
                $"select definition_id || ' ' || sub_status || ' ' || count(*) from workflow_instance where correlation_id = '{id}' group by definition_id, sub_status order by 1"
            )
        );
        Assert.Equal(
            ["each Suspended", "single Suspended"],
            await node.Rows(
                $"select definition_id || ' ' || sub_status from workflow_instance where correlation_id = '{other}' order by 1"
            )
        );
        // each step on the event that led to it, although all were written together
        Assert.Equal(
            ["trigger Ran 2", "wait Waits 2", "wait Ran 5", "end Ended 5"],
            await node.Rows(
                $"select j.activity_id || ' ' || j.what || ' ' || e.version from workflow_journal j join workflow_instance i on i.id = j.instance_id join mt_events e on e.seq_id = j.event where i.correlation_id = '{id}' and i.definition_id = 'single' and i.sub_status = 'Finished' order by j.step"
            )
        );
    }

    [Fact]
    public async Task One_event_or_instance_that_fails_does_not_stop_the_others_of_its_page()
    {
        await node.Load(ClosedBy("a", "tally-opened", "tally-closed"), ClosedBy("b", "tally-opened", "tally-closed"));
        var ids = new List<Guid>();
        for (var i = 0; i < 4; i++)
            ids.Add(await node.Open());
        await node.Start();
        await node.Until("select count(*) = 8 from workflow_instance", "all have started");
        await node.Stop();
        // the state of an instance nobody can read, and a subject that nobody can read
        await node.Rows(
            $"update workflow_instance set state = '[]' where correlation_id = '{ids[1]}' and definition_id = 'a' returning definition_id"
        );
        foreach (var id in ids)
            await node.Save(async s => (await s.FetchForWriting<Tally>(id, default)).Append(new TallyClosed(null)));
        await node.Rows($"update mt_doc_tally set data = '[]' where id = '{ids[2]}' returning id::text");
        await using var again = await EngineNode.Of(node.ConnectionString, time).Start();
        await again.Until(
            "select (select count(*) = 5 from workflow_instance where sub_status = 'Finished') and exists (select from parked_event)",
            "the others are over"
        );
        Assert.Equal(
            [ids[2].ToString()],
            await node.Rows("select stream_id::text from parked_event where resolved_at is null")
        );
        // the other instance of its subject went on
        Assert.Equal(
            ["a Suspended", "b Finished"],
            await node.Rows(
                $"select definition_id || ' ' || sub_status from workflow_instance where correlation_id = '{ids[1]}' order by 1"
            )
        );
        var incident = Assert.Single(await again.Records().Incidents(null, default));
        Assert.Equal(
            (ids[1], "", "JsonException", true),
            (incident.CorrelationId, incident.ActivityId, incident.Error, incident.IsParked)
        );
        Assert.True(await again.Operator().Cancel(incident.InstanceId, "olga", "nobody can read it", default));
        Assert.Equal(
            ["Cancelled olga nobody can read it"],
            await node.Rows(
                "select what || ' ' || done_by || ' ' || note from workflow_journal where done_by is not null"
            )
        );
        Assert.Empty(await again.Records().Incidents(null, default));
    }

    [Fact]
    public async Task A_row_that_cannot_be_taken_in_does_not_keep_those_behind_it()
    {
        await node.Load(ClosedBy("a", "something", "tally-closed"));
        var (bad, good) = (await node.Open(), await node.Open());
        await node.Rows($"update mt_doc_tally set data = '[]' where id = '{bad}' returning id::text");
        await node.Rows(
            $"insert into workflow_stimulus (name, correlation_id, created_at) select 'something', id, now() from unnest(array['{bad}', '{good}']::uuid[]) s(id) returning name"
        );
        Assert.Equal(2, await node.Sweep());
        Assert.Equal([good.ToString()], await node.Rows("select correlation_id::text from workflow_instance"));
        Assert.Equal(0, await node.Sweep());
        Assert.Equal(
            [$"{bad} 1 JsonException"],
            await node.Rows("select correlation_id || ' ' || failures || ' ' || error from workflow_stimulus")
        );
    }

    [Fact]
    public async Task Looking_again_fires_nothing_that_is_not_due_and_loses_no_timer()
    {
        await node.Load(EngineNode.Counting(span: "1.00:00:00"));
        for (var i = 0; i < 3; i++)
            await node.Open("A", new TallyClosed(null));
        await node.Start();
        await node.Until("select count(*) = 3 from workflow_timer", "all wait");
        var before = await node.Rows("select instance_id || ' ' || due_at from workflow_timer order by instance_id");
        await node.Stop();
        Assert.Equal(3, await node.Operator().LookAgain(default));
        Assert.Equal(3, await node.Sweep());
        Assert.Equal(0, await node.Sweep());
        Assert.Equal(
            before,
            await node.Rows("select instance_id || ' ' || due_at from workflow_timer order by instance_id")
        );
        time.Move(TimeSpan.FromHours(25));
        Assert.Equal(3, await node.Sweep());
    }

    private static TallyOpened Opened { get; } = new("A", new DateOnly(2026, 1, 2));

    private static TallyCounted Counted() => new(Guid.NewGuid(), 1);
}
