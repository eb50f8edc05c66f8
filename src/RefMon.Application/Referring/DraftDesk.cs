using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Application.RiskScreen;
using RefMon.Domain;
using RefMon.Domain.Attention;

namespace RefMon.Application.Referring;

/// <summary>
/// Opens a draft for the viewer, who the pipeline has found to be its author or of their team. A draft that has ended answers
/// with what became of it.
/// </summary>
internal sealed class DraftDesk(
    DraftStore store,
    EndedDrafts ended,
    StaffAccounts accounts,
    NeighbourSources neighbours,
    ServiceCatalogue catalogue,
    PersonSafeContacts contacts,
    CurrentViewer current,
    TimeProvider time
)
{
    public async Task<Outcome<OpenDraft>> Open(DraftId id, CancellationToken cancellationToken)
    {
        var opened = await OpenAlone(id, cancellationToken);
        return opened.IsRefused ? opened : await WithSafeContacts(opened.Value, cancellationToken);
    }

    /// <summary>The draft with what the person's referrals say about contacting them safely.</summary>
    public async Task<OpenDraft> WithSafeContacts(OpenDraft open, CancellationToken cancellationToken) =>
        open with
        {
            SafeContacts = await contacts.Of(open.Viewer, open.Draft.PersonId, cancellationToken),
        };

    /// <summary>Opens a draft without a look at the person's referrals: for what happens every few seconds.</summary>
    public async Task<Outcome<OpenDraft>> OpenAlone(DraftId id, CancellationToken cancellationToken)
    {
        if (await store.Find(id, cancellationToken) is not { } draft)
            return await Ended(id, cancellationToken);
        var service = await catalogue.FindService(draft.ServiceId, cancellationToken);
        if (service is null)
            return ReferringRefusals.ServiceUnknown;
        var now = time.GetUtcNow();
        var others = NoLongerAsked
            .CategoriesOf(draft.Answers)
            .Except(service.Categories.Select(c => c.Id.Value))
            .ToList();
        return new OpenDraft(
            draft,
            service,
            now,
            LondonTime.DayOf(now),
            current.Required,
            others.Count == 0 ? null : await catalogue.CategoryNames(others, cancellationToken)
        )
        {
            StaffNames = await accounts.NamesOf(draft.Accounts, current.Required.AccountId, cancellationToken),
        };
    }

    /// <summary>Opens a draft after bringing one part of what the neighbours said up to date, as far as they answer.</summary>
    public Task<Outcome<OpenDraft>> OpenFresh(DraftId id, SourcePart part, CancellationToken cancellationToken) =>
        OpenFresh(id, [part], cancellationToken);

    /// <summary>The same for several parts.</summary>
    public async Task<Outcome<OpenDraft>> OpenFresh(
        DraftId id,
        IReadOnlyList<SourcePart> parts,
        CancellationToken cancellationToken
    )
    {
        var opened = await Open(id, cancellationToken);
        return opened.IsRefused ? opened : await Freshen(opened.Value, parts, cancellationToken);
    }

    /// <summary>An open draft with some parts of what the neighbours said brought up to date, all asked for at once.</summary>
    public async Task<OpenDraft> Freshen(
        OpenDraft open,
        IReadOnlyCollection<SourcePart> parts,
        CancellationToken cancellationToken
    )
    {
        var fresher = await neighbours.Freshen(open.Draft.Crn, open.Sources, parts, cancellationToken);
        if (ReferenceEquals(fresher, open.Sources))
            return open;
        await store.Keep(open.Draft.Id, open.Sources, fresher, cancellationToken);
        return open with { Draft = open.Draft with { Sources = fresher } };
    }

    /// <summary>Opens a draft at a section that not every kind of referral has, after bringing these parts up to date.</summary>
    public async Task<Outcome<OpenDraft>> OpenSection(
        DraftId id,
        string slug,
        IReadOnlyList<SourcePart> parts,
        CancellationToken cancellationToken
    )
    {
        var opened = await OpenFresh(id, parts, cancellationToken);
        return opened.IsRefused || DraftSections.For(opened.Value).Any(section => section.Slug == slug)
            ? opened
            : SectionNotAsked;
    }

    /// <summary>Opens a draft at one of the categories it asks for.</summary>
    public async Task<Outcome<(OpenDraft Open, CatalogueCategory Category)>> OpenCategory(
        DraftId id,
        ServiceCategoryId categoryId,
        CancellationToken cancellationToken
    )
    {
        var opened = await Open(id, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var category = opened.Value.Chosen.FirstOrDefault(chosen => chosen.Id == categoryId);
        return category is null ? CategoryNotChosen : (opened.Value, category);
    }

    private static readonly Refusal CategoryNotChosen = Refusal.NotFound(
        "category-not-chosen",
        "The referral does not ask for this service any more. Go to the task list to see what is left to do."
    );

    private static readonly Refusal SectionNotAsked = Refusal.NotFound(
        "section-not-asked",
        "The referral does not ask for this any more. Go to the task list to see what is left to do."
    );

    private async Task<Refusal> Ended(DraftId id, CancellationToken cancellationToken)
    {
        if (await ended.Find(id, cancellationToken) is not { } draft)
            return AccessRefusals.NotFound;
        if (draft.EndedBy is not { } account)
            return ReferringRefusals.DraftExpired;
        var by = await accounts.HandOf(account, current.Required, draft.EndedAt, cancellationToken);
        return draft.Reference is { } reference
            ? ReferringRefusals.DraftSent(reference, by)
            : ReferringRefusals.DraftDeleted(by);
    }
}
