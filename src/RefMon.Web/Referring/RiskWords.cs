using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RefMon.Domain.RiskScreen;
using RefMon.GovUk;
using RefMon.Web.Shell;

namespace RefMon.Web.Referring;

/// <summary>Levels and ages of risk assessments in words, colours and order. A level nobody gave never looks like a low one.</summary>
internal static class RiskWords
{
    private const int DaysInAYear = 365;

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
