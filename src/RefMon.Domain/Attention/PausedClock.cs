using RefMon.Domain.Endings;

namespace RefMon.Domain.Attention;

/// <summary>Working days as a referral's clocks count them: those of a pause stand still.</summary>
internal static class PausedClock
{
    /// <summary>
    /// The day this many counted working days after another. The day of pausing stands still already, the day of resuming counts again;
    /// while it is paused, the day it would be if work went on today.
    /// </summary>
    public static DateOnly DueAfter(
        Referral referral,
        WorkingDayCalendar calendar,
        DateOnly from,
        int workingDays,
        DateOnly today
    )
    {
        var day = from;
        for (var left = workingDays; left > 0; )
        {
            day = day.AddDays(1);
            if (calendar.IsWorkingDay(day) && !referral.Ending.Pauses.Any(p => StandsStill(p, day, today)))
                left--;
        }
        return day;
    }

    private static bool StandsStill(Pause pause, DateOnly day, DateOnly today) =>
        LondonTime.DayOf(pause.From) <= day && day < (pause.Until is { } until ? LondonTime.DayOf(until) : today);
}
