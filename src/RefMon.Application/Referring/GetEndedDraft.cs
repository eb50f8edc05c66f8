using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>What became of a draft that is not there any more: for its author, their team and whoever ended it, for 30 days.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetEndedDraft(DraftId DraftId) : IQuery<EndedDraftPage>, IConcernsDraft;

/// <summary>
/// What became of it. <paramref name="Ended"/> is who sent or deleted it, null when it was deleted because nobody worked on it;
/// <paramref name="Reference"/> is that of the referral it became, with whether the viewer <paramref name="MayOpen"/> it. Says
/// nothing of the person.
/// </summary>
public sealed record EndedDraftPage(
    string? ServiceTitle,
    string? Reference,
    bool MayOpen,
    DraftHand? Ended,
    DateTimeOffset At
);

internal sealed class GetEndedDraftHandler(
    EndedDrafts ended,
    StaffAccounts accounts,
    ServiceCatalogue catalogue,
    ObjectAccess objects,
    CurrentViewer current
) : IRequestHandler<GetEndedDraft, Outcome<EndedDraftPage>>
{
    public async Task<Outcome<EndedDraftPage>> Handle(GetEndedDraft request, CancellationToken cancellationToken)
    {
        if (await ended.Find(request.DraftId, cancellationToken) is not { } draft)
            return AccessRefusals.NotFound;
        var viewer = current.Required;
        var service = draft.ServiceId is { } id ? await catalogue.FindService(id, cancellationToken) : null;
        return new EndedDraftPage(
            service?.Title,
            draft.Reference,
            draft.Reference is { } reference
                && await objects.MaySee(viewer, new GetOverview(reference), cancellationToken),
            draft.EndedBy is { } by ? await accounts.HandOf(by, viewer, draft.EndedAt, cancellationToken) : null,
            draft.EndedAt
        );
    }
}
