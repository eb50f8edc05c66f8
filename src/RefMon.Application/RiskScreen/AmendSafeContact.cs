using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;
using Decide = RefMon.Domain.RiskScreen;

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
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(SafeContactVersions)} {Reference}";
}

/// <summary>One version, with who said so and when.</summary>
public sealed record SafeContactVersion(SafeContactStatement Said, StaffMember By, DateTimeOffset At);

/// <summary>
/// Changes how to contact the person safely; <paramref name="HasSomething"/> is "yes" or "no". <paramref name="Shown"/> is
/// what the form showed: when somebody else changed it since, nothing is done and the person decides again.
/// </summary>
[Requires(Permission.ShareRisk)]
public sealed record AmendSafeContact(
    Guid CommandId,
    string Reference,
    string? Shown,
    string? HasSomething,
    string? SafeTimes,
    string? SafeWays,
    string? MustNotKnow,
    string? StaffSafety,
    string? ExclusionZones
) : ICommand<Done>, IConcernsReferral, ISafeContactForm;

internal sealed class AmendSafeContactValidator : SafeContactValidator<AmendSafeContact>;

internal sealed class AmendSafeContactHandler(
    ReferralReader referrals,
    ReferralDecisions decisions,
    CurrentViewer current,
    TimeProvider time
)
    : IRequestHandler<GetSafeContactVersions, Outcome<SafeContactVersions>>,
        IRequestHandler<AmendSafeContact, Outcome<Done>>
{
    private static readonly Refusal ChangedMeanwhile = Refusal.Conflict(
        "safe-contact-changed-meanwhile",
        "Somebody else has changed how to contact the person since you opened the page. Nothing was changed by you. "
            + "Read what stands now, then save yours if it is still right."
    );

    public async Task<Outcome<SafeContactVersions>> Handle(
        GetSafeContactVersions request,
        CancellationToken cancellationToken
    )
    {
        if (await referrals.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var now = read.Details.Now.SafeContact;
        var (mayEver, isOver) = (current.Required.May(Permission.ShareRisk), read.Referral.Stage is Stage.Concluded);
        return new SafeContactVersions(
            read.Person,
            read.Referral.Reference.Value,
            now,
            [.. read.Events.Select(stored => VersionOf(stored.Data)).OfType<SafeContactVersion>().Reverse()],
            mayEver && !isOver,
            mayEver && isOver
                ? "This referral is concluded. How to contact the person safely can be read here and not changed any more."
                : null,
            DraftJson.Fingerprint(now)
        );
    }

    public async Task<Outcome<Done>> Handle(AmendSafeContact request, CancellationToken cancellationToken)
    {
        if (await referrals.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        if (request.Shown != DraftJson.Fingerprint(read.Details.Now.SafeContact))
            return ChangedMeanwhile;
        var statement = new SafeContactStatement(
            TypedText.Lines(request.SafeTimes),
            TypedText.Lines(request.SafeWays),
            TypedText.Lines(request.MustNotKnow),
            TypedText.Lines(request.StaffSafety),
            TypedText.Lines(request.ExclusionZones)
        );
        return await decisions.Append(
            request.Reference,
            (referral, version) =>
                Task.FromResult(
                    // what was read above may have been overtaken before the stream was taken
                    version != read.Version
                        ? ChangedMeanwhile
                        : Decide.AmendSafeContact.Decide(
                            referral,
                            read.Details,
                            new(current.Required.AsStaffMember(), request.HasSomething == DraftAnswers.Yes, statement),
                            time.GetUtcNow()
                        )
                ),
            cancellationToken
        );
    }

    private static SafeContactVersion? VersionOf(object happened) =>
        happened switch
        {
            ReferralSent { SafeContact: { } said } sent => new(said, sent.By, sent.At),
            SafeContactAmended amended => new(amended.Now, amended.By, amended.At),
            _ => null,
        };
}
