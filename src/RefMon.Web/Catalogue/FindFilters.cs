using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using RefMon.Application.Catalogue;
using RefMon.Domain;
using RefMon.GovUk;

namespace RefMon.Web.Catalogue;

/// <summary>What the address of a search holds: codes and an opaque id, never words.</summary>
internal sealed record FindFilters(
    IReadOnlyList<string> Needs,
    IReadOnlyList<string> Regions,
    string? Sex,
    string? Age,
    bool YoungAdultsOnly,
    SavedSearchId? Words
)
{
    public const string Path = "/find";
    public const string Men = "male";
    public const string Women = "female";
    public const string Young = "18-25";
    public const string AgeError = "Age must be a whole number from 10 to 120";

    public static FindFilters None { get; } = new([], [], null, null, false, null);

    /// <summary>Services chosen to compare; they stay chosen while the search changes.</summary>
    public IReadOnlyList<ServiceId> Chosen { get; init; } = [];

    /// <summary>Null when no age was given or it is not one.</summary>
    public int? AgeInYears =>
        int.TryParse(Age?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var age)
        && age is >= 10 and <= 120
            ? age
            : null;

    public bool AgeIsWrong => !string.IsNullOrWhiteSpace(Age) && AgeInYears is null;

    public SearchServices Search(int page) =>
        new(
            Needs,
            Regions,
            Sex switch
            {
                Men => Application.Catalogue.Sex.Male,
                Women => Application.Catalogue.Sex.Female,
                _ => null,
            },
            AgeInYears,
            YoungAdultsOnly,
            Words,
            page
        );

    public string Address(int page = 1) => Path + Query(page);

    /// <summary>The service's page, which finds its way back to this search.</summary>
    public string AddressOf(FoundService service, int page)
    {
        var query = Query(page);
        return query.Length == 0
            ? $"/services/{service.Id}"
            : $"/services/{service.Id}?found={Uri.EscapeDataString(query[1..])}";
    }

    /// <summary>The search as it stands in an address, without the services chosen: to come back to it.</summary>
    public string AsFound(int page) => (this with { Chosen = [] }).Query(page).TrimStart('?');

    private string Query(int page)
    {
        var query = new QueryBuilder();
        query.Add("need", Needs);
        query.Add("region", Regions);
        if (Sex is Men or Women)
            query.Add("sex", Sex);
        if (AgeInYears is { } age)
            query.Add("age", age.ToString(CultureInfo.InvariantCulture));
        if (YoungAdultsOnly)
            query.Add("young", Young);
        if (Words is { } words)
            query.Add("words", words.ToString());
        query.Add(CompareAddress.Service, Chosen.Select(id => id.ToString()));
        if (page > 1)
            query.Add("page", page.ToString(CultureInfo.InvariantCulture));
        return query.ToString();
    }

    /// <summary>What is in force, each with a link that takes it off.</summary>
    public IReadOnlyList<SelectedFilters> Selected(FoundServices found) =>
        [
            new("Words", found.Words is { } words ? [new($"“{words}”", (this with { Words = null }).Address())] : []),
            new(
                "Need",
                [
                    .. found
                        .Choices.Needs.Where(need => Needs.Contains(need.Code))
                        .Select(need =>
                            Without(need.Name, this with { Needs = [.. Needs.Where(code => code != need.Code)] })
                        ),
                ]
            ),
            new(
                "Region",
                [
                    .. found
                        .Choices.Regions.Where(region => Regions.Contains(region.Code))
                        .Select(region =>
                            Without(
                                region.Name,
                                this with
                                {
                                    Regions = [.. Regions.Where(code => code != region.Code)],
                                }
                            )
                        ),
                ]
            ),
            new("Sex", Sex is Men or Women ? [Without(SexLabel, this with { Sex = null })] : []),
            new("Age", [.. Ages()]),
        ];

    private string SexLabel => Sex == Men ? "Open to men" : "Open to women";

    private IEnumerable<GovLink> Ages()
    {
        if (AgeInYears is { } age)
            yield return Without(
                string.Create(CultureInfo.InvariantCulture, $"Open to people aged {age}"),
                this with
                {
                    Age = null,
                }
            );
        if (YoungAdultsOnly)
            yield return Without("Only for ages 18 to 25", this with { YoungAdultsOnly = false });
    }

    private static GovLink Without(string text, FindFilters rest) => new(text, rest.Address());
}
