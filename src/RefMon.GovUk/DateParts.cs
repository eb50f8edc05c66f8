using System.Globalization;

namespace RefMon.GovUk;

/// <summary>
/// The three answers of a date input, as typed. A page's form model holds one per date; whatever was typed comes back, right or wrong.
/// </summary>
public sealed class DateParts
{
    /// <summary>The day as typed.</summary>
    public string? Day { get; set; }

    /// <summary>The month as typed: a number or an English name, whole or shortened to three letters or more.</summary>
    public string? Month { get; set; }

    /// <summary>The year as typed.</summary>
    public string? Year { get; set; }

    /// <summary>Whether nothing was typed.</summary>
    public bool IsEmpty =>
        string.IsNullOrWhiteSpace(Day) && string.IsNullOrWhiteSpace(Month) && string.IsNullOrWhiteSpace(Year);

    /// <summary>The names of the parts left empty (Day, Month, Year).</summary>
    public IReadOnlyList<string> MissingParts =>
        [
            .. new[] { (nameof(Day), Day), (nameof(Month), Month), (nameof(Year), Year) }
                .Where(part => string.IsNullOrWhiteSpace(part.Item2))
                .Select(part => part.Item1),
        ];

    /// <summary>The parts of a date, to fill the boxes with.</summary>
    public static DateParts From(DateOnly? date) =>
        date is not { } known
            ? new DateParts()
            : new DateParts
            {
                Day = known.Day.ToString(CultureInfo.InvariantCulture),
                Month = known.Month.ToString(CultureInfo.InvariantCulture),
                Year = known.Year.ToString(CultureInfo.InvariantCulture),
            };

    /// <summary>Reads the date. False when a part is missing or there is no such day; the year needs its four digits.</summary>
    public bool TryRead(out DateOnly date)
    {
        date = default;
        if (!Number(Day, 1, 2, out var day) || !MonthNumber(out var month) || !Number(Year, 4, 4, out var year))
            return false;
        if (year == 0 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        date = new DateOnly(year, month, day);
        return true;
    }

    private bool MonthNumber(out int month)
    {
        if (Number(Month, 1, 2, out month))
            return true;
        var typed = Month?.Trim() ?? string.Empty;
        var names = CultureInfo.InvariantCulture.DateTimeFormat.MonthNames;
        month =
            typed.Length < 3
                ? 0
                : Array.FindIndex(names, name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase)) + 1;
        return month > 0;
    }

    private static bool Number(string? text, int shortest, int longest, out int number)
    {
        var digits = text?.Trim() ?? string.Empty;
        number = 0;
        return digits.Length >= shortest
            && digits.Length <= longest
            && digits.All(char.IsAsciiDigit)
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
