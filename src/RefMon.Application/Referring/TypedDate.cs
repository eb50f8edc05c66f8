using System.Globalization;
using System.Text.RegularExpressions;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>
/// A date as people type it: day, month and year in three boxes (the month in numbers or words), or all of it in the
/// first box (1/2/2027, 1 Feb 2027, 2027-02-01, Monday 1st of February 2027, February 1, 2027). A weekday is read over: the date
/// decides.
/// </summary>
internal static partial class TypedDate
{
    private static readonly string[] Months =
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];

    /// <summary>The date, or a refusal that names the box to put right.</summary>
    /// <param name="what">How the date is called at the start of a sentence, for example "Completion date".</param>
    /// <param name="field">Name of the three boxes before Day, Month and Year.</param>
    /// <param name="typed">The three boxes.</param>
    public static (DateOnly Day, Refusal? Refusal) Read(string what, string field, DateBoxes typed)
    {
        var (day, month, year) = typed.Spread();
        if (day is null && month is null && year is null)
            return Refused("date-missing", "Day", $"Enter the {Lower(what)}, like 27 3 2027");
        if (day is null)
            return Refused("date-part-missing", "Day", $"{what} must include a day");
        if (month is null && year is null && day.Any(char.IsLetter))
            return Refused("date-not-real", "Day", $"{what} must be a real date, like 27 3 2027");
        if (month is null)
            return Refused("date-part-missing", "Month", $"{what} must include a month");
        if (year is null)
            return Refused("date-part-missing", "Year", $"{what} must include a year");
        if (year.Length != 4 || Number(year) is not { } y || y < 1900)
            return Refused("date-year", "Year", "Year must be 4 numbers, like 2027");
        if (MonthOf(month) is not { } m)
            return Refused(
                "date-not-real",
                "Month",
                "Month must be a number from 1 to 12 or its name, like 3 or March"
            );
        if (Number(day) is not { } d || d < 1 || d > DateTime.DaysInMonth(y, m))
            return Refused("date-not-real", "Day", $"{what} must be a real date: that month does not have that day");
        return (new DateOnly(y, m, d), null);

        (DateOnly, Refusal?) Refused(string code, string box, string message) =>
            (default, new Refusal(code, field + box, message));
    }

    private static (string? Day, string? Month, string? Year) Spread(this DateBoxes typed)
    {
        var (day, month, year) = (TypedText.Line(typed.Day), TypedText.Line(typed.Month), TypedText.Line(typed.Year));
        if (day is null || month is not null || year is not null)
            return (day, month, year);
        if (YearFirst().Match(day) is { Success: true } iso)
            return (iso.Groups["d"].Value, iso.Groups["m"].Value, iso.Groups["y"].Value);
        var date = Weekday().Replace(day, "");
        foreach (var order in (Regex[])[DayFirst(), MonthFirst()])
        {
            if (order.Match(date) is { Success: true } whole)
                return (whole.Groups["d"].Value, whole.Groups["m"].Value, whole.Groups["y"].Value);
        }
        // what there is of a date says better what is missing
        if (Part().Match(date) is { Success: true } part)
            return (part.Groups["d"].Value, part.Groups["m"] is { Success: true } named ? named.Value : null, null);
        return (day, null, null);
    }

    private static int? MonthOf(string text)
    {
        if (Number(text) is { } number)
            return number is >= 1 and <= 12 ? number : null;
        var word = text.TrimEnd('.').ToLowerInvariant();
        if (word == "sept")
            return 9;
        var index = Array.FindIndex(
            Months,
            m => m == word || (word.Length == 3 && m.StartsWith(word, StringComparison.Ordinal))
        );
        return index < 0 ? null : index + 1;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Lower(string what) => char.ToLowerInvariant(what[0]) + what[1..];

    [GeneratedRegex(@"^(?<y>[0-9]{4})[-/.](?<m>[0-9]{1,2})[-/.](?<d>[0-9]{1,2})$", RegexOptions.ExplicitCapture, 500)]
    private static partial Regex YearFirst();

    [GeneratedRegex(
        @"^(?<d>[0-9]{1,2})(st|nd|rd|th)?[-/. ]+(of +)?(?<m>[0-9]{1,2}|[A-Z]{3,9}\.?)[-/., ]+(?<y>[0-9]{1,6})$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        500
    )]
    private static partial Regex DayFirst();

    [GeneratedRegex(
        @"^(?<d>[0-9]{1,2})(st|nd|rd|th)?([-/. ]+(of +)?(?<m>[A-Z]{3,9}\.?))?$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        500
    )]
    private static partial Regex Part();

    // with the name of the month only: of two numbers the first is the day
    [GeneratedRegex(
        @"^(?<m>[A-Z]{3,9}\.?)[-/., ]+(the +)?(?<d>[0-9]{1,2})(st|nd|rd|th)?[-/., ]+(?<y>[0-9]{1,6})$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        500
    )]
    private static partial Regex MonthFirst();

    [GeneratedRegex(
        @"^(mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(day)?[., ]+(the +)?",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        500
    )]
    private static partial Regex Weekday();
}

/// <summary>The three boxes of a date, as typed.</summary>
internal readonly record struct DateBoxes(string? Day, string? Month, string? Year);
