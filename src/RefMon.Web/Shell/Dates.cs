using System.Globalization;

namespace RefMon.Web.Shell;

/// <summary>Days and times as they stand on screen, in British English and Europe/London.</summary>
public static class Dates
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>4 March 2027</summary>
    public static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Thursday 4 March 2027</summary>
    public static string DayWithName(DateOnly day) => day.ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>4 Mar 2027, for tables.</summary>
    public static string Short(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The day it is in London at an instant.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, London).DateTime);

    /// <summary>4 March 2027</summary>
    public static string Day(DateTimeOffset instant) => Day(DayOf(instant));

    /// <summary>4 March 2027 at 9:30am</summary>
    public static string Instant(DateTimeOffset instant) => $"{Day(instant)} at {Time(instant)}";

    /// <summary>9:30am, midday, midnight</summary>
    public static string Time(DateTimeOffset instant) =>
        Time(TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, London).DateTime));

    /// <summary>9:30am, midday, midnight</summary>
    public static string Time(TimeOnly time) =>
        (time.Hour, time.Minute) switch
        {
            (0, 0) => "midnight",
            (12, 0) => "midday",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{(time.Hour + 11) % 12 + 1}{(time.Minute == 0 ? "" : $":{time.Minute:D2}")}{(time.Hour < 12 ? "am" : "pm")}"
            ),
        };

    /// <summary>Whole years from a date of birth to a day.</summary>
    public static int Age(DateOnly born, DateOnly today) =>
        today.Year - born.Year - (today < born.AddYears(today.Year - born.Year) ? 1 : 0);
}
