using RefMon.Application.Referring;
using Xunit;

namespace RefMon.Application.Tests.Appointments;

[Trait("Capability", "Appointments")]
public sealed class TypedTimeTests
{
    [Theory]
    [InlineData("9.30am", 9, 30)]
    [InlineData("9:30 am", 9, 30)]
    [InlineData(" 9.30 A.M. ", 9, 30)]
    [InlineData("0930", 9, 30)]
    [InlineData("09:30", 9, 30)]
    [InlineData("930am", 9, 30)]
    [InlineData("14:30", 14, 30)]
    [InlineData("14h30", 14, 30)]
    [InlineData("14", 14, 0)]
    [InlineData("2pm", 14, 0)]
    [InlineData("2.30 pm", 14, 30)]
    [InlineData("midday", 12, 0)]
    [InlineData("Noon", 12, 0)]
    [InlineData("12 noon", 12, 0)]
    [InlineData("12pm", 12, 0)]
    [InlineData("12.30pm", 12, 30)]
    [InlineData("12:15", 12, 15)]
    [InlineData("midnight", 0, 0)]
    [InlineData("12am", 0, 0)]
    [InlineData("12.30am", 0, 30)]
    [InlineData("00:30", 0, 30)]
    [InlineData("0000", 0, 0)]
    [InlineData("10:15", 10, 15)]
    public void A_time_is_read_as_people_type_it(string typed, int hour, int minute) =>
        Assert.Equal((new TimeOnly(hour, minute), null), TypedTime.Read("Start time", "Time", typed));

    [Theory]
    [InlineData(null, "time-missing")]
    [InlineData("  ", "time-missing")]
    [InlineData("2.30", "time-ambiguous")]
    [InlineData("9", "time-ambiguous")]
    [InlineData("10", "time-ambiguous")]
    [InlineData("12", "time-ambiguous")]
    [InlineData("230", "time-ambiguous")]
    [InlineData("14:30pm", "time-two-clocks")]
    [InlineData("0am", "time-two-clocks")]
    [InlineData("24:00", "time-not-real")]
    [InlineData("25:00", "time-not-real")]
    [InlineData("10:60", "time-not-real")]
    [InlineData("half past nine", "time-not-real")]
    [InlineData("9.3am", "time-not-real")]
    [InlineData("<b>9am</b>", "time-not-real")]
    public void What_is_no_time_or_could_be_two_is_asked_about(string? typed, string code)
    {
        var (_, refusal) = TypedTime.Read("Start time", "Time", typed);
        Assert.Equal((code, "Time"), (refusal?.Code, refusal?.Field));
    }
}
