using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using Decide = RefMon.Domain.Allocation;

namespace RefMon.Application.Allocation;

/// <summary>Ends a helper's work on a referral. Refused for somebody who does not help with it, and when it is concluded.</summary>
[Requires(Permission.AssignCaseworkers)]
public sealed record RemoveHelper(Guid CommandId, string Reference, string AccountId)
    : ICommand<Done>,
        IConcernsReferral;

internal sealed class RemoveHelperHandler(ReferralDecisions referrals, CurrentViewer current, TimeProvider time)
    : IRequestHandler<RemoveHelper, Outcome<Done>>
{
    public Task<Outcome<Done>> Handle(RemoveHelper request, CancellationToken cancellationToken) =>
        referrals.Append(
            request.Reference,
            referral =>
                Decide.RemoveHelper.Decide(
                    referral,
                    new(current.Required.AsStaffMember(), request.AccountId),
                    time.GetUtcNow()
                ),
            cancellationToken
        );
}
