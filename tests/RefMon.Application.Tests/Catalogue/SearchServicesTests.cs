using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using Xunit;

namespace RefMon.Application.Tests.Catalogue;

[Trait("Capability", "Catalogue")]
public sealed class SearchServicesTests(CatalogueDatabase database) : IClassFixture<CatalogueDatabase>, IAsyncLifetime
{
    private readonly StoppedClock clock = new(StoppedClock.Today);

    public async ValueTask InitializeAsync() =>
        await DemonstrationCatalogue.Load(database.Source, clock, CancellationToken.None);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Without_filters_every_open_service_is_found_a_page_at_a_time()
    {
        var first = (await Search(new([], []))).Value;
        var second = (await Search(new([], [], Page: 2))).Value;
        var pastTheEnd = (await Search(new([], [], Page: 99))).Value;

        var open = DemonstrationServices.All.Count - 2;
        Assert.Equal((open, 1, 20), (first.Total, first.Page, first.Services.Count));
        Assert.Empty(first.Services.Select(s => s.Id).Intersect(second.Services.Select(s => s.Id)));
        Assert.Equal((open + 19) / 20, pastTheEnd.Page);
        Assert.NotEmpty(pastTheEnd.Services);
        Assert.Equal(12, first.Choices.Regions.Count);
        Assert.Equal(8, first.Choices.Needs.Count);
    }

    [Fact]
    public async Task Services_whose_contract_is_closed_or_not_yet_open_are_left_out()
    {
        var found = await AllOf(new(["education-training-and-employment"], ["H"]));
        var future = await AllOf(new(["dependency-and-recovery"], ["K"]));

        Assert.DoesNotContain(DemonstrationServices.ClosedEmploymentSouthCentral.Id, found);
        Assert.DoesNotContain(DemonstrationServices.FutureRecoveryKentSurreyAndSussex.Id, future);
    }

    [Fact]
    public async Task A_need_is_met_by_services_with_a_category_for_it()
    {
        var found = await AllOf(new(["accommodation"], ["A"]));

        Assert.Equal(
            [DemonstrationServices.AccommodationNorthEast.Id, DemonstrationServices.WomensServicesNorthEast.Id],
            found.Order(
                Comparer<ServiceId>.Create(
                    (a, b) => a.Value == DemonstrationServices.AccommodationNorthEast.Id.Value ? -1 : 1
                )
            )
        );
    }

    [Fact]
    public async Task A_region_includes_services_for_one_police_area_of_it()
    {
        Assert.Contains(DemonstrationServices.MoneySouthYorkshire.Id, await AllOf(new([], ["C"])));
        Assert.DoesNotContain(DemonstrationServices.MoneySouthYorkshire.Id, await AllOf(new([], ["A", "B"])));
    }

    [Fact]
    public async Task Sex_leaves_out_services_that_are_not_for_it()
    {
        var men = await AllOf(new([], ["A"], Sex.Male));
        var women = await AllOf(new([], ["A"], Sex.Female));

        Assert.DoesNotContain(DemonstrationServices.WomensServicesNorthEast.Id, men);
        Assert.Contains(DemonstrationServices.WellbeingNorthEast.Id, men);
        Assert.Contains(DemonstrationServices.WomensServicesNorthEast.Id, women);
        Assert.DoesNotContain(DemonstrationServices.WellbeingNorthEast.Id, women);
    }

    [Theory]
    [InlineData(17, false)]
    [InlineData(18, true)]
    [InlineData(25, true)]
    [InlineData(26, false)]
    public async Task Age_leaves_out_services_that_are_not_for_it(int age, bool found)
    {
        Assert.Equal(
            found,
            (await AllOf(new([], ["A"], Age: age))).Contains(DemonstrationServices.YoungAdultsNorthEast.Id)
        );
    }

    [Fact]
    public async Task Young_adults_only_leaves_services_that_are_for_no_one_over_25()
    {
        var found = (await Search(new([], [], YoungAdultsOnly: true))).Value;

        Assert.Equal(3, found.Total);
        Assert.All(found.Services, service => Assert.Equal(25, service.Contract.Eligibility.MaximumAge));
    }

    [Theory]
    [InlineData("homeless", "RMD-ACH-A")]
    [InlineData("tenancy", "RMD-ACH-A")]
    [InlineData("South Yorkshire debts", "RMD-MNY-C")]
    [InlineData("Pennyfield", "RMD-MNY-C")]
    [InlineData("llety", "RMD-ACH-D")]
    [InlineData("gwent", "RMD-PWS-D")]
    [InlineData("mentor", "RMD-MEN-A")]
    [InlineData("jobs", "RMD-ETR-A")]
    [InlineData("women -wales", "RMD-WMS-A")]
    public async Task Words_find_services_by_listing_need_place_and_supplier(string words, string reference)
    {
        var id = await Keep(words, "me");

        var found = await AllOf(new([], [], Words: id));

        Assert.Contains(CatalogueIds.Service(reference), found);
        Assert.True(found.Count < DemonstrationServices.All.Count / 2, "words should narrow");
    }

    [Theory]
    [InlineData("xylophone")]
    [InlineData("'; drop table service; --")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\" ( & | ! :*")]
    public async Task Words_that_match_nothing_give_an_empty_page(string words)
    {
        var id = await Keep(words, "me");

        var found = (await Search(new([], [], Words: id))).Value;

        Assert.Equal((0, 1), (found.Total, found.Page));
        Assert.Equal(words, found.Words);
        Assert.NotEmpty(found.Choices.Needs);
    }

    [Fact]
    public async Task Kept_words_answer_nobody_but_the_account_that_typed_them()
    {
        var theirs = await Keep("homeless", "somebody-else");

        var refused = await Search(new([], [], Words: theirs));
        var unknown = await Search(new([], [], Words: new(Guid.NewGuid())));

        Assert.Equal(RefusalKind.NotFound, refused.Refusal!.Kind);
        Assert.Equal(unknown.Refusal, refused.Refusal);
    }

    [Fact]
    public async Task Filters_narrow_together_and_codes_that_do_not_exist_are_passed_over()
    {
        var both = await AllOf(new(["finance-benefit-and-debt"], ["C"]));
        var withUnknown = await AllOf(new(["finance-benefit-and-debt", "no-such-need"], ["C", "no-such-region"]));

        Assert.Equal([DemonstrationServices.MoneySouthYorkshire.Id], both);
        Assert.Equal(both, withUnknown);
    }

    [Fact]
    public async Task A_supplier_sees_its_own_services_open_or_not_and_those_it_is_a_subcontractor_of()
    {
        var handler = new GetOwnServicesHandler(Catalogue, Viewing(Supplier(DemonstrationSuppliers.Larkmead)), clock);
        var own = (await handler.Handle(new(), CancellationToken.None)).Value;
        var cwm = new GetOwnServicesHandler(Catalogue, Viewing(Supplier(DemonstrationSuppliers.Brackenfold)), clock);
        var part = (await cwm.Handle(new(), CancellationToken.None)).Value;

        Assert.Contains(own, service => service.Availability == Availability.Closed);
        Assert.All(own, service => Assert.True(service.Leads));
        Assert.Contains(
            part,
            service =>
                service.Id == DemonstrationServices.AccommodationWales.Id
                && !service.Leads
                && service.LeadSupplierName == "Cwm Eithin Cymru"
        );
    }

    [Fact]
    public async Task A_supplier_opens_its_own_service_and_another_suppliers_is_not_found()
    {
        var handler = new GetServiceHandler(Catalogue, Viewing(Supplier(DemonstrationSuppliers.Larkmead)));

        var own = await handler.Handle(new(DemonstrationServices.EmploymentNorthEast.Id), CancellationToken.None);
        var other = await handler.Handle(new(DemonstrationServices.AccommodationNorthEast.Id), CancellationToken.None);
        var none = await handler.Handle(new(new ServiceId(Guid.NewGuid())), CancellationToken.None);

        Assert.False(own.IsRefused);
        Assert.Equal(none.Refusal, other.Refusal);
    }

    private ServiceCatalogue Catalogue => new(database.Source, clock);

    private Task<Outcome<FoundServices>> Search(SearchServices request) =>
        new SearchServicesHandler(Catalogue, new(database.Source), Viewing(Practitioner), clock).Handle(
            request,
            CancellationToken.None
        );

    private async Task<IReadOnlyList<ServiceId>> AllOf(SearchServices request)
    {
        var found = new List<ServiceId>();
        for (var page = 1; ; page++)
        {
            var outcome = (await Search(request with { Page = page })).Value;
            found.AddRange(outcome.Services.Select(service => service.Id));
            if (found.Count >= outcome.Total)
                return found;
        }
    }

    private async Task<SavedSearchId> Keep(string words, string account)
    {
        var id = new SavedSearchId(Guid.NewGuid());
        await using var command = database.Source.CreateCommand("insert into saved_search values ($1, $2, $3, now())");
        command.Parameters.Add(new() { Value = id.Value });
        command.Parameters.Add(new() { Value = account });
        command.Parameters.Add(new() { Value = words });
        await command.ExecuteNonQueryAsync();
        return id;
    }

    private static CurrentViewer Viewing(Viewer viewer) => new() { Viewer = viewer };

    private static readonly Viewer Practitioner = new(
        "me",
        "me",
        "Me",
        null,
        Role.Practitioner,
        null,
        null,
        "Derby City",
        []
    );

    private static Viewer Supplier(DemonstrationSupplier supplier) =>
        new("lead", "lead", "Lead", null, Role.SupplierLead, supplier.Id, supplier.Name, null, []);
}
