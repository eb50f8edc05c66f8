using System.Globalization;
using RefMon.Application.Catalogue;

namespace RefMon.Web.Catalogue;

/// <summary>What pages say about contracts.</summary>
internal static class CatalogueWords
{
    /// <summary>The region, or the police area and its region.</summary>
    public static string Where(CatalogueContract contract) =>
        contract.CoversWholeRegion || contract.Areas is not [var area]
            ? contract.RegionName
            : $"{area} ({contract.RegionName})";

    /// <summary>Names in a sentence: "a, b and c".</summary>
    public static string List(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";

    /// <summary>How long people wait from referral to assessment, in a few words.</summary>
    public static string Waiting(WaitingTime waiting) =>
        waiting.WorkingDays switch
        {
            null => "Not enough referrals yet",
            0 => "Less than a working day",
            1 => "1 working day",
            { } days => string.Create(CultureInfo.InvariantCulture, $"{days:N0} working days"),
        };

    /// <summary>What the figure is made of.</summary>
    public static string WaitingSays(WaitingTime waiting) =>
        waiting.WorkingDays is null
            ? $"A figure is shown when {WaitingTime.FewestReferrals} or more people have been assessed in the last 12 months."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"From referral to assessment. Half of the {waiting.Referrals:N0} people assessed in the last 12 months waited no longer."
            );

    /// <summary>A description's paragraphs.</summary>
    public static IReadOnlyList<string> Paragraphs(string text) =>
        text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
