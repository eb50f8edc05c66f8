using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;
using Decide = RefMon.Domain.Allocation;

namespace RefMon.Application.Allocation;

/// <summary>Ends a helper's work on a referral. Refused for somebody who does not help with it, and when it is concluded.</summary>
[Requires(Permission.AssignCaseworkers)]
public sealed record RemoveHelper(Guid CommandId, string Reference, string AccountId)
    : ICommand<Done>,
        IConcernsReferral;

internal sealed class RemoveHelperHandler(
    IEventSession session,
    ReferralLookup lookup,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<RemoveHelper, Outcome<Done>>
{
    public async Task<Outcome<Done>> Handle(RemoveHelper request, CancellationToken cancellationToken)
    {
        if (await lookup.Find(request.Reference, cancellationToken) is not { } id)
            return AccessRefusals.NotFound;
        var stream = await session.FetchForWriting<Referral>(id.Value, cancellationToken);
        if (stream.Aggregate is not { } referral)
            return AccessRefusals.NotFound;
        var by = current.Required.AsStaffMember();
        var decision = Decide.RemoveHelper.Decide(referral, new(by, request.AccountId), time.GetUtcNow());
        if (decision.IsRefused)
            return decision.Refusal;
        stream.Append(decision.Events);
        return Done.Value;
    }
}
