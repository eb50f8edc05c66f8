using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Attention;

namespace RefMon.Application.CaseLists;

/// <summary>
/// One page of the referrals the viewer may see. A view the viewer's role does not have gives the one it lands on; a page
/// out of range gives the nearest; a size that is not offered gives the smallest.
/// </summary>
[Requires(Permission.SeeReferrals)]
[AuditedRead]
public sealed record ListCases(
    CaseView? View,
    CaseFilters Filters,
    CaseSort? Sort = null,
    bool Descending = false,
    int Page = 1,
    int PageSize = 25
) : IQuery<CaseList>
{
    /// <summary>The page sizes offered.</summary>
    public static IReadOnlyList<int> PageSizes { get; } = [25, 50, 100];
}

/// <summary>
/// One page of a case list. <paramref name="Counts"/> are those of the whole views, <paramref name="Total"/> what is left
/// after the filters; <paramref name="SearchWords"/> are the viewer's own. <paramref name="StaleCaseload"/> and
/// <paramref name="LimitedAccessIsOld"/> say that nDelius did not answer.
/// </summary>
public sealed record CaseList(
    CaseView View,
    IReadOnlyList<CaseRow> Rows,
    int Total,
    int Page,
    int PageSize,
    CaseSort Sort,
    bool Descending,
    IReadOnlyDictionary<CaseView, int> Counts,
    IReadOnlyList<CaseChoice> ServiceTypes,
    IReadOnlyList<CaseChoice> Caseworkers,
    string? SearchWords,
    StaleCaseload? StaleCaseload,
    bool LimitedAccessIsOld
)
{
    /// <summary>Number of pages, at least one.</summary>
    public int Pages => Math.Max(1, (Total + PageSize - 1) / PageSize);
}

/// <summary>A value a list can be narrowed to: a code or an account, and its name.</summary>
public sealed record CaseChoice(string Value, string Text);

/// <summary>
/// One referral in a list. <paramref name="HasLimitedAccess"/> is shown only to those who may see the person, who are the
/// only ones the row is given to.
/// </summary>
public sealed record CaseRow(
    string Reference,
    string PersonName,
    string Crn,
    bool HasLimitedAccess,
    bool InCustody,
    string? Location,
    DateOnly? ExpectedRelease,
    string ServiceType,
    string Supplier,
    string? Region,
    Stage Stage,
    Conclusion? Conclusion,
    DateTimeOffset? ConcludedAt,
    bool Paused,
    DateTimeOffset SentAt,
    string? Practitioner,
    string? Caseworker,
    NextObligation? Next
)
{
    /// <summary>Shows the reference only.</summary>
    public override string ToString() => $"{nameof(CaseRow)} {Reference}";
}

internal sealed class ListCasesHandler(
    NpgsqlDataSource database,
    CurrentViewer current,
    Caseload caseload,
    ListedLimitedAccess limitedAccess,
    CaseSearches searches,
    DueWording wording,
    TimeProvider time
) : IRequestHandler<ListCases, Outcome<CaseList>>
{
    public async Task<Outcome<CaseList>> Handle(ListCases request, CancellationToken cancellationToken)
    {
        var viewer = current.Required;
        var view = CaseViews.For(viewer.Role, request.View);
        var stale = viewer.Role.IsProbation() ? await caseload.BringUpToDate(viewer, cancellationToken) : null;
        var words = request.Filters.SearchId is { } id ? await searches.Find(viewer, id, cancellationToken) : null;
        var sql = new CaseListSql(viewer, request.Filters, words, LondonTime.DayOf(time.GetUtcNow()));

        var (list, isOld) = await limitedAccess.Read(
            $"{sql.Related} and {sql.In(view)}",
            parameters => AddParameters(sql, parameters),
            () => Read(request, view, sql, cancellationToken),
            read => [.. read.Rows.Select(row => row.Crn)],
            cancellationToken
        );
        return list with { SearchWords = words, StaleCaseload = stale, LimitedAccessIsOld = isOld };
    }

    private async Task<CaseList> Read(
        ListCases request,
        CaseView view,
        CaseListSql sql,
        CancellationToken cancellationToken
    )
    {
        var size = ListCases.PageSizes.Contains(request.PageSize) ? request.PageSize : ListCases.PageSizes[0];
        var (sort, descending) = request.Sort is { } asked ? (asked, request.Descending) : DefaultSort(view);
        await using var batch = database.CreateBatch();
        var views = CaseViews.Of(current.Required.Role);
        // indexes: case_list_row_contract_stage for suppliers; _sent_by, _practitioner, _team and _crn together for probation
        Add(batch, sql, $"select {Counts(views, sql, view)} from case_list_row c where {sql.Visible}");
        Add(batch, sql, Choices("c.contract_type_code, c.contract_type_name", "c.contract_type_name", view, sql));
        Add(
            batch,
            sql,
            Choices("c.caseworker_id, c.caseworker_name", "c.caseworker_name", view, sql, "c.caseworker_id is not null")
        );
        // beyond the end is the last page, which only the count knows
        Add(
            batch,
            sql,
            $"""
            select {CaseRows.Columns}
            from case_list_row c
            where {sql.Visible} and {sql.In(view)} and {sql.Filtered}
            order by {CaseListSql.OrderBy(sort, descending)}
            limit {size} offset greatest(0, least(@page - 1, (
                select (count(*) - 1) / {size} from case_list_row c
                where {sql.Visible} and {sql.In(view)} and {sql.Filtered}))) * {size}
            """,
            request.Page
        );

        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var counts = views.Select((v, i) => (v, (int)row.GetInt64(i))).ToDictionary(c => c.v, c => c.Item2);
        var total = (int)row.GetInt64(views.Count);
        var serviceTypes = await ReadChoices(row, cancellationToken);
        var caseworkers = await ReadChoices(row, cancellationToken);
        await row.NextResultAsync(cancellationToken);
        var rows = new List<CaseRow>();
        while (await row.ReadAsync(cancellationToken))
            rows.Add(CaseRows.Read(row, wording));
        var page = Math.Clamp(request.Page, 1, Math.Max(1, (total + size - 1) / size));
        return new(
            view,
            rows,
            total,
            page,
            size,
            sort,
            descending,
            counts,
            serviceTypes,
            caseworkers,
            null,
            null,
            false
        );
    }

    private static (CaseSort, bool Descending) DefaultSort(CaseView view) =>
        view switch
        {
            CaseView.Mine or CaseView.Team or CaseView.Open => (CaseSort.Due, false),
            CaseView.Unassigned => (CaseSort.Sent, false),
            CaseView.Concluded => (CaseSort.Concluded, true),
        };

    private static string Counts(IReadOnlyList<CaseView> views, CaseListSql sql, CaseView shown) =>
        string.Join(", ", views.Select(view => $"count(*) filter (where {sql.In(view)})"))
        + $", count(*) filter (where {sql.In(shown)} and {sql.Filtered})";

    private static string Choices(
        string columns,
        string order,
        CaseView view,
        CaseListSql sql,
        string condition = "true"
    ) =>
        $"""
            select {columns} from case_list_row c where {sql.Visible} and {sql.In(view)} and {condition}
            group by {columns} order by {order} collate "en-GB-x-icu"
            """;

    private static async Task<List<CaseChoice>> ReadChoices(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        await row.NextResultAsync(cancellationToken);
        var choices = new List<CaseChoice>();
        while (await row.ReadAsync(cancellationToken))
            choices.Add(new(row.GetString(0), row.GetString(1)));
        return [.. choices.DistinctBy(choice => choice.Value)];
    }

    private void Add(NpgsqlBatch batch, CaseListSql sql, string text, int? page = null)
    {
        var statement = new NpgsqlBatchCommand(text);
        AddParameters(sql, statement.Parameters);
        if (page is { } number)
            statement.Parameters.AddWithValue("page", number);
        batch.BatchCommands.Add(statement);
    }

    private void AddParameters(CaseListSql sql, NpgsqlParameterCollection parameters)
    {
        sql.AddParameters(parameters);
        limitedAccess.AddParameters(parameters);
    }
}
