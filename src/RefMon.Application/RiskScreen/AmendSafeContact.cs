using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.RiskScreen;
using RefMon.EventStore;
using Decide = RefMon.Domain.RiskScreen;

namespace RefMon.Application.RiskScreen;

/// <summary>
/// Changes how to contact the person safely; <paramref name="HasSomething"/> is "yes" or "no". <paramref name="Shown"/> is
/// what the form showed: when somebody else changed it since, nothing is done and the person decides again.
/// <paramref name="AlsoOn"/> are references of the person's other live referrals that say the same from now on: all of them
/// or, when one cannot be changed, none and not this one either.
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
    string? ExclusionZones,
    IReadOnlyList<string>? AlsoOn = null
) : ICommand<Done>, IConcernsReferral, ISafeContactForm
{
    /// <summary>Code of a refusal because a referral says something else by now, or cannot be changed any more.</summary>
    public const string ChangedMeanwhileCode = "safe-contact-changed-meanwhile";
}

internal sealed class AmendSafeContactValidator : SafeContactValidator<AmendSafeContact>;

internal sealed class AmendSafeContactHandler(
    ReferralReader referrals,
    ReferralDecisions decisions,
    PersonSafeContacts contacts,
    IEventSession session,
    AuditTrail audit,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<AmendSafeContact, Outcome<Done>>
{
    private const string UnchangedCode = "unchanged";

    private static readonly Refusal ChangedMeanwhile = Refusal.Conflict(
        AmendSafeContact.ChangedMeanwhileCode,
        "Somebody else has changed how to contact the person since you opened the page. Nothing was changed by you. "
            + "Read what stands now, then save yours if it is still right."
    );

    public async Task<Outcome<Done>> Handle(AmendSafeContact request, CancellationToken cancellationToken)
    {
        if (await referrals.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var shown = SafeContactsShown.Read(request.Shown);
        if (!shown.Had(request.Reference, read.Details.Now.SafeContact))
            return ChangedMeanwhile;
        var here = await Amend(read, request, cancellationToken);
        if (here.IsRefused && here.Refusal!.Code != UnchangedCode)
            return here;
        var others = (request.AlsoOn ?? [])
            .Where(also => also != request.Reference)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        var changed = new List<string>();
        var lost = new List<string>();
        foreach (var reference in others)
        {
            var there = await AmendThere(reference, shown, request, cancellationToken);
            if (there is not { } outcome || (outcome.IsRefused && outcome.Refusal!.Code != UnchangedCode))
                lost.Add(reference);
            else if (!outcome.IsRefused)
                changed.Add(reference);
        }
        // looked at after the streams were opened: what changes later loses the race and is decided again
        var live = await OthersLive(read, cancellationToken);
        lost.AddRange(others.Except(live).Except(lost));
        if (lost.Count > 0)
            return CannotChange(lost.FindAll(shown.Has));
        if (live.Where(reference => !shown.Has(reference)).ToList() is { Count: > 0 } sent)
            return SentMeanwhile(sent);
        if (here.IsRefused && changed.Count == 0)
            return here;
        // the pipeline's entry names the referral of the page
        foreach (var reference in changed)
            session.Enlist(audit.Statement(current.Required, nameof(AmendSafeContact), AuditTrail.Accepted, reference));
        return Done.Value;
    }

    // null when it was not there to be changed, or says something else than was shown
    private async Task<Outcome<Done>?> AmendThere(
        string reference,
        SafeContactsShown shown,
        AmendSafeContact request,
        CancellationToken cancellationToken
    ) =>
        await referrals.Read(reference, cancellationToken) is { } read
        && shown.Had(reference, read.Details.Now.SafeContact)
            ? await Amend(read, request, cancellationToken)
            : null;

    private Task<Outcome<Done>> Amend(
        ReferralRead read,
        AmendSafeContact request,
        CancellationToken cancellationToken
    ) =>
        decisions.Append(
            read.Referral.Reference.Value,
            (referral, version) =>
                Task.FromResult(
                    // what was read above may have been overtaken before the stream was taken
                    version != read.Version
                        ? ChangedMeanwhile
                        : Decide.AmendSafeContact.Decide(
                            referral,
                            read.Details,
                            new(
                                current.Required.AsStaffMember(),
                                request.HasSomething == DraftAnswers.Yes,
                                StatementOf(request)
                            ),
                            time.GetUtcNow()
                        )
                ),
            cancellationToken
        );

    private async Task<List<string>> OthersLive(ReferralRead read, CancellationToken cancellationToken)
    {
        var all = await contacts.Of(current.Required, read.Person.Id, cancellationToken);
        return
        [
            .. all.Where(said => said.IsLive && said.Reference != read.Referral.Reference.Value)
                .Select(said => said.Reference),
        ];
    }

    private static SafeContactStatement StatementOf(AmendSafeContact request) =>
        new(
            TypedText.Lines(request.SafeTimes),
            TypedText.Lines(request.SafeWays),
            TypedText.Lines(request.MustNotKnow),
            TypedText.Lines(request.StaffSafety),
            TypedText.Lines(request.ExclusionZones)
        );

    // only what the page showed is named: whatever else was posted may be nobody's business
    private static Refusal CannotChange(List<string> references) =>
        Refusal.Conflict(
            AmendSafeContact.ChangedMeanwhileCode,
            references switch
            {
                [] =>
                    "Nothing was changed: a referral you ticked cannot be changed by you. Look at those below, then save.",
                [var one] =>
                    $"Nothing was changed: referral {one} was changed by somebody else, or has ended, since you opened the page. "
                        + "Read what each says now, then save yours if it is still right.",
                _ =>
                    $"Nothing was changed: referrals {string.Join(", ", references)} were changed by somebody else, or have ended, since you opened "
                        + "the page. Read what each says now, then save yours if it is still right.",
            }
        );

    private static Refusal SentMeanwhile(List<string> references) =>
        Refusal.Conflict(
            AmendSafeContact.ChangedMeanwhileCode,
            $"Nothing was changed: the person was referred again since you opened the page ({string.Join(", ", references)}). "
                + "Read what each referral says now, decide where else to change it, then save."
        );
}
