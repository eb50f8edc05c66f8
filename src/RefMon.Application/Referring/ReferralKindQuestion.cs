using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

/// <summary>The page "Where the person is": which of the four kinds of referral it is.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetKind(DraftId DraftId) : IQuery<KindPage>, IConcernsDraft;

/// <summary>
/// What nDelius and the prison service say, as they had it at <paramref name="FetchedAt"/>, and the kind chosen or, before
/// that, the one that follows from nDelius; null when it does not say enough. <paramref name="Practitioner"/> is null while
/// nobody is allocated; <paramref name="Prison"/> and <paramref name="Release"/> while the prison service has none.
/// </summary>
public sealed record KindPage(
    SectionHead Head,
    ReferralKind? Kind,
    bool InCustody,
    string? Practitioner,
    string? Prison,
    ReleaseDateFound? Release,
    ReadAge FetchedAt,
    IReadOnlyList<string> WouldRemove
);

/// <summary>
/// Saves the kind, as the name of a <see cref="ReferralKind"/>. Answers that the new kind does not ask for are taken out,
/// and <see cref="SectionSaved.Removed"/> says which.
/// </summary>
[Requires(Permission.Refer)]
public sealed record SaveKind(DraftId DraftId, Guid CommandId, string? Shown, string? Kind) : ISectionSave;

internal sealed class KindHandler(DraftDesk desk, SectionSaving saving)
    : IRequestHandler<GetKind, Outcome<KindPage>>,
        IRequestHandler<SaveKind, Outcome<SectionSaved>>
{
    public async Task<Outcome<KindPage>> Handle(GetKind request, CancellationToken cancellationToken)
    {
        var opened = await desk.OpenFresh(
            request.DraftId,
            [SourcePart.Person, SourcePart.Officer, SourcePart.Prison],
            cancellationToken
        );
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        var (person, officer) = (open.Sources.Person, open.Sources.Officer);
        return new KindPage(
            SectionSaving.Head(
                open,
                [
                    (
                        KindSection.Kind,
                        nameof(SaveKind.Kind),
                        kind => KindSection.InWords(Enum.Parse<ReferralKind>(kind))
                    ),
                    (KindSection.Confirmed, "", _ => ""),
                ],
                [(KindSection.Seen, KindSection.InNDelius(open))]
            ),
            open.Kind ?? KindSection.Suggested(open),
            open.Person.Status == CustodyStatus.Custody,
            officer.Value.Allocated ? officer.Value.Name : null,
            open.Sources.Prison?.Value.Prisoner?.Prison.Name,
            ReleaseDateSection.Found(open),
            ReadAge.Older(person.Age, officer.Age),
            WouldRemove(open)
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveKind request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        if (!Enum.GetNames<ReferralKind>().Contains(request.Kind))
            return new Refusal(
                "answer-missing",
                nameof(request.Kind),
                "Select where the person is and whether they have a probation practitioner"
            );
        var now = KindSection.InNDelius(open);
        if (!FormShown.Read(request.Shown).Had(KindSection.Seen, now))
            return Refusal.Conflict(
                "location-changed",
                "nDelius has changed where the person is or who supervises them since you opened the page. Look again, then save."
            );
        return saving.Save(
            open,
            request,
            new KindSection(),
            [new(KindSection.Kind, nameof(request.Kind), request.Kind), new(KindSection.Confirmed, "", now)]
        );
    }

    /// <summary>What some other kind would take out: worth a warning before it happens.</summary>
    private static IReadOnlyList<string> WouldRemove(OpenDraft open) =>
        [
            .. Enum.GetValues<ReferralKind>()
                .SelectMany(kind => NoLongerAsked.InWordsFor(open, kind))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
}
