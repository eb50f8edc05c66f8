using RefMon.Workflows.Definitions;

namespace RefMon.Workflows.Activities;

/// <summary>Elsa's own activities that RefMon's definitions use, with Elsa's names, inputs, ports and meaning.</summary>
internal static class BuiltInActivities
{
    public const string Flowchart = "Elsa.Flowchart";
    public const string Start = "Elsa.Start";
    public const string End = "Elsa.End";
    public const string Event = "Elsa.Event";
    public const string SetVariable = "Elsa.SetVariable";
    public const string Decision = "Elsa.FlowDecision";
    public const string Fork = "Elsa.FlowFork";
    public const string Join = "Elsa.FlowJoin";
    public const string Fault = "Elsa.Fault";

    public static IReadOnlyList<IActivity> All { get; } =
    [
        new StartActivity(),
        new EndActivity(),
        new EventActivity(),
        new SetVariableActivity(),
        new DecisionActivity(),
        new ForkActivity(),
        new JoinActivity(),
        new FaultActivity(),
    ];

    /// <summary>The names of an Event whose trigger or bookmark a stimulus can meet.</summary>
    public static string? EventName(ActivityNode node) => node.Type == Event ? node.Literal("eventName") : null;

    private static ActivityDescriptor Describe(
        string type,
        string description,
        IReadOnlyList<InputDescriptor> inputs,
        IReadOnlyList<string> ports,
        bool waits = false
    ) =>
        new(
            type,
            type.StartsWith("Elsa.Flow", StringComparison.Ordinal) ? "Branching" : "Flow",
            description,
            inputs,
            [],
            ports,
            waits
        );

    private sealed class StartActivity : IActivity
    {
        public ActivityDescriptor Descriptor { get; } =
            Describe(Start, "Where the drawing begins.", [], ActivityDescriptor.OnlyDone);

        public ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ActivityResult.Done());
    }

    private sealed class EndActivity : IActivity
    {
        public ActivityDescriptor Descriptor { get; } =
            Describe(End, "Ends the whole instance, other branches too.", [], []);

        public ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ActivityResult.EndAll);
    }

    private sealed class EventActivity : IActivity
    {
        public ActivityDescriptor Descriptor { get; } =
            Describe(
                Event,
                "Starts an instance when it can start the workflow; otherwise waits for the event.",
                [new("eventName", ValueTypes.Text, "The event's name, in kebab case.", IsLiteral: true)],
                ActivityDescriptor.OnlyDone,
                waits: true
            );

        public ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(
                context.TakeEarly(context.Required("eventName"))
                    ? ActivityResult.Done()
                    : ActivityResult.Wait([context.Required("eventName")], null)
            );

        public ValueTask<ActivityResult> Resume(
            ActivityContext context,
            Resumption resumption,
            CancellationToken cancellationToken
        ) =>
            ValueTask.FromResult(
                resumption is Resumption.Happened happened
                && happened.Names.Contains(context.Required("eventName"), StringComparer.Ordinal)
                    ? ActivityResult.Done()
                    : ActivityResult.Wait([context.Required("eventName")], null)
            );
    }

    private sealed class SetVariableActivity : IActivity
    {
        public ActivityDescriptor Descriptor { get; } =
            Describe(
                SetVariable,
                "Puts a value into a variable.",
                [
                    new("variable", "Variable", "The variable, written bare.", IsBare: true),
                    new("value", ValueTypes.Anything, "The value; none empties the variable.", IsRequired: false),
                ],
                ActivityDescriptor.OnlyDone
            );

        public ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken)
        {
            var variable = (WorkflowInput.FromVariable)context.Node.Inputs["variable"];
            context.Set(variable.VariableId, context.Text("value"));
            return ValueTask.FromResult(ActivityResult.Done());
        }
    }

    private sealed class DecisionActivity : IActivity
    {
        public ActivityDescriptor Descriptor { get; } =
            Describe(
                Decision,
                "Goes on by True or by False.",
                [new("condition", ValueTypes.Boolean, "A Boolean variable, or a Boolean.")],
                ["True", "False"]
            );

        // no value is False, as in Elsa; the check refuses a condition that is missing or no Boolean
        public ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ActivityResult.Done(context.Boolean("condition") is true ? "True" : "False"));
    }

    private sealed class ForkActivity : IActivity
    {
        public ActivityDescriptor Descriptor { get; } =
            Describe(
                Fork,
                "Goes on by all its branches; a port for each.",
                [new("branches", ValueTypes.TextList, "The names of the branches.", IsLiteral: true)],
                []
            );

        public IReadOnlyList<string> PortsOf(ActivityNode node) =>
            ValueTypes.List(node.Literal("branches")) ?? ActivityDescriptor.OnlyDone;

        public IEnumerable<string> Check(ActivityNode node) =>
            PortsOf(node).Distinct(StringComparer.Ordinal).Count() == PortsOf(node).Count
                ? []
                : ["two branches have one name"];

        public ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ActivityResult.Done([.. PortsOf(context.Node)]));
    }

    private sealed class JoinActivity : IActivity
    {
        public ActivityDescriptor Descriptor { get; } =
            Describe(
                Join,
                "Brings branches of a fork together. What it waits for is its mode.",
                [
                    new(
                        "mode",
                        "FlowJoinMode",
                        "WaitAll, WaitAllActive or WaitAny. Elsa takes a missing one for WaitAny.",
                        OneOf: ["WaitAll", "WaitAllActive", "WaitAny"],
                        IsLiteral: true
                    ),
                ],
                ActivityDescriptor.OnlyDone
            );

        public ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ActivityResult.Done());
    }

    private sealed class FaultActivity : IActivity
    {
        public ActivityDescriptor Descriptor { get; } =
            Describe(
                Fault,
                "Ends the instance as faulted.",
                [
                    new("code", ValueTypes.Text, "What is wrong, as a code.", IsRequired: false),
                    new("category", ValueTypes.Text, "The kind of fault.", IsRequired: false),
                    new("faultType", ValueTypes.Text, "Whose fault it is.", IsRequired: false),
                    new("message", ValueTypes.Text, "What is wrong, in words. No names.", IsRequired: false),
                ],
                []
            );

        public ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ActivityResult.Fail(context.Text("code") ?? "0", context.Text("message")));
    }
}
