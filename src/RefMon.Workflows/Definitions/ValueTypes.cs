using System.Globalization;
using System.Text.Json;

namespace RefMon.Workflows.Definitions;

/// <summary>The types of values, each with its one spelling as text.</summary>
internal static class ValueTypes
{
    public const string Boolean = "Boolean";
    public const string Text = "String";
    public const string Number = "Int32";
    public const string Instant = "DateTimeOffset";
    public const string Span = "TimeSpan";
    public const string TextList = "List<String>";
    public const string Anything = "Object";

    /// <summary>Those a variable may have.</summary>
    public static IReadOnlyList<string> OfVariables { get; } = [Boolean, Text, Number, Instant, Span];

    /// <summary>
    /// Whether the text is a value of the type, more narrowly than Elsa, which takes some misspellings for other values:
    /// "2" is no span of time here, nor is a number a Boolean.
    /// </summary>
    public static bool IsValue(string typeName, string text) =>
        typeName switch
        {
            Boolean => bool.TryParse(text, out _),
            Number => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            Instant => text.Contains('T', StringComparison.Ordinal)
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
            Span => text.Contains(':', StringComparison.Ordinal)
                && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _),
            TextList => List(text) is not null,
            _ => true,
        };

    /// <summary>The texts of a list; null when it is none.</summary>
    public static IReadOnlyList<string>? List(string? text)
    {
        if (text is null)
            return null;
        try
        {
            return
                JsonSerializer.Deserialize<List<string>>(text) is { Count: > 0 } list
                && list.TrueForAll(one => !string.IsNullOrWhiteSpace(one))
                ? list
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A JSON literal as text: texts as they are, Booleans, whole numbers and lists by their one spelling.</summary>
    public static bool TryText(JsonElement value, out string? text)
    {
        text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number or JsonValueKind.Array => value.GetRawText(),
            _ => null,
        };
        return text is not null || value.ValueKind is JsonValueKind.Null;
    }
}
