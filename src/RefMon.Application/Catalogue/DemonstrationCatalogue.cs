using Npgsql;
using RefMon.Domain.Attention;

namespace RefMon.Application.Catalogue;

/// <summary>
/// An invented catalogue to try RefMon with: about forty services of nine kinds in all twelve probation regions. Always the
/// same ids; loading it again changes nothing. For Development only, and the caller sees to that.
/// </summary>
public static class DemonstrationCatalogue
{
    private const string Source = "demonstration";

    /// <summary>True when no service is listed, so that the demonstration catalogue may be loaded.</summary>
    public static async Task<bool> IsEmpty(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select not exists (select 1 from service)");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Loads it, in one transaction.</summary>
    public static async Task<IReadOnlyList<LoadedTable>> Load(
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        await using var load = await CatalogueLoad.Begin(database, Source, time.GetUtcNow(), cancellationToken);
        await Rows().LoadInto(load, cancellationToken);
        return await load.Commit(cancellationToken);
    }

    private static CatalogueRows Rows() =>
        new(
            DemonstrationPlaces.Regions,
            DemonstrationPlaces.Areas,
            DemonstrationPlaces.DeliveryUnits,
            DemonstrationPlaces.Offices,
            InventedDetails.Prisons,
            [.. DemonstrationSuppliers.All.Select(supplier => new SupplierRow(supplier.Id.Value, supplier.Name))],
            DemonstrationChoices.Categories,
            DemonstrationChoices.Levels,
            DemonstrationChoices.Outcomes,
            DemonstrationChoices.Rules,
            DemonstrationChoices.ContractTypes,
            DemonstrationChoices.ContractTypeCategories,
            [.. DemonstrationServices.All.Select(Contract)],
            [
                .. DemonstrationServices.All.SelectMany(service =>
                    service.Subcontractors.Select(supplier => new SubcontractorRow(
                        service.ContractId.Value,
                        supplier.Id.Value
                    ))
                ),
            ],
            [.. DemonstrationServices.All.Select(Service)],
            Reasons,
            // the calendar's built-in list serves until an import brings one
            []
        );

    private static ContractRow Contract(DemonstrationService service) =>
        new(
            service.ContractId.Value,
            service.Reference,
            DemonstrationChoices.TypeId(service.TypeCode),
            service.Area is null ? service.Region : null,
            service.Area,
            service.Eligibility.MinimumAge,
            service.Eligibility.MaximumAge,
            service.Eligibility.Men,
            service.Eligibility.Women,
            LondonTime.StartOf(service.OpenFrom),
            service.LastDay is { } last ? LondonTime.StartOf(last.AddDays(1)) : null,
            service.Supplier.Id.Value
        );

    private static ServiceRow Service(DemonstrationService service)
    {
        var place = service.Area is { } area
            ? DemonstrationPlaces.Areas.Single(row => row.code == area).name
            : DemonstrationPlaces.Regions.Single(row => row.code == service.Region).name;
        var (title, description) = ServiceWording.For(
            service.TypeCode,
            place,
            service.Region,
            service.Eligibility.MinimumAge,
            service.Eligibility.MaximumAge
        );
        return new(
            service.Id.Value,
            service.ContractId.Value,
            title,
            description,
            InventedDetails.ReferralEmailAt(service.Reference, service.Supplier.MailDomain)
        );
    }

    private static readonly WithdrawalReasonRow[] Reasons =
    [
        new("INE", "The person is not eligible for this service", "problem"),
        new("MIS", "The referral was a mistake or a duplicate", "problem"),
        new("NOT", "The person does not take part", "user"),
        new("NEE", "The need is met in another way", "user"),
        new("MOV", "The person has moved away from the area", "user"),
        new("WOR", "Work, caring for others or illness", "user"),
        new("USE", "The person has died", "user"),
        new("ACQ", "Acquitted on appeal", "sentence"),
        new("RET", "Back in custody", "sentence"),
        new("SER", "The sentence was revoked", "sentence"),
        new("SEE", "The sentence has ended", "sentence"),
        new("EAR", "The work is done already", "early"),
        new("ANO", "Something else has changed", "other"),
    ];
}
