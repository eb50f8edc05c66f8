using System.Text.Json;
using System.Text.Json.Serialization;

namespace RefMon.Integrations.Operations;

/// <summary>How neighbours' JSON is read: strictly, so that what does not fit is noticed and never half understood.</summary>
internal static class Wire
{
    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web)
        {
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            NumberHandling = JsonNumberHandling.Strict,
            AllowDuplicateProperties = false,
            MaxDepth = 16,
            Converters =
            {
                new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false),
                new ZonedInstants(),
            },
        };

    /// <summary>Every item of a list, none of them null (the serializer does not check inside lists).</summary>
    public static IReadOnlyList<T> All<T>(IEnumerable<T?> items)
        where T : class => items.Select(i => i ?? throw new JsonException("A list held a null.")).ToList();

    /// <summary>Refuses an answer about somebody or something else.</summary>
    public static void Same(string asked, string answered)
    {
        if (!string.Equals(asked, answered, StringComparison.OrdinalIgnoreCase))
        {
            throw new JsonException("The answer is about another record.");
        }
    }
}

/// <summary>An instant says its zone: one that does not would be taken for the time of whatever place this machine is in.</summary>
internal sealed class ZonedInstants : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString() ?? throw new JsonException("An instant was null.");
        var time = text.IndexOf('T', StringComparison.Ordinal);
        return time > 0 && text.AsSpan(time).IndexOfAny('Z', '+', '-') >= 0
            ? reader.GetDateTimeOffset()
            : throw new JsonException("An instant has no zone.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}

/// <summary>A refusal in a neighbour's words: RefMon's own form (code, reason) or Notify's (errors).</summary>
internal sealed record WireRefusal(string? Code = null, string? Reason = null, IReadOnlyList<WireError?>? Errors = null)
{
    public (string Code, string Reason)? Words() =>
        (Code, Errors is [var first, ..] ? first : null) switch
        {
            ({ Length: > 0 } code, _) => (Tidy(code), Reason ?? ""),
            (_, { Error: { Length: > 0 } error, Message: var message }) => (Tidy(error), message ?? ""),
            _ => null,
        };

    // a code goes into logs: only the characters of a code may
    private static string Tidy(string code)
    {
        var kept = new string(code.Where(c => char.IsAsciiLetter(c) || c is '-' or '_').Take(60).ToArray());
        return kept.Length > 0 ? kept : "refused";
    }
}

/// <summary>One of Notify's errors.</summary>
internal sealed record WireError(string? Error = null, string? Message = null);
