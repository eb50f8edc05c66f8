using System.Globalization;
using RefMon.Workflows.Definitions;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Activities;

/// <summary>What a running activity may know and change: its inputs, outputs, memory, subject and the time.</summary>
public sealed class ActivityContext
{
    private readonly WorkflowDefinition definition;
    private readonly InstanceState state;
    private readonly TurnWorld world;

    internal ActivityContext(WorkflowDefinition definition, ActivityNode node, InstanceState state, TurnWorld world)
    {
        this.definition = definition;
        this.state = state;
        this.world = world;
        Node = node;
    }

    /// <summary>The activity in its definition.</summary>
    public ActivityNode Node { get; }

    /// <summary>What the instance is about: the id of a referral or a draft.</summary>
    public Guid CorrelationId => world.CorrelationId;

    /// <summary>What of its subject the instance is about (an appointment's id, for example); null for the whole.</summary>
    public string? Key => state.Key;

    /// <summary>The time of this turn.</summary>
    public DateTimeOffset Now => world.Now;

    /// <summary>What this activity wrote down when it last ran in this instance; null the first time.</summary>
    public string? Memory
    {
        get => state.Memory.GetValueOrDefault(Node.Id);
        set
        {
            if (value is null)
                state.Memory.Remove(Node.Id);
            else
                state.Memory[Node.Id] = value;
        }
    }

    /// <summary>The subject as it stands now; null when it is gone. Read once a turn.</summary>
    public ValueTask<object?> Subject(CancellationToken cancellationToken) => world.Subject(cancellationToken);

    /// <summary>An input as text; null when it is not given or its variable has no value.</summary>
    public string? Text(string input) =>
        Node.Inputs.GetValueOrDefault(input) switch
        {
            WorkflowInput.Literal literal => literal.Text,
            WorkflowInput.FromVariable from => state.Variables.GetValueOrDefault(from.VariableId),
            _ => null,
        };

    /// <summary>An input that must have a value when the activity runs.</summary>
    public string Required(string input) => Text(input) ?? throw new InputMissingException(Node.Id, input);

    /// <summary>A whole number; null when it is not given.</summary>
    public int? Number(string input) => Text(input) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>A yes or no; null when it is not given.</summary>
    public bool? Boolean(string input) => Text(input) is { } text ? bool.Parse(text) : null;

    /// <summary>A span of time; null when it is not given.</summary>
    public TimeSpan? Span(string input) =>
        Text(input) is { } text ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>Puts an output into the variable it is bound to; nothing when it is not bound.</summary>
    public void Output(string output, string? value)
    {
        if (Node.Outputs.TryGetValue(output, out var variable))
            Set(variable, value);
    }

    /// <summary>Whether the event came a short while ago, before anything waited for it; it counts once.</summary>
    internal bool TakeEarly(string name) =>
        state.Early.Remove(name, out var at) && at >= world.Now - InstanceRunner.EarlyFor;

    internal void Set(string variableId, string? value)
    {
        var variable =
            definition.Variable(variableId)
            ?? throw new InvalidOperationException($"{definition.Id} has no variable {variableId}.");
        if (value is not null && !ValueTypes.IsValue(variable.TypeName, value))
            throw new WrongValueException(variableId, variable.TypeName);
        state.Variables[variableId] = value;
    }
}

/// <summary>An input without which the activity cannot run had no value.</summary>
public sealed class InputMissingException(string activity, string input)
    : Exception($"Input {input} of activity {activity} has no value.");

/// <summary>A value was not of its variable's type. The message does not repeat it.</summary>
public sealed class WrongValueException(string variable, string typeName)
    : Exception($"Variable {variable} takes values of type {typeName}.");
