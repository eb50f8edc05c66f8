using System.Text.Json.Nodes;
using RefMon.Application.Catalogue;
using Xunit;

namespace RefMon.Application.Tests.Catalogue;

[Trait("Capability", "Catalogue")]
public sealed class ReferenceDataImportTests(CatalogueDatabase database) : IClassFixture<CatalogueDatabase>
{
    private static readonly Dictionary<string, (Action<SmallReferenceData> Damage, string Line)> Damages = new()
    {
        ["missing field"] = (
            data => data.Row(SmallReferenceData.Regions, 1).Remove("name"),
            "nps-regions.json: $.data[1].name: is missing"
        ),
        ["null where there must be something"] = (
            data => data.Row(SmallReferenceData.Contracts, 0)["minimumAge"] = null,
            "contracts-facts.json: $.data[0].minimumAge: must not be null"
        ),
        ["blank name"] = (
            data => data.Row(SmallReferenceData.Areas, 0)["name"] = "  ",
            "pcc-regions.json: $.data[0].name: must not be blank or hold a null character"
        ),
        ["text where a number belongs"] = (
            data => data[SmallReferenceData.Places]["probationOffices"]![0]!["id"] = "one",
            "probation-offices-and-pdus.json: $.data.probationOffices[0].id: expected a whole number, found \"one\""
        ),
        ["number where text belongs"] = (
            data => data.Row(SmallReferenceData.Types, 0)["name"] = 7,
            "contract-types.json: $.data[0].name: expected text, found 7"
        ),
        ["text where true or false belongs"] = (
            data => data.Row(SmallReferenceData.Contracts, 1)["allowsMale"] = "no",
            "contracts-facts.json: $.data[1].allowsMale: expected true or false, found \"no\""
        ),
        ["object where a list belongs"] = (
            data => data.Row(SmallReferenceData.Categories, 1)["complexityLevels"] = new JsonObject(),
            "service-categories.json: $.data[1].complexityLevels: expected a list, found {}"
        ),
        ["not a uuid"] = (
            data => data.Row(SmallReferenceData.Categories, 1)["desiredOutcomes"]![0]!["id"] = "c2",
            "service-categories.json: $.data[1].desiredOutcomes[0].id: expected a uuid, found \"c2\""
        ),
        ["not a date"] = (
            data => data.Row(SmallReferenceData.Holidays, 0)["date"] = "25/12/2026",
            "bank-holidays-england-and-wales.json: $.data[0].date: expected a date like 2026-03-31, found \"25/12/2026\""
        ),
        ["a day that does not exist"] = (
            data => data.Row(SmallReferenceData.Contracts, 0)["hideBefore"] = "2026-02-30",
            "contracts-facts.json: $.data[0].hideBefore: expected a date like 2026-03-31, found \"2026-02-30\""
        ),
        ["unknown complexity"] = (
            data => data.Row(SmallReferenceData.Categories, 0)["complexityLevels"]![0]!["complexity"] = "EXTREME",
            "service-categories.json: $.data[0].complexityLevels[0].complexity: expected one of LOW, MEDIUM, HIGH, found \"EXTREME\""
        ),
        ["unknown grouping"] = (
            data => data.Row(SmallReferenceData.Reasons, 0)["grouping"] = "weather",
            "withdrawal-reasons.json: $.data[0].grouping: expected one of problem, user, sentence, early, other, found \"weather\""
        ),
        ["duplicate code"] = (
            data =>
            {
                var copy = data.Row(SmallReferenceData.Types, 0).DeepClone();
                copy["id"] = "00000000-0000-0000-0000-0000000000f9";
                data[SmallReferenceData.Types].AsArray().Add(copy);
            },
            "contract-types.json: $.data[2].code: ACC stands more than once"
        ),
        ["duplicate id"] = (
            data => data[SmallReferenceData.Places]["probationOffices"]![1]!["id"] = 1,
            "probation-offices-and-pdus.json: $.data.probationOffices[1].id: 1 stands more than once"
        ),
        ["duplicate region"] = (
            data => data[SmallReferenceData.Regions].AsArray().Add(data.Row(SmallReferenceData.Regions, 0).DeepClone()),
            "nps-regions.json: $.data[2].id: A stands more than once"
        ),
        ["duplicate contract reference"] = (
            data => data.Row(SmallReferenceData.Contracts, 1)["contractReference"] = "REF_1",
            "contracts-facts.json: $.data[1].contractReference: REF_1 stands more than once"
        ),
        ["two of one complexity"] = (
            data => data.Row(SmallReferenceData.Categories, 0)["complexityLevels"]![1]!["complexity"] = "HIGH",
            "service-categories.json: $.data[0].complexityLevels[1].complexity: HIGH stands more than once"
        ),
        ["dangling region"] = (
            data => data.Row(SmallReferenceData.Areas, 2)["npsRegionId"] = "Z",
            "pcc-regions.json: $.data[2].npsRegionId: there is no probation region Z"
        ),
        ["dangling category"] = (
            data =>
                data.Row(SmallReferenceData.Types, 1)["serviceCategories"]![1]!["id"] =
                    "00000000-0000-0000-0000-0000000000c9",
            "contract-types.json: $.data[1].serviceCategories[1].id: there is no service category 00000000-0000-0000-0000-0000000000c9"
        ),
        ["dangling contract type"] = (
            data => data.Row(SmallReferenceData.Contracts, 0)["contractType"] = "XXX",
            "contracts-facts.json: $.data[0].contractType: there is no contract type XXX"
        ),
        ["dangling reference in a rule"] = (
            data =>
                data.Row(SmallReferenceData.Categories, 0)["desiredOutcomes"]![2]!["filterRules"]![0]!["match_data"]![
                    0
                ] = "REF_9",
            "service-categories.json: $.data[0].desiredOutcomes[2].filterRules[0].match_data[0]: there is no contract REF_9"
        ),
        ["neither region nor area"] = (
            data => data.Row(SmallReferenceData.Contracts, 0)["npsRegion"] = null,
            "contracts-facts.json: $.data[0].npsRegion: a contract has either a probation region or a police area"
        ),
        ["for nobody"] = (
            data => data.Row(SmallReferenceData.Contracts, 1)["allowsFemale"] = false,
            "contracts-facts.json: $.data[1].allowsMale: a contract must allow men, women or both"
        ),
        ["ages the wrong way round"] = (
            data => data.Row(SmallReferenceData.Contracts, 1)["maximumAge"] = 17,
            "contracts-facts.json: $.data[1].maximumAge: ages must be 0 or more, and the highest not below the lowest"
        ),
        ["closed before it opens"] = (
            data => data.Row(SmallReferenceData.Contracts, 1)["hideAfter"] = "2020-01-01T00:00:00+00",
            "contracts-facts.json: $.data[1].hideAfter: must be later than hideBefore"
        ),
        ["too many subcontractors"] = (
            data => data.Row(SmallReferenceData.Contracts, 0)["subcontractorCount"] = 24,
            "contracts-facts.json: $.data[0].subcontractorCount: must be 0 to 23"
        ),
        ["deprecated without a date"] = (
            data => data.Row(SmallReferenceData.Categories, 0)["desiredOutcomes"]![1]!["deprecated_at"] = null,
            "service-categories.json: $.data[0].desiredOutcomes[1].deprecated_at: is missing although the outcome is deprecated"
        ),
        ["empty list"] = (
            data => data[SmallReferenceData.Holidays].AsArray().Clear(),
            "bank-holidays-england-and-wales.json: $.data: is empty; an import of nothing would close everything"
        ),
    };

    public static TheoryData<string> KindsOfDamage => [.. Damages.Keys];

    [Theory]
    [MemberData(nameof(KindsOfDamage))]
    public async Task Damaged_data_is_refused_with_file_path_and_reason_and_changes_nothing(string damage)
    {
        using var data = new SmallReferenceData();
        data.Write();
        await ImportRun.Of(data.Folder, database.Source);
        var before = await database.Source.WholeCatalogue();
        Damages[damage].Damage(data);
        data.Row(SmallReferenceData.Reasons, 0)["description"] = "Something else";
        data.Write();

        var run = await ImportRun.Of(data.Folder, database.Source);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("Nothing was imported: 1 problem in the reference data.", run.Lines[0]);
        Assert.Equal($"  {Damages[damage].Line}", run.Lines[1]);
        Assert.Equal(before, await database.Source.WholeCatalogue());
    }

    [Fact]
    public async Task Every_problem_of_every_file_is_listed_at_once()
    {
        string[] together =
        [
            "missing field",
            "text where a number belongs",
            "not a date",
            "unknown grouping",
            "duplicate code",
        ];
        using var data = new SmallReferenceData();
        foreach (var damage in together)
            Damages[damage].Damage(data);
        data.Write();
        File.WriteAllText(Path.Combine(data.Folder, SmallReferenceData.Areas), "{\"data\": [{\"id\": \"upper\",,]}");

        var run = await ImportRun.Of(data.Folder, database.Source);

        Assert.Equal(1, run.ExitCode);
        foreach (var damage in together)
            Assert.Contains($"  {Damages[damage].Line}", run.Lines);
        Assert.Contains(
            run.Lines,
            line => line.StartsWith("  pcc-regions.json: $: is not valid JSON (line 1)", StringComparison.Ordinal)
        );
        // a file that could not be read does not make every row that points into it a problem
        Assert.Equal(together.Length + 2, run.Lines.Count);
    }

    [Fact]
    public async Task A_missing_file_and_a_missing_folder_are_problems_like_any_other()
    {
        using var data = new SmallReferenceData();
        data.Write();
        File.Delete(Path.Combine(data.Folder, SmallReferenceData.Types));

        var run = await ImportRun.Of(data.Folder, database.Source);
        var nowhere = await ImportRun.Of(Path.Combine(data.Folder, "nowhere"), database.Source);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["  contract-types.json: $: the file is missing"], run.Lines.Skip(1));
        Assert.Equal(1, nowhere.ExitCode);
        Assert.EndsWith("$: there is no such folder", nowhere.Lines[1]);
    }

    [Fact]
    public async Task Rows_that_vanished_are_closed_and_open_again_when_they_come_back()
    {
        await using var own = await CatalogueDatabase.New("vanished");
        using var data = new SmallReferenceData();
        data.Write();
        await ImportRun.Of(data.Folder, own);
        var office = data[SmallReferenceData.Places]["probationOffices"]![2]!.DeepClone();
        data[SmallReferenceData.Places]["probationOffices"]!.AsArray().RemoveAt(2);
        data[SmallReferenceData.Contracts].AsArray().RemoveAt(1);
        data.Write();
        var later = StoppedClock.Today.AddDays(3);

        var run = await ImportRun.Of(data.Folder, own, later);

        Assert.Equal([2, 0, 0, 1], run.Numbers("offices"));
        Assert.Equal([1, 0, 0, 1], run.Numbers("contracts"));
        Assert.Equal(3L, await own.Ask<long>("select count(*) from probation_office"));
        Assert.Equal(
            later.UtcDateTime,
            await own.Ask<DateTime>("select closed_at from contract where reference = 'REF_2'")
        );
        var catalogue = new ServiceCatalogue(own, new StoppedClock(later));
        Assert.Equal([1, 2], (await catalogue.Offices(null, CancellationToken.None)).Select(o => o.Id).Order());
        var closed = await catalogue.FindService(CatalogueIds.Service("REF_2"), CancellationToken.None);
        Assert.NotNull(closed);
        Assert.True(closed.Contract.IsOpen(later.AddSeconds(-1)));
        Assert.False(closed.Contract.IsOpen(later));

        data[SmallReferenceData.Places]["probationOffices"]!.AsArray().Add(office);
        data.Write();
        var back = await ImportRun.Of(data.Folder, own, later.AddDays(1));

        Assert.Equal([3, 0, 1, 0], back.Numbers("offices"));
        Assert.Equal(3, (await catalogue.Offices(null, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Only_rows_that_differ_are_changed_and_two_codes_may_be_swapped()
    {
        await using var own = await CatalogueDatabase.New("changed");
        using var data = new SmallReferenceData();
        data.Write();
        await ImportRun.Of(data.Folder, own);
        data.Row(SmallReferenceData.Reasons, 0)["description"] = "Moved away";
        data[SmallReferenceData.Places]["probationOffices"]![0]!["deliusLocationCode"] = "T3";
        data[SmallReferenceData.Places]["probationOffices"]![2]!["deliusLocationCode"] = "T1";
        data.Write();

        var run = await ImportRun.Of(data.Folder, own);

        Assert.Equal("Imported: 0 added, 3 changed, 0 closed.", run.Lines[^1]);
        Assert.Equal([1, 0, 1, 0], run.Numbers("withdrawal reasons"));
        Assert.Equal([3, 0, 2, 0], run.Numbers("offices"));
    }

    [Fact]
    public async Task Offices_of_one_name_stay_two_offices()
    {
        await using var own = await CatalogueDatabase.New("samename");
        using var data = new SmallReferenceData();
        data.Write();
        await ImportRun.Of(data.Folder, own);

        var offices = await new ServiceCatalogue(own, TimeProvider.System).Offices("A", CancellationToken.None);

        Assert.Equal(["Town: Old Mill", "Town: Old Mill"], offices.Select(office => office.Name));
        Assert.Equal(["T1", null], offices.Select(office => office.DeliusCode));
        Assert.All(offices, office => Assert.Equal(3, office.AddressLines.Count));
        Assert.NotEqual(offices[0].AddressLines, offices[1].AddressLines);
    }

    [Fact]
    public async Task Deadlines_are_counted_again_when_other_days_are_bank_holidays_and_only_then()
    {
        await using var own = await CatalogueDatabase.New("recount");
        using var data = new SmallReferenceData();
        var counted = 0;
        Task CountAgain(CancellationToken _)
        {
            counted++;
            return Task.CompletedTask;
        }

        data.Write();
        await ImportRun.Of(data.Folder, own, countAgain: CountAgain);
        Assert.Equal(1, counted);
        data.Row(SmallReferenceData.Holidays, 0)["title"] = "Another name for it";
        data.Write();
        await ImportRun.Of(data.Folder, own, countAgain: CountAgain);
        Assert.Equal(1, counted);
        data.Row(SmallReferenceData.Holidays, 0)["date"] = "2026-12-24";
        data.Write();
        await ImportRun.Of(data.Folder, own, countAgain: CountAgain);
        Assert.Equal(2, counted);
    }
}
