using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RefMon.Domain;

/// <summary>
/// What people call a referral: two letters (never I or O), four digits and the first two letters of the contract
/// type's name, for example AC2673DE. Never holds both of a pair that looks alike (0 O, 1 I, 5 S, 8 B). The format is
/// the existing service's; here it is unique, by reservation.
/// </summary>
[JsonConverter(typeof(ReferralReferenceConverter))]
public sealed record ReferralReference
{
    private const string FirstLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    private static readonly string[] LookAlikes = ["0O", "1I", "5S", "8B"];

    private ReferralReference(string value) => Value = value;

    /// <summary>The eight characters in capitals.</summary>
    public string Value { get; }

    /// <summary>
    /// Draws a reference. Not reserved: the caller stores it and draws again when it is taken. The contract type's name
    /// must have at least two letters A to Z.
    /// </summary>
    public static ReferralReference Generate(string contractTypeName, Random random)
    {
        var suffix = SuffixFor(contractTypeName);
        while (true)
        {
            var candidate = string.Create(
                CultureInfo.InvariantCulture,
                $"{Letter(random)}{Letter(random)}{random.Next(10_000):D4}{suffix}"
            );
            if (!ConfusesLookAlikes(candidate))
                return new ReferralReference(candidate);
        }
    }

    /// <summary>The reference, or an exception when the text is not one.</summary>
    public static ReferralReference Parse(string text) =>
        TryParse(text, out var reference)
            ? reference
            : throw new FormatException("Not a referral reference: two letters, four digits, two letters.");

    /// <summary>Reads what a person typed: spaces around are dropped and small letters become capitals.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ReferralReference? reference)
    {
        var value = text?.Trim().ToUpperInvariant() ?? "";
        var valid =
            value.Length == 8
            && value[..2].All(c => FirstLetters.Contains(c, StringComparison.Ordinal))
            && value[2..6].All(char.IsAsciiDigit)
            && value[6..].All(char.IsAsciiLetterUpper)
            && !ConfusesLookAlikes(value);
        reference = valid ? new ReferralReference(value) : null;
        return valid;
    }

    /// <summary>The eight characters: a reference is not personal data and may stand in URLs and mail.</summary>
    public override string ToString() => Value;

    private static char Letter(Random random) => FirstLetters[random.Next(FirstLetters.Length)];

    private static string SuffixFor(string contractTypeName)
    {
        var letters = contractTypeName.ToUpperInvariant().Where(char.IsAsciiLetterUpper).Take(2).ToArray();
        return letters.Length == 2
            ? new string(letters)
            : throw new ArgumentException("Needs a name with two letters A to Z.", nameof(contractTypeName));
    }

    private static bool ConfusesLookAlikes(string candidate) =>
        LookAlikes.Any(pair => pair.All(c => candidate.Contains(c, StringComparison.Ordinal)));
}

internal sealed class ReferralReferenceConverter : JsonConverter<ReferralReference>
{
    public override ReferralReference Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) =>
        ReferralReference.TryParse(reader.GetString(), out var reference)
            ? reference
            : throw new JsonException("Not a referral reference.");

    public override void Write(Utf8JsonWriter writer, ReferralReference value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
