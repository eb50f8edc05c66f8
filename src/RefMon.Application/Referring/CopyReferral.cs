using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.Endings;
using RefMon.Application.Pipeline;
using RefMon.Application.RiskScreen;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.EventStore;
using RefMon.Workflows.Engine;

namespace RefMon.Application.Referring;

/// <summary>
/// Makes a draft for another service from a referral that its supplier returned, or that was recalled because it went to
/// the wrong one: with every answer that still applies. Resumes the draft that is there for that service already, and
/// leaves it as it is. Source: lifecycle, "return referral".
/// </summary>
[Requires(Permission.Refer)]
public sealed record CopyReferral(Guid CommandId, string Reference, ServiceId? ServiceId)
    : ICommand<StartedDraft>,
        IConcernsReferral;

/// <summary>What is asked before a referral is sent elsewhere.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetSendElsewhere(string Reference) : IQuery<SendElsewherePage>, IConcernsReferral;

/// <summary>
/// The referral, where it went, and what to look for elsewhere: codes of needs and of the region for
/// <see cref="SearchServices"/>. <paramref name="Refused"/> says why no copy can be sent; null when one can.
/// </summary>
public sealed record SendElsewherePage(
    CasePerson Person,
    string Reference,
    ServiceId FormerService,
    string FormerSupplier,
    IReadOnlyList<string> Needs,
    string? RegionCode,
    string RegionName,
    Refusal? Refused
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(SendElsewherePage)} {Reference}";
}

internal sealed class CopyReferralHandler(
    ReferralReader referrals,
    PersonLookup lookup,
    NeighbourSources neighbours,
    ServiceCatalogue catalogue,
    DraftStore store,
    PersonSafeContacts contacts,
    IEventSession session,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<CopyReferral, Outcome<StartedDraft>>, IRequestHandler<GetSendElsewhere, Outcome<SendElsewherePage>>
{
    private static readonly Refusal NotBack = Refusal.Conflict(
        "not-returned",
        "Only a referral that was returned, or recalled because it went to the wrong supplier, can be sent elsewhere."
    );

    public async Task<Outcome<SendElsewherePage>> Handle(GetSendElsewhere request, CancellationToken cancellationToken)
    {
        if (await referrals.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var was = read.Details.Now;
        var former = await catalogue.FindService(was.Service.Id, cancellationToken);
        return new SendElsewherePage(
            read.Person,
            was.Reference.Value,
            was.Service.Id,
            was.Service.SupplierName,
            [.. was.Categories.Select(category => Needs.Of(category.Name).Code).Distinct()],
            former?.Contract.RegionCode,
            was.Service.RegionName,
            OverviewEnding.CanBeSentElsewhere(read) ? null : NotBack
        );
    }

    public async Task<Outcome<StartedDraft>> Handle(CopyReferral request, CancellationToken cancellationToken)
    {
        if (await referrals.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        if (!OverviewEnding.CanBeSentElsewhere(read))
            return NotBack;
        if (request.ServiceId is not { } serviceId)
            return new Refusal("service-missing", nameof(request.ServiceId), "Select the service to send it to");
        if (await catalogue.FindService(serviceId, cancellationToken) is not { } service)
            return ReferringRefusals.ServiceUnknown;
        if (!service.Contract.IsOpen(time.GetUtcNow()))
            return ReferringRefusals.ServiceClosed;
        // as when a draft is started: nDelius decides whether the viewer may see the person now
        var looked = await lookup.Find(read.Details.Now.Person.Crn.Value, cancellationToken);
        if (looked.Refusal is { } refusal)
            return refusal with { Field = null };
        var found = looked.Value;
        var viewer = current.Required;
        if (await store.FindMine(viewer.AccountId, found.Id, serviceId, cancellationToken) is { } mine)
            return new StartedDraft(mine, Resumed: true, WasMerged: false);

        var now = time.GetUtcNow();
        var empty = new Draft(
            new DraftId(Guid.CreateVersion7(now)),
            found.Id,
            found.Crn.Value,
            TypedCrn: null,
            serviceId,
            found.Kind,
            viewer.AccountId,
            now,
            now,
            Version: 1,
            DraftAnswers.None,
            await neighbours.Gather(found.Person, found.Officer, cancellationToken)
        )
        {
            Team = viewer.Team,
        };
        var (answers, kind, leftOut) = CopiedAnswers.Of(
            read,
            new OpenDraft(empty, service, now, LondonTime.DayOf(now), viewer)
            {
                SafeContacts = await contacts.Of(viewer, found.Id, cancellationToken),
            },
            await PlacesListed.Of(catalogue, cancellationToken)
        );
        if (found.WasMerged)
            leftOut =
            [
                $"CRN: nDelius has merged {found.Typed.Value} into {empty.Crn}, so the referral is for {empty.Crn}",
                .. leftOut,
            ];
        session.Enlist(
            DraftStore.Insert(empty with { Answers = answers, Kind = kind }, request.CommandId),
            expectRows: 1
        );
        session.Enlist(DraftStore.About(empty));
        session.Enlist(
            StimulusRow.Insert(WorkflowSubjects.DraftStarted, empty.Id.Value, empty.CreatedAt),
            expectRows: 1
        );
        session.Enlist(
            DraftCopies.Insert(empty.Id, new(read.Referral.Id, read.Referral.Reference.Value, leftOut)),
            expectRows: 1
        );
        return new StartedDraft(empty.Id, Resumed: false, WasMerged: false, AsksKind: kind is null);
    }
}
