using System.Text.Json;

namespace RefMon.Workflows.Definitions;

/// <summary>The problems of one file, as they are found.</summary>
internal sealed class ProblemList(string file)
{
    private readonly List<DefinitionProblem> all = [];

    public IReadOnlyList<DefinitionProblem> All => all;

    public void Add(string? activity, string code, string message) => all.Add(new(file, activity, code, message));
}

/// <summary>Reads JSON that may be anything without failing.</summary>
internal static class JsonParts
{
    public static JsonElement? Part(this JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var part) ? part : null;

    public static string? Text(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.String } part ? part.GetString() : null;

    public static int? Number(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.Number } part && part.TryGetInt32(out var number)
            ? number
            : null;

    public static double? Decimal(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.Number } part ? part.GetDouble() : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.Array } part ? part.EnumerateArray() : [];

    public static bool IsEmptyObject(this JsonElement element) =>
        element.ValueKind is JsonValueKind.Object && !element.EnumerateObject().Any();
}
