using System.Globalization;
using System.Text.Json;

namespace RefMon.Application.Catalogue;

/// <summary>One thing wrong with a reference data file: where, as a JSON path, and why.</summary>
public sealed record ReferenceDataProblem(string File, string Path, string Reason)
{
    /// <summary>File, path and reason in one line.</summary>
    public override string ToString() => $"{File}: {Path}: {Reason}";
}

/// <summary>
/// One object of a reference data file. Each reading names what it expects; what is missing or wrong is noted and a
/// stand-in returned, so that one pass finds every problem.
/// </summary>
internal sealed class ReferenceDataObject(
    string file,
    string path,
    JsonElement json,
    List<ReferenceDataProblem> problems
)
{
    private static readonly string[] InstantForms =
    [
        "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:sszz",
        "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    public void Wrong(string field, string reason) => problems.Add(new(file, At(field), reason));

    public string Text(string field) => OptionalOrMissing(field) is { } value ? AsText(field, value) : "";

    public string? OptionalText(string field) => Optional(field) is { } value ? AsText(field, value) : null;

    public Guid Id(string field)
    {
        if (OptionalOrMissing(field) is not { } value)
            return Guid.Empty;
        if (Guid.TryParseExact(StringIn(value), "D", out var id) && id != Guid.Empty)
            return id;
        Wrong(field, $"expected a uuid, found {Shown(value)}");
        return Guid.Empty;
    }

    public int Whole(string field) => OptionalOrMissing(field) is { } value ? AsWhole(field, value) : 0;

    public int? OptionalWhole(string field) => Optional(field) is { } value ? AsWhole(field, value) : null;

    public bool Flag(string field)
    {
        if (OptionalOrMissing(field) is not { } value)
            return false;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Wrong(field, $"expected true or false, found {Shown(value)}");
        return false;
    }

    public DateOnly Date(string field)
    {
        if (OptionalOrMissing(field) is not { } value)
            return default;
        if (
            DateOnly.TryParseExact(
                StringIn(value),
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var date
            )
        )
            return date;
        Wrong(field, $"expected a date like 2026-03-31, found {Shown(value)}");
        return default;
    }

    public DateTimeOffset? OptionalInstant(string field)
    {
        if (Optional(field) is not { } value)
            return null;
        if (
            DateTimeOffset.TryParseExact(
                StringIn(value),
                InstantForms,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var instant
            )
        )
            return instant;
        Wrong(field, $"expected an instant like 2026-03-31T22:59:00+00:00, found {Shown(value)}");
        return null;
    }

    public string OneOf(string field, params string[] allowed)
    {
        if (OptionalOrMissing(field) is not { } value)
            return "";
        if (StringIn(value) is { } text && allowed.Contains(text))
            return text;
        Wrong(field, $"expected one of {string.Join(", ", allowed)}, found {Shown(value)}");
        return "";
    }

    /// <summary>A list that must hold something: an empty one would close every row there is.</summary>
    public IReadOnlyList<ReferenceDataObject> Rows(string field)
    {
        var rows = Objects(field);
        if (rows.Count == 0 && Optional(field) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 0)
            Wrong(field, "is empty; an import of nothing would close everything");
        return rows;
    }

    public ReferenceDataObject? Object(string field)
    {
        if (OptionalOrMissing(field) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Object)
            return new(file, At(field), value, problems);
        Wrong(field, $"expected an object, found {Shown(value)}");
        return null;
    }

    public IReadOnlyList<ReferenceDataObject> Objects(string field)
    {
        var objects = new List<ReferenceDataObject>();
        foreach (var (item, itemPath) in Items(field))
        {
            if (item.ValueKind == JsonValueKind.Object)
                objects.Add(new(file, itemPath, item, problems));
            else
                problems.Add(new(file, itemPath, $"expected an object, found {Shown(item)}"));
        }
        return objects;
    }

    public IReadOnlyList<(string Value, string Path)> Texts(string field)
    {
        var texts = new List<(string, string)>();
        foreach (var (item, itemPath) in Items(field))
        {
            if (StringIn(item) is { } text && !string.IsNullOrWhiteSpace(text))
                texts.Add((text, itemPath));
            else
                problems.Add(new(file, itemPath, $"expected text, found {Shown(item)}"));
        }
        return texts;
    }

    public string At(string field) => $"{path}.{field}";

    public void WrongAt(string itemPath, string reason) => problems.Add(new(file, itemPath, reason));

    private IEnumerable<(JsonElement Item, string Path)> Items(string field)
    {
        if (OptionalOrMissing(field) is not { } value)
            yield break;
        if (value.ValueKind != JsonValueKind.Array)
        {
            Wrong(field, $"expected a list, found {Shown(value)}");
            yield break;
        }
        var index = 0;
        foreach (var item in value.EnumerateArray())
            yield return (item, $"{At(field)}[{(index++).ToString(CultureInfo.InvariantCulture)}]");
    }

    private JsonElement? Optional(string field) =>
        json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private JsonElement? OptionalOrMissing(string field)
    {
        if (Optional(field) is { } value)
            return value;
        Wrong(field, json.TryGetProperty(field, out _) ? "must not be null" : "is missing");
        return null;
    }

    private string AsText(string field, JsonElement value)
    {
        if (StringIn(value) is not { } text)
            Wrong(field, $"expected text, found {Shown(value)}");
        else if (string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal))
            Wrong(field, "must not be blank or hold a null character");
        else
            return text;
        return "";
    }

    // null for anything that is not text, half a surrogate pair included, which the parser lets through
    private static string? StringIn(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private int AsWhole(string field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number))
            return number;
        Wrong(field, $"expected a whole number, found {Shown(value)}");
        return 0;
    }

    private static string Shown(JsonElement value)
    {
        var raw = value.GetRawText();
        return raw.Length <= 40 ? raw : $"{raw[..40]}…";
    }
}
