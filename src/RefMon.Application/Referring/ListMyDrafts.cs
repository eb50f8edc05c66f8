using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Attention;

namespace RefMon.Application.Referring;

/// <summary>The viewer's own drafts, the one worked on last first.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record ListMyDrafts : IQuery<DraftList>;

/// <summary>The drafts of the viewer's team, their own too, the one worked on last first.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record ListTeamDrafts : IQuery<DraftList>;

/// <summary>
/// The drafts that may be shown. <paramref name="LimitedAccessIsOld"/> says that nDelius did not answer, so that some may be
/// hidden until it does.
/// </summary>
public sealed record DraftList(IReadOnlyList<DraftListRow> Drafts, bool LimitedAccessIsOld)
{
    /// <summary>The viewer's drafts that a colleague sent or deleted in the last 30 days; none on the team's list.</summary>
    public IReadOnlyList<DraftEndedForViewer> Ended { get; init; } = [];
}

/// <summary>
/// What a colleague did with a draft that the viewer began: sent it under <paramref name="Reference"/>, which the viewer may
/// open or not, or deleted it (null). Says nothing of the person.
/// </summary>
public sealed record DraftEndedForViewer(
    string? ServiceTitle,
    DateTimeOffset? BeganAt,
    DraftHand Ended,
    string? Reference,
    bool MayOpen
);

/// <summary>
/// One draft of the list. <paramref name="Missing"/> are the titles of the sections that are not complete;
/// <paramref name="Asked"/> is how many are to be completed in all, without those that can be left unanswered. <paramref name="LastSection"/> is where whoever worked on it last was; null before anything was saved.
/// <paramref name="KeptUntil"/> is the last day it is there when nobody works on it, with a warning when that is soon.
/// <paramref name="ServiceIsOpen"/> is false when the service has stopped taking referrals since.
/// </summary>
public sealed record DraftListRow(
    DraftId Id,
    string PersonName,
    string Crn,
    string ServiceTitle,
    bool ServiceIsOpen,
    DateTimeOffset StartedAt,
    DateTimeOffset SavedAt,
    IReadOnlyList<string> Missing,
    int Asked,
    DraftPlace? LastSection,
    DateOnly KeptUntil,
    bool EndsSoon
)
{
    /// <summary>Who began it, and who worked on it last.</summary>
    public required DraftAuthors Authors { get; init; }

    /// <summary>Why the person cannot be referred whatever is answered; null when they can.</summary>
    public string? PersonProblem { get; init; }

    /// <summary>How many sections are complete.</summary>
    public int Completed { get; init; }

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(DraftListRow)} {Id}";
}

/// <summary>A page of a draft: its address below the draft's, and its title.</summary>
public sealed record DraftPlace(string Slug, string Title);

internal sealed class ListMyDraftsHandler(
    DraftStore store,
    DraftDesk desk,
    EndedDrafts ended,
    StaffAccounts accounts,
    ServiceCatalogue catalogue,
    CurrentViewer current,
    ListedLimitedAccess limitedAccess,
    TimeProvider time
) : IRequestHandler<ListMyDrafts, Outcome<DraftList>>, IRequestHandler<ListTeamDrafts, Outcome<DraftList>>
{
    public async Task<Outcome<DraftList>> Handle(ListMyDrafts request, CancellationToken cancellationToken) =>
        await List(ofTeam: false, cancellationToken) with
        {
            Ended = await EndedForViewer(cancellationToken),
        };

    public async Task<Outcome<DraftList>> Handle(ListTeamDrafts request, CancellationToken cancellationToken) =>
        await List(ofTeam: true, cancellationToken);

    private async Task<DraftList> List(bool ofTeam, CancellationToken cancellationToken)
    {
        var viewer = current.Required;
        var (drafts, limitedAccessIsOld) = await store.List(viewer, ofTeam, limitedAccess, cancellationToken);
        var names = await accounts.NamesOf(
            drafts.SelectMany(draft => draft.Accounts),
            viewer.AccountId,
            cancellationToken
        );
        var services = new Dictionary<ServiceId, CatalogueService>();
        foreach (var id in drafts.Select(draft => draft.ServiceId).Distinct())
        {
            if (await catalogue.FindService(id, cancellationToken) is { } service)
                services.Add(id, service);
        }
        var now = time.GetUtcNow();
        var rows = new List<DraftListRow>();
        foreach (var draft in drafts.Where(draft => services.ContainsKey(draft.ServiceId)))
        {
            var open = new OpenDraft(draft, services[draft.ServiceId], now, LondonTime.DayOf(now), viewer)
            {
                StaffNames = names,
            };
            var row = RowOf(open);
            // one from which nothing seems to be missing may still have to be compared with the person's referrals
            rows.Add(row.Missing.Count > 0 ? row : RowOf(await desk.WithSafeContacts(open, cancellationToken)));
        }
        return new DraftList(rows, limitedAccessIsOld);
    }

    private async Task<IReadOnlyList<DraftEndedForViewer>> EndedForViewer(CancellationToken cancellationToken)
    {
        var viewer = current.Required;
        var all = await ended.OfViewer(viewer, limitedAccess, cancellationToken);
        var names = await accounts.NamesOf(all.Select(draft => draft.EndedBy), viewer.AccountId, cancellationToken);
        var rows = new List<DraftEndedForViewer>();
        foreach (var draft in all)
        {
            var service = draft.ServiceId is { } id ? await catalogue.FindService(id, cancellationToken) : null;
            var name = names.GetValueOrDefault(draft.EndedBy, StaffAccounts.Unnamed);
            rows.Add(
                new(
                    service?.Title,
                    draft.BeganAt,
                    new(name, IsViewer: false, draft.EndedAt),
                    draft.Reference,
                    draft.MayOpen
                )
            );
        }
        return rows;
    }

    private static DraftListRow RowOf(OpenDraft open)
    {
        var sections = DraftSections
            .For(open)
            .Select(section =>
                (Place: new DraftPlace(section.Slug, section.Title), section.IsOptional, section.Review(open).Status)
            )
            .ToList();
        var asked = sections.FindAll(section => !section.IsOptional);
        return new(
            open.Draft.Id,
            open.Person.FullName,
            open.Draft.Crn,
            open.Service.Title,
            open.Banner.ServiceIsOpen,
            open.Draft.CreatedAt,
            open.Draft.UpdatedAt,
            [
                .. sections
                    .Where(s => s.Status is not (SectionStatus.Completed or SectionStatus.Optional))
                    .Select(s => s.Place.Title),
            ],
            asked.Count,
            open.Draft.LastSection == DraftSections.Check
                ? new(DraftSections.Check, "Check answers")
                : DraftSections
                    .For(open)
                    .Where(s => s.Slug == open.Draft.LastSection && s.Review(open).Status != SectionStatus.CannotStart)
                    .Select(s => new DraftPlace(s.Slug, s.Title))
                    .FirstOrDefault(),
            DraftLife.KeptUntil(open.Draft.UpdatedAt),
            DraftLife.EndsSoon(open.Draft.UpdatedAt, open.Today)
        )
        {
            Completed = asked.Count(section => section.Status == SectionStatus.Completed),
            Authors = open.Authors,
            PersonProblem = SendRules.PersonProblem(open.Person)?.Message,
        };
    }
}
