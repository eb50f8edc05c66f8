using System.Text.Json.Nodes;
using RefMon.Application.Catalogue;
using RefMon.Domain.Attention;
using Xunit;

namespace RefMon.Application.Tests.Catalogue;

[Trait("Capability", "Catalogue")]
public sealed class RealReferenceDataTests
{
    private static string Folder()
    {
        var folder = Environment.GetEnvironmentVariable("REFMON_REFERENCE_DATA");
        Assert.SkipWhen(
            string.IsNullOrEmpty(folder),
            "REFMON_REFERENCE_DATA does not name a folder of real reference data."
        );
        return folder!;
    }

    [Fact]
    public async Task All_of_it_is_loaded_and_loading_it_again_changes_nothing()
    {
        var folder = Folder();
        await using var database = await CatalogueDatabase.New("real");

        var first = await ImportRun.Of(folder, database);
        var afterFirst = await database.WholeCatalogue();
        var second = await ImportRun.Of(folder, database, StoppedClock.Today.AddDays(1));

        Assert.Equal(0, first.ExitCode);
        Assert.Equal([37, 37, 0, 0], first.Numbers("categories"));
        Assert.Equal([102, 102, 0, 0], first.Numbers("complexity levels"));
        Assert.Equal([330, 330, 0, 0], first.Numbers("desired outcomes"));
        Assert.Equal([17, 17, 0, 0], first.Numbers("outcome rules"));
        Assert.Equal([35, 35, 0, 0], first.Numbers("contract types"));
        Assert.Equal([196, 196, 0, 0], first.Numbers("contracts"));
        Assert.Equal([196, 196, 0, 0], first.Numbers("services"));
        Assert.Equal([326, 326, 0, 0], first.Numbers("offices"));
        Assert.Equal([108, 108, 0, 0], first.Numbers("delivery units"));
        Assert.Equal([12, 12, 0, 0], first.Numbers("probation regions"));
        Assert.Equal([42, 42, 0, 0], first.Numbers("police areas"));
        Assert.Equal([13, 13, 0, 0], first.Numbers("withdrawal reasons"));
        Assert.Equal([99, 99, 0, 0], first.Numbers("bank holidays"));
        Assert.Equal(0, second.ExitCode);
        Assert.Equal("Imported: 0 added, 0 changed, 0 closed.", second.Lines[^1]);
        Assert.Equal([37, 0, 0, 0], second.Numbers("categories"));
        Assert.Equal(afterFirst, await database.WholeCatalogue());
    }

    [Fact]
    public async Task It_can_be_loaded_over_the_demonstration_catalogue_and_leaves_that_in_place()
    {
        var folder = Folder();
        await using var database = await CatalogueDatabase.New("overdemonstration");
        await DemonstrationCatalogue.Load(database, new StoppedClock(StoppedClock.Today), CancellationToken.None);

        var run = await ImportRun.Of(folder, database);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(0L, await database.Ask<long>("select count(*) from contract where closed_at is not null"));
        Assert.Equal(
            196L + DemonstrationServices.All.Count,
            await database.Ask<long>("select count(*) from service where search is not null")
        );
        var again = await ImportRun.Of(folder, database);
        Assert.Equal("Imported: 0 added, 0 changed, 0 closed.", again.Lines[^1]);
    }

    [Fact]
    public async Task Its_bank_holidays_are_those_of_the_built_in_calendar()
    {
        var folder = Folder();
        await using var database = await CatalogueDatabase.New("holidays");
        await ImportRun.Of(folder, database);

        var calendar = new WorkingDays(database, new StoppedClock(StoppedClock.Today)).Calendar;

        for (var day = new DateOnly(2019, 1, 1); day <= new DateOnly(2030, 12, 31); day = day.AddDays(1))
            Assert.Equal(WorkingDayCalendar.EnglandAndWales.IsWorkingDay(day), calendar.IsWorkingDay(day));
    }

    [Fact]
    public async Task Every_contract_offers_just_the_outcomes_that_are_current_and_that_its_rules_let_through()
    {
        var folder = Folder();
        await using var database = await CatalogueDatabase.New("outcomes");
        await ImportRun.Of(folder, database);
        var catalogue = new ServiceCatalogue(database, new StoppedClock(StoppedClock.Today));
        var categories = Rows(folder, "service-categories.json").ToDictionary(category => (string)category["id"]!);
        var types = Rows(folder, "contract-types.json").ToDictionary(type => (string)type["code"]!);
        var offered = 0;

        foreach (var contract in Rows(folder, "contracts-facts.json"))
        {
            var reference = (string)contract["contractReference"]!;
            var expected = types[(string)contract["contractType"]!]["serviceCategories"]!
                .AsArray()
                .SelectMany(category => categories[(string)category!["id"]!]["desiredOutcomes"]!.AsArray())
                .Where(outcome => !(bool)outcome!["deprecated"]! && LetsThrough(outcome, reference))
                .Select(outcome => (string)outcome!["id"]!);

            var service = await catalogue.FindService(CatalogueIds.Service(reference), CancellationToken.None);

            var actual = service!.Categories.SelectMany(category => category.Outcomes).Select(o => o.Id.ToString());
            Assert.Equal(expected.Order(), actual.Order());
            offered += service.Categories.Sum(category => category.Outcomes.Count);
        }
        Assert.True(offered > 196, "few contracts offer anything");
    }

    private static bool LetsThrough(JsonNode outcome, string reference) =>
        outcome["filterRules"]!
            .AsArray()
            .All(rule =>
                rule!["match_data"]!.AsArray().Any(listed => (string)listed! == reference)
                == ((string)rule["rule_type"]! == "INCLUDE")
            );

    private static IEnumerable<JsonNode> Rows(string folder, string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file)))!["data"]!.AsArray().Select(row => row!);
}
