using System.Text.RegularExpressions;
using Xunit;

namespace RefMon.Architecture.Tests.Operations;

/// <summary>Capabilities have one name wherever they have code.</summary>
[Trait("Capability", "Operations")]
public sealed partial class FolderTests
{
    private static readonly string[] Capabilities =
    [
        "Catalogue",
        "Referring",
        "RiskScreen",
        "Allocation",
        "Appointments",
        "ActionPlans",
        "Endings",
        "CaseNotes",
        "Messages",
        "Amendments",
        "CaseLists",
        "Attention",
        "History",
        "Reporting",
        "Access",
        "Operations",
    ];

    [Theory]
    [InlineData("src/RefMon.Domain")]
    [InlineData("src/RefMon.Application", "Pipeline", "Schema")]
    [InlineData("src/RefMon.Integrations")]
    [InlineData("src/RefMon.Web", "Shell", "Properties", "build", "wwwroot")]
    [InlineData("tests/RefMon.Domain.Tests", "Lifecycle")]
    [InlineData("tests/RefMon.Application.Tests")]
    [InlineData("tests/RefMon.Web.Tests")]
    public void Folders_are_capabilities(string project, params string[] besides)
    {
        var folders = Directory
            .GetDirectories(Path.Combine(Repository.Root, project))
            .Where(Repository.IsSource)
            .Select(folder => Path.GetFileName(folder)!)
            .Where(name => name is not "TestResults")
            .ToList();
        Assert.NotEmpty(folders.Intersect(Capabilities));
        Assert.Empty(folders.Except(Capabilities).Except(besides));
    }

    [Fact]
    public void Every_test_class_names_its_capability()
    {
        var classes = Repository
            .Files("tests", "*.cs")
            .Select(file => (File: file, Text: Repository.Read(file)))
            .Where(f => TestMethod().IsMatch(f.Text))
            .ToList();
        Assert.True(classes.Count > 20);
        Assert.Empty(classes.Where(f => !Trait().IsMatch(f.Text)).Select(f => f.File));
    }

    [Fact]
    public void Traits_are_capabilities_too()
    {
        var used = Repository
            .Files("tests", "*.cs")
            .SelectMany(file => Trait().Matches(Repository.Read(file)))
            .Select(match => match.Groups["name"].Value)
            .ToHashSet();
        Assert.Contains("Access", used);
        Assert.Empty(used.Except(Capabilities).Except(["GovUk"]));
    }

    [GeneratedRegex(@"^\s*\[(Fact|Theory)\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"\[Trait\(""Capability"", ""(?<name>[^""]+)""\)\]")]
    private static partial Regex Trait();
}
