using System.Text.Json;
using RefMon.Domain.Attention;

namespace RefMon.Domain.Tests.Attention;

[Trait("Capability", "Attention")]
public sealed class RealReferenceDataTests
{
    [Fact]
    public void The_built_in_bank_holidays_agree_with_the_reference_data()
    {
        var folder = Environment.GetEnvironmentVariable("REFMON_REFERENCE_DATA");
        Assert.SkipWhen(
            string.IsNullOrEmpty(folder),
            "REFMON_REFERENCE_DATA does not name a folder of real reference data."
        );
        using var file = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(folder!, "bank-holidays-england-and-wales.json"))
        );
        var listed = file
            .RootElement.GetProperty("data")
            .EnumerateArray()
            .Select(day => DateOnly.ParseExact(day.GetProperty("date").GetString()!, "yyyy-MM-dd"))
            .ToList();
        Assert.NotEmpty(listed);
        var last = listed.Max().Year;
        Assert.Equal(listed.Order(), BankHolidays.EnglandAndWales.Where(day => day.Year <= last).Order());
    }
}
