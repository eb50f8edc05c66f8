using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Domain.Attention;

namespace RefMon.Application.Referring;

/// <summary>
/// The services a referral that came back can be sent to, those first that nothing speaks against and last the one it came back
/// from. Codes of needs and regions as for <see cref="SearchServices"/>; a page past the end gives the last one.
/// </summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record ListServicesElsewhere(
    string Reference,
    IReadOnlyList<string> Needs,
    IReadOnlyList<string> Regions,
    int Page = 1
) : IQuery<ServicesElsewhere>, IConcernsReferral;

/// <summary>One page of services, and how many there are in all.</summary>
public sealed record ServicesElsewhere(IReadOnlyList<ServiceElsewhere> Services, int Total, int Page, int PageSize);

/// <summary>
/// A service with the reasons why it may not be for the person, as they are said when a referral is started; none where nothing
/// speaks against it. <paramref name="CameBack"/>: the referral came back from it.
/// </summary>
public sealed record ServiceElsewhere(FoundService Service, bool CameBack, IReadOnlyList<string> Mismatches)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(ServiceElsewhere)} {Service.Id}";
}

internal sealed class ListServicesElsewhereHandler(
    ReferralReader referrals,
    ServiceCatalogue catalogue,
    TimeProvider time
) : IRequestHandler<ListServicesElsewhere, Outcome<ServicesElsewhere>>
{
    private const int PageSize = 20;

    public async Task<Outcome<ServicesElsewhere>> Handle(
        ListServicesElsewhere request,
        CancellationToken cancellationToken
    )
    {
        if (await referrals.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var (now, former) = (time.GetUtcNow(), read.Details.Now.Service.Id);
        var units = await catalogue.DeliveryUnits(cancellationToken);
        var today = LondonTime.DayOf(now);
        // a few hundred at most: which of them fit is not for the database to say
        var found = await SearchServicesHandler.All(
            catalogue,
            new SearchServices(request.Needs, request.Regions),
            now,
            cancellationToken
        );
        var all = found
            .Select(service => new ServiceElsewhere(
                service,
                service.Id == former,
                EligibilityChecks.Mismatches(service, read.Details, units, today)
            ))
            .OrderBy(service => service.CameBack)
            .ThenBy(service => service.Mismatches.Count > 0)
            .ToList();
        var page = Math.Clamp(request.Page, 1, Math.Max(1, (all.Count + PageSize - 1) / PageSize));
        return new ServicesElsewhere([.. all.Skip((page - 1) * PageSize).Take(PageSize)], all.Count, page, PageSize);
    }
}
