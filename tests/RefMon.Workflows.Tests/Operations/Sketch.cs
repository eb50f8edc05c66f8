using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Tests.Operations;

/// <summary>
/// A flowchart in a few words: "a.Port -> b", the port being Done when it is left out. The first letters of an id say its type: start,
/// sent (the trigger), end, fault, fork (its branches are its ports), all/active/any (joins), and wait; the rest do
/// whatever the script says.
/// </summary>
internal sealed class Sketch
{
    private readonly List<Connection> connections = [];
    private readonly List<string> ids = [];

    public IncidentStrategy Strategy { get; set; }

    public Scripted Script { get; } = new();

    public static Sketch Of(params string[] lines)
    {
        var sketch = new Sketch();
        foreach (var line in lines)
        {
            var (source, target) = (line.Split("->")[0].Trim(), line.Split("->")[1].Trim());
            var parts = source.Split('.');
            sketch.connections.Add(new(parts[0], parts.ElementAtOrDefault(1) ?? "Done", target));
            sketch.ids.AddRange([parts[0], target]);
        }
        return sketch;
    }

    public WorkflowDefinition Definition => field ??= Build();

    public InstanceRunner Runner => field ??= new(new([Script]), Limits);

    public RunnerLimits Limits { get; set; } = new();

    public static TurnWorld World(DateTimeOffset? now = null) =>
        new(Guid.Empty, now ?? new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero), _ => ValueTask.FromResult<object?>(null));

    public Task<Turn> Start(string? trigger = "sent") =>
        Runner.Start(Definition, Definition.Find(trigger ?? "") is null ? null : trigger, null, World(), default);

    public Task<Turn> Resume(Turn turn, string activity, DateTimeOffset? now = null) =>
        Runner.Resume(Definition, turn.State, activity, new Resumption.Happened([activity], null), World(now), default);

    /// <summary>Which activities have run, in order, of this turn.</summary>
    public static string Ran(Turn turn) =>
        string.Join(' ', turn.Steps.Where(s => s.Kind is StepKind.Ran or StepKind.Ended).Select(s => s.Activity));

    private WorkflowDefinition Build() =>
        new(
            "sketch:1",
            "sketch",
            1,
            "Sketch",
            null,
            true,
            new(Strategy),
            [],
            [.. ids.Distinct().Select(Node)],
            connections,
            "",
            "{}"
        );

    private ActivityNode Node(string id)
    {
        var type =
            id.StartsWith("start", StringComparison.Ordinal) ? BuiltInActivities.Start
            : id.StartsWith("sent", StringComparison.Ordinal) ? BuiltInActivities.Event
            : id.StartsWith("end", StringComparison.Ordinal) ? BuiltInActivities.End
            : id.StartsWith("fault", StringComparison.Ordinal) ? BuiltInActivities.Fault
            : id.StartsWith("fork", StringComparison.Ordinal) ? BuiltInActivities.Fork
            : id.StartsWith("wait", StringComparison.Ordinal) ? BuiltInActivities.Event
            : Mode(id) is not null ? BuiltInActivities.Join
            : Scripted.TypeName;
        var inputs = new Dictionary<string, WorkflowInput>();
        if (type == BuiltInActivities.Event)
            inputs["eventName"] = new WorkflowInput.Literal(id);
        if (Mode(id) is { } mode)
            inputs["mode"] = new WorkflowInput.Literal(mode);
        if (type == BuiltInActivities.Fork)
        {
            var ports = connections.Where(c => c.From == id).Select(c => $"\"{c.Port}\"").Distinct();
            inputs["branches"] = new WorkflowInput.Literal($"[{string.Join(',', ports)}]");
        }
        return new(
            id,
            id,
            type,
            id.StartsWith("sent", StringComparison.Ordinal),
            null,
            inputs,
            new Dictionary<string, string>()
        );
    }

    private static string? Mode(string id) =>
        id.StartsWith("active", StringComparison.Ordinal) ? "WaitAllActive"
        : id.StartsWith("all", StringComparison.Ordinal) ? "WaitAll"
        : id.StartsWith("any", StringComparison.Ordinal) ? "WaitAny"
        : null;
}

/// <summary>An activity that leaves by the ports it is told, Done when it is told nothing, or throws or hangs.</summary>
internal sealed class Scripted : IActivity
{
    public const string TypeName = "Test.Scripted";

    private readonly Dictionary<string, Queue<Func<CancellationToken, Task<ActivityResult>>>> script = [];

    public ActivityDescriptor Descriptor { get; } =
        new(TypeName, "Test", "Does what it is told.", [], [], ActivityDescriptor.OnlyDone);

    public Scripted Leaves(string activity, params string[] ports) =>
        Does(
            activity,
            [
                .. ports.Select(p =>
                    (Func<CancellationToken, Task<ActivityResult>>)(_ => Task.FromResult(ActivityResult.Done(p)))
                ),
            ]
        );

    public Scripted Does(string activity, params Func<CancellationToken, Task<ActivityResult>>[] acts)
    {
        script[activity] = new(acts);
        return this;
    }

    public async ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken) =>
        script.TryGetValue(context.Node.Id, out var acts) && acts.TryDequeue(out var next)
            ? await next(cancellationToken)
            : ActivityResult.Done();
}
