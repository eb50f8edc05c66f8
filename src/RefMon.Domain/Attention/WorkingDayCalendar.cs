namespace RefMon.Domain.Attention;

/// <summary>Working days: Monday to Friday without bank holidays. Days are London dates.</summary>
public sealed class WorkingDayCalendar(IReadOnlySet<DateOnly> bankHolidays)
{
    /// <summary>England and Wales, from the built-in list (2019 to 2035).</summary>
    public static WorkingDayCalendar EnglandAndWales { get; } = new(BankHolidays.EnglandAndWales);

    /// <summary>True for a working day.</summary>
    public bool IsWorkingDay(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !bankHolidays.Contains(day);

    /// <summary>
    /// The <paramref name="count"/>th working day after the day, or before it when negative. Zero is the day itself,
    /// working day or not.
    /// </summary>
    public DateOnly AddWorkingDays(DateOnly day, int count)
    {
        var step = Math.Sign(count);
        for (var left = Math.Abs(count); left > 0; )
        {
            day = day.AddDays(step);
            if (IsWorkingDay(day))
                left--;
        }
        return day;
    }

    /// <summary>
    /// Working days after <paramref name="from"/> up to and including <paramref name="to"/>. Negative when
    /// <paramref name="to"/> is earlier: then those that have passed since, after <paramref name="to"/> up to and including
    /// <paramref name="from"/>. So what was due on a Friday is not a working day late on the Sunday after.
    /// </summary>
    public int CountBetween(DateOnly from, DateOnly to)
    {
        var (earlier, later) = from <= to ? (from, to) : (to, from);
        var count = 0;
        for (var day = earlier; day != later; )
        {
            day = day.AddDays(1);
            if (IsWorkingDay(day))
                count++;
        }
        return from <= to ? count : -count;
    }
}

/// <summary>The bank holidays of England and Wales by the standing rules and the days proclaimed so far.</summary>
public static class BankHolidays
{
    private const int FirstYear = 2019;
    private const int LastYear = 2035;

    /// <summary>2019 to 2035, substitute days included. Days proclaimed later are added through the calendar's data.</summary>
    public static IReadOnlySet<DateOnly> EnglandAndWales { get; } =
        Enumerable.Range(FirstYear, LastYear - FirstYear + 1).SelectMany(Of).ToHashSet();

    private static IEnumerable<DateOnly> Of(int year)
    {
        var easter = EasterSunday(year);
        var christmas = new DateOnly(year, 12, 25);
        yield return FirstWeekday(new DateOnly(year, 1, 1));
        yield return easter.AddDays(-2);
        yield return easter.AddDays(1);
        // moved for the 75th anniversary of VE Day in 2020
        yield return year == 2020 ? new DateOnly(2020, 5, 8) : MondayOnOrAfter(new DateOnly(year, 5, 1));
        // moved for the Platinum Jubilee in 2022
        yield return year == 2022 ? new DateOnly(2022, 6, 2) : MondayOnOrAfter(new DateOnly(year, 5, 25));
        yield return MondayOnOrAfter(new DateOnly(year, 8, 25));
        // a weekend Christmas or Boxing Day is made up for on the Monday or Tuesday after
        yield return christmas.DayOfWeek switch
        {
            DayOfWeek.Saturday or DayOfWeek.Sunday => new DateOnly(year, 12, 27),
            _ => christmas,
        };
        yield return christmas.DayOfWeek switch
        {
            DayOfWeek.Friday or DayOfWeek.Saturday => new DateOnly(year, 12, 28),
            _ => new DateOnly(year, 12, 26),
        };
        if (year == 2022)
        {
            yield return new DateOnly(2022, 6, 3);
            yield return new DateOnly(2022, 9, 19);
        }
        if (year == 2023)
            yield return new DateOnly(2023, 5, 8);
    }

    private static DateOnly FirstWeekday(DateOnly day) =>
        day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? MondayOnOrAfter(day) : day;

    private static DateOnly MondayOnOrAfter(DateOnly day) =>
        day.AddDays(((int)DayOfWeek.Monday - (int)day.DayOfWeek + 7) % 7);

    // the anonymous Gregorian algorithm
    private static DateOnly EasterSunday(int year)
    {
        var a = year % 19;
        var (b, c) = (year / 100, year % 100);
        var h = ((19 * a) + b - (b / 4) - ((b - ((b + 8) / 25) + 1) / 3) + 15) % 30;
        var l = (32 + (2 * (b % 4)) + (2 * (c / 4)) - h - (c % 4)) % 7;
        var m = (a + (11 * h) + (22 * l)) / 451;
        var n = h + l - (7 * m) + 114;
        return new DateOnly(year, n / 31, (n % 31) + 1);
    }
}
