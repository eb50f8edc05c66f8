using System.Text.RegularExpressions;

namespace RefMon.Application.Referring;

/// <summary>What counts as a phone number and as a work e-mail address.</summary>
internal static partial class ContactRules
{
    /// <summary>True for 7 to 15 digits with an optional + in front; spaces, hyphens, dots, brackets and an extension are allowed.</summary>
    public static bool IsPhone(string text)
    {
        var number = Extension().Replace(text, "");
        return PhoneCharacters().IsMatch(number) && number.Count(char.IsAsciiDigit) is >= 7 and <= 15;
    }

    /// <summary>True when both ring the same telephone, however their digits are set apart and with or without the country's code.</summary>
    public static bool IsSamePhone(string one, string other) =>
        IsPhone(one) && IsPhone(other) && Dialled(one) == Dialled(other);

    // +44 (0)1632 960001, 0044 1632 960001 and 01632 960001 are one number
    private static string Dialled(string text)
    {
        var extension = Extension().Match(text);
        var number = text[..(extension.Success ? extension.Index : text.Length)]
            .Replace("(0)", "", StringComparison.Ordinal);
        var digits = Digits(number);
        var isAbroad = number.TrimStart().StartsWith('+') || digits.StartsWith("00", StringComparison.Ordinal);
        var national =
            isAbroad && digits.TrimStart('0').StartsWith("44", StringComparison.Ordinal)
                ? $"0{digits.TrimStart('0')[2..].TrimStart('0')}"
                : digits;
        return $"{national}x{Digits(extension.Value)}";
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    /// <summary>True for one address with a dotted domain and no spaces.</summary>
    public static bool IsEmail(string text) => text.Length <= 254 && EmailShape().IsMatch(text);

    /// <summary>True when the address belongs to government, where details about a person may be sent.</summary>
    public static bool IsGovernmentEmail(string text) =>
        text.EndsWith(".gov.uk", StringComparison.OrdinalIgnoreCase)
        || text.EndsWith("@gov.uk", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(
        @"\s*(ext\.?|extension|x)\s*[0-9]{1,6}$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        500
    )]
    private static partial Regex Extension();

    [GeneratedRegex(@"^\+?[0-9 ().\-]+$", RegexOptions.ExplicitCapture, 500)]
    private static partial Regex PhoneCharacters();

    [GeneratedRegex(
        @"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$",
        RegexOptions.ExplicitCapture,
        500
    )]
    private static partial Regex EmailShape();
}
