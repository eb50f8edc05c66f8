using System.Text.Json.Nodes;
using RefMon.Application.Catalogue;

namespace RefMon.Application.Tests.Catalogue;

/// <summary>A reference data folder of a few rows in the shape of the real one, to be changed and damaged by tests.</summary>
internal sealed class SmallReferenceData : IDisposable
{
    public const string Regions = "nps-regions.json";
    public const string Areas = "pcc-regions.json";
    public const string Places = "probation-offices-and-pdus.json";
    public const string Categories = "service-categories.json";
    public const string Types = "contract-types.json";
    public const string Contracts = "contracts-facts.json";
    public const string Reasons = "withdrawal-reasons.json";
    public const string Holidays = "bank-holidays-england-and-wales.json";

    private readonly Dictionary<string, JsonNode> files = new()
    {
        [Regions] = Data("""[{"id": "A", "name": "North"}, {"id": "D", "name": "West"}]"""),
        [Areas] = Data(
            """
            [{"id": "upper", "name": "Upper", "npsRegionId": "A"}, {"id": "lower", "name": "Lower", "npsRegionId": "A"},
             {"id": "coast", "name": "Coast", "npsRegionId": "D"}]
            """
        ),
        [Places] = Data(
            """
            {"probationOffices": [
               {"id": 1, "name": "Town: Old Mill", "regionId": "A", "deliusLocationCode": "T1"},
               {"id": 2, "name": "Town: Old Mill", "regionId": "A", "deliusLocationCode": null},
               {"id": 3, "name": "Port: Quay House", "regionId": "D", "deliusLocationCode": "T3"}],
             "probationDeliveryUnits": [
               {"id": 1, "name": "Hills", "regionId": "A"}, {"id": 2, "name": "Shore", "regionId": "D"}]}
            """
        ),
        [Categories] = Data(
            """
            [{"id": "00000000-0000-0000-0000-0000000000c1", "name": "Accommodation",
              "complexityLevels": [
                {"id": "00000000-0000-0000-0000-0000000000d1", "complexity": "HIGH", "title": "High", "description": "Much help."},
                {"id": "00000000-0000-0000-0000-0000000000d2", "complexity": "LOW", "title": "Low", "description": "Little help."},
                {"id": "00000000-0000-0000-0000-0000000000d3", "complexity": "MEDIUM", "title": "Medium", "description": "Some help."}],
              "desiredOutcomes": [
                {"id": "00000000-0000-0000-0000-0000000000e1", "description": "For everyone", "deprecated_at": null, "deprecated": false, "filterRules": []},
                {"id": "00000000-0000-0000-0000-0000000000e2", "description": "No longer", "deprecated_at": "2025-04-03T00:00:00+00:00", "deprecated": true, "filterRules": []},
                {"id": "00000000-0000-0000-0000-0000000000e3", "description": "Only under REF_1", "deprecated_at": null, "deprecated": false,
                 "filterRules": [{"rule_type": "INCLUDE", "match_type": "contract_reference", "match_data": ["REF_1"]}]},
                {"id": "00000000-0000-0000-0000-0000000000e4", "description": "Not under REF_1", "deprecated_at": null, "deprecated": false,
                 "filterRules": [{"rule_type": "EXCLUDE", "match_type": "contract_reference", "match_data": ["REF_1"]}]},
                {"id": "00000000-0000-0000-0000-0000000000e5", "description": "Nowhere", "deprecated_at": null, "deprecated": false,
                 "filterRules": [{"rule_type": "INCLUDE", "match_type": "contract_reference", "match_data": []}]}]},
             {"id": "00000000-0000-0000-0000-0000000000c2", "name": "Finance, Benefit and Debt (North)",
              "complexityLevels": [
                {"id": "00000000-0000-0000-0000-0000000000d4", "complexity": "HIGH", "title": "High", "description": "Much help."}],
              "desiredOutcomes": [
                {"id": "00000000-0000-0000-0000-0000000000e6", "description": "Debts agreed", "deprecated_at": null, "deprecated": false, "filterRules": []}]}]
            """
        ),
        [Types] = Data(
            """
            [{"id": "00000000-0000-0000-0000-0000000000f1", "code": "ACC", "name": "Accommodation",
              "serviceCategories": [{"id": "00000000-0000-0000-0000-0000000000c1", "name": "Accommodation"}]},
             {"id": "00000000-0000-0000-0000-0000000000f2", "code": "WOS", "name": "Women",
              "serviceCategories": [{"id": "00000000-0000-0000-0000-0000000000c1", "name": "Accommodation"},
                                    {"id": "00000000-0000-0000-0000-0000000000c2", "name": "Finance"}]}]
            """
        ),
        [Contracts] = Data(
            """
            [{"contractReference": "REF_1", "contractType": "ACC", "npsRegion": "A", "pccRegion": null, "allowsFemale": true, "allowsMale": true,
              "minimumAge": 18, "maximumAge": null, "hideBefore": "2021-01-01", "hideAfter": null, "subcontractorCount": 2, "activityCount": 3},
             {"contractReference": "REF_2", "contractType": "WOS", "npsRegion": null, "pccRegion": "coast", "allowsFemale": true, "allowsMale": false,
              "minimumAge": 18, "maximumAge": 25, "hideBefore": "2024-06-02", "hideAfter": "2030-12-31T23:59:00+00", "subcontractorCount": 0, "activityCount": 0}]
            """
        ),
        [Reasons] = Data("""[{"code": "MOV", "description": "Moved", "grouping": "user"}]"""),
        [Holidays] = Data("""[{"date": "2026-12-25", "title": "Christmas Day", "substitute": false}]"""),
    };

    /// <summary>The file's <c>data</c>.</summary>
    public JsonNode this[string file] => files[file]["data"]!;

    /// <summary>The row of a file whose data is a list.</summary>
    public JsonObject Row(string file, int index) => this[file].AsArray()[index]!.AsObject();

    public string Folder { get; } = Directory.CreateTempSubdirectory("refmon-reference-data-").FullName;

    public void Write()
    {
        foreach (var (name, content) in files)
            File.WriteAllText(Path.Combine(Folder, name), content.ToJsonString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static JsonNode Data(string json) =>
        JsonNode.Parse($$"""{"source": {"note": "invented"}, "data": {{json}}}""")!;
}

/// <summary>What one import said.</summary>
internal sealed record ImportRun(int ExitCode, string Output)
{
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static async Task<ImportRun> Of(
        string folder,
        Npgsql.NpgsqlDataSource database,
        DateTimeOffset? at = null,
        Func<CancellationToken, Task>? countAgain = null
    )
    {
        await using var output = new StringWriter { NewLine = "\n" };
        var clock = new StoppedClock(at ?? StoppedClock.Today);
        var code = await ReferenceDataImport.Run(folder, database, clock, output, CancellationToken.None, countAgain);
        return new(code, output.ToString());
    }

    /// <summary>The numbers of one line of the report: rows, added, changed, closed.</summary>
    public int[] Numbers(string label)
    {
        var line = Lines.Single(line => line.StartsWith($"{label}:", StringComparison.Ordinal));
        return
        [
            .. line[(label.Length + 1)..]
                .Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
                .Where(word => word.All(char.IsAsciiDigit))
                .Select(int.Parse),
        ];
    }
}
