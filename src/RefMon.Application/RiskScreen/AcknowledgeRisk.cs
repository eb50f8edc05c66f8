using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;
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

internal sealed class AcknowledgeRiskHandler(ReferralDecisions referrals, CurrentViewer current, TimeProvider time)
    : IRequestHandler<AcknowledgeRisk, Outcome<Done>>
{
    public Task<Outcome<Done>> Handle(AcknowledgeRisk request, CancellationToken cancellationToken) =>
        referrals.Append(
            request.Reference,
            referral =>
                Decide.AcknowledgeRisk.Decide(
                    referral,
                    new(current.Required.AsStaffMember(), request.VersionId),
                    time.GetUtcNow()
                ),
            cancellationToken
        );
}
