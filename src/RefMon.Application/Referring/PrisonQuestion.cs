using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Operations;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>The page "Prison": where a person in custody is held.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetPrison(DraftId DraftId) : IQuery<PrisonPage>, IConcernsDraft;

/// <summary>
/// The prison chosen or, before that, the one the prison service has. <paramref name="FromPrisons"/> is null when the prison
/// service has nobody with the person's number or has not answered (then <paramref name="FetchedAt"/> is null too).
/// </summary>
public sealed record PrisonPage(
    SectionHead Head,
    string? PrisonCode,
    Prison? FromPrisons,
    ReadAge? FetchedAt,
    IReadOnlyList<Prison> Prisons
);

/// <summary>Saves the prison, by its code.</summary>
[Requires(Permission.Refer)]
public sealed record SavePrison(DraftId DraftId, Guid CommandId, string? Shown, string? PrisonCode) : ISectionSave;

internal sealed class PrisonHandler(DraftDesk desk, SectionSaving saving, PrisonList prisons)
    : IRequestHandler<GetPrison, Outcome<PrisonPage>>,
        IRequestHandler<SavePrison, Outcome<SectionSaved>>
{
    public async Task<Outcome<PrisonPage>> Handle(GetPrison request, CancellationToken cancellationToken)
    {
        var opened = await Open(request.DraftId, [SourcePart.Prison], cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        var found = open.Sources.Prison?.Value.Prisoner?.Prison;
        return new PrisonPage(
            SectionSaving.Head(
                open,
                [
                    (PrisonSection.Prison, nameof(SavePrison.PrisonCode), PrisonSection.InWords),
                    (PrisonSection.Confirmed, "", _ => ""),
                ],
                [(PrisonSection.Seen, PrisonSection.InPrisons(open))]
            ),
            (PrisonSection.Chosen(open.Answers) ?? found)?.Code,
            found,
            open.Sources.Prison?.Age,
            await prisons.For(open, cancellationToken)
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(SavePrison request, CancellationToken cancellationToken)
    {
        var opened = await Open(request.DraftId, [], cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        var code = TypedText.Line(request.PrisonCode);
        if (code is null)
            return new Refusal(
                "answer-missing",
                nameof(request.PrisonCode),
                "Select the prison where the person is held"
            );
        if ((await prisons.For(open, cancellationToken)).FirstOrDefault(p => p.Code == code) is not { } prison)
            return new Refusal("not-in-list", nameof(request.PrisonCode), "Choose a prison from the list");
        var now = PrisonSection.InPrisons(open);
        // whoever chose what the prison service has now need not look again
        if (code != now && !FormShown.Read(request.Shown).Had(PrisonSection.Seen, now))
            return Refusal.Conflict(
                "prison-changed",
                "The prison service has changed where the person is held since you opened the page. Look again, then save."
            );
        return saving.Save(
            open,
            request,
            new PrisonSection(),
            [
                new(PrisonSection.Prison, nameof(request.PrisonCode), PrisonSection.Text(prison)),
                new(PrisonSection.Confirmed, "", now),
            ]
        );
    }

    private Task<Outcome<OpenDraft>> Open(DraftId id, IReadOnlyList<SourcePart> parts, CancellationToken stop) =>
        desk.OpenSection(id, PrisonSection.Address, parts, stop);
}

/// <summary>The prisons to choose from: the prison service's, or those of the catalogue while it does not answer.</summary>
internal sealed class PrisonList(IPrisonSearch search, ServiceCatalogue catalogue)
{
    /// <summary>By name. The prison where the person is and the one chosen before are always among them.</summary>
    public async Task<IReadOnlyList<Prison>> For(OpenDraft open, CancellationToken cancellationToken)
    {
        var all = await search.ListPrisons(cancellationToken)
            is NeighbourReply<IReadOnlyList<Prison>>.Found { Value: { Count: > 0 } listed }
            ? listed
            : await catalogue.Prisons(cancellationToken);
        Prison?[] known = [open.Sources.Prison?.Value.Prisoner?.Prison, PrisonSection.Chosen(open.Answers)];
        return
        [
            .. all.Concat(known.OfType<Prison>())
                .DistinctBy(prison => prison.Code)
                .OrderBy(prison => prison.Name, StringComparer.Ordinal),
        ];
    }
}
