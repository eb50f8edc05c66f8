using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using RefMon.Application.CaseLists;
using RefMon.Domain;

namespace RefMon.Web.CaseLists;

/// <summary>The address of a case list: states, codes and ids, never words. What cannot be read is passed over.</summary>
internal sealed record CaseListAddress(
    CaseView? View = null,
    IReadOnlyList<Stage>? Stages = null,
    string? ServiceType = null,
    string? Caseworker = null,
    bool LateOnly = false,
    Guid? Search = null,
    CaseSort? Sort = null,
    bool Descending = false,
    int Page = 1,
    int Size = 25
)
{
    public const string Path = "/cases";

    public static CaseListAddress Read(IQueryCollection query)
    {
        var sort = query["sort"].ToString();
        return new(
            Word<CaseView>(query["view"].ToString()),
            [.. query["stage"].Select(Word<Stage>).OfType<Stage>().Distinct()],
            Text(query["type"].ToString()),
            Text(query["caseworker"].ToString()),
            query["late"].ToString() == "yes",
            Guid.TryParseExact(query["search"].ToString(), "D", out var search) ? search : null,
            Word<CaseSort>(sort.TrimStart('-')),
            sort.StartsWith('-'),
            Number(query["page"].ToString()) ?? 1,
            Number(query["size"].ToString()) ?? 25
        );
    }

    public CaseFilters Filters => new(Stages ?? [], ServiceType, Caseworker, LateOnly, Search);

    public override string ToString()
    {
        var query = new List<KeyValuePair<string, string?>>();
        Add("view", Code(View));
        foreach (var stage in Stages ?? [])
            Add("stage", Code<Stage>(stage));
        Add("type", ServiceType);
        Add("caseworker", Caseworker);
        Add("late", LateOnly ? "yes" : null);
        Add("search", Search?.ToString("D"));
        Add("sort", Sort is null ? null : (Descending ? "-" : "") + Code(Sort));
        Add("page", Page == 1 ? null : Page.ToString(CultureInfo.InvariantCulture));
        Add("size", Size == 25 ? null : Size.ToString(CultureInfo.InvariantCulture));
        return QueryHelpers.AddQueryString(Path, query);

        void Add(string name, string? value)
        {
            if (value is not null)
                query.Add(new(name, value));
        }
    }

    public static string? Code<T>(T? value)
        where T : struct, Enum => value?.ToString().ToLowerInvariant();

    private static T? Word<T>(string? text)
        where T : struct, Enum =>
        text is { Length: > 0 }
        && char.IsAsciiLetter(text[0])
        && Enum.TryParse<T>(text, ignoreCase: true, out var value)
        && Enum.IsDefined(value)
            ? value
            : null;

    private static string? Text(string text) => text.Length is > 0 and <= 100 ? text : null;

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;
}
