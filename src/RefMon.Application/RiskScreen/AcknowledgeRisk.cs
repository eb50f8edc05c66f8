using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;
using Decide = RefMon.Domain.RiskScreen;

namespace RefMon.Application.RiskScreen;

/// <summary>
/// Confirms that the viewer has read a version of the risk information; each person of the supplier does so for
/// themselves. Refused when a newer one stands: that is the one to read. Source: lifecycle, "share risk, acknowledge risk".
/// </summary>
[Requires(Permission.AcknowledgeRisk)]
public sealed record AcknowledgeRisk(Guid CommandId, string Reference, RiskVersionId VersionId)
    : ICommand<Done>,
        IConcernsReferral;

internal sealed class AcknowledgeRiskHandler(
    IEventSession session,
    ReferralLookup lookup,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<AcknowledgeRisk, Outcome<Done>>
{
    public async Task<Outcome<Done>> Handle(AcknowledgeRisk request, CancellationToken cancellationToken)
    {
        if (await lookup.Find(request.Reference, cancellationToken) is not { } id)
            return AccessRefusals.NotFound;
        var stream = await session.FetchForWriting<Referral>(id.Value, cancellationToken);
        if (stream.Aggregate is not { } referral)
            return AccessRefusals.NotFound;
        var decision = Decide.AcknowledgeRisk.Decide(
            referral,
            new(current.Required.AsStaffMember(), request.VersionId),
            time.GetUtcNow()
        );
        if (decision.IsRefused)
            return decision.Refusal;
        stream.Append(decision.Events);
        return Done.Value;
    }
}
