using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Catalogue;

/// <summary>The services that the viewer's supplier leads or delivers a part of, open or not, by title.</summary>
[Requires(Permission.SeeOwnServices)]
public sealed record GetOwnServices : IQuery<IReadOnlyList<OwnService>>;

/// <summary>A supplier's own service; <paramref name="Leads"/> is false where the supplier is a subcontractor.</summary>
public sealed record OwnService(
    ServiceId Id,
    string Title,
    CatalogueContract Contract,
    bool Leads,
    string LeadSupplierName,
    Availability Availability
);

internal sealed class GetOwnServicesHandler(ServiceCatalogue catalogue, CurrentViewer current, TimeProvider time)
    : IRequestHandler<GetOwnServices, Outcome<IReadOnlyList<OwnService>>>
{
    private const string Sql = $"""
        select s.id, s.title, u.name, c.supplier_id = $1, {ServiceSql.ContractColumns}
        from service s
        join contract c on c.id = s.contract_id {ServiceSql.ContractJoins}
        join supplier u on u.id = c.supplier_id
        where s.closed_at is null and {ServiceSql.DeliveredBy}
        order by s.title collate "en-GB-x-icu", c.reference
        """;

    public async Task<Outcome<IReadOnlyList<OwnService>>> Handle(
        GetOwnServices request,
        CancellationToken cancellationToken
    )
    {
        if (current.Required.SupplierId is not { } supplier)
            return Outcome<IReadOnlyList<OwnService>>.Accepted([]);
        var now = time.GetUtcNow();
        return Outcome<IReadOnlyList<OwnService>>.Accepted(
            await catalogue.List(
                Sql,
                row => Own(row, now),
                cancellationToken,
                new NpgsqlParameter { Value = supplier.Value }
            )
        );
    }

    private static OwnService Own(NpgsqlDataReader row, DateTimeOffset now)
    {
        var contract = ServiceCatalogue.Contract(row, 4);
        return new(
            new(row.GetGuid(0)),
            row.GetString(1),
            contract,
            row.GetBoolean(3),
            row.GetString(2),
            contract.AvailabilityAt(now)
        );
    }
}
