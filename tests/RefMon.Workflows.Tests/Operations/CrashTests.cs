using RefMon.Workflows.Tests.Soak;
using Xunit;

namespace RefMon.Workflows.Tests.Operations;

/// <summary>A sample of <c>soak workflows</c>.</summary>
[Trait("Capability", "Operations")]
public sealed class CrashTests
{
    [Fact]
    public async Task Nodes_killed_and_frozen_in_the_midst_of_it_end_every_instance_with_each_notice_left_once()
    {
        await using var rounds = new WorkflowRounds(await EngineNode.NewDatabase("crash"), nodes: 2, seed: 42);
        await rounds.Begin();
        await rounds.Kill();
        await rounds.Freeze();
        await rounds.Kill();
        Assert.Null(await rounds.Finish(seconds: 60));
        Assert.True(rounds.Instances > 8);
    }
}
