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

    /// <summary>A description's paragraphs.</summary>
    public static IReadOnlyList<string> Paragraphs(string text) =>
        text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
