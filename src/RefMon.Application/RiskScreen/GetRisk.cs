using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.RiskScreen;

/// <summary>The risk information of a referral: the version that stands (or the one numbered), what changed, and who has read it.</summary>
[Requires(Permission.SeeReferrals)]
[AuditedRead]
[OpenToFormerSupplier]
public sealed record GetRisk(string Reference, int? Version = null) : IQuery<RiskShown>, IConcernsReferral;

/// <summary>How what was shared stands to what its sources say at this moment.</summary>
public enum RiskCurrency
{
    /// <summary>The same.</summary>
    Current,

    /// <summary>Recent, perhaps, but not current: the sources say something else now.</summary>
    NotCurrent,

    /// <summary>A source did not answer, now or when it was shared.</summary>
    Unknown,
}

/// <summary>
/// The risk information as both sides see it. <paramref name="Before"/> is the version before the one shown; null for the
/// first. <paramref name="Currency"/> is asked of the sources for the practitioner only, and null for everybody else and for
/// past versions; <paramref name="MovedOn"/> is what was noticed of them earlier and is shown to both.
/// <paramref name="YetToRead"/> are those assigned who have not confirmed the version that stands.
/// </summary>
public sealed record RiskShown(
    CasePerson Person,
    string Reference,
    string SupplierName,
    IReadOnlyList<SharedVersion> Versions,
    SharedVersion Shown,
    SharedVersion? Before,
    RiskCurrency? Currency,
    RiskSourceState? MovedOn,
    IReadOnlyList<StaffMember> YetToRead,
    bool MayShare,
    bool MayAcknowledge
)
{
    /// <summary>True when the version shown is the one that stands.</summary>
    public bool IsCurrent => Shown.Number == Versions[0].Number;

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(RiskShown)} {Reference}";
}

/// <summary>One version: its number from 1, what it says, who shared it when, and who confirmed that they read it.</summary>
public sealed record SharedVersion(
    int Number,
    RiskStatement Risk,
    StaffMember By,
    DateTimeOffset At,
    IReadOnlyList<RiskAcknowledgement> Acknowledgements
);

internal sealed class GetRiskHandler(ReferralReader referrals, RiskEnquiry enquiry, CurrentViewer current)
    : IRequestHandler<GetRisk, Outcome<RiskShown>>
{
    public async Task<Outcome<RiskShown>> Handle(GetRisk request, CancellationToken cancellationToken)
    {
        if (await referrals.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var versions = SharedVersions.Of(read);
        var number = request.Version ?? versions.Count;
        if (number < 1 || number > versions.Count)
            return AccessRefusals.NotFound;
        var shown = versions[number - 1];
        var viewer = current.Required;
        var referral = read.Referral;
        var isOpen = referral.Stage < Stage.Concluded && read.Person.HandedOver is null;
        var mayShare = isOpen && viewer.May(Permission.ShareRisk);
        return new RiskShown(
            read.Person,
            referral.Reference.Value,
            referral.Referring.Service.SupplierName,
            [.. versions.Reverse()],
            shown,
            number > 1 ? versions[number - 2] : null,
            mayShare && number == versions.Count ? await Currency(referral, shown.Risk, cancellationToken) : null,
            isOpen ? referral.Risk.MovedOn : null,
            [.. referral.Allocation.Team.Where(staff => !referral.Risk.Current.IsAcknowledgedBy(staff.AccountId))],
            mayShare,
            isOpen
                && viewer.May(Permission.AcknowledgeRisk)
                && !referral.Risk.Current.IsAcknowledgedBy(viewer.AccountId)
        );
    }

    private async Task<RiskCurrency> Currency(
        Referral referral,
        RiskStatement shared,
        CancellationToken cancellationToken
    )
    {
        if (shared.SourceMark is null)
            return RiskCurrency.Unknown;
        var answers = await enquiry.Ask(referral.Referring.Person.Crn.Value, cancellationToken);
        return !answers.AreComplete ? RiskCurrency.Unknown
            : RiskBasis.Of(answers).Mark == shared.SourceMark ? RiskCurrency.Current
            : RiskCurrency.NotCurrent;
    }
}

internal static class SharedVersions
{
    /// <summary>Every version, oldest first.</summary>
    public static IReadOnlyList<SharedVersion> Of(ReferralRead read)
    {
        var statements = read
            .Events.Select(stored =>
                stored.Data switch
                {
                    RefMon.Domain.Referring.ReferralSent sent => sent.Risk,
                    RiskShared shared => shared.Risk,
                    _ => null,
                }
            )
            .OfType<RiskStatement>();
        return
        [
            .. statements
                .Zip(read.Referral.Risk.Versions, (risk, version) => (risk, version))
                .Select(
                    (both, i) =>
                        new SharedVersion(
                            i + 1,
                            both.risk,
                            both.version.SharedBy,
                            both.version.SharedAt,
                            both.version.Acknowledgements
                        )
                ),
        ];
    }
}
