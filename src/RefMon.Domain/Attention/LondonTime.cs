namespace RefMon.Domain.Attention;

/// <summary>Between instants in UTC and the clock on the wall in England and Wales.</summary>
public static class LondonTime
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>The London date of an instant.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(Local(instant));

    /// <summary>The London time of day of an instant.</summary>
    public static TimeOnly TimeOf(DateTimeOffset instant) => TimeOnly.FromDateTime(Local(instant));

    /// <summary>False for a time the clocks skip when summer time begins.</summary>
    public static bool Exists(DateOnly day, TimeOnly time) => !Zone.IsInvalidTime(day.ToDateTime(time));

    /// <summary>True for a time that comes twice when summer time ends.</summary>
    public static bool ComesTwice(DateOnly day, TimeOnly time) => Zone.IsAmbiguousTime(day.ToDateTime(time));

    /// <summary>
    /// The instant, in UTC, of a London date and time; the first of the two when the time comes twice; null when the time
    /// does not exist on that day.
    /// </summary>
    public static DateTimeOffset? InstantOf(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        if (Zone.IsInvalidTime(local))
            return null;
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>The instant a London date begins.</summary>
    public static DateTimeOffset StartOf(DateOnly day) =>
        InstantOf(day, TimeOnly.MinValue) ?? throw new InvalidOperationException("London never skips midnight.");

    private static DateTime Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone).DateTime;
}
