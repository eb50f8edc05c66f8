using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;

namespace RefMon.Application.CaseLists;

/// <summary>
/// The referrals that probation recalled from the viewer's supplier, the latest first, at most a hundred. Empty for
/// probation, who see theirs in the case list.
/// </summary>
[Requires(Permission.SeeReferrals)]
[AuditedRead]
public sealed record ListRecalled : IQuery<IReadOnlyList<RecalledReferral>>;

/// <summary>All that a supplier keeps of a referral that was recalled.</summary>
public sealed record RecalledReferral(string Reference, DateTimeOffset SentAt, DateTimeOffset RecalledAt);

internal sealed class ListRecalledHandler(NpgsqlDataSource database, CurrentViewer current)
    : IRequestHandler<ListRecalled, Outcome<IReadOnlyList<RecalledReferral>>>
{
    public async Task<Outcome<IReadOnlyList<RecalledReferral>>> Handle(
        ListRecalled request,
        CancellationToken cancellationToken
    )
    {
        var recalled = new List<RecalledReferral>();
        if (!current.Required.Role.IsSupplier())
            return recalled;
        // index: case_list_row_contract_stage
        await using var command = database.CreateCommand(
            $"""
            select c.reference, c.sent_at, c.concluded_at from case_list_row c
            where c.stage = 'Concluded' and {AccessPredicate.RecalledFrom("c")}
            order by c.concluded_at desc, c.reference limit 100
            """
        );
        AccessPredicate.AddParameters(current.Required, command.Parameters);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            recalled.Add(
                new(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2))
            );
        return recalled;
    }
}
