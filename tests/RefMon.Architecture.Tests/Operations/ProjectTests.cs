using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using RefMon.Domain;
using Xunit;

namespace RefMon.Architecture.Tests.Operations;

/// <summary>Who may use whom: the picture in the architecture, as rules.</summary>
[Trait("Capability", "Operations")]
public sealed class ProjectTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["RefMon.Domain"] = [],
        ["RefMon.EventStore"] = [],
        ["RefMon.Workflows"] = ["RefMon.EventStore"],
        ["RefMon.Application"] = ["RefMon.Domain", "RefMon.EventStore", "RefMon.Workflows"],
        ["RefMon.Integrations"] = ["RefMon.Application"],
        ["RefMon.GovUk"] = [],
        ["RefMon.StandIns"] = [],
        ["RefMon.EmbeddedPostgres"] = [],
        ["RefMon.Web"] =
        [
            "RefMon.Application",
            "RefMon.Workflows",
            "RefMon.Integrations",
            "RefMon.GovUk",
            "RefMon.EmbeddedPostgres",
            "RefMon.StandIns",
        ],
    };

    private static readonly string[] DevelopmentParts = ["RefMon.EmbeddedPostgres", "RefMon.StandIns"];

    public static TheoryData<string> Projects =>
        [.. Repository.Projects.Select(p => Path.GetFileNameWithoutExtension(p))];

    [Fact]
    public void Every_project_has_its_rule_and_every_rule_its_project() =>
        Assert.Equal(
            Allowed.Keys.Order(StringComparer.Ordinal),
            Repository.Projects.Select(p => Path.GetFileNameWithoutExtension(p)).Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_uses_only_those_it_may(string project)
    {
        var used = References(project).Select(r => r.Name).ToList();
        Assert.Empty(used.Except(Allowed[project]));
    }

    [Fact]
    public void The_rules_are_about_references_that_exist()
    {
        // were nothing found by mistake, the rule above could not fail
        Assert.Contains(References("RefMon.Application"), r => r.Name == "RefMon.Domain");
        Assert.Equal(6, References("RefMon.Web").Count);
    }

    [Fact]
    public void What_is_for_development_is_referenced_on_condition_only()
    {
        var parts = References("RefMon.Web").Where(r => DevelopmentParts.Contains(r.Name)).ToList();
        Assert.Equal(2, parts.Count);
        Assert.All(parts, r => Assert.Contains("WithDevelopmentParts", r.Condition));
    }

    [Fact]
    public void The_domain_does_no_input_or_output()
    {
        var used = Namespaces(typeof(Referral).Assembly.Location);
        Assert.Contains("System.Collections.Generic", used);
        string[] forbidden =
        [
            "System.IO",
            "System.Net",
            "System.Data",
            "System.Threading",
            "Microsoft",
            "Npgsql",
            "MediatR",
        ];
        Assert.DoesNotContain(
            used,
            ns => forbidden.Any(f => ns == f || ns.StartsWith(f + ".", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void The_use_cases_know_neither_pages_nor_http()
    {
        var used = Namespaces(typeof(Application.Access.ObjectAccess).Assembly.Location);
        Assert.Contains("Npgsql", used);
        string[] forbidden = ["Microsoft.AspNetCore", "System.Net.Http", "System.Net.Sockets"];
        Assert.DoesNotContain(used, ns => forbidden.Any(f => ns.StartsWith(f, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_event_store_and_the_workflow_engine_know_nothing_of_probation_and_the_components_nothing_of_refmon()
    {
        var engine = Assemblies(typeof(RefMon.Workflows.Activities.ActivityCatalogue).Assembly.Location);
        Assert.Contains("Npgsql", engine);
        Assert.Empty(
            engine.Where(a => a.StartsWith("RefMon.", StringComparison.Ordinal)).Except(["RefMon.EventStore"])
        );
        var store = Assemblies(typeof(RefMon.EventStore.IEventSession).Assembly.Location);
        Assert.Contains("Npgsql", store);
        Assert.DoesNotContain(store, a => a.StartsWith("RefMon.", StringComparison.Ordinal));
        var components = Assemblies(typeof(RefMon.GovUk.GovForm).Assembly.Location);
        Assert.NotEmpty(components);
        Assert.DoesNotContain(components, a => a.StartsWith("RefMon.", StringComparison.Ordinal));
    }

    [Fact]
    public void Pages_do_not_speak_to_the_database()
    {
        var files = Repository
            .Files("src/RefMon.Web", "*.cs")
            .Concat(Repository.Files("src/RefMon.Web", "*.razor"))
            .ToList();
        var speaking = files.Where(f => Repository.Read(f).Contains("Npgsql", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(speaking);
        Assert.All(speaking, file => Assert.Matches(@"^src/RefMon\.Web/Operations/[^/]+\.cs$", file));
    }

    private static IReadOnlyList<(string Name, string? Condition)> References(string project)
    {
        var file = Repository.Projects.Single(p => Path.GetFileNameWithoutExtension(p) == project);
        return
        [
            .. XDocument
                .Load(file)
                .Descendants("ProjectReference")
                .Select(r =>
                    (
                        Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')),
                        r.Parent!.Attribute("Condition")?.Value
                    )
                ),
        ];
    }

    private static HashSet<string> Namespaces(string assembly) =>
        Metadata(
            assembly,
            reader => reader.TypeReferences.Select(t => reader.GetString(reader.GetTypeReference(t).Namespace))
        );

    private static HashSet<string> Assemblies(string assembly) =>
        Metadata(
            assembly,
            reader => reader.AssemblyReferences.Select(a => reader.GetString(reader.GetAssemblyReference(a).Name))
        );

    private static HashSet<string> Metadata(string assembly, Func<MetadataReader, IEnumerable<string>> read)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        return [.. read(file.GetMetadataReader())];
    }
}
