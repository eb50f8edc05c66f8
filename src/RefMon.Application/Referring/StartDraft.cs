using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Application.RiskScreen;
using RefMon.Domain;
using RefMon.EventStore;
using RefMon.Workflows.Engine;

namespace RefMon.Application.Referring;

/// <summary>
/// Starts a draft for the person with this CRN and a service, or resumes the one the viewer already has. A new one begins with
/// how to contact the person safely as their other referrals say it, to be looked at again. Refusals name
/// the field Crn where it is the CRN's matter; unknown and hidden people are refused with the same words.
/// </summary>
[Requires(Permission.Refer)]
public sealed record StartDraft(ServiceId ServiceId, Guid CommandId, string? Crn) : ICommand<StartedDraft>
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(StartDraft);
}

/// <summary>
/// The draft. <paramref name="Resumed"/>: it was there already. <paramref name="WasMerged"/>: nDelius has merged the CRN
/// typed into another one, and the draft is for that; say so. <paramref name="AsksKind"/>: nDelius does not say enough to
/// know which kind of referral it is, so ask that first.
/// </summary>
public sealed record StartedDraft(DraftId DraftId, bool Resumed, bool WasMerged, bool AsksKind = false);

internal sealed class StartDraftHandler(
    PersonLookup lookup,
    NeighbourSources neighbours,
    ServiceCatalogue catalogue,
    DraftStore store,
    PersonSafeContacts contacts,
    IEventSession session,
    AuditSubject subject,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<StartDraft, Outcome<StartedDraft>>
{
    public async Task<Outcome<StartedDraft>> Handle(StartDraft request, CancellationToken cancellationToken)
    {
        if (await catalogue.FindService(request.ServiceId, cancellationToken) is not { } service)
            return ReferringRefusals.ServiceUnknown;
        if (!service.Contract.IsOpen(time.GetUtcNow()))
            return ReferringRefusals.ServiceClosed;
        var looked = await lookup.Find(request.Crn, cancellationToken);
        if (looked.Refusal is { } refusal)
            return refusal;
        var found = looked.Value;
        var account = current.Required.AccountId;
        if (await store.FindMine(account, found.Id, request.ServiceId, cancellationToken) is { } mine)
        {
            subject.Is(mine);
            return new StartedDraft(mine, Resumed: true, found.WasMerged);
        }

        var now = time.GetUtcNow();
        var sources = await neighbours.Gather(found.Person, found.Officer, cancellationToken);
        var draft = new Draft(
            new DraftId(Guid.CreateVersion7(now)),
            found.Id,
            found.Crn.Value,
            found.WasMerged ? found.Typed.Value : null,
            request.ServiceId,
            found.Kind,
            account,
            now,
            now,
            Version: 1,
            // dangers around a contact do not end with a referral
            SafeContactCarried.Into(
                DraftAnswers.None,
                await contacts.Of(current.Required, found.Id, cancellationToken),
                account,
                now
            ),
            sources
        )
        {
            Team = current.Required.Team,
        };
        subject.Is(draft.Id);
        session.Enlist(DraftStore.Insert(draft, request.CommandId), expectRows: 1);
        session.Enlist(DraftStore.About(draft));
        session.Enlist(
            StimulusRow.Insert(WorkflowSubjects.DraftStarted, draft.Id.Value, draft.CreatedAt),
            expectRows: 1
        );
        return new StartedDraft(draft.Id, Resumed: false, found.WasMerged, AsksKind: found.Kind is null);
    }
}
