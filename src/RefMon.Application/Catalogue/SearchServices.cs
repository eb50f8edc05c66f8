using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Catalogue;

/// <summary>
/// Finds services that take referrals now. Every filter narrows; several values of one filter widen. Codes that do not
/// exist are passed over; a saved search that is not the viewer's own is refused as not found.
/// </summary>
/// <param name="Needs">Codes of needs; the service meets one of them.</param>
/// <param name="Regions">Codes of probation regions; the service is in one of them.</param>
/// <param name="Sex">The service accepts people of this sex.</param>
/// <param name="Age">The service accepts people of this age.</param>
/// <param name="YoungAdultsOnly">The service is only for people up to 25.</param>
/// <param name="Words">Words typed by the viewer, by the id under which they are kept.</param>
/// <param name="Page">From 1; a page past the end gives the last one.</param>
[Requires(Permission.FindServices)]
public sealed record SearchServices(
    IReadOnlyList<string> Needs,
    IReadOnlyList<string> Regions,
    Sex? Sex = null,
    int? Age = null,
    bool YoungAdultsOnly = false,
    SavedSearchId? Words = null,
    int Page = 1
) : IQuery<FoundServices>;

/// <summary>A sex as services are commissioned for.</summary>
public enum Sex
{
    /// <summary>Men.</summary>
    Male,

    /// <summary>Women.</summary>
    Female,
}

/// <summary>One page of services, how many there are in all, and what the filters can offer.</summary>
public sealed record FoundServices(
    IReadOnlyList<FoundService> Services,
    int Total,
    int Page,
    int PageSize,
    string? Words,
    SearchChoices Choices
);

/// <summary>What can be searched by: needs and regions that the catalogue knows, by name.</summary>
public sealed record SearchChoices(IReadOnlyList<Need> Needs, IReadOnlyList<ProbationRegion> Regions);

/// <summary>A need people are referred for; categories of several regions may meet the same one.</summary>
public sealed record Need(string Code, string Name);

/// <summary>A service in a list. <paramref name="Summary"/> is the description's first paragraph.</summary>
public sealed record FoundService(
    ServiceId Id,
    string Title,
    string Summary,
    string SupplierName,
    CatalogueContract Contract,
    IReadOnlyList<string> CategoryNames
);

internal sealed class SearchServicesHandler(
    ServiceCatalogue catalogue,
    SavedSearches saved,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<SearchServices, Outcome<FoundServices>>
{
    private const int PageSize = 20;

    // words are matched by the index service_search; the rest filters a few hundred rows
    private const string Matching = $"""
        from service s
        join contract c on c.id = s.contract_id {ServiceSql.ContractJoins}
        join supplier u on u.id = c.supplier_id
        where s.closed_at is null and c.closed_at is null
          and c.open_from <= @now and (c.open_until is null or c.open_until > @now)
          and (cardinality(@needs) = 0 or exists (
                select 1 from contract_type_category ct join service_category k on k.id = ct.service_category_id
                where ct.contract_type_id = c.contract_type_id and ct.closed_at is null and k.closed_at is null
                  and k.need_code = any(@needs)))
          and (cardinality(@regions) = 0 or r.code = any(@regions))
          and (@sex is null or case @sex when 'Male' then c.allows_male else c.allows_female end)
          and (@age is null or @age between c.minimum_age and coalesce(c.maximum_age, @age))
          and (not @young or c.maximum_age <= 25)
          and (@words is null or s.search @@ websearch_to_tsquery('english', @words))
        """;

    private const string PageOfServices = $"""
        select s.id, s.title, split_part(s.description, E'\n\n', 1), u.name,
               array(select k.name from contract_type_category ct join service_category k on k.id = ct.service_category_id
                     where ct.contract_type_id = c.contract_type_id and ct.closed_at is null and k.closed_at is null
                     order by k.name collate "en-GB-x-icu"),
               {ServiceSql.ContractColumns}
        {Matching}
        order by case when @words is null then 0 else -ts_rank_cd(s.search, websearch_to_tsquery('english', @words)) end,
                 s.title collate "en-GB-x-icu", s.id
        limit @size offset @skip
        """;

    public async Task<Outcome<FoundServices>> Handle(SearchServices request, CancellationToken cancellationToken)
    {
        string? words = null;
        if (request.Words is { } id)
        {
            words = await saved.Find(id, current.Required.AccountId, cancellationToken);
            if (words is null)
                return AccessRefusals.NotFound;
        }
        var choices = new SearchChoices(await Needs(cancellationToken), await catalogue.Regions(cancellationToken));
        var known = request with
        {
            Needs = [.. request.Needs.Where(code => choices.Needs.Any(need => need.Code == code))],
            Regions = [.. request.Regions.Where(code => choices.Regions.Any(region => region.Code == code))],
        };
        var now = time.GetUtcNow();
        var counted = await catalogue.List(
            $"select count(*) {Matching}",
            row => row.GetInt64(0),
            cancellationToken,
            Parameters(known, words, now, 1)
        );
        var total = (int)counted[0];
        var page = Math.Clamp(request.Page, 1, Math.Max(1, (total + PageSize - 1) / PageSize));
        var services = await catalogue.List(
            PageOfServices,
            Found,
            cancellationToken,
            Parameters(known, words, now, page)
        );
        return new FoundServices(services, total, page, PageSize, words, choices);
    }

    /// <summary>All services that take referrals now, by title, whatever page they would stand on; words are passed over.</summary>
    internal static Task<IReadOnlyList<FoundService>> All(
        ServiceCatalogue catalogue,
        SearchServices request,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => catalogue.List(PageOfServices, Found, cancellationToken, Parameters(request, null, now, 1, int.MaxValue));

    private Task<IReadOnlyList<Need>> Needs(CancellationToken cancellationToken) =>
        catalogue.List(
            """
            select need_code, min(need_name) from service_category where closed_at is null
            group by need_code order by min(need_name) collate "en-GB-x-icu"
            """,
            row => new Need(row.GetString(0), row.GetString(1)),
            cancellationToken
        );

    private static FoundService Found(NpgsqlDataReader row) =>
        new(
            new(row.GetGuid(0)),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            ServiceCatalogue.Contract(row, 5),
            row.GetFieldValue<string[]>(4)
        );

    private static NpgsqlParameter[] Parameters(
        SearchServices request,
        string? words,
        DateTimeOffset now,
        int page,
        int size = PageSize
    ) =>
        [
            new("now", NpgsqlDbType.TimestampTz) { Value = now },
            new("needs", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = request.Needs.ToArray() },
            new("regions", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = request.Regions.ToArray() },
            new("sex", NpgsqlDbType.Text) { Value = (object?)request.Sex?.ToString() ?? DBNull.Value },
            new("age", NpgsqlDbType.Integer) { Value = (object?)request.Age ?? DBNull.Value },
            new("young", NpgsqlDbType.Boolean) { Value = request.YoungAdultsOnly },
            new("words", NpgsqlDbType.Text) { Value = (object?)words ?? DBNull.Value },
            new("size", NpgsqlDbType.Integer) { Value = size },
            new("skip", NpgsqlDbType.Integer) { Value = (page - 1) * size },
        ];
}
