using System.Globalization;
using RefMon.Application.Endings;
using RefMon.Domain.Endings;
using RefMon.GovUk;

namespace RefMon.Web.Endings;

/// <summary>Judgements of a report in the words and colours of the screens. Never colour alone.</summary>
internal static class ReportWords
{
    public static string Name(Achievement achievement) =>
        achievement switch
        {
            Achievement.Achieved => "Achieved",
            Achievement.PartlyAchieved => "Partly achieved",
            Achievement.NotAchieved => "Not achieved",
        };

    public static TagColour Colour(Achievement achievement) =>
        achievement switch
        {
            Achievement.Achieved => TagColour.Green,
            Achievement.PartlyAchieved => TagColour.Blue,
            Achievement.NotAchieved => TagColour.Red,
        };

    /// <summary>For example "3 at the beginning, 7 at the end".</summary>
    public static string Scores(JudgementShown judgement) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Shown(judgement.Baseline)} at the beginning, {Shown(judgement.EndScore)} at the end"
        );

    private static string Shown(int? score) => score?.ToString(CultureInfo.InvariantCulture) ?? "not scored";
}
