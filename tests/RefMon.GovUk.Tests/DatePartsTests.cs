using Xunit;

namespace RefMon.GovUk.Tests;

[Trait("Capability", "GovUk")]
public sealed class DatePartsTests
{
    [Theory]
    [InlineData("1", "2", "2027", "2027-02-01")]
    [InlineData(" 01 ", "Feb", "2027", "2027-02-01")]
    [InlineData("29", "february", "2028", "2028-02-29")]
    [InlineData("31", "SEPT", "2027", null)]
    [InlineData("29", "2", "2027", null)]
    [InlineData("0", "2", "2027", null)]
    [InlineData("1", "13", "2027", null)]
    [InlineData("1", "Ma", "2027", null)]
    [InlineData("1", "2", "27", null)]
    [InlineData("1", "2", "0000", null)]
    [InlineData("-1", "2", "2027", null)]
    [InlineData("١", "2", "2027", null)]
    [InlineData(null, "2", "2027", null)]
    public void A_date_is_read_only_when_there_is_such_a_day(string? day, string? month, string? year, string? expected)
    {
        var parts = new DateParts
        {
            Day = day,
            Month = month,
            Year = year,
        };

        var read = parts.TryRead(out var date);

        Assert.Equal(expected, read ? date.ToString("yyyy-MM-dd") : null);
    }

    [Fact]
    public void The_missing_parts_are_named()
    {
        Assert.Equal(["Month", "Year"], new DateParts { Day = "1", Month = " " }.MissingParts);
        Assert.True(new DateParts { Day = "" }.IsEmpty);
        Assert.False(new DateParts { Year = "2027" }.IsEmpty);
    }

    [Fact]
    public void A_date_fills_the_boxes_it_came_from()
    {
        var parts = DateParts.From(new DateOnly(2027, 3, 4));

        Assert.Equal(("4", "3", "2027"), (parts.Day, parts.Month, parts.Year));
        Assert.True(DateParts.From(null).IsEmpty);
    }
}
