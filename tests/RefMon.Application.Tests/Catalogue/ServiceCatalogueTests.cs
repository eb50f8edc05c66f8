using RefMon.Application.Catalogue;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.Domain.Referring;
using Xunit;

namespace RefMon.Application.Tests.Catalogue;

[Trait("Capability", "Catalogue")]
public sealed class ServiceCatalogueTests(CatalogueDatabase database) : IClassFixture<CatalogueDatabase>, IAsyncLifetime
{
    private readonly StoppedClock clock = new(StoppedClock.Today);

    private ServiceCatalogue Catalogue => new(database.Source, clock);

    public async ValueTask InitializeAsync()
    {
        using var data = new SmallReferenceData();
        data.Write();
        var run = await ImportRun.Of(data.Folder, database.Source);
        Assert.Equal(0, run.ExitCode);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_service_offers_the_outcomes_that_are_current_and_that_its_contracts_rules_let_through()
    {
        var included = await Catalogue.FindService(CatalogueIds.Service("REF_1"), CancellationToken.None);
        var excluded = await Catalogue.FindService(CatalogueIds.Service("REF_2"), CancellationToken.None);

        Assert.Equal(["For everyone", "Only under REF_1"], Outcomes(included, "Accommodation"));
        Assert.Equal(["For everyone", "Not under REF_1"], Outcomes(excluded, "Accommodation"));
        Assert.Equal(["Debts agreed"], Outcomes(excluded, "Finance, Benefit and Debt (North)"));
    }

    [Fact]
    public async Task An_outcome_is_offered_until_the_moment_it_is_deprecated()
    {
        var before = new ServiceCatalogue(
            database.Source,
            new StoppedClock(new DateTimeOffset(2025, 4, 2, 23, 59, 59, TimeSpan.Zero))
        );

        var service = await before.FindService(CatalogueIds.Service("REF_1"), CancellationToken.None);

        Assert.Contains("No longer", Outcomes(service, "Accommodation"));
    }

    [Fact]
    public async Task Complexity_levels_come_from_low_to_high_and_some_may_be_missing()
    {
        var service = await Catalogue.FindService(CatalogueIds.Service("REF_2"), CancellationToken.None);

        Assert.Equal(
            [ComplexityGrade.Low, ComplexityGrade.Medium, ComplexityGrade.High],
            service!.Categories[0].ComplexityLevels.Select(level => level.Grade)
        );
        Assert.Equal([ComplexityGrade.High], service.Categories[1].ComplexityLevels.Select(level => level.Grade));
    }

    [Fact]
    public async Task A_contract_covers_all_areas_of_its_region_or_one_area()
    {
        var region = (await Catalogue.FindService(CatalogueIds.Service("REF_1"), CancellationToken.None))!.Contract;
        var area = (await Catalogue.FindService(CatalogueIds.Service("REF_2"), CancellationToken.None))!.Contract;

        Assert.Equal(("A", "North", true), (region.RegionCode, region.RegionName, region.CoversWholeRegion));
        Assert.Equal(["Lower", "Upper"], region.Areas);
        Assert.Equal(("D", "West", false), (area.RegionCode, area.RegionName, area.CoversWholeRegion));
        Assert.Equal(["Coast"], area.Areas);
    }

    [Fact]
    public async Task A_contract_is_open_from_its_first_London_midnight_until_its_end()
    {
        var contract = (await Catalogue.FindService(CatalogueIds.Service("REF_2"), CancellationToken.None))!.Contract;
        // summer time: the London day of 2 June begins at 23:00 UTC on 1 June
        var opens = new DateTimeOffset(2024, 6, 1, 23, 0, 0, TimeSpan.Zero);
        var closes = new DateTimeOffset(2030, 12, 31, 23, 59, 0, TimeSpan.Zero);

        Assert.Equal(Availability.NotYetOpen, contract.AvailabilityAt(opens.AddTicks(-1)));
        Assert.Equal(Availability.Open, contract.AvailabilityAt(opens));
        Assert.Equal(Availability.Open, contract.AvailabilityAt(closes.AddTicks(-1)));
        Assert.Equal(Availability.Closed, contract.AvailabilityAt(closes));
    }

    [Fact]
    public async Task Suppliers_have_the_contracts_they_lead_and_those_they_are_subcontractors_of()
    {
        var service = (await Catalogue.FindService(CatalogueIds.Service("REF_1"), CancellationToken.None))!;

        Assert.Equal(2, service.Subcontractors.Count);
        foreach (var supplier in service.Subcontractors.Append(service.Supplier))
        {
            var contracts = await Catalogue.ContractsOf(supplier.Id, CancellationToken.None);
            Assert.Contains("REF_1", contracts.Select(contract => contract.Reference));
        }
        Assert.Empty(await Catalogue.ContractsOf(new(Guid.NewGuid()), CancellationToken.None));
    }

    [Fact]
    public async Task A_service_nobody_knows_is_not_found()
    {
        Assert.Null(await Catalogue.FindService(new ServiceId(Guid.NewGuid()), CancellationToken.None));
    }

    [Fact]
    public void Working_days_follow_the_imported_bank_holidays_in_the_years_they_cover()
    {
        var calendar = new WorkingDays(database.Source, clock).Calendar;

        Assert.False(calendar.IsWorkingDay(new DateOnly(2026, 12, 25)));
        Assert.True(calendar.IsWorkingDay(new DateOnly(2026, 12, 28)));
        Assert.False(calendar.IsWorkingDay(new DateOnly(2027, 12, 28)));
    }

    [Fact]
    public async Task Without_imported_bank_holidays_the_built_in_calendar_serves()
    {
        await using var empty = await CatalogueDatabase.New("noholidays");

        Assert.Same(WorkingDayCalendar.EnglandAndWales, new WorkingDays(empty, clock).Calendar);
    }

    [Theory]
    [InlineData(18, null, true, true, "Men and women aged 18 and over")]
    [InlineData(18, 25, true, false, "Men aged 18 to 25")]
    [InlineData(26, null, false, true, "Women aged 26 and over")]
    public void Eligibility_is_said_in_plain_words(int minimum, int? maximum, bool men, bool women, string words)
    {
        Assert.Equal(words, new Eligibility(minimum, maximum, men, women).InWords);
    }

    private static IEnumerable<string> Outcomes(CatalogueService? service, string category)
    {
        Assert.NotNull(service);
        return service.Categories.Single(c => c.Name == category).Outcomes.Select(outcome => outcome.Description);
    }
}
