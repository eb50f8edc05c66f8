using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.EventStore;

namespace RefMon.Application.Allocation;

/// <summary>Who can be given a referral, and who has it now.</summary>
[Requires(Permission.AssignCaseworkers)]
[AuditedRead]
public sealed record ListColleagues(string Reference) : IQuery<ColleaguesOnReferral>, IConcernsReferral;

/// <summary>
/// The colleagues by name, the caseworker and helpers as they stand, who had it before (newest first), and the version of the referral this was read at,
/// which the form sends back.
/// </summary>
public sealed record ColleaguesOnReferral(
    IReadOnlyList<AssignableColleague> Colleagues,
    StaffMember? Caseworker,
    IReadOnlyList<StaffMember> Helpers,
    IReadOnlyList<AllocationStep> Earlier,
    bool IsConcluded,
    long Version
);

/// <summary>
/// A change of who works on a referral: <paramref name="Who"/> became caseworker or helper, or stopped helping. Who works on it now is said
/// elsewhere: this is only what happened.
/// </summary>
public sealed record AllocationStep(AllocationChange Change, string Who, string By, DateTimeOffset At, string? Reason)
{
    internal static IReadOnlyList<AllocationStep> Of(IEnumerable<StoredEvent> events) =>
        [
            .. events
                .Select(stored => stored.Data)
                .Select(happened =>
                    happened switch
                    {
                        CaseworkerAssigned e => new AllocationStep(
                            AllocationChange.BecameCaseworker,
                            e.Caseworker.Name,
                            e.By.Name,
                            e.At,
                            e.Reason
                        ),
                        HelperAdded e => new(AllocationChange.BecameHelper, e.Helper.Name, e.By.Name, e.At, null),
                        HelperRemoved e => new(AllocationChange.StoppedHelping, e.Helper.Name, e.By.Name, e.At, null),
                        _ => null,
                    }
                )
                .OfType<AllocationStep>()
                .Reverse(),
        ];
}

/// <summary>What changed about who works on a referral.</summary>
public enum AllocationChange
{
    /// <summary>Became the caseworker.</summary>
    BecameCaseworker,

    /// <summary>Began to help.</summary>
    BecameHelper,

    /// <summary>Stopped helping.</summary>
    StoppedHelping,
}

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
            AllocationStep.Of(await reader.FetchStream(id.Value, cancellationToken: cancellationToken)),
            referral.Stage is Stage.Concluded,
            version
        );
    }
}
