using RefMon.Workflows.Definitions;

namespace RefMon.Workflows.Flow;

/// <summary>
/// A flowchart seen from where it starts: which connections lead forward and which back, as Elsa finds them: breadth-first in
/// file order, a connection that would close a circle of those already found being backward. Connections are known by their
/// place in the file.
/// </summary>
internal sealed class FlowGraph
{
    private readonly IReadOnlyList<Connection> connections;
    private readonly HashSet<int> forward;
    private readonly Dictionary<string, List<int>> outbound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> forwardInbound = new(StringComparer.Ordinal);

    public FlowGraph(IReadOnlyList<Connection> connections, string root)
    {
        this.connections = connections;
        Root = root;
        foreach (var (i, connection) in connections.Index())
            ListOf(outbound, connection.From).Add(i);
        forward = FindForward();
        foreach (var i in forward.Order())
            ListOf(forwardInbound, connections[i].To).Add(i);
    }

    /// <summary>The activity it is seen from.</summary>
    public string Root { get; }

    public IReadOnlyList<int> Outbound(string activity) => outbound.GetValueOrDefault(activity) ?? [];

    public IReadOnlyList<int> ForwardInbound(string activity) => forwardInbound.GetValueOrDefault(activity) ?? [];

    public Connection this[int connection] => connections[connection];

    public bool IsForward(int connection) => forward.Contains(connection);

    /// <summary>False for what hangs on nothing that can be reached from the start.</summary>
    public bool IsReachable(string activity) => activity == Root || forwardInbound.ContainsKey(activity);

    /// <summary>Every activity from which this one can be reached going forward; without itself.</summary>
    public IReadOnlySet<string> Ancestors(string activity) =>
        Walk(activity, one => ForwardInbound(one).Select(i => connections[i].From));

    /// <summary>Every activity that can be reached from this one going forward; without itself.</summary>
    public IReadOnlySet<string> Descendants(string activity) =>
        Walk(activity, one => Outbound(one).Where(IsForward).Select(i => connections[i].To));

    /// <summary>
    /// Whether every way from the start to the source of a backward connection passes its target: without the target the
    /// source cannot be reached.
    /// </summary>
    public bool IsValidBackward(int connection)
    {
        var (source, target) = (connections[connection].From, connections[connection].To);
        if (source == target || target == Root)
            return true;
        var seen = new HashSet<string>(StringComparer.Ordinal) { Root };
        var queue = new Queue<string>([Root]);
        while (queue.TryDequeue(out var one))
        {
            if (one == source)
                return false;
            foreach (var next in Outbound(one).Where(IsForward).Select(i => connections[i].To))
            {
                if (next != target && seen.Add(next))
                    queue.Enqueue(next);
            }
        }
        return true;
    }

    private static HashSet<string> Walk(string from, Func<string, IEnumerable<string>> next)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var queue = new Queue<string>([from]);
        while (queue.TryDequeue(out var one))
        {
            foreach (var found in next(one))
            {
                if (seen.Add(found))
                    queue.Enqueue(found);
            }
        }
        return seen;
    }

    // pairs of activities, as Elsa: all connections between two activities lead the same way
    private HashSet<int> FindForward()
    {
        var found = new List<(string From, string To)>();
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var queue = new Queue<string>([Root]);
        while (queue.TryDequeue(out var source))
        {
            visited.Add(source);
            foreach (var target in Outbound(source).Select(i => connections[i].To))
            {
                if (found.Contains((source, target)) || Leads(found, target, source))
                    continue;
                found.Add((source, target));
                if (!visited.Contains(target))
                    queue.Enqueue(target);
            }
        }
        return [.. connections.Index().Where(c => found.Contains((c.Item.From, c.Item.To))).Select(c => c.Index)];
    }

    private static bool Leads(List<(string From, string To)> edges, string from, string to) =>
        from == to || Walk(from, one => edges.Where(e => e.From == one).Select(e => e.To)).Contains(to);

    private static List<int> ListOf(Dictionary<string, List<int>> lists, string activity)
    {
        if (!lists.TryGetValue(activity, out var list))
            lists.Add(activity, list = []);
        return list;
    }
}
