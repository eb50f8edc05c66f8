using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.CaseLists;

/// <summary>Everything that was sent with a referral, as sent and as it stands now.</summary>
[Requires(Permission.SeeReferrals)]
[AuditedRead]
[OpenToFormerSupplier]
public sealed record GetReferralDetails(string Reference) : IQuery<ReferralDetailsShown>, IConcernsReferral;

/// <summary>The details, long texts included, with the person for the banner and the stage.</summary>
public sealed record ReferralDetailsShown(
    CasePerson Person,
    ReferralDetails Details,
    Stage Stage,
    Conclusion? Conclusion,
    DateTimeOffset? ConcludedAt,
    StaffMember? Caseworker,
    bool MayAssign,
    DateTimeOffset RiskSharedAt
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(ReferralDetailsShown)} {Details.Now.Reference}";
}

internal sealed class GetReferralDetailsHandler(ReferralReader referrals, CurrentViewer current)
    : IRequestHandler<GetReferralDetails, Outcome<ReferralDetailsShown>>
{
    public async Task<Outcome<ReferralDetailsShown>> Handle(
        GetReferralDetails request,
        CancellationToken cancellationToken
    )
    {
        if (await referrals.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var referral = read.Referral;
        return new ReferralDetailsShown(
            read.Person,
            read.Details,
            referral.Stage,
            referral.Ending.Conclusion,
            referral.Ending.ConcludedAt,
            referral.Allocation.Caseworker,
            current.Required.Role.IsSupplier() && referral.Stage < Stage.Concluded && read.Person.HandedOver is null,
            referral.Risk.Current.SharedAt
        );
    }
}
