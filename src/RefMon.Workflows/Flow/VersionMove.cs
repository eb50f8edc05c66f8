using System.Globalization;
using RefMon.Workflows.Definitions;

namespace RefMon.Workflows.Flow;

/// <summary>Why an instance cannot go on in another version: a code, the activity it is about, and a sentence.</summary>
public sealed record MoveProblem(string Code, string? Activity, string Message);

/// <summary>
/// Takes an instance's state over into another version of its definition, or says why that cannot be. What it waits at must be the same
/// there; what is new there counts as passed over as often as what leads to it was left; and wherever paths meet, they must have come
/// as far as they had.
/// </summary>
internal sealed class VersionMove
{
    private readonly WorkflowDefinition from;
    private readonly WorkflowDefinition to;
    private readonly InstanceState state;
    private readonly FlowGraph before;
    private readonly FlowGraph after;
    private readonly List<MoveProblem> problems = [];
    private readonly Dictionary<string, int> visits = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> connectionVisits = [];

    private VersionMove(WorkflowDefinition from, WorkflowDefinition to, InstanceState state)
    {
        (this.from, this.to, this.state) = (from, to, state);
        before = new(from.Connections, state.Root);
        after = new(to.Connections, state.Root);
    }

    /// <summary>The state in the other version; null with the reasons why it has none.</summary>
    public static (InstanceState? State, IReadOnlyList<MoveProblem> Problems) Try(
        WorkflowDefinition from,
        WorkflowDefinition to,
        InstanceState state
    )
    {
        var move = new VersionMove(from, to, state);
        return (move.Run(), move.problems);
    }

    private InstanceState? Run()
    {
        if (to.Find(state.Root) is null)
        {
            Problem("start-gone", state.Root, $"It began at “{NameOf(state.Root)}”, which {Version} does not have.");
            return null;
        }
        foreach (var activity in state.Waiting.Keys.Order(StringComparer.Ordinal))
            CheckWaiting(activity);
        CheckVariables();
        CountVisits();
        CheckMeetings();
        return problems.Count == 0 ? Moved() : null;
    }

    private string Version => string.Create(CultureInfo.InvariantCulture, $"version {to.Version}");

    private void CheckWaiting(string activity)
    {
        var here = from.Activity(activity);
        if (to.Find(activity) is not { } there)
        {
            Problem("activity-gone", activity, $"It waits at “{here.Name}”, which {Version} does not have.");
            return;
        }
        if (!after.IsReachable(activity))
            Problem("activity-gone", activity, $"It waits at “{here.Name}”, to which nothing leads in {Version}.");
        if (here.Type != there.Type)
            Differs(here, $"does {there.Type} instead of {here.Type}");
        foreach (var input in here.Inputs.Keys.Union(there.Inputs.Keys, StringComparer.Ordinal))
        {
            var (was, is_) = (here.Inputs.GetValueOrDefault(input), there.Inputs.GetValueOrDefault(input));
            if (was != is_)
                Differs(here, $"has {Words(input, is_)} instead of {Words(input, was)}");
        }
        if (
            here.Outputs.Count != there.Outputs.Count
            || here.Outputs.Any(o => there.Outputs.GetValueOrDefault(o.Key) != o.Value)
        )
            Differs(here, "puts what it finds into other variables");
    }

    private void Differs(ActivityNode activity, string how) =>
        Problem("activity-differs", activity.Id, $"It waits at “{activity.Name}”, which in {Version} {how}.");

    private static string Words(string input, WorkflowInput? value) =>
        value switch
        {
            WorkflowInput.Literal literal => $"{input} {literal.Text ?? "none"}",
            WorkflowInput.FromVariable variable => $"{input} from variable {variable.VariableId}",
            _ => $"no {input}",
        };

    private void CheckVariables()
    {
        foreach (var variable in to.Variables)
        {
            if (from.Variable(variable.Id) is { } was && was.TypeName != variable.TypeName)
                Problem(
                    "variable-differs",
                    null,
                    $"The variable {variable.Name} is a {variable.TypeName} in {Version} and was a {was.TypeName}."
                );
        }
    }

    // from the start on, so that whatever leads to an activity has been counted before it
    private void CountVisits()
    {
        foreach (var activity in InOrder())
        {
            var isNew = from.Find(activity) is null;
            visits[activity] = isNew
                ? after
                    .ForwardInbound(activity)
                    .Select(i => connectionVisits.GetValueOrDefault(i))
                    .DefaultIfEmpty()
                    .Min()
                : state.Visits.GetValueOrDefault(activity);
            var left = isNew ? visits[activity] : TimesLeft(activity);
            foreach (var i in after.Outbound(activity))
                connectionVisits[i] = left;
        }
    }

    // each time it is left all its ways out are counted; one without any has only its visits
    private int TimesLeft(string activity) =>
        before.Outbound(activity) is [var first, ..]
            ? state.ConnectionVisits.GetValueOrDefault(first)
            : state.Visits.GetValueOrDefault(activity);

    private List<string> InOrder()
    {
        var order = new List<string> { state.Root };
        var left = to.Activities.Select(a => a.Id).Where(id => id != state.Root && after.IsReachable(id)).ToList();
        while (left.Count > 0)
        {
            // forward connections close no circle, so there is always one whose sources are all there
            var next =
                left.FirstOrDefault(id => after.ForwardInbound(id).All(i => order.Contains(after[i].From))) ?? left[0];
            order.Add(next);
            left.Remove(next);
        }
        return order;
    }

    private void CheckMeetings()
    {
        foreach (var activity in visits.Keys.Where(a => a != state.Root && from.Find(a) is not null))
        {
            var counts = after.ForwardInbound(activity).Select(i => connectionVisits.GetValueOrDefault(i)).ToList();
            var wasReady =
                before.ForwardInbound(activity) is { Count: > 0 } inbound
                && inbound.All(i => state.ConnectionVisits.GetValueOrDefault(i) > visits[activity]);
            if (counts.Exists(c => c < visits[activity]) || (!wasReady && counts.TrueForAll(c => c > visits[activity])))
                Problem(
                    "paths-meet-otherwise",
                    activity,
                    $"Other ways lead to “{NameOf(activity)}” in {Version}: it would be passed over or waited for without end."
                );
        }
    }

    private InstanceState Moved()
    {
        var moved = state.Copy();
        moved.Visits.Clear();
        moved.ConnectionVisits.Clear();
        moved.Followed.Clear();
        foreach (var (activity, count) in visits.Where(v => v.Value > 0))
            moved.Visits[activity] = count;
        foreach (var (connection, count) in connectionVisits.Where(c => c.Value > 0))
            moved.ConnectionVisits[connection] = count;
        foreach (var (i, connection) in to.Connections.Index())
        {
            if (state.Followed.Any(old => from.Connections[old] == connection))
                moved.Followed.Add(i);
        }
        foreach (var gone in moved.Variables.Keys.Where(id => to.Variable(id) is null).ToList())
            moved.Variables.Remove(gone);
        foreach (var variable in to.Variables.Where(v => !moved.Variables.ContainsKey(v.Id)))
            moved.Variables[variable.Id] = variable.Default;
        foreach (var gone in moved.Memory.Keys.Where(id => to.Find(id) is null).ToList())
            moved.Memory.Remove(gone);
        return moved;
    }

    private string NameOf(string activity) => (from.Find(activity) ?? to.Find(activity))?.Name ?? activity;

    private void Problem(string code, string? activity, string message) => problems.Add(new(code, activity, message));
}
