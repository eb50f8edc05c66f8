using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Referring;

/// <summary>
/// Deletes a draft for good. Refused as draft-sent when it was sent meanwhile, and once when a colleague has worked on it since
/// the page was opened: <paramref name="VersionShown"/> is the <see cref="DraftTaskList.Version"/> the page showed, null when
/// it is not deleted from a page.
/// </summary>
[Requires(Permission.Refer)]
public sealed record DeleteDraft(DraftId DraftId, Guid CommandId, long? VersionShown = null)
    : ICommand<Done>,
        IConcernsDraft;

internal sealed class DeleteDraftHandler(DraftDesk desk, IEventSession session)
    : IRequestHandler<DeleteDraft, Outcome<Done>>
{
    public async Task<Outcome<Done>> Handle(DeleteDraft request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        if (TypedByColleagues.Since(opened.Value, request.VersionShown) is { } colleague)
            return ReferringRefusals.ColleagueMeanwhile(colleague, "delete it if nobody needs it");
        session.Enlist(DraftStore.Delete(opened.Value.Draft), expectRows: 1);
        session.Enlist(EndedDrafts.End(opened.Value, reference: null));
        return Done.Value;
    }
}
