using RefMon.Application.RiskScreen;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;
using RefMon.GovUk;
using RefMon.Web.CaseLists;
using RefMon.Web.Referring;
using RefMon.Web.RiskScreen;
using Xunit;
using GroupRisk = RefMon.Domain.RiskScreen.GroupRisk;
using RoshLevel = RefMon.Domain.RiskScreen.RoshLevel;

namespace RefMon.Web.Tests.RiskScreen;

[Trait("Capability", "RiskScreen")]
public sealed class RiskWordsTests
{
    [Theory]
    [InlineData("After six", null)]
    [InlineData("1\n2\n3\n4\n5\n6", null)]
    [InlineData("1\n2\n3\n4\n5\n6\n7", "5\n6\n7")]
    public void A_safe_contact_of_many_lines_stands_open_with_the_first_of_them(string text, string? rest)
    {
        var (beginning, then) = SafeContactWords.Cut(text, SafeContactWords.Room([text]));
        Assert.Equal(rest, then);
        Assert.Equal(text, beginning + then);
    }

    [Theory]
    [InlineData("Never ring before six. ", 1, 300)]
    [InlineData("👩‍👧", 1, 300)]
    [InlineData("x", 2, 300)]
    [InlineData("x", 5, 150)]
    public void A_long_safe_contact_stands_open_with_its_beginning_and_nothing_of_it_is_lost(
        string part,
        int boxes,
        int room
    )
    {
        var text = string.Concat(Enumerable.Repeat(part, 12_000 / part.Length));
        Assert.Equal(room, SafeContactWords.Room(Enumerable.Repeat(text, boxes)));
        var (beginning, rest) = SafeContactWords.Cut(text, room);
        Assert.Equal(text, beginning + rest);
        Assert.InRange(beginning.Length, room / 2, room);
        Assert.False(char.IsHighSurrogate(beginning[^1]));
        Assert.True(SafeContactWords.IsLong(text));
    }

    [Fact]
    public void A_level_nobody_gave_stands_before_the_levels_that_would_calm()
    {
        GroupRisk[] groups =
        [
            new("Children", RoshLevel.Low),
            new("Public", RoshLevel.Unknown),
            new("Known adult", RoshLevel.Medium),
            new("Staff", RoshLevel.VeryHigh),
            new("Prisoners", RoshLevel.High),
            new("Neighbours", RoshLevel.Unknown),
        ];

        Assert.Equal(
            ["Staff", "Prisoners", "Public", "Neighbours", "Known adult", "Children"],
            RiskWords.Ordered(groups).Select(group => group.Group)
        );
    }

    [Fact]
    public void No_two_levels_look_or_read_alike()
    {
        var levels = Enum.GetValues<RoshLevel>();

        Assert.Equal(levels.Length, levels.Select(RiskWords.Of).Distinct().Count());
        Assert.Equal(levels.Length, levels.Select(RiskWords.ColourOf).Distinct().Count());
        Assert.Equal(levels.Length, levels.Select(RiskWords.ClassOf).Distinct().Count());
    }

    [Theory]
    [InlineData(RoshLevel.Low)]
    [InlineData(RoshLevel.Medium)]
    public void Who_is_low_for_some_and_unknown_for_others_is_grey_and_says_so(RoshLevel known)
    {
        var risk = OverallRisk.Of(known, [new("Public", known), new("Staff", RoshLevel.Unknown)]);

        Assert.Equal(("Risk of serious harm not known for everyone", TagColour.Grey), CaseWords.Risk(risk));
        Assert.Equal(("unknown", TagColour.Grey), (RiskWords.ClassOf(risk.Level), RiskWords.ColourOf(risk.Level)));
        Assert.Equal($"{RiskWords.Of(known)} for those assessed; unknown for Staff", risk.InWords());
        Assert.Equal(
            RiskWords.Of(known),
            OverallRisk.Of(known, [new("Public", known), new("Staff", RoshLevel.Low)]).InWords()
        );
        Assert.Equal(
            RoshLevel.High,
            OverallRisk.Of(RoshLevel.High, [new("Public", RoshLevel.High), new("Staff", RoshLevel.Unknown)]).Level
        );
    }

    [Theory]
    [InlineData(-3, "today")]
    [InlineData(0, "today")]
    [InlineData(1, "yesterday")]
    [InlineData(59, "59 days ago")]
    [InlineData(60, "1 month ago")]
    [InlineData(323, "10 months ago")]
    [InlineData(729, "23 months ago")]
    [InlineData(730, "2 years ago")]
    [InlineData(1096, "3 years ago")]
    public void An_assessment_says_how_old_it_is(int days, string age)
    {
        Assert.Equal($"4 March 2026, {age}", RiskWords.Assessed(new DateOnly(2026, 3, 4), days));
    }

    [Fact]
    public void Only_an_assessment_known_to_be_over_a_year_old_is_called_old()
    {
        Assert.False(RiskWords.IsOld(null));
        Assert.False(RiskWords.IsOld(365));
        Assert.True(RiskWords.IsOld(366));
    }

    [Fact]
    public void A_fingerprint_sees_every_character_but_not_the_line_breaks_of_browsers()
    {
        Assert.Equal(RiskWords.Fingerprint("one\ntwo"), RiskWords.Fingerprint("one\r\ntwo"));
        Assert.Equal(RiskWords.Fingerprint(null), RiskWords.Fingerprint(""));
        Assert.NotEqual(RiskWords.Fingerprint("one"), RiskWords.Fingerprint("one "));
    }

    [Fact]
    public void Every_score_and_flag_has_words_of_its_own()
    {
        var scores = Enum.GetValues<RiskScoreKind>();
        Assert.Equal(scores.Length, scores.Select(RiskWords.Of).Distinct().Count());
        var flags = Enum.GetValues<RegistrationKind>();
        Assert.Equal(flags.Length, flags.Select(RiskWords.Flag).Distinct().Count());
        Assert.Null(RiskWords.Flag(RegistrationKind.Other));
    }

    [Fact]
    public void What_was_read_at_a_time_that_was_lost_is_not_from_the_year_one()
    {
        Assert.Equal(
            "Source: nDelius, read at a time that is not known.",
            RiskWords.Source("nDelius", default(DateTimeOffset))
        );
        Assert.EndsWith(
            ": read at a time that is not known",
            SourceWords.Line(StatedSource.RiskScores, default(DateTimeOffset)),
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            ": read on 4 March 2026 at 9:30am",
            SourceWords.Line(StatedSource.RiskScores, new(2026, 3, 4, 9, 30, 0, TimeSpan.Zero)),
            StringComparison.Ordinal
        );
    }
}
