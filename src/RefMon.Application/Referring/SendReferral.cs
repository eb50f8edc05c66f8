using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Amendments;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Referring;
using RefMon.EventStore;
using DomainSend = RefMon.Domain.Referring.SendReferral;

namespace RefMon.Application.Referring;

/// <summary>
/// Sends a draft: checks everything once more, and in one transaction begins the referral's stream and removes the draft.
/// Refused with every missing item (field: the section's address), or as <see cref="ReferringRefusals.DraftSentCode"/>
/// when it was sent before, from another browser too. The referral's id is the draft's. <paramref name="Confirmed"/> is the
/// <see cref="CarriedOver.Shown"/> of what the sender says is still right; a draft without any needs none.
/// <paramref name="LiveShown"/> is the <see cref="CheckAnswersPage.LiveShown"/> of the page it is sent from: refused once when
/// somebody has referred the person for the same since it was opened. Null when it is not sent from a page.
/// <paramref name="VersionShown"/> is its <see cref="CheckAnswersPage.Version"/>, and refused once likewise when a colleague has
/// worked on the draft since: nobody sends what they have not read.
/// </summary>
[Requires(Permission.Refer)]
public sealed record SendReferral(
    DraftId DraftId,
    Guid CommandId,
    string? Confirmed = null,
    string? LiveShown = null,
    long? VersionShown = null
) : ICommand<SentReferral>, IConcernsDraft
{
    /// <summary>Code of a send that is refused once because somebody has referred the person for the same meanwhile.</summary>
    public const string ReferredMeanwhileCode = "referred-meanwhile";
}

/// <summary>The reference the referral was sent under.</summary>
public sealed record SentReferral(string Reference);

internal sealed class SendReferralHandler(
    DraftDesk desk,
    ReferenceReservations references,
    StaffAccounts accounts,
    LimitedAccessFreshness limits,
    ObjectAccess objects,
    NewsFollower news,
    DraftCopies copies,
    OtherReferrals others,
    IEventSession session
) : IRequestHandler<SendReferral, Outcome<SentReferral>>
{
    public async Task<Outcome<SentReferral>> Handle(SendReferral request, CancellationToken cancellationToken)
    {
        // asked again: a practitioner who no longer supervises must not be named, a person who was moved is not looked for in
        // the wrong prison, a sentence may have ended, and risk that has changed at its source must be read before it is shared
        var asked = await AskAgain(request, cancellationToken);
        if (!asked.IsRefused && asked.Value.Draft is { Person.MergedInto: not null } merged)
        {
            // the draft goes with the person, and what nDelius says of them there is looked at first
            await news.Follow(merged.Draft.Crn, NewsParts.Person, cancellationToken);
            asked = await AskAgain(request, cancellationToken);
        }
        if (asked.Refusal is { } refusal)
            return refusal;
        var (open, limitsAreKnown) = asked.Value;
        // a mark put on the person a minute ago counts: what is sent cannot be unread
        if (!limitsAreKnown || !await objects.MaySee(open.Viewer, request, cancellationToken))
            return AccessRefusals.NotFound;
        var copy = await copies.Of(request.DraftId, cancellationToken);
        var problems = SendRules.Problems(open);
        if (CarriedOver.Problem(CarriedOver.Of(open, copy), request.Confirmed) is { } unconfirmed)
            problems.Add(unconfirmed);
        if (problems.Count > 0)
            return problems;
        if (TypedByColleagues.Since(open, request.VersionShown) is { } colleague)
            return ReferringRefusals.ColleagueMeanwhile(colleague, "send it");
        if (await ReferredMeanwhile(open, request.LiveShown, cancellationToken) is { } meanwhile)
            return meanwhile;
        var referralId = new ReferralId(open.Draft.Id.Value);
        var reference = await references.Reserve(referralId, open.Service.Contract.TypeName, cancellationToken);
        if (reference is null)
            return ReferenceReservations.NoneFree;

        var practitioner =
            open.Kind is { } kind && kind.IsUnallocated()
                ? null
                : await accounts.FindId(open.Sources.Officer.Value.Username, cancellationToken);
        var decision = DomainSend.Decide(
            existing: null,
            SentStatement.Of(open, referralId, reference, practitioner) with
            {
                CopiedFrom = copy?.From,
            },
            isContractOpen: true,
            isPersonVisible: true,
            open.Now
        );
        if (decision.Refusal is { } refused)
            return refused.Items.Count > 0 ? refused.Items.ToList() : refused;
        session.StartStream<Referral>(referralId.Value, decision.Events);
        session.Enlist(DraftStore.Delete(open.Draft), expectRows: 1);
        session.Enlist(EndedDrafts.End(open, reference.Value));
        return new SentReferral(reference.Value);
    }

    // warned of, not forbidden: the page then shows it, and what it posts back says so
    private async Task<Refusal?> ReferredMeanwhile(OpenDraft open, string? shown, CancellationToken cancellationToken)
    {
        if (shown is null)
            return null;
        var live = await others.LiveOf(open, cancellationToken);
        return OtherReferrals.Unseen(live, open.Service.Id, shown) is [var newest, ..]
            ? Refusal.Conflict(
                SendReferral.ReferredMeanwhileCode,
                $"This person was referred to {newest.ServiceTitle} {(newest.Team is { } team ? $"by {team} " : "")}since you opened the page. "
                    + "Look at what is said of that referral, then send this one if it is still needed."
            )
            : null;
    }

    // everybody at once: the longest answer is waited for, not the sum of them
    private async Task<Outcome<(OpenDraft Draft, bool LimitsAreKnown)>> AskAgain(
        SendReferral request,
        CancellationToken cancellationToken
    )
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var fresh = desk.Freshen(opened.Value, PartsOf(opened.Value), cancellationToken);
        var limitsAreKnown = limits.AskNow(opened.Value.Draft.Crn, cancellationToken);
        await Task.WhenAll(fresh, limitsAreKnown);
        return (await fresh, await limitsAreKnown);
    }

    // prisons know nothing that a referral in the community says; that the person was taken into custody is nDelius's to say
    internal static IReadOnlyList<SourcePart> PartsOf(OpenDraft open) =>
        open.Kind is { } kind && !kind.IsInCustody() ? Community : [.. Community, SourcePart.Prison];

    private static readonly SourcePart[] Community =
    [
        SourcePart.Officer,
        SourcePart.Person,
        SourcePart.Sentences,
        SourcePart.Risk,
    ];
}
