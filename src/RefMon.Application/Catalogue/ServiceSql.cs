namespace RefMon.Application.Catalogue;

/// <summary>The catalogue's shared SQL: one place that says what a contract's region, areas and end are, and which outcomes it offers.</summary>
internal static class ServiceSql
{
    /// <summary>Read by <see cref="ServiceCatalogue.Contract"/>. Expects contract c and <see cref="ContractJoins"/>.</summary>
    public const string ContractColumns = """
        c.id, c.reference, t.code, t.name, r.code, r.name,
        array(select a.name from pcc_region a
              where a.code = c.pcc_region_code
                 or (c.pcc_region_code is null and a.nps_region_code = r.code and a.closed_at is null)
              order by a.name collate "en-GB-x-icu"),
        c.pcc_region_code is null,
        c.minimum_age, c.maximum_age, c.allows_male, c.allows_female, c.open_from, least(c.open_until, c.closed_at)
        """;

    public const string ContractJoins = """
        join contract_type t on t.id = c.contract_type_id
        left join pcc_region p on p.code = c.pcc_region_code
        join nps_region r on r.code = coalesce(c.nps_region_code, p.nps_region_code)
        """;

    /// <summary>Contracts (c) that the supplier $1 leads or delivers a part of; indexes contract_supplier, contract_subcontractor_supplier.</summary>
    public const string DeliveredBy = """
        c.id in (select id from contract where supplier_id = $1
                 union all
                 select contract_id from contract_subcontractor where supplier_id = $1 and closed_at is null)
        """;

    public const string One = $"""
        select s.id, s.title, s.description, s.referral_email, u.id, u.name, {ContractColumns}
        from service s join contract c on c.id = s.contract_id {ContractJoins} join supplier u on u.id = c.supplier_id
        where s.id = $1
        """;

    public const string Subcontractors = """
        select u.id, u.name
        from service s
        join contract_subcontractor cs on cs.contract_id = s.contract_id and cs.closed_at is null
        join supplier u on u.id = cs.supplier_id
        where s.id = $1
        order by u.name collate "en-GB-x-icu"
        """;

    private const string CategoriesOfService = """
        service s
        join contract c on c.id = s.contract_id
        join contract_type_category ct on ct.contract_type_id = c.contract_type_id and ct.closed_at is null
        join service_category k on k.id = ct.service_category_id and k.closed_at is null
        """;

    public const string Categories = $"""
        select k.id, k.name from {CategoriesOfService}
        where s.id = $1 order by k.name collate "en-GB-x-icu", k.id
        """;

    /// <summary>Every rule of an outcome must let the contract through; an INCLUDE with an empty list lets none.</summary>
    public const string ActiveOutcomes = $"""
        select k.id, o.id, o.description from {CategoriesOfService}
        join desired_outcome o on o.service_category_id = k.id
            and o.closed_at is null and (o.deprecated_at is null or o.deprecated_at > $2)
        where s.id = $1 and not exists (
            select 1 from desired_outcome_rule x
            where x.desired_outcome_id = o.id and x.closed_at is null
              and (x.kind = 'INCLUDE') <> (c.reference = any(x.contract_references)))
        order by o.position, o.id
        """;

    public const string ComplexityLevels = $"""
        select k.id, l.id, l.level, l.title, l.description from {CategoriesOfService}
        join complexity_level l on l.service_category_id = k.id and l.closed_at is null
        where s.id = $1
        order by array_position(array['LOW', 'MEDIUM', 'HIGH'], l.level), l.id
        """;
}
