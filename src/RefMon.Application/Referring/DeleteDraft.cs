using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Referring;

/// <summary>Deletes a draft for good. Refused as draft-sent when it was sent meanwhile.</summary>
[Requires(Permission.Refer)]
public sealed record DeleteDraft(DraftId DraftId, Guid CommandId) : ICommand<Done>, IConcernsDraft;

internal sealed class DeleteDraftHandler(DraftDesk desk, IEventSession session)
    : IRequestHandler<DeleteDraft, Outcome<Done>>
{
    public async Task<Outcome<Done>> Handle(DeleteDraft request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        session.Enlist(DraftStore.Delete(opened.Value.Draft), expectRows: 1);
        session.Enlist(DraftStore.End(opened.Value.Draft, reference: null, opened.Value.Now));
        return Done.Value;
    }
}
