using Microsoft.Extensions.DependencyInjection;
using RefMon.EventStore.Tests.Soak;
using RefMon.Workflows.Engine;
using RefMon.Workflows.Tests.Soak;
using Xunit;

namespace RefMon.Workflows.Tests.Operations;

/// <summary>What a node does at its start with the definitions of its folder: all right, broken, edited, older or newer than those loaded.</summary>
[Trait("Capability", "Operations")]
public sealed class DefinitionStartTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("refmon-definitions");
    private StoreNode node = null!;

    public async ValueTask InitializeAsync() => node = EngineNode.Of(await EngineNode.NewDatabase("definitions"));

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task In_development_a_broken_definition_or_one_edited_while_instances_run_stops_the_start()
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "counting.json"), EngineNode.Counting());
        await using (var right = await OfFolder(stops: true).Start())
        {
            await right.Open();
            await right.Until("select count(*) = 1 from workflow_instance", "it runs");
        }
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "broken.json"), "{ \"id\": 1, }");
        await using (var broken = OfFolder(stops: true))
        {
            var stopped = await Assert.ThrowsAsync<DefinitionsBrokenException>(broken.Start);
            Assert.Contains("broken.json", stopped.Message, StringComparison.Ordinal);
        }
        File.Delete(Path.Combine(folder.FullName, "broken.json"));
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "counting.json"),
            EngineNode.Counting(over: "edited")
        );
        await using var edited = OfFolder(stops: true);
        var refused = await Assert.ThrowsAsync<DefinitionsBrokenException>(edited.Start);
        Assert.Contains("edited-while-running", refused.Message, StringComparison.Ordinal);
        // without a database what the files say by themselves is enough
        await using var away = EngineNode.Of(
            "Host=127.0.0.1;Port=1;Database=none;Username=none;Timeout=1",
            options: Options(stops: true)
        );
        var alone = away
            .Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>()
            .OfType<WorkflowHost>()
            .Single();
        await alone.StartAsync(default);
        await alone.StopAsync(default);
    }

    [Fact]
    public async Task In_production_the_last_good_version_goes_on_and_each_file_that_cannot_be_used_is_named()
    {
        await node.Load(EngineNode.Counting(over: "good"));
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "counting.json"),
            EngineNode.Counting(2).Replace("Elsa.End", "Elsa.Nothing", StringComparison.Ordinal)
        );
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "half.json"),
            EngineNode.Counting(3).Replace("\"name\": \"", "\"name\": \"\\ud800", StringComparison.Ordinal)
        );
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "gone.json"), "/nowhere/at/all.json");
        await using var running = await OfFolder(stops: false).Start();
        await running.Open("A", new TallyClosed(null));
        // events, timers and effects go on
        await running.Until("select count(*) = 1 from notice where what = 'good'", "the last good version goes on");
        var found = running.Services.GetRequiredService<WorkflowProblems>().Found;
        Assert.Contains(found, p => p is { File: "counting.json", Code: "unknown-type" });
        Assert.Contains(found, p => p is { File: "half.json", Code: "broken-json" });
        Assert.Contains(found, p => p is { File: "gone.json", Code: "unreadable" });
        Assert.Equal(["1 false"], await Versions("counting"));
    }

    [Fact]
    public async Task Going_back_to_an_earlier_release_takes_effect_and_an_older_node_takes_nothing_from_a_newer_one()
    {
        string One(int version) => Waiting("one", version);
        string Two(int version) => Waiting("two", version);
        await node.Load(One(1));
        await using var newer = EngineNode.Of(node.ConnectionString);
        await newer.Load(One(2), Two(1));
        Assert.Equal(["1 true", "2 false"], await Versions("one"));

        // a node of the older release starts again while the newer one comes in
        await node.Load(One(1));
        Assert.Equal(["1 true", "2 false"], await Versions("one"));
        Assert.Equal(["1 false"], await Versions("two"));
        await newer.Start();
        var began = await newer.Open();
        await newer.Until("select count(*) = 2 from workflow_instance", "both have begun");
        Assert.Equal(["one 2", "two 1"], await Begun(began));
        await newer.Stop();

        // all nodes go back
        await node.Start();
        var back = await node.Open();
        await node.Until("select count(*) = 4 from workflow_instance", "both again");
        Assert.Equal(["one 1", "two 1"], await Begun(back));
        // what runs ends on the version it began with
        await node.Save(async s => (await s.FetchForWriting<Tally>(began, default)).Append(new TallyClosed(null)));
        await node.Until("select count(*) = 2 from workflow_instance where sub_status = 'Finished'", "those are over");
        await node.Stop();

        // a release that comes later without the second version retires it for everybody
        await newer.Load(One(1), Two(2));
        Assert.Equal(["1 false", "2 true"], await Versions("one"));
        Assert.Equal(["1 true", "2 false"], await Versions("two"));
        var shown = await newer.Records().Definitions(default);
        Assert.Equal(["one 1", "two 2"], shown.Where(d => d.IsLatest).Select(d => $"{d.DefinitionId} {d.Version}"));
    }

    private static string Waiting(string id, int version) =>
        EngineNode.Definition(
            id,
            version,
            "tally-opened",
            "wait Elsa.Event eventName=tally-closed\nend Elsa.End",
            "wait.Done -> end"
        );

    private Task<List<string>> Versions(string id) =>
        node.Rows(
            $"select version || ' ' || retired from workflow_definition where definition_id = '{id}' order by version"
        );

    private Task<List<string>> Begun(Guid about) =>
        node.Rows(
            $"select definition_id || ' ' || version from workflow_instance where correlation_id = '{about}' order by 1"
        );

    private StoreNode OfFolder(bool stops) => EngineNode.Of(node.ConnectionString, options: Options(stops));

    private WorkflowOptions Options(bool stops) =>
        new()
        {
            Folder = folder.FullName,
            StopOnProblems = stops,
            LookEvery = TimeSpan.FromMilliseconds(50),
        };
}
