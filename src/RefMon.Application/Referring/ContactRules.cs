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
