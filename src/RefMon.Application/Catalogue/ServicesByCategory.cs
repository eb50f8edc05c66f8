using Npgsql;
using NpgsqlTypes;
using RefMon.Domain;

namespace RefMon.Application.Catalogue;

/// <summary>Finds the services that could take a referral over: their contract is open and offers every category it asks for.</summary>
public sealed class ServicesByCategory(ServiceCatalogue catalogue, TimeProvider time)
{
    /// <summary>Those services by region and supplier, without the contract that has the referral now.</summary>
    public Task<IReadOnlyList<ServiceChoice>> Offering(
        IEnumerable<ServiceCategoryId> categories,
        ContractId without,
        CancellationToken cancellationToken
    ) =>
        // index: contract_type_category_category
        catalogue.List(
            $"""
            select s.id, s.title, u.name, c.reference, r.name
            from service s join contract c on c.id = s.contract_id {ServiceSql.ContractJoins} join supplier u on u.id = c.supplier_id
            where s.closed_at is null and c.id <> $1
              and c.open_from <= $3 and (least(c.open_until, c.closed_at) is null or least(c.open_until, c.closed_at) > $3)
              and not exists (
                select 1 from unnest($2) wanted where not exists (
                  select 1 from contract_type_category ct join service_category k on k.id = ct.service_category_id
                  where ct.contract_type_id = c.contract_type_id and ct.service_category_id = wanted
                    and ct.closed_at is null and k.closed_at is null))
            order by r.name collate "en-GB-x-icu", u.name collate "en-GB-x-icu", c.reference
            """,
            row => new ServiceChoice(
                new(row.GetGuid(0)),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4)
            ),
            cancellationToken,
            new NpgsqlParameter { Value = without.Value },
            new NpgsqlParameter
            {
                Value = categories.Select(category => category.Value).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid,
            },
            new NpgsqlParameter { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz }
        );
}

/// <summary>A service that can be chosen, with its supplier, contract and region.</summary>
public sealed record ServiceChoice(
    ServiceId Id,
    string Title,
    string Supplier,
    string ContractReference,
    string Region
);
