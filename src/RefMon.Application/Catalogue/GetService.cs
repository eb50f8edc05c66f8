using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Catalogue;

/// <summary>One service with everything listed about it; also when it takes no referrals at present. A supplier finds only its own.</summary>
[Requires(Permission.FindServices, Permission.SeeOwnServices)]
public sealed record GetService(ServiceId Id) : IQuery<CatalogueService>;

internal sealed class GetServiceHandler(ServiceCatalogue catalogue, CurrentViewer current)
    : IRequestHandler<GetService, Outcome<CatalogueService>>
{
    public async Task<Outcome<CatalogueService>> Handle(GetService request, CancellationToken cancellationToken)
    {
        var service = await catalogue.FindService(request.Id, cancellationToken);
        return service is not null && MaySee(current.Required, service) ? service : AccessRefusals.NotFound;
    }

    private static bool MaySee(Viewer viewer, CatalogueService service) =>
        viewer.May(Permission.FindServices)
        || service.Supplier.Id == viewer.SupplierId
        || service.Subcontractors.Any(supplier => supplier.Id == viewer.SupplierId);
}
