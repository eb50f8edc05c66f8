using System.Text.RegularExpressions;
using Xunit;

namespace RefMon.Architecture.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed partial class NamedTests
{
    /// <summary>A decision that points at a test which was renamed or removed shows nothing any more.</summary>
    [Fact]
    public void Every_test_a_decision_names_exists()
    {
        var tests = Repository
            .Files("tests", "*.cs")
            .SelectMany(file => Method().Matches(Repository.Read(file)).Select(m => m.Groups["name"].Value))
            .ToHashSet();
        var named = Repository
            .Files("infra/decisions", "*.md")
            .SelectMany(file => Named().Matches(Repository.Read(file)).Select(m => (file, m.Groups["name"].Value)))
            .ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Where(n => !tests.Contains(n.Value)).Select(n => $"{n.file}: {n.Value}"));
    }

    [GeneratedRegex(@"public (?:async )?(?:Task|void) (?<name>\w+)\(", RegexOptions.None, 1000)]
    private static partial Regex Method();

    // a sentence: a capital and at least two underscores
    [GeneratedRegex(@"`(?<name>[A-Z]\w*_\w+_\w+)`", RegexOptions.None, 1000)]
    private static partial Regex Named();
}
