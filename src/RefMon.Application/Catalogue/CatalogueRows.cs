namespace RefMon.Application.Catalogue;

// Rows as the tables of 0020-catalogue.sql have them; the loader takes the columns from the names here.
#pragma warning disable IDE1006, SA1300 // columns are named as in the database

internal sealed record RegionRow(string code, string name);

internal sealed record AreaRow(string code, string name, string nps_region_code);

internal sealed record DeliveryUnitRow(int id, string name, string nps_region_code);

internal sealed record OfficeRow(
    int id,
    string name,
    string nps_region_code,
    string? delius_code,
    string[] address_lines
);

internal sealed record PrisonRow(string code, string name);

internal sealed record SupplierRow(Guid id, string name);

internal sealed record CategoryRow(Guid id, string name, string need_code, string need_name, string keywords);

internal sealed record LevelRow(Guid id, Guid service_category_id, string level, string title, string description);

internal sealed record OutcomeRow(
    Guid id,
    Guid service_category_id,
    string description,
    DateTimeOffset? deprecated_at,
    int position
);

internal sealed record OutcomeRuleRow(Guid desired_outcome_id, int position, string kind, string[] contract_references);

internal sealed record ContractTypeRow(Guid id, string code, string name);

internal sealed record ContractTypeCategoryRow(Guid contract_type_id, Guid service_category_id);

internal sealed record ContractRow(
    Guid id,
    string reference,
    Guid contract_type_id,
    string? nps_region_code,
    string? pcc_region_code,
    int minimum_age,
    int? maximum_age,
    bool allows_male,
    bool allows_female,
    DateTimeOffset open_from,
    DateTimeOffset? open_until,
    Guid supplier_id
);

internal sealed record SubcontractorRow(Guid contract_id, Guid supplier_id);

internal sealed record ServiceRow(Guid id, Guid contract_id, string title, string description, string referral_email);

internal sealed record WithdrawalReasonRow(string code, string description, string grouping);

internal sealed record BankHolidayRow(DateOnly date, string title);

/// <summary>Everything a load brings, in the tables' own shape.</summary>
internal sealed record CatalogueRows(
    IReadOnlyCollection<RegionRow> Regions,
    IReadOnlyCollection<AreaRow> Areas,
    IReadOnlyCollection<DeliveryUnitRow> DeliveryUnits,
    IReadOnlyCollection<OfficeRow> Offices,
    IReadOnlyCollection<PrisonRow> Prisons,
    IReadOnlyCollection<SupplierRow> Suppliers,
    IReadOnlyCollection<CategoryRow> Categories,
    IReadOnlyCollection<LevelRow> Levels,
    IReadOnlyCollection<OutcomeRow> Outcomes,
    IReadOnlyCollection<OutcomeRuleRow> OutcomeRules,
    IReadOnlyCollection<ContractTypeRow> ContractTypes,
    IReadOnlyCollection<ContractTypeCategoryRow> ContractTypeCategories,
    IReadOnlyCollection<ContractRow> Contracts,
    IReadOnlyCollection<SubcontractorRow> Subcontractors,
    IReadOnlyCollection<ServiceRow> Services,
    IReadOnlyCollection<WithdrawalReasonRow> WithdrawalReasons,
    IReadOnlyCollection<BankHolidayRow> BankHolidays
)
{
    /// <summary>Writes them in the order of their references.</summary>
    public async Task LoadInto(CatalogueLoad load, CancellationToken stop)
    {
        await load.Table("probation regions", "nps_region", ["code"], Regions, stop);
        await load.Table("police areas", "pcc_region", ["code"], Areas, stop);
        await load.Table("delivery units", "probation_delivery_unit", ["id"], DeliveryUnits, stop);
        await load.Table("offices", "probation_office", ["id"], Offices, stop);
        await load.Table("prisons", "prison", ["code"], Prisons, stop);
        await load.Table("suppliers", "supplier", ["id"], Suppliers, stop);
        await load.Table("categories", "service_category", ["id"], Categories, stop);
        await load.Table("complexity levels", "complexity_level", ["id"], Levels, stop);
        await load.Table("desired outcomes", "desired_outcome", ["id"], Outcomes, stop);
        await load.Table(
            "outcome rules",
            "desired_outcome_rule",
            ["desired_outcome_id", "position"],
            OutcomeRules,
            stop
        );
        await load.Table("contract types", "contract_type", ["id"], ContractTypes, stop);
        await load.Table(
            "categories of contract types",
            "contract_type_category",
            ["contract_type_id", "service_category_id"],
            ContractTypeCategories,
            stop
        );
        await load.Table("contracts", "contract", ["id"], Contracts, stop);
        await load.Table(
            "subcontractors of contracts",
            "contract_subcontractor",
            ["contract_id", "supplier_id"],
            Subcontractors,
            stop
        );
        await load.Table("services", "service", ["id"], Services, stop);
        await load.Table("withdrawal reasons", "withdrawal_reason", ["code"], WithdrawalReasons, stop);
        await load.Table("bank holidays", "bank_holiday", ["date"], BankHolidays, stop);
    }
}
