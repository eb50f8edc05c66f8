using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;

namespace RefMon.Workflows.Flow;

/// <summary>
/// The flowchart's bookkeeping, as Elsa's in counter mode: which activities run next when one has left by some of its ports. Pure:
/// changes the state it was given and nothing else.
/// </summary>
internal sealed class FlowMachine(WorkflowDefinition definition, FlowGraph graph, InstanceState state)
{
    /// <summary>Activities to run, first come first served; true for one that a backward connection reached.</summary>
    public Queue<(string Activity, bool Backward)> Scheduled { get; } = new();

    /// <summary>Waiting activities that a WaitAny join gave up.</summary>
    public List<string> GivenUp { get; } = [];

    /// <summary>The activity has left by these ports.</summary>
    /// <exception cref="InvalidBackwardConnectionException">A backward connection jumps past its target.</exception>
    public void Leave(string activity, IReadOnlyList<string> ports, bool reachedBackward)
    {
        if (!graph.IsReachable(activity))
            throw new InvalidOperationException($"Activity {activity} cannot be reached from {graph.Root}.");
        // one reached backwards was counted when it was first reached
        if (!reachedBackward)
            state.Visits[activity] = state.Visits.GetValueOrDefault(activity) + 1;
        foreach (var i in graph.Outbound(activity))
        {
            var isFollowed = ports.Contains(graph[i].Port, StringComparer.Ordinal);
            state.ConnectionVisits[i] = state.ConnectionVisits.GetValueOrDefault(i) + 1;
            if (isFollowed)
                state.Followed.Add(i);
            else
                state.Followed.Remove(i);
            if (graph.IsForward(i))
                Reach(i);
            else if (isFollowed)
                GoBack(i);
        }
    }

    private void GoBack(int connection)
    {
        if (!graph.IsValidBackward(connection))
            throw new InvalidBackwardConnectionException(graph[connection].ToString());
        Scheduled.Enqueue((graph[connection].To, true));
    }

    private void Reach(int connection)
    {
        var target = graph[connection].To;
        var inbound = graph.ForwardInbound(target);
        var visits = state.Visits.GetValueOrDefault(target);
        var areAllVisited = inbound.All(i => state.ConnectionVisits.GetValueOrDefault(i) > visits);
        var isAnyFollowed = inbound.Any(state.Followed.Contains);
        switch (ModeOf(target))
        {
            case "WaitAny":
                ReachAny(connection, target, visits, isAnyFollowed, areAllVisited);
                break;
            case "WaitAll" when areAllVisited:
                Go(target, inbound.All(state.Followed.Contains));
                break;
            case "WaitAllActive" when areAllVisited:
                Go(target, isAnyFollowed);
                break;
        }
    }

    // the first that comes runs it and gives up what is still on its way; whoever comes later is ignored
    private void ReachAny(int connection, string target, int visits, bool isAnyFollowed, bool areAllVisited)
    {
        if (state.ConnectionVisits[connection] <= visits || Scheduled.Any(s => s.Activity == target))
            return;
        if (isAnyFollowed)
        {
            Scheduled.Enqueue((target, false));
            foreach (var ancestor in graph.Ancestors(target).Where(state.Waiting.ContainsKey).ToList())
            {
                var wait = state.Waiting[ancestor];
                state.Waiting.Remove(ancestor);
                GivenUp.Add(ancestor);
                Leave(ancestor, [], wait.ReachedBackward);
            }
        }
        else if (areAllVisited)
        {
            Leave(target, [], reachedBackward: false);
        }
    }

    // what is skipped is counted as visited too, all the way down: so exclusive paths meet again
    private void Go(string target, bool run)
    {
        if (run)
            Scheduled.Enqueue((target, false));
        else
            Leave(target, [], reachedBackward: false);
    }

    private string ModeOf(string activity)
    {
        var node = definition.Activity(activity);
        return node.Type == BuiltInActivities.Join ? node.Literal("mode") ?? "WaitAny" : "WaitAllActive";
    }

    /// <summary>
    /// Where an instance starts: the trigger that fired, else a Start, else the first that can start the workflow, else
    /// the first that nothing leads to, else the first.
    /// </summary>
    public static string RootOf(WorkflowDefinition definition, string? firedTrigger) =>
        firedTrigger
        ?? (
            definition.Activities.FirstOrDefault(a => a.Type == BuiltInActivities.Start)
            ?? definition.Activities.FirstOrDefault(a => a.CanStart)
            ?? definition.Activities.FirstOrDefault(a => definition.Connections.All(c => c.To != a.Id))
            ?? definition.Activities[0]
        ).Id;
}

/// <summary>A connection leads back to an activity that its source can be reached without.</summary>
internal sealed class InvalidBackwardConnectionException(string connection)
    : Exception($"The connection {connection} leads back to an activity that not every path has passed.");
