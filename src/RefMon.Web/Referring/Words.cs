using System.Globalization;
using System.Text;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Referring;
using RefMon.GovUk;
using RefMon.Web.Shell;

namespace RefMon.Web.Referring;

/// <summary>Small pieces of wording of these pages.</summary>
internal static class Words
{
    /// <summary><c>InterpreterLanguage</c> is "Interpreter language".</summary>
    public static string OfName(string name)
    {
        var words = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (words.Length > 0 && char.IsAsciiLetterUpper(c))
                words.Append(' ').Append(char.ToLowerInvariant(c));
            else
                words.Append(c);
        }
        return words.ToString();
    }

    /// <summary>Where a referral is, to follow a comma.</summary>
    public static string Of(Stage stage) =>
        stage switch
        {
            Stage.Sent => "waiting for a caseworker",
            Stage.Allocated => "with a caseworker",
            Stage.Assessed => "assessed",
            Stage.Planned => "with an action plan",
            Stage.Delivering => "sessions under way",
            Stage.Ending => "waiting for the end-of-service report",
            Stage.Concluded => "finished",
        };

    /// <summary>Where another referral is, or how and when it ended, to follow a comma; of one that may not be opened, who made it.</summary>
    public static string StandingOf(OtherReferral referral) =>
        referral switch
        {
            { Stage: { } stage, Conclusion: { } conclusion, ConcludedAt: { } at } =>
                $"{CaseLists.CaseWords.Tag(stage, conclusion).ToLowerInvariant()} {Dates.Day(at)}",
            { Stage: { } stage } => Of(stage),
            { ConcludedAt: { } at } => $"made by {TeamOf(referral)}, finished {Dates.Day(at)}",
            _ => $"made by {TeamOf(referral)}, not finished",
        };

    /// <summary>Who began a draft and who saved it last, in a sentence or two.</summary>
    public static string Of(DraftAuthors authors)
    {
        var (began, saved) = (authors.Began, authors.Saved);
        var both = $"{NameOf(began)} began this draft on {Dates.Day(began.At)}";
        return saved.At <= began.At ? $"{both}."
            : saved with { At = began.At } == began ? $"{both} and saved it last, on {Dates.Instant(saved.At)}."
            : $"{both}. {NameOf(saved)} saved it last, on {Dates.Instant(saved.At)}.";
    }

    /// <summary>"You", or the colleague's name, to begin a sentence.</summary>
    public static string NameOf(DraftHand hand) => hand.IsViewer ? "You" : SentenceCase(hand.Name);

    /// <summary>The team that holds a referral.</summary>
    public static string TeamOf(OtherReferral referral) => referral.Team ?? "another team";

    public static string Of(EligibilityResult result) =>
        result switch
        {
            EligibilityResult.Fits => "Fits",
            EligibilityResult.MayNotFit => "May not fit",
            EligibilityResult.NotKnown => "Not known",
        };

    public static TagColour ColourOf(EligibilityResult result) =>
        result switch
        {
            EligibilityResult.Fits => TagColour.Green,
            EligibilityResult.MayNotFit => TagColour.Orange,
            EligibilityResult.NotKnown => TagColour.Grey,
        };

    public static string Of(SectionStatus status) =>
        status switch
        {
            SectionStatus.CannotStart => "Cannot start yet",
            SectionStatus.NotStarted => "Not started",
            SectionStatus.InProgress => "In progress",
            SectionStatus.Completed => "Completed",
            SectionStatus.Optional => "Optional",
        };

    /// <summary>The tag's colour; null for plain text.</summary>
    public static TagColour? ColourOf(SectionStatus status) =>
        status switch
        {
            SectionStatus.NotStarted => TagColour.Blue,
            SectionStatus.InProgress => TagColour.Teal,
            SectionStatus.CannotStart or SectionStatus.Completed or SectionStatus.Optional => null,
        };

    /// <summary>"today", "yesterday", "12 days ago on 9 November 2026".</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now)
    {
        var day = Dates.DayOf(then);
        return (Dates.DayOf(now).DayNumber - day.DayNumber) switch
        {
            <= 0 => "today",
            1 => "yesterday",
            var days => $"{days.ToString(CultureInfo.InvariantCulture)} days ago, on {Dates.Day(day)}",
        };
    }

    /// <summary>Why a referral is urgent, to follow a colon.</summary>
    public static string Of(UrgencyReason reason) =>
        reason switch
        {
            UrgencyReason.ReleaseSoon => "to be released soon",
            UrgencyReason.SentenceEnding => "the sentence ends soon",
            UrgencyReason.Other => "another reason",
        };

    /// <summary>The prison service's date, "9 January 2027, confirmed".</summary>
    public static string Of(ReleaseDateFound release) =>
        $"{Dates.Day(release.Day)}, {(release.Confidence is ReleaseDateConfidence.Confirmed ? "confirmed" : "expected")}";

    /// <summary>"one", "one and two", "one, two and three".</summary>
    public static string List(IReadOnlyList<string> items) =>
        items.Count < 2 ? string.Concat(items) : $"{string.Join(", ", items.SkipLast(1))} and {items[^1]}";

    public static string SentenceCase(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    /// <summary>"nDelius has: …", for the hint of a box that says something else; null when it says the same.</summary>
    public static string? InNDelius(string? value, string? inTheBox = null) =>
        string.IsNullOrWhiteSpace(value) ? "nDelius has none"
        : value.Trim() == inTheBox?.Trim() ? null
        : $"nDelius has: {value}";
}
