using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RefMon.Domain.RiskScreen;
using RefMon.GovUk;
using RefMon.Web.Referring;
using RefMon.Web.Shell;

namespace RefMon.Web.RiskScreen;

/// <summary>Levels and ages of risk assessments in words, colours and order. A level nobody gave never looks like a low one.</summary>
internal static class RiskWords
{
    private const int DaysInAYear = 365;

    /// <summary>The seven texts of the assessment with their labels, in the order they are read.</summary>
    public static readonly IReadOnlyList<(string Field, string Label, Func<RiskTexts, string?> In)> Texts =
    [
        (nameof(RiskTexts.WhoIsAtRisk), "Who is at risk", texts => texts.WhoIsAtRisk),
        (nameof(RiskTexts.NatureOfRisk), "Nature of the risk", texts => texts.NatureOfRisk),
        (nameof(RiskTexts.RiskImminence), "When the risk is greatest", texts => texts.RiskImminence),
        (nameof(RiskTexts.SelfHarm), "Concerns about self-harm", texts => texts.SelfHarm),
        (nameof(RiskTexts.Suicide), "Concerns about suicide", texts => texts.Suicide),
        (nameof(RiskTexts.HostelSetting), "Coping in a hostel setting", texts => texts.HostelSetting),
        (nameof(RiskTexts.Vulnerability), "Concerns about vulnerability", texts => texts.Vulnerability),
    ];

    public static string Of(RoshLevel level) =>
        level switch
        {
            RoshLevel.Unknown => "Unknown",
            RoshLevel.Low => "Low",
            RoshLevel.Medium => "Medium",
            RoshLevel.High => "High",
            RoshLevel.VeryHigh => "Very high",
        };

    public static TagColour ColourOf(RoshLevel level) =>
        level switch
        {
            RoshLevel.Unknown => TagColour.Grey,
            RoshLevel.Low => TagColour.Green,
            RoshLevel.Medium => TagColour.Yellow,
            RoshLevel.High => TagColour.Orange,
            RoshLevel.VeryHigh => TagColour.Red,
        };

    public static string Of(RiskScoreKind kind) =>
        kind switch
        {
            RiskScoreKind.Reoffending => "Any reoffending (OGRS)",
            RiskScoreKind.ViolentReoffending => "Violent reoffending (OVP)",
            RiskScoreKind.SeriousReoffending => "Serious reoffending (RSR)",
            RiskScoreKind.ContactSexualReoffending => "Sexual reoffending with contact (OSP)",
            RiskScoreKind.IndirectSexualReoffending => "Sexual reoffending without contact (OSP)",
        };

    /// <summary>The mark of a registration that changes how a person is met; null for any other.</summary>
    public static string? Flag(RegistrationKind kind) =>
        kind switch
        {
            RegistrationKind.DomesticAbusePerpetrator => "Domestic abuse",
            RegistrationKind.DomesticAbuseVictim => "Harmed by domestic abuse",
            RegistrationKind.Stalking => "Stalking",
            RegistrationKind.Other => null,
        };

    /// <summary>Where something comes from, and when it was read there.</summary>
    public static string Source(string source, DateTimeOffset? readAt) =>
        readAt is { } at
            ? $"Source: {source}, read {SourceWords.When(at)}."
            : $"Source: {source}, which had not answered.";

    /// <summary>The end of the class that colours a level's block.</summary>
    public static string ClassOf(RoshLevel level) =>
        level switch
        {
            RoshLevel.Unknown => "unknown",
            RoshLevel.Low => "low",
            RoshLevel.Medium => "medium",
            RoshLevel.High => "high",
            RoshLevel.VeryHigh => "very-high",
        };

    /// <summary>The most worrying first. Unknown may be anything, so it stands before the levels that would calm.</summary>
    public static IEnumerable<GroupRisk> Ordered(IEnumerable<GroupRisk> groups) =>
        groups.OrderBy(group =>
            group.Level switch
            {
                RoshLevel.VeryHigh => 0,
                RoshLevel.High => 1,
                RoshLevel.Unknown => 2,
                RoshLevel.Medium => 3,
                RoshLevel.Low => 4,
            }
        );

    /// <summary>"4 March 2026, 8 months ago"</summary>
    public static string Assessed(DateOnly day, int ageInDays) => $"{Dates.Day(day)}, {Age(ageInDays)}";

    public static bool IsOld(int? ageInDays) => ageInDays > DaysInAYear;

    /// <summary>Tells a text from another one without holding it; the line breaks of browsers make no difference.</summary>
    public static string Fingerprint(string? text) =>
        string.IsNullOrEmpty(text)
            ? "-"
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"))), 0, 8);

    private static string Age(int days) =>
        days switch
        {
            <= 0 => "today",
            1 => "yesterday",
            < 60 => Count(days, "day"),
            < 2 * DaysInAYear => Count(days * 12 / DaysInAYear, "month"),
            _ => Count(days / DaysInAYear, "year"),
        };

    private static string Count(int number, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {unit}{(number == 1 ? "" : "s")} ago");
}
