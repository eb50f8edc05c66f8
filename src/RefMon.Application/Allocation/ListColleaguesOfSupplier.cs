using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Attention;

namespace RefMon.Application.Allocation;

/// <summary>The accounts of the viewer's own supplier, and the contracts they can be put on.</summary>
[Requires(Permission.RegisterColleagues)]
[AuditedRead]
public sealed record ListColleaguesOfSupplier : IQuery<ColleaguesOfSupplier>;

/// <summary>Colleagues by name, and the supplier's contracts by reference.</summary>
public sealed record ColleaguesOfSupplier(
    string SupplierName,
    IReadOnlyList<RegisteredColleague> Colleagues,
    IReadOnlyList<OwnContract> Contracts
);

/// <summary>One account. <paramref name="SignedInAt"/> is null before the first sign-in.</summary>
public sealed record RegisteredColleague(
    string AccountId,
    string Name,
    string? Email,
    Role Role,
    IReadOnlyList<string> ContractReferences,
    int OpenCases,
    DateTimeOffset? SignedInAt,
    bool IsDisabled,
    Leave? Leave
);

/// <summary>A contract that the supplier leads or delivers a part of.</summary>
public sealed record OwnContract(ContractId Id, string Reference, string TypeName, string Area);

internal sealed class ListColleaguesOfSupplierHandler(
    NpgsqlDataSource database,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<ListColleaguesOfSupplier, Outcome<ColleaguesOfSupplier>>
{
    public async Task<Outcome<ColleaguesOfSupplier>> Handle(
        ListColleaguesOfSupplier request,
        CancellationToken cancellationToken
    )
    {
        if (current.Required.SupplierId is not { } supplier)
            return AccessRefusals.NotPermitted;
        await using var batch = database.CreateBatch();
        // indexes: account_supplier, case_list_row_caseworkers
        Add(
            batch,
            """
            select a.id, a.name, a.email, a.role, a.signed_in_at, a.disabled_at is not null,
                array(select k.reference from account_contract ac join contract k on k.id = ac.contract_id
                      where ac.account_id = a.id order by k.reference),
                (select count(*) from case_list_row o where o.caseworker_ids @> array[a.id] and o.stage <> 'Concluded'),
                l.first_day, l.last_day
            from account a left join account_leave l on l.account_id = a.id and l.last_day >= $2
            where a.supplier_id = $1
            order by a.disabled_at is not null, a.name collate "en-GB-x-icu", a.id
            """,
            supplier
        );
        batch.BatchCommands[0].Parameters.Add(new() { Value = LondonTime.DayOf(time.GetUtcNow()) });
        Add(batch, OwnContracts.Sql, supplier);
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        var colleagues = new List<RegisteredColleague>();
        while (await row.ReadAsync(cancellationToken))
            colleagues.Add(
                new(
                    row.GetString(0),
                    row.GetString(1),
                    row.IsDBNull(2) ? null : row.GetString(2),
                    Enum.Parse<Role>(row.GetString(3)),
                    row.GetFieldValue<string[]>(6),
                    (int)row.GetInt64(7),
                    row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
                    row.GetBoolean(5),
                    row.IsDBNull(8) ? null : new(row.GetFieldValue<DateOnly>(8), row.GetFieldValue<DateOnly>(9))
                )
            );
        await row.NextResultAsync(cancellationToken);
        var contracts = await OwnContracts.Read(row, cancellationToken);
        return new ColleaguesOfSupplier(current.Required.OrganisationName ?? "", colleagues, contracts);
    }

    private static void Add(NpgsqlBatch batch, string sql, SupplierId supplier) =>
        batch.BatchCommands.Add(new(sql) { Parameters = { new() { Value = supplier.Value } } });
}

/// <summary>Contracts a supplier leads or delivers a part of; closed ones too, since their referrals go on.</summary>
internal static class OwnContracts
{
    // indexes: contract_supplier, contract_subcontractor_supplier
    public const string Sql = """
        select k.id, k.reference, t.name, coalesce(p.name, r.name, '')
        from contract k
        join contract_type t on t.id = k.contract_type_id
        left join pcc_region p on p.code = k.pcc_region_code
        left join nps_region r on r.code = k.nps_region_code
        where k.supplier_id = $1 or exists (
            select 1 from contract_subcontractor s
            where s.contract_id = k.id and s.supplier_id = $1 and s.closed_at is null)
        order by k.reference
        """;

    public static async Task<IReadOnlyList<OwnContract>> Read(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        var contracts = new List<OwnContract>();
        while (await row.ReadAsync(cancellationToken))
            contracts.Add(new(new(row.GetGuid(0)), row.GetString(1), row.GetString(2), row.GetString(3)));
        return contracts;
    }
}
