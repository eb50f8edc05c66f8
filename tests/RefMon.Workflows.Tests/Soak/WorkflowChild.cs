using System.Globalization;

namespace RefMon.Workflows.Tests.Soak;

/// <summary>A node in a process of its own, until it is killed.</summary>
internal static class WorkflowChild
{
    public const string Name = "workflow-node";

    public static async Task<int> Run(string name, string[] arguments)
    {
        if (name != Name)
            return 2;
        var mood = new StandInMood { LosesReplies = 0.2 };
        await using var node = EngineNode.Of(
            arguments[0],
            mood: mood,
            leaseFor: TimeSpan.FromSeconds(int.Parse(arguments[1], CultureInfo.InvariantCulture)),
            options: new()
            {
                LookEvery = TimeSpan.FromMilliseconds(20),
                FirstRetryAfter = TimeSpan.FromMilliseconds(50),
                // shorter than a freeze, so that effects and sweeps are taken over from the frozen, who then wake
                OneEffect = TimeSpan.FromMilliseconds(800),
                EffectSpare = TimeSpan.FromMilliseconds(200),
                FrozenAfter = TimeSpan.FromSeconds(1),
            }
        );
        await node.Start();
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
