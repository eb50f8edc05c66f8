using System.Text.Json.Nodes;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;
using Xunit;

namespace RefMon.Workflows.Tests.Operations;

/// <summary>Each way a definition can be wrong is named by file, activity and reason.</summary>
[Trait("Capability", "Operations")]
public sealed class BadDefinitionTests
{
    private static readonly ActivityCatalogue Catalogue = new([new ExampleAwait()]);

    [Fact]
    public void An_unknown_type_is_named() =>
        Wrong("unknown-type", "told", "Elsa.WriteLine", d => Activity(d, "told")["type"] = "Elsa.WriteLine");

    [Fact]
    public void A_cycle_without_a_wait_is_found() =>
        Wrong("cycle-without-wait", "isLate", "isLate.True -> both", d => Redirect(d, "isLate", "True", "both"));

    [Fact]
    public void An_unreachable_activity_is_found() =>
        Wrong(
            "unreachable",
            "alone",
            "no path",
            d => d["root"]!["activities"]!.AsArray().Add(JsonNode.Parse("""{ "id": "alone", "type": "Elsa.End" }"""))
        );

    [Fact]
    public void A_dangling_connection_is_found() =>
        Wrong("dangling-connection", "isLate", "nowhere", d => Redirect(d, "isLate", "False", "nowhere"));

    [Fact]
    public void A_duplicate_id_is_found() =>
        Wrong(
            "duplicate-id",
            "told",
            "two activities",
            d => d["root"]!["activities"]!.AsArray().Add(Activity(d, "told").DeepClone())
        );

    [Fact]
    public void A_missing_input_is_found() =>
        Wrong("missing-input", "await", "deadline", d => Activity(d, "await").Remove("deadline"));

    [Theory]
    [InlineData("JavaScript")]
    [InlineData("Liquid")]
    [InlineData("literal")]
    public void Scripts_are_refused(string language) =>
        Wrong(
            "expression-refused",
            "fault",
            language,
            d => Activity(d, "fault")["message"]!["expression"]!["type"] = language
        );

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{ \"id\": 1, }")]
    [InlineData("{ \"id\": 1 // why\n }")]
    [InlineData("{ \"id\": 1, \"id\": 2 }")]
    public void Broken_json_is_refused(string json)
    {
        var problem = Assert.Single(DefinitionFolder.Check([("broken.json", json)], Catalogue, []).Problems);
        Assert.Equal(("broken.json", "broken-json"), (problem.File, problem.Code));
    }

    [Fact]
    public void What_no_text_can_be_read_from_is_a_problem_of_its_file()
    {
        Wrong("broken-json", null, "nobody can read", @"\ud800");
        Wrong("broken-json", null, "character 0", @"\u0000");

        void Wrong(string code, string? activity, string says, string name)
        {
            var json = ExampleTests.Json.Replace("\"name\": \"", $"\"name\": \"{name}", StringComparison.Ordinal);
            var found = DefinitionFolder.Check([("bad.json", json)], Catalogue, []);
            Assert.Empty(found.Definitions);
            Assert.Contains(
                found.Problems,
                p =>
                    (p.File, p.Code, p.Activity) == ("bad.json", code, activity)
                    && p.Message.Contains(says, StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public void Two_published_versions_with_one_number_are_refused()
    {
        var good = ExampleTests.Json;
        var found = DefinitionFolder.Check([("a.json", good), ("b.json", good)], Catalogue, []);
        Assert.Empty(found.Definitions);
        Assert.Equal(["a.json", "b.json"], found.Problems.Select(p => p.File));
        Assert.All(found.Problems, p => Assert.Equal("same-version-twice", p.Code));
    }

    [Fact]
    public void A_version_edited_while_its_instances_run_is_refused()
    {
        var read = Assert.Single(DefinitionFolder.Check([("a.json", ExampleTests.Json)], Catalogue, []).Definitions);
        var running = new RunningVersion(read.DefinitionId, read.Version, "another", 3);
        var problem = Assert.Single(
            DefinitionFolder.Check([("a.json", ExampleTests.Json)], Catalogue, [running]).Problems
        );
        Assert.Equal("edited-while-running", problem.Code);
        Assert.Contains("3 instances", problem.Message, StringComparison.Ordinal);
        Assert.Empty(
            DefinitionFolder
                .Check([("a.json", ExampleTests.Json)], Catalogue, [running with { Instances = 0 }])
                .Problems
        );
        Assert.Empty(
            DefinitionFolder
                .Check([("a.json", ExampleTests.Json)], Catalogue, [running with { Fingerprint = read.Fingerprint }])
                .Problems
        );
    }

    [Fact]
    public void Versions_side_by_side_are_two_files()
    {
        var second = Edited(d => (d["id"], d["version"]) = ("example-wait:2", 2));
        Assert.Equal(
            2,
            DefinitionFolder.Check([("a.json", ExampleTests.Json), ("b.json", second)], Catalogue, []).Definitions.Count
        );
    }

    // what Elsa drops, ignores or takes for something else without a word
    [Fact]
    public void What_Elsa_swallows_silently_is_refused()
    {
        Wrong("unknown-property", null, "tenantId", d => d["tenantId"] = "x");
        Wrong("not-published", null, "isPublished", d => d["isPublished"] = false);
        Wrong("id-not-of-version", null, "example-wait:1", d => d["id"] = "example-wait");
        Wrong("tool-version", null, "toolVersion", d => d["toolVersion"] = "3");
        Wrong(
            "variable-not-stored",
            null,
            "IsLate",
            d => d["variables"]![0]!.AsObject().Remove("storageDriverTypeName")
        );
        Wrong("variable", null, "written as text", d => d["variables"]![0]!["value"] = false);
        Wrong("variable", null, "Boolean", d => d["variables"]![0]!["typeName"] = "bool");
        Wrong("duplicate-variable", null, "v-late", d => d["variables"]![1]!["id"] = "v-late");
        Wrong("wrong-input", "await", "typeName and expression", d => Activity(d, "await")["margin"] = "2.00:00:00");
        Wrong("wrong-value", "await", "TimeSpan", d => Literal(d, "await", "margin", "PT5M"));
        Wrong("wrong-value", "await", "TimeSpan", d => Literal(d, "await", "margin", "2"));
        Wrong("wrong-value", "await", "ALLOCATION", d => Literal(d, "await", "deadline", "allocation"));
        Wrong("wrong-value", "both", "WaitAll", d => Literal(d, "both", "mode", "waitAll"));
        Wrong("missing-input", "both", "mode", d => Activity(d, "both").Remove("mode"));
        Wrong("missing-input", "fork", "branches", d => Activity(d, "fork").Remove("branches"));
        Wrong("missing-input", "isLate", "condition", d => Activity(d, "isLate").Remove("condition"));
        Wrong(
            "unknown-variable",
            "isLate",
            "condition",
            d => Activity(d, "isLate")["condition"]!["expression"]!["value"] = "IsLate"
        );
        Wrong(
            "wrong-value",
            "isLate",
            "Why",
            d => Activity(d, "isLate")["condition"]!["expression"]!["value"]!["id"] = "v-why"
        );
        Wrong(
            "unknown-variable",
            "await",
            "detail",
            d => Activity(d, "await")["detail"]!["memoryReference"]!["id"] = "Why"
        );
        Wrong(
            "wrong-input",
            "await",
            "memoryReference",
            d => Activity(d, "await")["margin"]!["memoryReference"] = new JsonObject()
        );
        Wrong(
            "wrong-input",
            "late",
            "bare",
            d => Activity(d, "late")["variable"] = JsonNode.Parse("""{ "typeName": "Boolean", "expression": {} }""")
        );
        Wrong("wrong-input", "await", "typeName", d => Activity(d, "await")["margin"]!["typeName"] = null);
        Wrong(
            "wrong-input",
            "await",
            "extra",
            d => Activity(d, "await")["margin"]!["expression"]!.AsObject().Add("extra", 1)
        );
        Wrong("wrong-value", "late", "Boolean", d => Literal(d, "late", "value", "soon"));
        Wrong(
            "wrong-value",
            "late",
            "IsLate",
            d =>
                Activity(d, "late")["value"]!["expression"] = JsonNode.Parse(
                    """{ "type": "Variable", "value": { "id": "v-why", "name": "Why", "typeName": "String" } }"""
                )
        );
        Wrong("not-supported", null, "'mergeMode'", d => d["root"]!["mergeMode"] = "Race");
        Wrong("not-supported", null, "'runAsynchronously'", d => d["root"]!["runAsynchronously"] = true);
        Wrong(
            "not-supported",
            null,
            "root.customProperties",
            d => d["root"]!["customProperties"] = new JsonObject { ["mergeMode"] = "Race" }
        );
        Wrong("connection", "await", "'when'", d => Connection(d, "await", "Due")["when"] = "later");
        Wrong("connection", "await", "'label'", d => Connection(d, "await", "Due")["source"]!["label"] = "late");
        Wrong("unknown-property", "told", "text", d => Activity(d, "told")["text"] = "x");
        Wrong(
            "unknown-property",
            "both",
            "mergeMode",
            d => Activity(d, "both")["customProperties"] = new JsonObject { ["mergeMode"] = "Race" }
        );
        Wrong("unknown-port", "await", "Happened, Due", d => Connection(d, "await", "Due")["source"]!["port"] = "Done");
        Wrong(
            "connection",
            "await",
            "the port",
            d => Connection(d, "await", "Due")["source"]!.AsObject().Remove("port")
        );
        Wrong(
            "connection",
            null,
            "source",
            d => d["root"]!["connections"]!.AsArray().Add(JsonNode.Parse("""{ "source": "told", "target": "end" }"""))
        );
        Wrong(
            "fault-never-ends",
            "fault",
            "for ever",
            d => d["options"] = new JsonObject { ["incidentStrategyType"] = "ContinueWithIncidentsStrategy" }
        );
    }

    [Fact]
    public void More_than_one_trigger_or_none_is_refused()
    {
        Wrong("trigger", null, "nothing starts it", d => Activity(d, "sent").Remove("customProperties"));
        Wrong(
            "trigger",
            "again",
            "more than one",
            d =>
            {
                var again = Activity(d, "sent").DeepClone();
                again["id"] = "again";
                d["root"]!["activities"]!.AsArray().Add(again);
                Connect(d, "start", "Done", "again");
            }
        );
        Wrong("start", "start", "would never run", d => Connect(d, "start", "Done", "told"));
        Wrong(
            "trigger",
            "told",
            "only an Elsa.Event",
            d => Activity(d, "told")["customProperties"] = new JsonObject { ["canStartWorkflow"] = true }
        );
    }

    [Fact]
    public void Joins_and_loops_that_the_two_engines_take_differently_are_refused()
    {
        // exclusive paths on a FlowJoin
        Wrong("join-without-fork", "both", "exclusive paths", d => Redirect(d, "late", "Done", "both"));
        // a branch that can stop short of a WaitAll
        Wrong("wait-all-can-be-skipped", "both", "passed over", d => Redirect(d, "late", "Done", "isLate"));
        Wrong("wait-any-over-a-wait", "both", "await", d => Literal(d, "both", "mode", "WaitAny"));
        // from one branch back into the other
        Wrong(
            "invalid-backward-connection",
            "waited",
            "not every path",
            d =>
            {
                Connect(d, "told", "Done", "await");
                Redirect(d, "waited", "Done", "told");
            }
        );
        // a loop in one branch, whose way out meets the other
        Wrong("loop-exit-meets-another-path", "both", "loop", d => Redirect(d, "late", "Done", "await"));
    }

    [Fact]
    public void A_loop_with_a_wait_in_it_and_an_end_of_its_own_is_right()
    {
        var json = Edited(d =>
        {
            Redirect(d, "late", "Done", "await");
            Redirect(d, "told", "Done", "end");
            Redirect(d, "waited", "Done", "isLate");
            d["root"]!["activities"]!.AsArray().Remove(Activity(d, "both"));
            var gone = d["root"]!["connections"]!
                .AsArray()
                .Where(c => (string)c!["source"]!["activity"]! == "both")
                .ToList();
            gone.ForEach(c => d["root"]!["connections"]!.AsArray().Remove(c));
            Activity(d, "end")["id"] = "end2";
            d["root"]!["activities"]!.AsArray().Add(JsonNode.Parse("""{ "id": "end", "type": "Elsa.End" }"""));
            Redirect(d, "isLate", "False", "end2");
        });
        Assert.Empty(DefinitionFolder.Check([("loop.json", json)], Catalogue, []).Problems);
    }

    [Fact]
    public void The_catalogue_is_exported_as_json()
    {
        var exported = JsonNode.Parse(Catalogue.Export())!.AsArray();
        Assert.Equal(9, exported.Count);
        var await = exported.Single(d => (string)d!["typeName"]! == "RefMon.AwaitDeadline")!;
        Assert.Equal(["Happened", "Due"], await["ports"]!.AsArray().Select(p => (string)p!));
        Assert.Equal("deadline", (string)await["inputs"]![0]!["name"]!);
    }

    private static void Wrong(string code, string? activity, string says, Action<JsonObject> edit)
    {
        var found = DefinitionFolder.Check([("bad.json", Edited(edit))], Catalogue, []);
        Assert.True(
            found.Problems.Any(p =>
                p.File == "bad.json"
                && p.Code == code
                && p.Activity == activity
                && p.Message.Contains(says, StringComparison.Ordinal)
            ),
            $"{code} at {activity} ({says}) is not among: {string.Join(Environment.NewLine, found.Problems)}"
        );
        Assert.Empty(found.Definitions);
    }

    private static string Edited(Action<JsonObject> edit)
    {
        var definition = JsonNode.Parse(ExampleTests.Json)!.AsObject();
        edit(definition);
        return definition.ToJsonString();
    }

    private static JsonObject Activity(JsonObject definition, string id) =>
        definition["root"]!["activities"]!.AsArray().Single(a => (string)a!["id"]! == id)!.AsObject();

    private static void Literal(JsonObject definition, string activity, string input, string value) =>
        Activity(definition, activity)[input]!["expression"]!["value"] = value;

    private static JsonObject Connection(JsonObject definition, string from, string port) =>
        definition["root"]!["connections"]!
            .AsArray()
            .Single(c => (string)c!["source"]!["activity"]! == from && (string)c["source"]!["port"]! == port)!
            .AsObject();

    private static void Redirect(JsonObject definition, string from, string port, string to) =>
        Connection(definition, from, port)["target"]!["activity"] = to;

    private static void Connect(JsonObject definition, string from, string port, string to) =>
        definition["root"]!["connections"]!
            .AsArray()
            .Add(
                new JsonObject
                {
                    ["source"] = new JsonObject { ["activity"] = from, ["port"] = port },
                    ["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" },
                }
            );
}
