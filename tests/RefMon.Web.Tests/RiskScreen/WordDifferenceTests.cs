using System.Diagnostics;
using RefMon.Web.RiskScreen;
using Xunit;

namespace RefMon.Web.Tests.RiskScreen;

[Trait("Capability", "RiskScreen")]
public sealed class WordDifferenceTests
{
    [Theory]
    [InlineData("At weekends after drinking.", "At weekends, after work.", "At weekends+,+ after -drinking-+work+.")]
    [InlineData("Shop staff who ask.", "His brother’s family.", "-Shop staff who ask-+His brother’s family+.")]
    [InlineData("The same", "The same", "The same")]
    [InlineData(null, "New words", "+New words+")]
    [InlineData("Old words", "", "-Old words-")]
    [InlineData(null, null, "")]
    [InlineData("one\ntwo\nthree", "one\nthree", "one\n-two\n-three")]
    [InlineData("one\r\ntwo", "one\ntwo", "one\ntwo")]
    [InlineData("dŵr’r tŷ", "dŵr’r tân", "dŵr’r -tŷ-+tân+")]
    public void Only_the_words_that_changed_are_marked(string? before, string? after, string expected) =>
        Assert.Equal(expected, Written(WordDifference.Between(before, after)));

    [Fact]
    public void What_stayed_and_was_removed_is_the_old_text_and_what_stayed_and_was_added_the_new()
    {
        string[] words = ["risk", " ", "\n", ",", "of", "harm", "now", "  "];
        var random = new Random(20261122);
        for (var i = 0; i < 500; i++)
        {
            var before = string.Concat(random.GetItems(words, random.Next(30)));
            var after = string.Concat(random.GetItems(words, random.Next(30)));
            var parts = WordDifference.Between(before, after);
            Assert.Equal(before, Of(parts, DifferenceKind.Removed));
            Assert.Equal(after, Of(parts, DifferenceKind.Added));
        }
    }

    [Fact]
    public void Texts_as_long_as_they_may_be_do_not_take_long()
    {
        var before = string.Concat(Enumerable.Range(0, 9_000).Select(n => $"a{n} "));
        var after = string.Concat(Enumerable.Range(0, 9_000).Select(n => $"b{n} "));
        var watch = Stopwatch.StartNew();

        Assert.Equal(3, WordDifference.Between(before, after).Count);
        var one = WordDifference.Between(before, before.Replace("a4500 ", "x ", StringComparison.Ordinal));
        Assert.Equal("-a4500-", Written(one.Where(part => part.Kind is DifferenceKind.Removed)));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    private static string Of(IEnumerable<DifferencePart> parts, DifferenceKind kind) =>
        string.Concat(parts.Where(part => part.Kind == kind || part.Kind is DifferenceKind.Same).Select(p => p.Text));

    private static string Written(IEnumerable<DifferencePart> parts) =>
        string.Concat(
            parts.Select(part =>
                part.Kind switch
                {
                    DifferenceKind.Removed => $"-{part.Text}-",
                    DifferenceKind.Added => $"+{part.Text}+",
                    _ => part.Text,
                }
            )
        );
}
