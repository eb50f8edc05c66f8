namespace RefMon.Domain.Attention;

/// <summary>The hours in which somebody can be expected to look: 9am to 5pm in London on working days.</summary>
public static class WorkingHours
{
    /// <summary>When they begin.</summary>
    public static TimeOnly Opens { get; } = new(9, 0);

    /// <summary>When they end.</summary>
    public static TimeOnly Closes { get; } = new(17, 0);

    /// <summary>The instant at which so much working time has passed. Evenings, weekends and bank holidays do not count.</summary>
    public static DateTimeOffset After(DateTimeOffset from, TimeSpan working, WorkingDayCalendar calendar)
    {
        var left = working;
        for (var day = LondonTime.DayOf(from); ; day = day.AddDays(1))
        {
            if (!calendar.IsWorkingDay(day))
                continue;
            var opens = At(day, Opens);
            var closes = At(day, Closes);
            var begins = from > opens ? from : opens;
            if (begins >= closes)
                continue;
            if (closes - begins >= left)
                return (begins + left).ToUniversalTime();
            left -= closes - begins;
        }
    }

    // clocks change at night
    private static DateTimeOffset At(DateOnly day, TimeOnly time) =>
        LondonTime.InstantOf(day, time) ?? throw new InvalidOperationException("London never skips office hours.");
}
