using RefMon.Workflows.Activities;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Definitions;

/// <summary>
/// Checks how a definition that could be read hangs together: where it starts, what is connected to what, where paths part,
/// meet and go back.
/// </summary>
internal sealed class DefinitionChecker(
    ActivityCatalogue catalogue,
    WorkflowDefinition definition,
    ProblemList problems
)
{
    /// <summary>Adds every problem found.</summary>
    public void Check()
    {
        CheckConnections();
        CheckStart();
        if (problems.All.Count > 0 || definition.Trigger is not { } trigger)
        {
            // what hangs on nothing is found from a drawing that is only partly right, too
            if (definition.Trigger is { } start)
                CheckReachable(new(definition.Connections, start.Id));
            return;
        }
        var graph = new FlowGraph(definition.Connections, trigger.Id);
        CheckReachable(graph);
        CheckCycles(graph);
        CheckJoins(graph);
        CheckFaults();
    }

    private void CheckConnections()
    {
        var seen = new HashSet<Connection>();
        foreach (var connection in definition.Connections)
        {
            var source = definition.Find(connection.From);
            if (source is null || definition.Find(connection.To) is null)
            {
                var missing = source is null ? connection.From : connection.To;
                problems.Add(
                    source?.Id ?? connection.To,
                    "dangling-connection",
                    $"the connection {connection} leads to or from '{missing}', which is not there"
                );
                continue;
            }
            if (!seen.Add(connection))
                problems.Add(source.Id, "duplicate-connection", $"the connection {connection} is there twice");
            if (catalogue.Find(source.Type) is { } type && !type.PortsOf(source).Contains(connection.Port))
                problems.Add(
                    source.Id,
                    "unknown-port",
                    $"{source.Type} here has no port '{connection.Port}': {string.Join(", ", type.PortsOf(source).DefaultIfEmpty("it has none"))}"
                );
        }
    }

    private void CheckStart()
    {
        var starts = definition.Activities.Where(a => a.Type == BuiltInActivities.Start).ToList();
        var triggers = definition.Activities.Where(a => a.CanStart).ToList();
        foreach (var trigger in triggers.Where(t => t.Type != BuiltInActivities.Event))
            problems.Add(trigger.Id, "trigger", "only an Elsa.Event can start a workflow");
        if (triggers.Count != 1)
        {
            problems.Add(
                triggers.ElementAtOrDefault(1)?.Id,
                "trigger",
                triggers.Count == 0
                    ? "nothing starts it: one Elsa.Event needs customProperties.canStartWorkflow"
                    : "more than one event can start it, which Elsa does not survive a wait with"
            );
            return;
        }
        if (starts.Count != 1)
        {
            problems.Add(starts.ElementAtOrDefault(1)?.Id, "start", "there must be one Elsa.Start before the trigger");
            return;
        }
        var (start, only) = (starts[0].Id, triggers[0].Id);
        if (definition.Connections.Any(c => c.From == start && c.To != only))
            problems.Add(start, "start", "what hangs on the start besides the trigger would never run");
        if (definition.Connections.All(c => c.From != start || c.To != only))
            problems.Add(start, "start", "the start must lead to the trigger");
        if (definition.Connections.Any(c => c.To == start || (c.To == only && c.From != start)))
            problems.Add(only, "start", "nothing may lead back to the start or the trigger");
    }

    private void CheckReachable(FlowGraph graph)
    {
        foreach (
            var activity in definition.Activities.Where(a =>
                a.Type != BuiltInActivities.Start && !graph.IsReachable(a.Id)
            )
        )
            problems.Add(activity.Id, "unreachable", "no path from the trigger leads here");
    }

    private void CheckCycles(FlowGraph graph)
    {
        foreach (var (i, connection) in definition.Connections.Index())
        {
            if (graph.IsForward(i) || !graph.IsReachable(connection.From))
                continue;
            if (!graph.IsValidBackward(i))
            {
                problems.Add(
                    connection.From,
                    "invalid-backward-connection",
                    $"the connection {connection} goes back to an activity that not every path has passed"
                );
                continue;
            }
            var body = Body(graph, connection);
            if (HasCycleWithoutWait(body))
                problems.Add(
                    connection.From,
                    "cycle-without-wait",
                    $"{connection} closes a circle without a wait in it"
                );
            CheckExits(graph, connection, body);
        }
    }

    // all that lies between the target of a backward connection and its source
    private static HashSet<string> Body(FlowGraph graph, Connection back) =>
        [.. graph.Descendants(back.To).Append(back.To).Intersect(graph.Ancestors(back.From).Append(back.From))];

    // what waits left out, no way round may remain
    private bool HasCycleWithoutWait(HashSet<string> body)
    {
        var left = body.Where(id => catalogue.Find(definition.Activity(id).Type) is { Descriptor.Waits: false })
            .ToHashSet(StringComparer.Ordinal);
        while (true)
        {
            var ends = left.Where(id => definition.Connections.All(c => c.From != id || !left.Contains(c.To))).ToList();
            if (ends.Count == 0)
                return left.Count > 0;
            left.ExceptWith(ends);
        }
    }

    // each time round, the exit not taken counts as skipped: it may not meet a path that passes only once
    private void CheckExits(FlowGraph graph, Connection back, HashSet<string> body)
    {
        var after = graph.Descendants(back.To);
        foreach (var activity in after.Where(a => !body.Contains(a)))
        {
            var sources = graph.ForwardInbound(activity).Select(i => graph[i].From).ToList();
            if (sources.Exists(s => s != back.To && !after.Contains(s)))
                problems.Add(
                    activity,
                    "loop-exit-meets-another-path",
                    $"the way out of the loop {back} meets a path from outside it here, which Elsa counts wrongly: give each an end of its own"
                );
        }
    }

    private void CheckJoins(FlowGraph graph)
    {
        foreach (var join in definition.Activities.Where(a => a.Type == BuiltInActivities.Join))
        {
            var inbound = graph.ForwardInbound(join.Id);
            var forks = graph
                .Ancestors(join.Id)
                .Where(a => definition.Activity(a).Type == BuiltInActivities.Fork)
                .ToList();
            if (inbound.Count < 2 || !Pairs(inbound).All(p => forks.Exists(f => AreApart(graph, f, p.A, p.B))))
            {
                problems.Add(
                    join.Id,
                    "join-without-fork",
                    "a FlowJoin brings branches of a FlowFork together; exclusive paths meet on an ordinary activity"
                );
                continue;
            }
            if (join.Literal("mode") is "WaitAny" && WaitsBetween(graph, forks, join.Id) is { } waiting)
                problems.Add(
                    join.Id,
                    "wait-any-over-a-wait",
                    $"WaitAny may not bring together branches that wait ({waiting} does)"
                );
            if (join.Literal("mode") is "WaitAll" && new PathWalk(catalogue, definition, graph).CanSkip(join.Id))
                problems.Add(
                    join.Id,
                    "wait-all-can-be-skipped",
                    "on some path a branch never gets here: the join and all after it would be passed over without a word"
                );
        }
    }

    private static IEnumerable<(int A, int B)> Pairs(IReadOnlyList<int> all) =>
        all.SelectMany((a, i) => all.Skip(i + 1).Select(b => (a, b)));

    // no port of the fork leads to both
    private bool AreApart(FlowGraph graph, string fork, int a, int b)
    {
        var (toA, toB) = (Branches(graph, fork, graph[a]), Branches(graph, fork, graph[b]));
        return toA.Count > 0 && toB.Count > 0 && !toA.Overlaps(toB);
    }

    private static HashSet<string> Branches(FlowGraph graph, string fork, Connection to) =>
        [
            .. graph
                .Outbound(fork)
                .Where(i =>
                    (graph[i] == to) || graph[i].To == to.From || graph.Descendants(graph[i].To).Contains(to.From)
                )
                .Select(i => graph[i].Port),
        ];

    private string? WaitsBetween(FlowGraph graph, List<string> forks, string join) =>
        graph
            .Ancestors(join)
            .FirstOrDefault(a =>
                catalogue.Find(definition.Activity(a).Type) is { Descriptor.Waits: true }
                && forks.Exists(f => graph.Descendants(f).Contains(a))
            );

    private void CheckFaults()
    {
        if (
            definition.IncidentStrategy is IncidentStrategy.ContinueWithIncidents
            && definition.Activities.FirstOrDefault(a => a.Type == BuiltInActivities.Fault) is { } fault
        )
            problems.Add(
                fault.Id,
                "fault-never-ends",
                "with ContinueWithIncidentsStrategy the instance would wait for ever"
            );
    }
}
