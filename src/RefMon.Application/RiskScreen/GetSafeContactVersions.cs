using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.RiskScreen;

/// <summary>How to contact the person safely, with every earlier version.</summary>
[Requires(Permission.SeeReferrals)]
[AuditedRead]
public sealed record GetSafeContactVersions(string Reference) : IQuery<SafeContactVersions>, IConcernsReferral;

/// <summary>
/// What stands (null where the referral was sent before it was asked for) and what stood before, newest first. When
/// <paramref name="MayAmend"/> is false the viewer can only read; <paramref name="WhyNot"/> says why to those who could before.
/// </summary>
public sealed record SafeContactVersions(
    CasePerson Person,
    string Reference,
    SafeContactStatement? Now,
    IReadOnlyList<SafeContactVersion> Versions,
    bool MayAmend,
    string? WhyNot,
    string Shown
)
{
    /// <summary>
    /// What the person's other live referrals say that the viewer may change too. Always empty for a supplier, who does not learn
    /// of other suppliers' referrals.
    /// </summary>
    public IReadOnlyList<SafeContactSaid> Others { get; init; } = [];

    /// <summary>The person's other live referrals that the viewer may not open: whoever made them must be told. Never for a supplier.</summary>
    public IReadOnlyList<OtherReferral> OutOfReach { get; init; } = [];

    /// <summary>True when not all live referrals of the person say the same, and one says something.</summary>
    public bool Differs =>
        (Now is { SaysSomething: true } || Others.Any(other => other.SaysSomething))
        && Others.Any(other => other.Said != Now);

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(SafeContactVersions)} {Reference}";
}

/// <summary>One version, with who said so and when.</summary>
public sealed record SafeContactVersion(SafeContactStatement Said, StaffMember By, DateTimeOffset At);

internal sealed class GetSafeContactVersionsHandler(
    ReferralReader referrals,
    PersonSafeContacts contacts,
    OtherReferrals others,
    CurrentViewer current
) : IRequestHandler<GetSafeContactVersions, Outcome<SafeContactVersions>>
{
    public async Task<Outcome<SafeContactVersions>> Handle(
        GetSafeContactVersions request,
        CancellationToken cancellationToken
    )
    {
        if (await referrals.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var (reference, now) = (read.Referral.Reference.Value, read.Details.Now.SafeContact);
        var (mayEver, isOver) = (current.Required.May(Permission.ShareRisk), read.Referral.Stage is Stage.Concluded);
        var live = mayEver ? await Live(read, cancellationToken) : [];
        return new SafeContactVersions(
            read.Person,
            reference,
            now,
            [.. read.Events.Select(stored => VersionOf(stored.Data)).OfType<SafeContactVersion>().Reverse()],
            mayEver && !isOver,
            mayEver && isOver
                ? "This referral is concluded. How to contact the person safely can be read here and not changed any more."
                : null,
            SafeContactsShown.Of([(reference, now), .. live.Select(other => (other.Reference, other.Said))])
        )
        {
            Others = live,
            OutOfReach = mayEver ? await OutOfReach(read, cancellationToken) : [],
        };
    }

    private async Task<IReadOnlyList<SafeContactSaid>> Live(ReferralRead read, CancellationToken cancellationToken)
    {
        var all = await contacts.Of(current.Required, read.Person.Id, cancellationToken);
        return [.. all.Where(other => other.IsLive && other.Reference != read.Referral.Reference.Value)];
    }

    private async Task<IReadOnlyList<OtherReferral>> OutOfReach(ReferralRead read, CancellationToken cancellationToken)
    {
        var all = await others.Of(current.Required, read.Person.Id, [], cancellationToken);
        return [.. all.Where(other => other is { Reference: null, ConcludedAt: null })];
    }

    private static SafeContactVersion? VersionOf(object happened) =>
        happened switch
        {
            ReferralSent { SafeContact: { } said } sent => new(said, sent.By, sent.At),
            SafeContactAmended amended => new(amended.Now, amended.By, amended.At),
            _ => null,
        };
}
