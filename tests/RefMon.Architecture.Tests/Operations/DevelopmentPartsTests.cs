using System.Text.RegularExpressions;
using Xunit;

namespace RefMon.Architecture.Tests.Operations;

/// <summary>
/// What only a Development start needs stays out of a published build: its files are left out by their names, and whatever
/// else names it does so between <c>#if DEVELOPMENT_PARTS</c> and <c>#endif</c>. <c>.ci/run</c> looks at what was published.
/// </summary>
[Trait("Capability", "Operations")]
public sealed partial class DevelopmentPartsTests
{
    [Fact]
    public void Only_the_demonstrations_own_files_name_it_outside_what_is_left_out()
    {
        var files = Repository
            .Files("src", "*.cs")
            .Where(file => !file.StartsWith("src/RefMon.StandIns/", StringComparison.Ordinal))
            .Where(file => !file.StartsWith("src/RefMon.EmbeddedPostgres/", StringComparison.Ordinal))
            .ToList();
        var own = files.Where(file => OwnFile().IsMatch(file)).ToList();
        Assert.True(own.Count > 8, "Hardly any files of the demonstration: are they called something else now?");
        Assert.DoesNotContain(files.Except(own), file => Names().IsMatch(Published(Repository.Read(file))));
        Assert.DoesNotContain(Repository.Files("src", "*.razor"), file => Names().IsMatch(Repository.Read(file)));
    }

    [Fact]
    public void What_is_left_out_is_known()
    {
        Assert.DoesNotContain("Loaders", Published("a\n#if DEVELOPMENT_PARTS\nLoaders\n#else\nb\n#endif\nc"));
        Assert.Equal("a\nb\nc", Published("a\n#if DEVELOPMENT_PARTS\nLoaders\n#else\nb\n#endif\nc"));
    }

    // comments name what they like
    private static string Published(string source) =>
        Comment().Replace(LeftOut().Replace(source.ReplaceLineEndings("\n"), "${instead}"), "");

    [GeneratedRegex(@"/I?Demonstration[^/]*\.cs$")]
    private static partial Regex OwnFile();

    [GeneratedRegex(@"\bI?Demonstration[A-Z]\w*|\bRefMon\.(StandIns|EmbeddedPostgres)\b")]
    private static partial Regex Names();

    [GeneratedRegex(
        @"#if DEVELOPMENT_PARTS\n.*?(#else\n(?<instead>.*?))?#endif\n",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex LeftOut();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
