using System.Globalization;
using System.Text;

namespace RefMon.Application.Referring;

/// <summary>Cleans what a person typed without changing what they said.</summary>
internal static class TypedText
{
    /// <summary>Longest answer that is kept, in UTF-16 units as a browser counts them.</summary>
    public const int Longest = 50_000;

    /// <summary>
    /// Longest answer about safe contact: it stands above every page of a referral, where only what is essential is read.
    /// </summary>
    public const int LongestOnCard = 2_000;

    /// <summary>Longest answer on one line.</summary>
    public const int LongestLine = 250;

    /// <summary>A text of several lines, exactly as typed, with one kind of line break; null when there is nothing to read in it.</summary>
    public static string? Lines(string? typed)
    {
        if (!HasContent(typed))
            return null;
        // browsers post line breaks as CR LF; PostgreSQL cannot store U+0000
        return typed!.ReplaceLineEndings("\n").Replace("\0", "", StringComparison.Ordinal);
    }

    /// <summary>A text on one line, without spaces around it and with single spaces within; null when there is nothing to read in it.</summary>
    public static string? Line(string? typed) =>
        HasContent(typed)
            ? string.Join(
                ' ',
                typed!
                    .Replace("\0", "", StringComparison.Ordinal)
                    .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            )
            : null;

    /// <summary>True when there is anything but white space and invisible characters.</summary>
    public static bool HasContent(string? typed) =>
        typed is not null
        && typed
            .EnumerateRunes()
            .Any(rune =>
                !Rune.IsWhiteSpace(rune)
                && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format)
            );

    /// <summary>Characters over the limit; zero or less when the text fits.</summary>
    public static int TooManyBy(string? typed, int limit = Longest) => (Lines(typed)?.Length ?? 0) - limit;
}
