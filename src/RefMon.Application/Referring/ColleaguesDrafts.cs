using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Domain;
using RefMon.Domain.Attention;

namespace RefMon.Application.Referring;

/// <summary>
/// A draft that a colleague of the viewer's team has for the same person and service, with how far it is: to go on with
/// instead of beginning another.
/// </summary>
public sealed record ColleaguesDraft(DraftId Id, DraftAuthors Authors, int Completed, int Asked);

/// <summary>Finds the drafts of the team for a person and a service.</summary>
internal sealed class ColleaguesDrafts(
    DraftStore store,
    ServiceCatalogue catalogue,
    StaffAccounts accounts,
    TimeProvider time
)
{
    /// <summary>
    /// The one worked on last first; none of the viewer's own. That nDelius does not keep the person from the viewer has been
    /// asked before.
    /// </summary>
    public async Task<IReadOnlyList<ColleaguesDraft>> Of(
        Viewer viewer,
        PersonId person,
        ServiceId serviceId,
        CancellationToken cancellationToken
    )
    {
        var drafts = await store.FindOfColleagues(viewer, person, serviceId, cancellationToken);
        if (drafts.Count == 0 || await catalogue.FindService(serviceId, cancellationToken) is not { } service)
            return [];
        var names = await accounts.NamesOf(
            drafts.SelectMany(draft => draft.Accounts),
            viewer.AccountId,
            cancellationToken
        );
        var now = time.GetUtcNow();
        return
        [
            .. drafts.Select(draft =>
                Row(new OpenDraft(draft, service, now, LondonTime.DayOf(now), viewer) { StaffNames = names })
            ),
        ];
    }

    private static ColleaguesDraft Row(OpenDraft open)
    {
        var asked = DraftSections
            .For(open)
            .Select(section => section.Review(open).Status)
            .Where(status => status != SectionStatus.Optional)
            .ToList();
        return new(open.Draft.Id, open.Authors, asked.Count(status => status == SectionStatus.Completed), asked.Count);
    }
}
