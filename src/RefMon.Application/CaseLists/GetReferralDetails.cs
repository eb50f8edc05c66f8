using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Amendments;

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
    /// <summary>What nDelius changed of the person's details since the referral was sent, newest first.</summary>
    public IReadOnlyList<PersonDetailsChange> PersonChanges { get; init; } = [];

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
        )
        {
            PersonChanges = PersonDetailsChange.In(read),
        };
    }
}

/// <summary>
/// nDelius's change of some of the person's details, when it was noticed, and what the referral had <paramref name="Before"/>.
/// </summary>
public sealed record PersonDetailsChange(DateTimeOffset At, IReadOnlyList<PersonDetail> Changed, PersonDetails Before)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(PersonDetailsChange);

    internal static IReadOnlyList<PersonDetailsChange> In(ReferralRead read)
    {
        var before = PersonDetails.Of(read.Details.AsSent.Person);
        var changes = new List<PersonDetailsChange>();
        foreach (var news in read.Events.Select(stored => stored.Data).OfType<PersonDetailsReported>())
        {
            changes.Insert(0, new(news.At, news.Changed, before));
            before = news.Details;
        }
        return changes;
    }
}
