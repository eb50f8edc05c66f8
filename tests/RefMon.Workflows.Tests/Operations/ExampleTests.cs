using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;
using RefMon.Workflows.Flow;
using Xunit;

namespace RefMon.Workflows.Tests.Operations;

/// <summary>The file that the real Elsa loaded and ran: here it ends as it did there, on both paths.</summary>
[Trait("Capability", "Operations")]
public sealed class ExampleTests
{
    private static readonly ActivityCatalogue Catalogue = new([new ExampleAwait()]);

    private readonly InstanceRunner runner = new(Catalogue, new());

    public static string Json =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", "elsa-example.json"));

    [Fact]
    public async Task When_it_happens_the_instance_finishes()
    {
        var turn = await FromTheWait(new Resumption.Happened(["caseworker-assigned"], 7));
        Assert.Equal((InstanceStatus.Finished, InstanceSubStatus.Finished), (turn.State.Status, turn.State.SubStatus));
        Assert.Equal("await waited both isLate end", Sketch.Ran(turn));
        Assert.Equal(("false", "true", "Happened"), Values(turn));
    }

    [Fact]
    public async Task When_it_falls_due_the_instance_faults()
    {
        var turn = await FromTheWait(new Resumption.TimeCame());
        Assert.Equal((InstanceStatus.Finished, InstanceSubStatus.Faulted), (turn.State.Status, turn.State.SubStatus));
        Assert.Equal("LATE", turn.State.FaultCode);
        Assert.Equal("await late waited both isLate", Sketch.Ran(turn));
        Assert.Equal(("true", "true", "Due"), Values(turn));
    }

    private async Task<Turn> FromTheWait(Resumption resumption)
    {
        var (definition, problems) = DefinitionFolder.Read("elsa-example.json", Json, Catalogue);
        Assert.Empty(problems);
        var world = Sketch.World();
        var turn = await runner.Start(definition!, "sent", null, world, default);
        Assert.Equal("sent fork told", Sketch.Ran(turn));
        Assert.Equal(world.Now.AddDays(2), turn.State.Waiting["await"].Until);
        var stored = InstanceState.Read(turn.State.Write());
        return await runner.Resume(definition!, stored, "await", resumption, world, default);
    }

    private static (string?, string?, string?) Values(Turn turn) =>
        (turn.State.Variables["v-late"], turn.State.Variables["v-waited"], turn.State.Variables["v-why"]);
}
