using RefMon.Workflows.Activities;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Definitions;

/// <summary>
/// Walks every way through a definition, with each activity that chooses leaving by each of its ports in turn, until its
/// loops begin.
/// </summary>
internal sealed class PathWalk(ActivityCatalogue catalogue, WorkflowDefinition definition, FlowGraph graph)
{
    private const int MostWays = 20_000;

    private int ways;

    /// <summary>Whether on some way a branch to this activity begins and the activity is passed over all the same.</summary>
    public bool CanSkip(string activity)
    {
        ways = 0;
        var state = new InstanceState { Root = graph.Root };
        return Walk(state, [graph.Root], activity);
    }

    private bool Walk(InstanceState state, IReadOnlyList<string> next, string activity)
    {
        if (++ways > MostWays)
            return true;
        if (next.Count == 0)
        {
            // passed over with at least one branch come to it
            return state.Visits.ContainsKey(activity)
                && !state.Memory.ContainsKey(activity)
                && graph.ForwardInbound(activity).Any(state.Followed.Contains);
        }
        var node = definition.Activity(next[0]);
        state.Memory[node.Id] = "";
        return Choices(node)
            .Any(ports =>
            {
                var after = state.Copy();
                var machine = new FlowMachine(definition, graph, after);
                machine.Leave(node.Id, ports, reachedBackward: false);
                // going back leads to what has been walked already
                return Walk(
                    after,
                    [.. next.Skip(1), .. machine.Scheduled.Where(s => !s.Backward).Select(s => s.Activity)],
                    activity
                );
            });
    }

    private IEnumerable<IReadOnlyList<string>> Choices(ActivityNode node)
    {
        var ports = catalogue.Find(node.Type)!.PortsOf(node);
        return node.Type == BuiltInActivities.Fork || ports.Count < 2 ? [ports] : ports.Select(p => (string[])[p]);
    }
}
