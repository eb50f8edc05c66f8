using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RefMon.Workflows.Activities;

namespace RefMon.Workflows.Definitions;

/// <summary>
/// Reads one file in Elsa 3's workflow-definition format, more strictly than Elsa: whatever Elsa ignores, drops or takes for
/// something else is a problem here.
/// </summary>
internal sealed class DefinitionReader
{
    private static readonly string[] TopLevel =
    [
        "id",
        "definitionId",
        "name",
        "description",
        "createdAt",
        "version",
        "toolVersion",
        "variables",
        "inputs",
        "outputs",
        "outcomes",
        "customProperties",
        "isLatest",
        "isPublished",
        "isReadonly",
        "isSystem",
        "options",
        "root",
    ];

    private static readonly string[] RootParts =
    [
        "id",
        "nodeId",
        "name",
        "type",
        "version",
        "customProperties",
        "metadata",
        "activities",
        "connections",
    ];

    private static readonly string[] VariableParts =
    [
        "id",
        "name",
        "typeName",
        "isArray",
        "value",
        "storageDriverTypeName",
    ];

    private const string Incidents = "incidentStrategyType";
    private const string Activation = "activationStrategyType";

    // as Elsa writes the type
    private const string CorrelatedSingleton =
        "Elsa.Workflows.Runtime.ActivationValidators.CorrelatedSingletonStrategy, Elsa.Workflows.Runtime";

    private readonly ProblemList problems;
    private readonly ActivityReader activities;

    private DefinitionReader(string file, ActivityCatalogue catalogue)
    {
        problems = new(file);
        activities = new(problems, catalogue);
    }

    /// <summary>The definition, null when the file is no JSON or lacks what makes one; and every problem found on the way.</summary>
    public static (WorkflowDefinition? Definition, IReadOnlyList<DefinitionProblem> Problems) Read(
        string file,
        string json,
        ActivityCatalogue catalogue
    )
    {
        var reader = new DefinitionReader(file, catalogue);
        var definition = reader.Parse(json);
        return (definition, reader.problems.All);
    }

    private WorkflowDefinition? Parse(string json)
    {
        try
        {
            if (json.Contains("\\u0000", StringComparison.Ordinal) || json.Contains('\0'))
                problems.Add(null, "broken-json", "the file holds the character 0, which the database cannot keep");
            using var document = JsonDocument.Parse(json, new() { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind is JsonValueKind.Object)
                return Read(document.RootElement, json);
            problems.Add(null, "broken-json", "the file is not a JSON object");
        }
        catch (JsonException broken)
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"line {broken.LineNumber + 1}");
            problems.Add(null, "broken-json", $"the file is not JSON that Elsa reads (at {where})");
        }
        // half of a surrogate pair, or a number that is none
        catch (Exception broken) when (broken is InvalidOperationException or FormatException or OverflowException)
        {
            problems.Add(null, "broken-json", "the file has a text or a number in it that nobody can read");
        }
        return null;
    }

    private WorkflowDefinition? Read(JsonElement top, string json)
    {
        foreach (var part in top.EnumerateObject().Where(p => !TopLevel.Contains(p.Name)))
            problems.Add(null, "unknown-property", $"there is no top-level property '{part.Name}'");
        var definitionId = top.Text("definitionId");
        var version = top.Number("version");
        if (string.IsNullOrWhiteSpace(definitionId))
            problems.Add(null, "definition-id-missing", "definitionId is missing");
        if (version is null or < 1)
            problems.Add(null, "version-missing", "version must be a whole number from 1");
        var id = string.Create(CultureInfo.InvariantCulture, $"{definitionId}:{version}");
        if (top.Text("id") != id)
            problems.Add(null, "id-not-of-version", $"id must be '{id}'");
        if (string.IsNullOrWhiteSpace(top.Text("name")))
            problems.Add(null, "name-missing", "name is missing");
        if (!Version.TryParse(top.Text("toolVersion"), out _))
            problems.Add(null, "tool-version", "toolVersion must be at least two numbers, such as '3.8'");
        var isPublished = top.Part("isPublished")?.ValueKind is JsonValueKind.True;
        if (!isPublished)
            problems.Add(null, "not-published", "isPublished must be true: nothing would ever start it");
        CheckEmptyParts(top);
        var settings = ReadOptions(top);
        var variables = ReadVariables(top);
        if (top.Part("root") is not { ValueKind: JsonValueKind.Object } root)
        {
            problems.Add(null, "root-missing", "root is missing");
            return null;
        }
        var (nodes, connections) = ReadRoot(root, variables);
        return new(
            id,
            definitionId ?? "",
            version ?? 0,
            top.Text("name") ?? "",
            top.Text("description"),
            isPublished,
            settings,
            variables,
            nodes,
            connections,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(top)))),
            json
        );
    }

    private void CheckEmptyParts(JsonElement top)
    {
        foreach (var name in (string[])["inputs", "outputs", "outcomes"])
        {
            if (top.Part(name) is { } part && (part.ValueKind is not JsonValueKind.Array || part.GetArrayLength() > 0))
                problems.Add(null, "not-supported", $"{name} must be empty");
        }
        if (top.Part("customProperties") is { } custom && !custom.IsEmptyObject())
            problems.Add(null, "not-supported", "customProperties must be empty");
    }

    // anything else that Elsa knows would have it do something that is not done here
    private WorkflowSettings ReadOptions(JsonElement top)
    {
        if (top.Part("options") is not { } options)
            return new();
        if (options.ValueKind is not JsonValueKind.Object)
        {
            problems.Add(null, "not-supported", "options must be an object");
            return new();
        }
        foreach (var other in options.EnumerateObject().Where(o => o.Name is not (Incidents or Activation)))
            problems.Add(null, "not-supported", $"options may not say '{other.Name}'");
        var strategy = options.Text(Incidents);
        if (options.Part(Incidents) is not null && strategy is not ("FaultStrategy" or "ContinueWithIncidentsStrategy"))
            problems.Add(null, "not-supported", "incidentStrategyType must be FaultStrategy");
        var activation = options.Text(Activation);
        if (options.Part(Activation) is not null && activation is not CorrelatedSingleton)
            problems.Add(null, "not-supported", $"activationStrategyType must be '{CorrelatedSingleton}'");
        return new(
            strategy is "ContinueWithIncidentsStrategy"
                ? IncidentStrategy.ContinueWithIncidents
                : IncidentStrategy.Fault,
            activation is CorrelatedSingleton
        );
    }

    private List<WorkflowVariable> ReadVariables(JsonElement top)
    {
        var read = new List<WorkflowVariable>();
        foreach (var part in top.Items("variables"))
        {
            var (id, name, type) = (part.Text("id"), part.Text("name"), part.Text("typeName"));
            if (id is null || name is null || type is null)
            {
                problems.Add(null, "variable", $"variable '{name ?? id}' needs an id, a name and a typeName");
                continue;
            }
            foreach (var unknown in part.EnumerateObject().Where(p => !VariableParts.Contains(p.Name)))
                problems.Add(null, "variable", $"variable '{name}' has no property '{unknown.Name}'");
            if (!ValueTypes.OfVariables.Contains(type) || part.Part("isArray")?.ValueKind is JsonValueKind.True)
                problems.Add(null, "variable", $"variable '{name}' must be one {Join(ValueTypes.OfVariables)}");
            if (part.Text("storageDriverTypeName") is not "WorkflowInstanceStorageDriver")
                problems.Add(
                    null,
                    "variable-not-stored",
                    $"variable '{name}' needs storageDriverTypeName WorkflowInstanceStorageDriver, or it is lost when the instance waits"
                );
            read.Add(new(id, name, type, DefaultOf(part, name, type)));
        }
        foreach (var twice in read.GroupBy(v => v.Id, StringComparer.Ordinal).Where(g => g.Count() > 1))
            problems.Add(null, "duplicate-variable", $"two variables have the id '{twice.Key}'");
        foreach (var twice in read.GroupBy(v => v.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
            problems.Add(null, "duplicate-variable", $"two variables are called '{twice.Key}'");
        return [.. read.DistinctBy(v => v.Id, StringComparer.Ordinal)];
    }

    private string? DefaultOf(JsonElement variable, string name, string type)
    {
        if (variable.Part("value") is not { ValueKind: not JsonValueKind.Null } value)
            return null;
        if (value.ValueKind is not JsonValueKind.String)
        {
            problems.Add(null, "variable", $"the value of variable '{name}' must be written as text, or null");
            return null;
        }
        var text = value.GetString()!;
        if (type == ValueTypes.Instant || !ValueTypes.IsValue(type, text))
            problems.Add(null, "variable", $"variable '{name}' cannot begin as '{text}'");
        return text;
    }

    private (IReadOnlyList<ActivityNode>, IReadOnlyList<Connection>) ReadRoot(
        JsonElement root,
        IReadOnlyList<WorkflowVariable> variables
    )
    {
        if (root.Text("type") is not BuiltInActivities.Flowchart)
            problems.Add(root.Text("id"), "root-not-a-flowchart", "root must be an Elsa.Flowchart");
        if (string.IsNullOrWhiteSpace(root.Text("id")))
            problems.Add(null, "id-missing", "root has no id");
        foreach (var property in root.EnumerateObject().Where(p => !RootParts.Contains(p.Name)))
            problems.Add(null, "not-supported", $"root may not say '{property.Name}'");
        if (root.Part("customProperties") is { } custom && !custom.IsEmptyObject())
            problems.Add(null, "not-supported", "root.customProperties must be empty");
        var nodes = new List<ActivityNode>();
        foreach (var element in root.Items("activities"))
        {
            if (activities.Read(element, variables) is not { } node)
                continue;
            if (nodes.Exists(n => n.Id == node.Id))
                problems.Add(node.Id, "duplicate-id", "two activities have this id");
            else
                nodes.Add(node);
        }
        return (nodes, [.. root.Items("connections").Select(c => ReadConnection(c)).OfType<Connection>()]);
    }

    private Connection? ReadConnection(JsonElement connection)
    {
        if (
            connection.Part("source") is not { ValueKind: JsonValueKind.Object } source
            || connection.Part("target") is not { ValueKind: JsonValueKind.Object } target
        )
        {
            problems.Add(null, "connection", "a connection is { source: { activity, port }, target: { activity } }");
            return null;
        }
        foreach (
            var unknown in Unknown(connection, "source", "target", "vertices")
                .Concat(Unknown(source, "activity", "port"))
                .Concat(Unknown(target, "activity", "port"))
        )
            problems.Add(source.Text("activity"), "connection", $"a connection may not say '{unknown}'");
        var (from, port, to) = (source.Text("activity"), source.Text("port"), target.Text("activity"));
        if (from is not null && port is not null && to is not null)
            return new(from, port, to);
        problems.Add(
            from,
            "connection",
            $"a connection from '{from}' to '{to}' must name both activities and the port"
        );
        return null;
    }

    private static IEnumerable<string> Unknown(JsonElement element, params string[] known) =>
        element.EnumerateObject().Select(p => p.Name).Where(name => !known.Contains(name));

    private static string Join(IEnumerable<string> all) => string.Join(", ", all);
}
