using FsCheck;
using FsCheck.Fluent;
using RefMon.Domain.Attention;

namespace RefMon.Domain.Tests.Attention;

[Trait("Capability", "Attention")]
public sealed class WorkingDayTests
{
    private static readonly WorkingDayCalendar Calendar = WorkingDayCalendar.EnglandAndWales;

    [Theory]
    [InlineData("2026-12-24", 1, "2026-12-29")] // Christmas on a Friday, Boxing Day made up for on the Monday
    [InlineData("2026-12-31", 1, "2027-01-04")]
    [InlineData("2027-12-24", 1, "2027-12-29")] // Christmas on a Saturday: Monday and Tuesday
    [InlineData("2022-12-23", 1, "2022-12-28")] // Christmas on a Sunday: Monday and Tuesday
    [InlineData("2026-04-02", 1, "2026-04-07")] // Good Friday and Easter Monday
    [InlineData("2026-11-02", 5, "2026-11-09")]
    [InlineData("2026-11-07", 1, "2026-11-09")]
    [InlineData("2026-11-07", 0, "2026-11-07")]
    [InlineData("2027-01-04", -1, "2026-12-31")]
    [InlineData("2022-06-01", 1, "2022-06-06")] // the jubilee
    public void Weekends_and_bank_holidays_do_not_count(string day, int count, string expected) =>
        Assert.Equal(Date(expected), Calendar.AddWorkingDays(Date(day), count));

    [Theory]
    [InlineData("2019-05-06", true)]
    [InlineData("2020-05-04", false)]
    [InlineData("2020-05-08", true)]
    [InlineData("2021-12-27", true)]
    [InlineData("2021-12-28", true)]
    [InlineData("2022-01-03", true)]
    [InlineData("2022-05-30", false)]
    [InlineData("2022-06-02", true)]
    [InlineData("2022-06-03", true)]
    [InlineData("2022-09-19", true)]
    [InlineData("2023-05-08", true)]
    [InlineData("2024-03-29", true)]
    [InlineData("2025-04-21", true)]
    [InlineData("2028-12-25", true)]
    [InlineData("2035-03-26", true)]
    public void The_built_in_list_knows_the_rules_and_the_proclaimed_days(string day, bool isHoliday) =>
        Assert.Equal(isHoliday, BankHolidays.EnglandAndWales.Contains(Date(day)));

    [Fact]
    public void Every_year_has_its_eight_holidays_on_weekdays_and_more_where_proclaimed()
    {
        foreach (var year in BankHolidays.EnglandAndWales.GroupBy(d => d.Year))
            Assert.Equal(
                year.Key switch
                {
                    2022 => 10,
                    2023 => 9,
                    _ => 8,
                },
                year.Count()
            );
        Assert.Equal(17, BankHolidays.EnglandAndWales.GroupBy(d => d.Year).Count());
        Assert.All(
            BankHolidays.EnglandAndWales,
            d => Assert.False(d.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
        );
    }

    [Fact]
    public void Counting_undoes_adding() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1000),
            Prop.ForAll(
                Gen.Choose(0, 6000).SelectMany(day => Gen.Choose(-60, 60).Select(n => (day, n))).ToArbitrary(),
                c =>
                {
                    var from = new DateOnly(2019, 3, 1).AddDays(c.day);
                    var to = Calendar.AddWorkingDays(from, c.n);
                    // going back, days that do not count lie behind one that is a working day
                    return (c.n < 0 && !Calendar.IsWorkingDay(from))
                        || (Calendar.CountBetween(from, to) == c.n && (c.n == 0 || Calendar.IsWorkingDay(to)));
                }
            )
        );

    [Theory]
    [InlineData("2026-11-20", "2026-11-21", 0)] // due on a Friday, seen on the Saturday
    [InlineData("2026-11-20", "2026-11-22", 0)]
    [InlineData("2026-11-20", "2026-11-23", 1)]
    [InlineData("2026-11-18", "2026-11-22", 2)]
    [InlineData("2026-11-22", "2026-11-23", 1)] // due on a Sunday
    [InlineData("2026-12-24", "2026-12-28", 0)] // Christmas, the weekend and the day in lieu
    [InlineData("2026-12-24", "2026-12-29", 1)]
    public void A_deadline_is_late_by_the_working_days_that_have_passed_since(string due, string today, int late) =>
        Assert.Equal(-late, Calendar.CountBetween(Date(today), Date(due)));

    [Fact]
    public void Counts_add_up_over_any_day_between() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(
                Gen.Choose(0, 400).ArrayOf(3).ToArbitrary(),
                days =>
                {
                    var d = days.Select(n => new DateOnly(2026, 1, 1).AddDays(n)).ToArray();
                    return Calendar.CountBetween(d[0], d[2])
                        == Calendar.CountBetween(d[0], d[1]) + Calendar.CountBetween(d[1], d[2]);
                }
            )
        );

    [Fact]
    public void An_instant_just_before_midnight_in_summer_belongs_to_the_london_day() =>
        Assert.Equal(
            new DateOnly(2026, 7, 2),
            LondonTime.DayOf(new DateTimeOffset(2026, 7, 1, 23, 30, 0, TimeSpan.Zero))
        );

    [Fact]
    public void Local_time_and_instant_convert_back_and_forth() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1000),
            Prop.ForAll(
                Gen.Choose(0, 60 * 24 * 730).ToArbitrary(),
                minutes =>
                {
                    var local = new DateTime(2026, 1, 1).AddMinutes(minutes);
                    var (day, time) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
                    return LondonTime.InstantOf(day, time) is { } instant
                        ? LondonTime.Exists(day, time)
                            && LondonTime.DayOf(instant) == day
                            && LondonTime.TimeOf(instant) == time
                            && instant.Offset == TimeSpan.Zero
                        : !LondonTime.Exists(day, time);
                }
            )
        );

    private static DateOnly Date(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd");
}
