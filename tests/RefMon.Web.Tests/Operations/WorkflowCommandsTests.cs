using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using RefMon.Web.Operations;
using Xunit;

namespace RefMon.Web.Tests.Operations;

/// <summary>What the command line says of process definitions: a line for each problem, and an exit code that a build stops at.</summary>
[Trait("Capability", "Operations")]
public sealed class WorkflowCommandsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("refmon-workflows");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_process_files_are_right()
    {
        var (code, output, error) = await Run("check", Workflows);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(11, output.Length);
        Assert.Contains("allocation:1: Allocation, ", output[1], StringComparison.Ordinal);
        Assert.Equal("10 definitions are right, 0 problems.", output[^1]);
    }

    [Fact]
    public async Task The_activities_are_exported_as_json()
    {
        var (code, output, _) = await Run("export-activities");
        Assert.Equal(0, code);
        var activities = JsonNode.Parse(string.Join('\n', output))!.AsArray();
        var names = activities.Select(activity => (string)activity!["typeName"]!).ToList();
        foreach (
            var type in (string[])
                [
                    "AwaitDeadline",
                    "AwaitTime",
                    "ReadFact",
                    "TellRole",
                    "RaiseAttention",
                    "ClearAttention",
                    "DispatchCommand",
                ]
        )
            Assert.Contains($"RefMon.{type}", names);
        var tell = activities.Single(activity => (string)activity!["typeName"]! == "RefMon.TellRole")!;
        Assert.Equal(["role", "reminder"], tell["inputs"]!.AsArray().Select(input => (string)input!["name"]!));
        Assert.All(activities, activity => Assert.NotEmpty((string)activity!["description"]!));
    }

    [Fact]
    public async Task Each_bad_file_is_named_with_its_activity_and_the_reason_and_the_check_fails()
    {
        Bad("unknown-type", d => Step(d, "tellSoon")["type"] = "RefMon.TellEverybody");
        Bad("cycle-without-wait", d => Lead(d, "tellSoon", "tellSoon"));
        Bad("unreachable", d => Steps(d).Add(JsonNode.Parse("""{ "id": "alone", "type": "Elsa.End" }""")));
        Bad("dangling-connection", d => Lead(d, "tellSoon", "nowhere"));
        Bad("duplicate-id", d => Steps(d).Add(Step(d, "tellSoon").DeepClone()));
        Bad("missing-input", d => Step(d, "wait").Remove("deadline"));
        Bad("expression-refused", d => Step(d, "wait")["deadline"]!["expression"]!["type"] = "JavaScript");
        Bad("same-version-twice", _ => { });
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "same-again.json"), Allocation().ToJsonString());
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "broken-json.json"), "{ \"id\": 1, }");
        var (code, output, error) = await Run("check", folder.FullName);

        Assert.Equal(1, code);
        Assert.StartsWith("0 definitions are right", output[^1], StringComparison.Ordinal);
        foreach (var file in folder.GetFiles().Select(file => file.Name).Except(["same-again.json"]))
            Assert.Contains(
                error.Split('\n'),
                line =>
                    line.StartsWith(file, StringComparison.Ordinal)
                    && line.TrimEnd().EndsWith($"({Path.GetFileNameWithoutExtension(file)})", StringComparison.Ordinal)
            );
        Assert.Contains("unknown-type.json, activity tellSoon: ", error, StringComparison.Ordinal);
        Assert.Contains(
            "allocation:1 is in same-again.json and same-version-twice.json",
            error,
            StringComparison.Ordinal
        );
        Assert.Equal(1, (await Run("check", Path.Combine(folder.FullName, "gone"))).Code);
    }

    private void Bad(string code, Action<JsonObject> edit)
    {
        var definition = Allocation();
        if (code != "same-version-twice")
            (definition["id"], definition["definitionId"]) = ($"{code}:1", code);
        edit(definition);
        File.WriteAllText(Path.Combine(folder.FullName, $"{code}.json"), definition.ToJsonString());
    }

    private static JsonObject Allocation() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Workflows, "allocation.json")))!.AsObject();

    private static JsonArray Steps(JsonObject definition) => definition["root"]!["activities"]!.AsArray();

    private static JsonObject Step(JsonObject definition, string id) =>
        Steps(definition).Single(step => (string)step!["id"]! == id)!.AsObject();

    private static void Lead(JsonObject definition, string from, string to) =>
        definition["root"]!["connections"]!.AsArray().First(line => (string)line!["source"]!["activity"]! == from)![
            "target"
        ]!["activity"] = to;

    private static async Task<(int Code, string[] Output, string Error)> Run(params string[] arguments)
    {
        Assert.True(WorkflowCommands.Understands(arguments));
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await WorkflowCommands.Run(arguments, output, error);
        return (code, output.ToString().TrimEnd().Split(Environment.NewLine), error.ToString());
    }

    private static string Workflows { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "workflows"));

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
