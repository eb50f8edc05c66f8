using System.Text.Json;
using RefMon.Workflows.Activities;

namespace RefMon.Workflows.Definitions;

/// <summary>Reads one activity with its inputs and outputs, by what its type takes and gives.</summary>
internal sealed class ActivityReader(ProblemList problems, ActivityCatalogue catalogue)
{
    private static readonly string[] Common =
    [
        "id",
        "nodeId",
        "name",
        "type",
        "version",
        "customProperties",
        "metadata",
    ];

    private static readonly string[] InputParts = ["typeName", "expression"];
    private static readonly string[] ExpressionParts = ["type", "value"];

    /// <summary>Null when it has no id or no known type.</summary>
    public ActivityNode? Read(JsonElement element, IReadOnlyList<WorkflowVariable> variables)
    {
        var (id, type) = (element.Text("id"), element.Text("type"));
        if (string.IsNullOrWhiteSpace(id))
        {
            problems.Add(null, "id-missing", $"an activity of type '{type}' has no id");
            return null;
        }
        if (catalogue.Find(type ?? "") is not { } known)
        {
            var why = type?.StartsWith("Elsa.", StringComparison.Ordinal) is true
                ? $"'{type}' is a type of Elsa's that RefMon does not run, or its name is spelt differently"
                : $"there is no type '{type}'";
            problems.Add(id, "unknown-type", why);
            // kept, so that what is connected to it is not reported too
            return new(id, element.Text("name") ?? id, type ?? "", false, null, None, NoOutputs);
        }
        if (
            element.Part("version") is { } version
            && !(version.TryGetWhole(out var number) && number == ActivityDescriptor.Version)
        )
            problems.Add(id, "unknown-type", $"'{type}' has only version {ActivityDescriptor.Version}");
        CheckProperties(id, element, known.Descriptor);
        var node = new ActivityNode(
            id,
            element.Text("name") ?? id,
            type!,
            CanStart(id, element),
            BoxOf(element),
            ReadInputs(id, element, known.Descriptor, variables),
            ReadOutputs(id, element, known.Descriptor, variables)
        );
        if (node.Type == BuiltInActivities.SetVariable)
            CheckValue(node, variables);
        foreach (var wrong in problems.All.Any(p => p.Activity == id) ? [] : known.Check(node))
            problems.Add(id, "wrong-inputs", wrong);
        return node;
    }

    // what a variable could not hold would only be found out when the activity runs
    private void CheckValue(ActivityNode node, IReadOnlyList<WorkflowVariable> variables)
    {
        if (
            node.Inputs.GetValueOrDefault("variable") is not WorkflowInput.FromVariable to
            || variables.FirstOrDefault(v => v.Id == to.VariableId) is not { } variable
        )
            return;
        var isWrong = node.Inputs.GetValueOrDefault("value") switch
        {
            WorkflowInput.Literal { Text: { } text } => !ValueTypes.IsValue(variable.TypeName, text),
            WorkflowInput.FromVariable from => variable.TypeName != ValueTypes.Text
                && variables.First(v => v.Id == from.VariableId).TypeName != variable.TypeName,
            _ => false,
        };
        if (isWrong)
            problems.Add(
                node.Id,
                "wrong-value",
                $"'value' must be a {variable.TypeName} for variable '{variable.Name}', which it is not"
            );
    }

    private static IReadOnlyDictionary<string, WorkflowInput> None { get; } = new Dictionary<string, WorkflowInput>();

    private static IReadOnlyDictionary<string, string> NoOutputs { get; } = new Dictionary<string, string>();

    private void CheckProperties(string id, JsonElement element, ActivityDescriptor type)
    {
        var named = type.Inputs.Select(i => i.Name).Concat(type.Outputs.Select(o => o.Name)).Concat(Common).ToHashSet();
        // Elsa gives every event an output of that name
        foreach (var part in element.EnumerateObject().Where(p => !named.Contains(p.Name)))
        {
            if (part.Name is "canStartWorkflow")
                problems.Add(id, "unknown-property", "canStartWorkflow belongs into customProperties");
            else
                problems.Add(id, "unknown-property", $"{type.TypeName} has no input or output '{part.Name}'");
        }
        if (element.Part("customProperties") is not { } custom)
            return;
        foreach (var part in custom.ValueKind is JsonValueKind.Object ? custom.EnumerateObject() : default)
        {
            if (part.Name is not ("canStartWorkflow" or "runAsynchronously"))
                problems.Add(id, "unknown-property", $"customProperties may not say '{part.Name}'");
            else if (part.Name is "runAsynchronously" && part.Value.ValueKind is not JsonValueKind.False)
                problems.Add(id, "not-supported", "runAsynchronously must be false");
        }
    }

    private bool CanStart(string id, JsonElement element)
    {
        if (element.Part("customProperties")?.Part("canStartWorkflow") is not { } flag)
            return false;
        if (flag.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            problems.Add(id, "wrong-value", "canStartWorkflow must be true or false");
        return flag.ValueKind is JsonValueKind.True;
    }

    private static DesignerBox? BoxOf(JsonElement element)
    {
        var designer = element.Part("metadata")?.Part("designer");
        var (position, size) = (designer?.Part("position"), designer?.Part("size"));
        return position?.Decimal("x") is { } x && position.Value.Decimal("y") is { } y
            ? new(x, y, size?.Decimal("width"), size?.Decimal("height"))
            : null;
    }

    private Dictionary<string, WorkflowInput> ReadInputs(
        string id,
        JsonElement element,
        ActivityDescriptor type,
        IReadOnlyList<WorkflowVariable> variables
    )
    {
        var inputs = new Dictionary<string, WorkflowInput>(StringComparer.Ordinal);
        foreach (var input in type.Inputs)
        {
            var read = element.Part(input.Name) switch
            {
                null or { ValueKind: JsonValueKind.Null } => null,
                { } part when input.IsBare => ReadBare(id, input, part, variables),
                { } part => ReadWrapped(id, input, part, variables),
            };
            if (read is not null)
                inputs[input.Name] = read;
            if (
                input.IsRequired
                && (read is null or WorkflowInput.Literal { Text: null or "" })
                && !IsReported(id, input)
            )
                problems.Add(id, "missing-input", $"{type.TypeName} needs the input '{input.Name}'");
        }
        return inputs;
    }

    private bool IsReported(string id, InputDescriptor input) =>
        problems.All.Any(p => p.Activity == id && p.Message.Contains($"'{input.Name}'", StringComparison.Ordinal));

    private WorkflowInput.FromVariable? ReadBare(
        string id,
        InputDescriptor input,
        JsonElement part,
        IReadOnlyList<WorkflowVariable> variables
    )
    {
        if (part.Part("expression") is not null)
        {
            problems.Add(id, "wrong-input", $"'{input.Name}' is written bare, without typeName and expression");
            return null;
        }
        if (part.Text("id") is { } variable && variables.Any(v => v.Id == variable))
            return new(variable);
        problems.Add(id, "unknown-variable", $"'{input.Name}' names no variable of the definition by its id");
        return null;
    }

    private WorkflowInput? ReadWrapped(
        string id,
        InputDescriptor input,
        JsonElement part,
        IReadOnlyList<WorkflowVariable> variables
    )
    {
        if (part.Text("typeName") is null || part.Part("expression") is not { ValueKind: JsonValueKind.Object } given)
        {
            problems.Add(id, "wrong-input", $"'{input.Name}' must be written with typeName and expression");
            return null;
        }
        foreach (var unknown in part.EnumerateObject().Where(p => !InputParts.Contains(p.Name)))
            problems.Add(id, "wrong-input", $"'{input.Name}' may not say '{unknown.Name}'");
        foreach (var unknown in given.EnumerateObject().Where(p => !ExpressionParts.Contains(p.Name)))
            problems.Add(id, "wrong-input", $"the expression of '{input.Name}' may not say '{unknown.Name}'");
        switch (given.Text("type"))
        {
            case "Literal":
                return ReadLiteral(id, input, given.Part("value"));
            case "Variable" when input.IsLiteral:
                problems.Add(id, "wrong-input", $"'{input.Name}' must be written out as a Literal");
                return null;
            case "Variable":
                return ReadVariable(id, input, given.Part("value"), variables);
            case { } other:
                problems.Add(
                    id,
                    "expression-refused",
                    $"'{input.Name}' is given as {other}: only Literal and Variable are run, no scripting"
                );
                return null;
            default:
                problems.Add(id, "wrong-input", $"the expression of '{input.Name}' must say its type");
                return null;
        }
    }

    private WorkflowInput.Literal? ReadLiteral(string id, InputDescriptor input, JsonElement? value)
    {
        if (value is not { } given)
            return new(null);
        if (!ValueTypes.TryText(given, out var text))
        {
            problems.Add(id, "wrong-value", $"'{input.Name}' must be a text, a number or true or false");
            return null;
        }
        if (text is not null && !ValueTypes.IsValue(input.TypeName, text))
            problems.Add(id, "wrong-value", $"'{input.Name}' must be a {input.TypeName}, which '{text}' is not");
        else if (text is not null && input.OneOf is { } allowed && !allowed.Contains(text, StringComparer.Ordinal))
            problems.Add(id, "wrong-value", $"'{input.Name}' cannot be '{text}': {string.Join(", ", allowed)}");
        return new(text);
    }

    private WorkflowInput.FromVariable? ReadVariable(
        string id,
        InputDescriptor input,
        JsonElement? value,
        IReadOnlyList<WorkflowVariable> variables
    )
    {
        if (value?.Text("id") is not { } known || variables.FirstOrDefault(v => v.Id == known) is not { } variable)
        {
            problems.Add(id, "unknown-variable", $"'{input.Name}' names no variable of the definition by its id");
            return null;
        }
        if (input.TypeName is not (ValueTypes.Anything or ValueTypes.Text) && variable.TypeName != input.TypeName)
            problems.Add(
                id,
                "wrong-value",
                $"'{input.Name}' must be a {input.TypeName}, which variable '{variable.Name}' is not"
            );
        return new(variable.Id);
    }

    private Dictionary<string, string> ReadOutputs(
        string id,
        JsonElement element,
        ActivityDescriptor type,
        IReadOnlyList<WorkflowVariable> variables
    )
    {
        var outputs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var output in type.Outputs)
        {
            if (element.Part(output.Name) is not { ValueKind: not JsonValueKind.Null } part)
                continue;
            if (
                part.Part("memoryReference")?.Text("id") is not { } known
                || variables.FirstOrDefault(v => v.Id == known) is not { } variable
            )
                problems.Add(id, "unknown-variable", $"'{output.Name}' names no variable by memoryReference.id");
            else if (variable.TypeName != output.TypeName && variable.TypeName != ValueTypes.Text)
                problems.Add(
                    id,
                    "wrong-value",
                    $"'{output.Name}' is a {output.TypeName}, which variable '{variable.Name}' cannot hold"
                );
            else
                outputs[output.Name] = variable.Id;
        }
        return outputs;
    }
}

internal static class WholeNumbers
{
    public static bool TryGetWhole(this JsonElement element, out int number)
    {
        number = 0;
        return element.ValueKind is JsonValueKind.Number && element.TryGetInt32(out number);
    }
}
