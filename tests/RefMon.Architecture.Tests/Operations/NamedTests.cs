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
        var tests = Repository.Files("tests", "*.cs").SelectMany(file => TestsIn(Repository.Read(file))).ToHashSet();
        var named = Repository
            .Files("infra/decisions", "*.md")
            .SelectMany(file => Named().Matches(Repository.Read(file)).Select(m => (file, m.Groups["name"].Value)))
            .ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Where(n => !tests.Contains(n.Value)).Select(n => $"{n.file}: {n.Value}"));
    }

    /// <summary>What went wrong before, row by row: a row without a test shows nothing.</summary>
    [Fact]
    public void Every_row_of_what_went_wrong_before_names_a_test()
    {
        var rows = Repository
            .Read("infra/decisions/0020-what-went-wrong-before.md")
            .Split('\n')
            .Where(line => Row().IsMatch(line))
            .ToList();
        Assert.Equal(
            Enumerable.Range(1, 62).Select(n => $"{n}"),
            rows.Select(row => Row().Match(row).Groups["n"].Value)
        );
        Assert.DoesNotContain(rows, row => !Named().IsMatch(row));
    }

    // a method that is run: what stands between it and the member before it marks it as a test
    private static IEnumerable<string> TestsIn(string source) =>
        Method()
            .Matches(source)
            .Where(method =>
            {
                var before = source[..method.Index];
                var marks = before[(before.LastIndexOfAny([';', '}']) + 1)..];
                return marks.Contains("[Fact", StringComparison.Ordinal)
                    || marks.Contains("[Theory", StringComparison.Ordinal);
            })
            .Select(method => method.Groups["name"].Value);

    [GeneratedRegex(@"^\| (?<n>\d+) \|", RegexOptions.None, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"public (?:async )?(?:Task|void) (?<name>\w+)\(", RegexOptions.None, 1000)]
    private static partial Regex Method();

    // a sentence: a capital and at least two underscores
    [GeneratedRegex(@"`(?<name>[A-Z]\w*_\w+_\w+)`", RegexOptions.None, 1000)]
    private static partial Regex Named();
}
