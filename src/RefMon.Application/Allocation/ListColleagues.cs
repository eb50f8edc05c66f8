using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Allocation;

/// <summary>Who can be given a referral, and who has it now.</summary>
[Requires(Permission.AssignCaseworkers)]
[AuditedRead]
public sealed record ListColleagues(string Reference) : IQuery<ColleaguesOnReferral>, IConcernsReferral;

/// <summary>
/// The colleagues by name, the caseworker and helpers as they stand, and the version of the referral this was read at,
/// which the form sends back.
/// </summary>
public sealed record ColleaguesOnReferral(
    IReadOnlyList<AssignableColleague> Colleagues,
    StaffMember? Caseworker,
    IReadOnlyList<StaffMember> Helpers,
    bool IsConcluded,
    long Version
);

internal sealed class ListColleaguesHandler(
    ColleagueDirectory directory,
    ReferralLookup lookup,
    IEventReader reader,
    CurrentViewer current
) : IRequestHandler<ListColleagues, Outcome<ColleaguesOnReferral>>
{
    public async Task<Outcome<ColleaguesOnReferral>> Handle(ListColleagues request, CancellationToken cancellationToken)
    {
        if (
            await lookup.Find(request.Reference, cancellationToken) is not { } id
            || await reader.Load<Referral>(id.Value, cancellationToken) is not { } loaded
        )
            return AccessRefusals.NotFound;
        var (referral, version) = loaded;
        return new ColleaguesOnReferral(
            await directory.OnReferral(current.Required, request.Reference, cancellationToken),
            referral.Allocation.Caseworker,
            referral.Allocation.Helpers,
            referral.Stage is Stage.Concluded,
            version
        );
    }
}
