using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.CaseLists;

/// <summary>
/// One page of the referrals that the viewer's supplier handed over, as they stood then, the latest first. A page out of
/// range gives the nearest.
/// </summary>
[Requires(Permission.SeeHandedOver)]
[AuditedRead]
public sealed record ListHandedOver(int Page = 1) : IQuery<HandedOverCases>
{
    /// <summary>Rows on a page.</summary>
    public const int PageSize = 25;
}

/// <summary>The page, and how many there are.</summary>
public sealed record HandedOverCases(IReadOnlyList<HandedOverCase> Rows, int Total, int Page);

/// <summary>One referral as it stood at its hand-over.</summary>
public sealed record HandedOverCase(
    string Reference,
    string PersonName,
    string Crn,
    string ServiceType,
    string? Caseworker,
    Stage Stage,
    string ToSupplier,
    DateTimeOffset HandedOverAt
)
{
    /// <summary>Shows the reference only.</summary>
    public override string ToString() => $"{nameof(HandedOverCase)} {Reference}";
}

/// <summary>
/// How many transfers wait for the viewer's supplier to accept, and how many referrals it has handed over, for the links
/// beside the case list. Counts, no content.
/// </summary>
[Requires(Permission.SeeHandedOver)]
public sealed record CountTransfers : IQuery<TransferCounts>;

/// <summary>The two counts; <paramref name="Waiting"/> is null for those who do not accept transfers.</summary>
public sealed record TransferCounts(int? Waiting, int HandedOver);

internal sealed class HandedOverHandler(
    NpgsqlDataSource database,
    ListedLimitedAccess limitedAccess,
    CurrentViewer current
) : IRequestHandler<ListHandedOver, Outcome<HandedOverCases>>, IRequestHandler<CountTransfers, Outcome<TransferCounts>>
{
    private string Visible =>
        $"{AccessPredicate.ForHandedOver(current.Required, "h")} and {ListedLimitedAccess.Reliable("h")}";

    public async Task<Outcome<HandedOverCases>> Handle(ListHandedOver request, CancellationToken cancellationToken)
    {
        await AskAgain(cancellationToken);
        var total = await Count($"select count(*) from handed_over_case h where {Visible}", cancellationToken);
        var page = Math.Clamp(
            request.Page,
            1,
            Math.Max(1, (total + ListHandedOver.PageSize - 1) / ListHandedOver.PageSize)
        );
        // index: handed_over_case_contract
        await using var command = Command(
            $"""
            select h.reference, h.person_name, h.crn, h.contract_type_name, h.caseworker_name, h.stage, h.to_supplier_name,
                h.handed_over_at
            from handed_over_case h where {Visible}
            order by h.handed_over_at desc, h.reference
            limit {ListHandedOver.PageSize} offset @skip
            """
        );
        command.Parameters.AddWithValue("skip", (page - 1) * ListHandedOver.PageSize);
        var rows = new List<HandedOverCase>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            rows.Add(
                new(
                    row.GetString(0),
                    row.GetString(1),
                    row.GetString(2),
                    row.GetString(3),
                    row.IsDBNull(4) ? null : row.GetString(4),
                    Enum.Parse<Stage>(row.GetString(5)),
                    row.GetString(6),
                    row.GetFieldValue<DateTimeOffset>(7)
                )
            );
        return new HandedOverCases(rows, total, page);
    }

    public async Task<Outcome<TransferCounts>> Handle(CountTransfers request, CancellationToken cancellationToken)
    {
        var viewer = current.Required;
        int? waiting = viewer.May(Permission.AcceptTransfers)
            ? await Count(
                $"select count(*) from waiting_transfer w where {AccessPredicate.ForWaitingTransfers(viewer, "w")}",
                cancellationToken
            )
            : null;
        return new TransferCounts(
            waiting,
            await Count($"select count(*) from handed_over_case h where {Visible}", cancellationToken)
        );
    }

    private async Task AskAgain(CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            select distinct h.crn from handed_over_case h
            where {AccessPredicate.Relationship(current.Required, "h")} limit 500
            """
        );
        var crns = new List<string>();
        await using (var row = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
                crns.Add(row.GetString(0));
        }
        await limitedAccess.AskAboutShown(crns, cancellationToken);
    }

    private async Task<int> Count(string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private NpgsqlCommand Command(string sql)
    {
        var command = database.CreateCommand(sql);
        AccessPredicate.AddParameters(current.Required, command.Parameters);
        limitedAccess.AddParameters(command.Parameters);
        return command;
    }
}
