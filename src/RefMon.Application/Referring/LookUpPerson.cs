using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Attention;

namespace RefMon.Application.Referring;

/// <summary>
/// Who has this CRN, before a draft is started: for a page that asks "is this the person?". Refusals name the field Crn.
/// The CRN is posted, never part of an address.
/// </summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record LookUpPerson(ServiceId ServiceId, string? Crn) : IQuery<PersonPreview>
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(LookUpPerson);
}

/// <summary>
/// The person found. <paramref name="WasMerged"/>: nDelius has merged the CRN typed into this one.
/// <paramref name="DraftId"/> is a draft the viewer already has for this person and service.
/// <paramref name="Checks"/> say how the service and the person go together: warnings, the practitioner decides.
/// <paramref name="OtherReferrals"/> are live ones, <paramref name="PastReferrals"/> those that are finished, other teams' too.
/// <paramref name="Practitioner"/> is the name nDelius has, null while nobody is allocated.
/// </summary>
public sealed record PersonPreview(
    string Crn,
    bool WasMerged,
    string Name,
    DateOnly DateOfBirth,
    string ServiceTitle,
    DraftId? DraftId,
    IReadOnlyList<EligibilityCheck> Checks,
    IReadOnlyList<OtherReferral> OtherReferrals,
    IReadOnlyList<OtherReferral> PastReferrals,
    WaitingTime Waiting,
    bool InCustody,
    string? Practitioner
)
{
    /// <summary>What colleagues of the viewer's team have for the same person and service.</summary>
    public IReadOnlyList<ColleaguesDraft> ColleaguesDrafts { get; init; } = [];

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(PersonPreview);
}

internal sealed class LookUpPersonHandler(
    PersonLookup lookup,
    ServiceCatalogue catalogue,
    DraftStore store,
    ColleaguesDrafts colleagues,
    OtherReferrals others,
    AssessmentWaitReader waits,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<LookUpPerson, Outcome<PersonPreview>>
{
    public async Task<Outcome<PersonPreview>> Handle(LookUpPerson request, CancellationToken cancellationToken)
    {
        if (await catalogue.FindService(request.ServiceId, cancellationToken) is not { } service)
            return ReferringRefusals.ServiceUnknown;
        if (!service.Contract.IsOpen(time.GetUtcNow()))
            return ReferringRefusals.ServiceClosed;
        var found = await lookup.Find(request.Crn, cancellationToken);
        if (found.Refusal is { } refusal)
            return refusal;
        var viewer = current.Required;
        var all = await others.Of(
            viewer,
            found.Value.Id,
            service.Categories.Select(category => category.Id),
            cancellationToken
        );
        return new PersonPreview(
            found.Value.Crn.Value,
            found.Value.WasMerged,
            found.Value.Person.FullName,
            found.Value.Person.DateOfBirth,
            service.Title,
            await store.FindMine(viewer.AccountId, found.Value.Id, request.ServiceId, cancellationToken),
            EligibilityChecks.Of(
                service,
                found.Value.Person,
                Whereabouts.Of(found.Value.Person, found.Value.Officer),
                await catalogue.DeliveryUnits(cancellationToken),
                LondonTime.DayOf(time.GetUtcNow())
            ),
            [.. all.Where(other => other.ConcludedAt is null)],
            [.. all.Where(other => other.ConcludedAt is not null)],
            (await waits.Of([service.Id], cancellationToken)).Of(service.Id),
            found.Value.Person.Status == CustodyStatus.Custody,
            found.Value.Officer is { Allocated: true, Name: var practitioner } ? practitioner : null
        )
        {
            ColleaguesDrafts = await colleagues.Of(viewer, found.Value.Id, request.ServiceId, cancellationToken),
        };
    }
}
