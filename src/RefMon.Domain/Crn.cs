using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RefMon.Domain;

/// <summary>
/// Case reference number in nDelius: one letter and six digits. Personal data: never in URLs, logs or exceptions,
/// which is why its text form must be asked for with <see cref="Value"/>.
/// </summary>
[JsonConverter(typeof(CrnConverter))]
public sealed record Crn
{
    private Crn(string value) => Value = value;

    /// <summary>The number in capitals, for example X123456.</summary>
    public string Value { get; }

    /// <summary>The CRN, or an exception (without the text) when it is not one.</summary>
    public static Crn Parse(string text) =>
        TryParse(text, out var crn) ? crn : throw new FormatException("Not a CRN: one letter and six digits.");

    /// <summary>Reads what a person typed: spaces around are dropped and small letters become capitals.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Crn? crn)
    {
        var value = text?.Trim().ToUpperInvariant() ?? "";
        var valid = value.Length == 7 && char.IsAsciiLetterUpper(value[0]) && value.Skip(1).All(char.IsAsciiDigit);
        crn = valid ? new Crn(value) : null;
        return valid;
    }

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(Crn);
}

internal sealed class CrnConverter : JsonConverter<Crn>
{
    public override Crn Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Crn.TryParse(reader.GetString(), out var crn) ? crn : throw new JsonException("Not a CRN.");

    public override void Write(Utf8JsonWriter writer, Crn value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
