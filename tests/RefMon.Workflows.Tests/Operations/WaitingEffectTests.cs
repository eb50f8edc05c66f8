using RefMon.EventStore.Tests.Soak;
using RefMon.Workflows.Engine;
using RefMon.Workflows.Tests.Soak;
using Xunit;

namespace RefMon.Workflows.Tests.Operations;

/// <summary>Effects whose neighbour is away, and all of a kind tried again with one act.</summary>
[Trait("Capability", "Operations")]
public sealed class WaitingEffectTests : IAsyncLifetime
{
    private readonly StandInMood mood = new();
    private StoreNode node = null!;

    public async ValueTask InitializeAsync()
    {
        var options = new WorkflowOptions
        {
            LookEvery = TimeSpan.FromMilliseconds(50),
            FirstRetryAfter = TimeSpan.FromMilliseconds(20),
            EffectAttempts = 2,
        };
        node = EngineNode.Of(await EngineNode.NewDatabase("waiting"), mood: mood, options: options);
        await node.Load(EngineNode.Counting());
        await node.Start();
    }

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task One_whose_neighbour_is_away_is_tried_until_it_is_back_and_never_becomes_an_incident()
    {
        mood.Before = (_, _) => throw new EffectWaitsException("away");
        var id = await Counted();
        await node.Until(
            "select attempts >= 4 from workflow_effect union all select false limit 1",
            "it is tried oftener than one that fails"
        );
        Assert.Equal(["waiting away"], await node.Rows("select state || ' ' || error from workflow_effect"));
        Assert.Empty(await node.Records().Incidents(null, default));
        var kind = Assert.Single(await node.Records().FailureKinds(default));
        Assert.Equal(("away", 0L, 1L), (kind.Error, kind.Parked, kind.Waiting));

        // back: an operator who knows it need not wait for the next try
        for (var still = 0; still < 3; await Task.Delay(100))
        {
            // one that is on its way sets its own next time: until three looks in a row find it far off
            var put = await node.Rows(
                "update workflow_effect set next_try_at = now() + interval '1 hour' where next_try_at < now() + interval '30 minutes' returning kind"
            );
            still = put.Count == 0 ? still + 1 : 0;
        }
        mood.Before = null;
        Assert.Equal(1, await node.Operator().RetryAll("away", "olga", "it is back", default));
        await node.Until($"select count(*) = 1 from notice where correlation_id = '{id}'", "it is done");
        await node.Until(
            "select not exists (select from workflow_effect where state = 'waiting')",
            "and nothing waits"
        );
        Assert.Equal(
            ["Done, left"],
            await node.Rows("select detail from workflow_journal where activity_id = 'counted' and what = 'Ran'")
        );
        Assert.Empty(await node.Records().FailureKinds(default));
    }

    [Fact]
    public async Task All_that_wait_for_an_operator_with_one_error_are_tried_again_at_once_and_others_are_left()
    {
        mood.Before = (effect, _) =>
            throw new EffectRefusedException(effect.Values["what"] == "counted" ? "no-such-address" : "something-else");
        var (first, second) = (await Counted(), await Counted());
        var other = await node.Open("A", new TallyClosed(null));
        await node.Until("select count(*) = 3 from workflow_incident where parked", "all wait");
        // one that nobody can read keeps none of the others
        var unread = await Counted();
        await node.Until("select count(*) = 4 from workflow_incident where parked", "that too");
        await node.Rows(
            $"update workflow_instance set state = '[]' where correlation_id = '{unread}' returning definition_id"
        );
        Assert.Equal(
            [("no-such-address", 3L), ("something-else", 1L)],
            (await node.Records().FailureKinds(default)).Select(k => (k.Error, k.Parked)).Order()
        );
        Assert.Equal(2, (await node.Records().Incidents(null, default, skip: 2, take: 2)).Count);

        mood.Before = null;
        Assert.Equal(2, await node.Operator().RetryAll("no-such-address", "olga", "corrected", default));
        await node.Until("select count(*) = 2 from notice", "both are done");
        await node.Until("select count(*) = 2 from workflow_incident where resolution = 'recovered'", "and recovered");
        Assert.Equal(
            new[] { first, second }.Select(id => id.ToString()).Order(),
            await node.Rows("select correlation_id::text from notice order by 1")
        );
        Assert.Equal([other, unread], (await node.Records().Incidents(null, default)).Select(i => i.CorrelationId));
        Assert.Equal(
            ["olga corrected", "olga corrected"],
            await node.Rows("select done_by || ' ' || note from workflow_journal where what = 'Retried'")
        );
    }

    private Task<Guid> Counted() => node.Open("A", new TallyCounted(Guid.NewGuid(), 1));
}
