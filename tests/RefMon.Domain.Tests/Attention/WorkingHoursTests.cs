using System.Globalization;
using RefMon.Domain.Attention;

namespace RefMon.Domain.Tests.Attention;

/// <summary>When so much working time has passed: one row for each awkward beginning.</summary>
[Trait("Capability", "Attention")]
public sealed class WorkingHoursTests
{
    [Theory]
    [InlineData("Thursday morning", "2026-11-19T10:00Z", 4, "2026-11-19T14:00Z")]
    [InlineData("until the very end of a day", "2026-11-19T13:00Z", 4, "2026-11-19T17:00Z")]
    [InlineData("over an evening", "2026-11-19T15:00Z", 4, "2026-11-20T11:00Z")]
    [InlineData("over a weekend", "2026-11-20T16:30Z", 4, "2026-11-23T12:30Z")]
    [InlineData("on a Saturday", "2026-11-21T11:00Z", 4, "2026-11-23T13:00Z")]
    [InlineData("at night", "2026-11-19T02:00Z", 4, "2026-11-19T13:00Z")]
    [InlineData("after hours", "2026-11-19T17:00Z", 4, "2026-11-20T13:00Z")]
    [InlineData("over Christmas 2026", "2026-12-24T16:00Z", 4, "2026-12-29T12:00Z")]
    [InlineData("summer time begins on the way", "2027-03-25T16:00Z", 4, "2027-03-30T11:00Z")]
    [InlineData("summer time ends on the way", "2027-10-29T15:00Z", 4, "2027-11-01T12:00Z")]
    [InlineData("more than a day", "2026-11-19T09:00Z", 10, "2026-11-20T11:00Z")]
    public void Only_the_hours_count_in_which_people_work(string when, string from, int hours, string expected)
    {
        var after = WorkingHours.After(At(from), TimeSpan.FromHours(hours), WorkingDayCalendar.EnglandAndWales);
        Assert.True(At(expected) == after, $"{when}: {after:O}");
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
