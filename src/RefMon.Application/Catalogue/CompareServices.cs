using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Catalogue;

/// <summary>
/// Some services side by side: two or three. Ids that are no service are passed over. Refused as
/// <see cref="TooFewCode"/> or <see cref="TooManyCode"/> otherwise.
/// </summary>
[Requires(Permission.FindServices)]
public sealed record CompareServices(IReadOnlyList<ServiceId> Services) : IQuery<ComparedServices>
{
    /// <summary>How many fit beside each other.</summary>
    public const int Most = 3;

    /// <summary>Code of the refusal of fewer than two.</summary>
    public const string TooFewCode = "compare-too-few";

    /// <summary>Code of the refusal of more than three.</summary>
    public const string TooManyCode = "compare-too-many";
}

/// <summary>The services in the order chosen, with how long people wait at each.</summary>
public sealed record ComparedServices(IReadOnlyList<CatalogueService> Services, WaitingTimes Waiting);

internal sealed class CompareServicesHandler(ServiceCatalogue catalogue, AssessmentWaitReader waits)
    : IRequestHandler<CompareServices, Outcome<ComparedServices>>
{
    public async Task<Outcome<ComparedServices>> Handle(CompareServices request, CancellationToken cancellationToken)
    {
        var ids = request.Services.Distinct().ToList();
        if (ids.Count > CompareServices.Most)
            return new Refusal(
                CompareServices.TooManyCode,
                nameof(request.Services),
                $"You chose {ids.Count} services. Choose no more than {CompareServices.Most} to compare"
            );
        var services = new List<CatalogueService>();
        foreach (var id in ids)
        {
            if (await catalogue.FindService(id, cancellationToken) is { } service)
                services.Add(service);
        }
        if (services.Count < 2)
            return new Refusal(
                CompareServices.TooFewCode,
                nameof(request.Services),
                "Choose 2 or 3 services to compare"
            );
        return new ComparedServices(services, await waits.Of(ids, cancellationToken));
    }
}
