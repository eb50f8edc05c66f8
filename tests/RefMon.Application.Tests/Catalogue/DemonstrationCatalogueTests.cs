using System.Diagnostics;
using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Operations;
using Xunit;

namespace RefMon.Application.Tests.Catalogue;

[Trait("Capability", "Catalogue")]
public sealed class DemonstrationCatalogueTests(CatalogueDatabase database) : IClassFixture<CatalogueDatabase>
{
    private readonly StoppedClock clock = new(StoppedClock.Today);

    [Fact]
    public async Task It_loads_into_an_empty_catalogue_quickly_and_again_without_a_change()
    {
        await using var own = await CatalogueDatabase.New("demonstration");
        Assert.True(await DemonstrationCatalogue.IsEmpty(own, CancellationToken.None));
        var watch = Stopwatch.StartNew();

        var loaded = await DemonstrationCatalogue.Load(own, clock, CancellationToken.None);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
        Assert.False(await DemonstrationCatalogue.IsEmpty(own, CancellationToken.None));
        Assert.Equal(DemonstrationServices.All.Count, loaded.Single(table => table.Label == "services").Added);
        var again = await DemonstrationCatalogue.Load(own, clock, CancellationToken.None);
        Assert.All(again, table => Assert.Equal((0, 0, 0), (table.Added, table.Changed, table.Closed)));
    }

    [Fact]
    public async Task Its_services_have_every_shape_that_referrals_meet()
    {
        await DemonstrationCatalogue.Load(database.Source, clock, CancellationToken.None);
        var catalogue = new ServiceCatalogue(database.Source, clock);
        var services = new List<CatalogueService>();
        foreach (var listed in DemonstrationServices.All)
            services.Add((await catalogue.FindService(listed.Id, CancellationToken.None))!);

        Assert.InRange(services.Count, 38, 48);
        Assert.Equal(services.Count, services.Select(service => service.Title).Distinct().Count());
        Assert.Equal(services.Count, services.Select(service => service.ReferralEmail).Distinct().Count());
        Assert.Equal(9, services.Select(service => service.Contract.TypeCode).Distinct().Count());
        Assert.Equal(12, services.Select(service => service.Contract.RegionCode).Distinct().Count());
        Assert.Equal(8, services.Select(service => service.Supplier.Id).Distinct().Count());
        Assert.Single(services, service => service.Contract.AvailabilityAt(StoppedClock.Today) == Availability.Closed);
        Assert.Single(
            services,
            service => service.Contract.AvailabilityAt(StoppedClock.Today) == Availability.NotYetOpen
        );
        Assert.Contains(services, service => service.Contract.Eligibility is { Women: true, Men: false });
        Assert.Contains(services, service => service.Contract.Eligibility is { MaximumAge: 25 });
        Assert.Contains(services, service => service.Title.Contains("Cymorth llety", StringComparison.Ordinal));
        Assert.Contains(services, service => service.Categories.Count == 8);
        foreach (var category in services.SelectMany(service => service.Categories))
        {
            Assert.InRange(category.Outcomes.Count, 3, 5);
            Assert.Equal(3, category.ComplexityLevels.Count);
        }
    }

    [Fact]
    public async Task Its_lists_for_forms_are_filled()
    {
        await DemonstrationCatalogue.Load(database.Source, clock, CancellationToken.None);
        var catalogue = new ServiceCatalogue(database.Source, clock);

        Assert.NotEmpty(await catalogue.Offices("D", CancellationToken.None));
        Assert.Contains(await catalogue.Offices(null, CancellationToken.None), office => office.DeliusCode is null);
        Assert.Contains(await catalogue.DeliveryUnits(CancellationToken.None), unit => unit.Name == "Derby City");
        Assert.NotEmpty(await catalogue.Prisons(CancellationToken.None));
        Assert.Equal(13, (await catalogue.WithdrawalReasons(CancellationToken.None)).Count);
        Assert.Equal(12, (await catalogue.Regions(CancellationToken.None)).Count);
    }

    [Fact]
    public async Task After_an_import_the_personas_of_suppliers_join_the_imported_suppliers()
    {
        await using var imported = await CatalogueDatabase.New("importedfirst");
        using var data = new SmallReferenceData();
        data.Write();
        await ImportRun.Of(data.Folder, imported);

        await DemonstrationAccounts.Load(imported, TimeProvider.System, CancellationToken.None);
        Assert.True(await DemonstrationAccounts.JoinImportedSuppliers(imported, CancellationToken.None) > 10);
        Assert.Equal(0, await DemonstrationAccounts.JoinImportedSuppliers(imported, CancellationToken.None));

        var accounts = new AccountDirectory(imported, TimeProvider.System);
        foreach (var persona in new[] { "demo-supplier-lead", "demo-caseworker" })
        {
            var viewer = (await accounts.Find(persona, CancellationToken.None))!;
            Assert.NotNull(viewer.OrganisationName);
            var contracts = await new ServiceCatalogue(imported, TimeProvider.System).ContractsOf(
                viewer.SupplierId!.Value,
                CancellationToken.None
            );
            Assert.NotEmpty(contracts.Select(c => c.Id).Intersect(viewer.Contracts));
        }
    }

    [Fact]
    public async Task With_the_demonstrations_own_suppliers_nobody_moves()
    {
        await using var own = await CatalogueDatabase.New("ownfirst");
        await DemonstrationCatalogue.Load(own, TimeProvider.System, CancellationToken.None);
        await DemonstrationAccounts.Load(own, TimeProvider.System, CancellationToken.None);
        Assert.Equal(0, await DemonstrationAccounts.JoinImportedSuppliers(own, CancellationToken.None));
    }
}
