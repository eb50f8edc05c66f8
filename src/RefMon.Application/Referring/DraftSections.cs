using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

/// <summary>How far a section of a draft is.</summary>
public enum SectionStatus
{
    /// <summary>It depends on another section that is not answered yet.</summary>
    CannotStart,

    /// <summary>Nothing has been saved.</summary>
    NotStarted,

    /// <summary>Something was saved, but it needs another look or lacks an answer.</summary>
    InProgress,

    /// <summary>Nothing is missing.</summary>
    Completed,

    /// <summary>Nothing has been saved, and nothing has to be.</summary>
    Optional,
}

/// <summary>
/// One row of the check page: what was asked and what was answered, one value a line. <paramref name="Note"/> says where
/// a value comes from, or null.
/// </summary>
public sealed record CheckRow(string Label, IReadOnlyList<string> Values, string? Note = null);

/// <summary>The state of a section: its status, what is missing in a sentence (null when completed), and its rows.</summary>
internal sealed record SectionReview(SectionStatus Status, string? Hint, IReadOnlyList<CheckRow> Rows)
{
    public static SectionReview Of(bool started, string? missing, IReadOnlyList<CheckRow> rows) =>
        new(
            missing is null ? SectionStatus.Completed
                : started ? SectionStatus.InProgress
                : SectionStatus.NotStarted,
            missing,
            rows
        );
}

/// <summary>
/// One section of a draft: its place in the task list, its address and how far it is. A later kind of referral adds
/// sections; nothing else changes.
/// </summary>
internal abstract record DraftSection(string Group, string Slug, string Title)
{
    /// <summary>
    /// The answers that only this section asks for, where some drafts do not have the section: they are taken out of a draft
    /// that no longer has it.
    /// </summary>
    public virtual IReadOnlyList<OwnedAnswer> Owned => [];

    /// <summary>
    /// True where the section can be left unanswered. It never counts among the sections to be done, so that their number does not
    /// change when it is answered; what is wrong with its answer does keep a draft from being sent.
    /// </summary>
    public virtual bool IsOptional => false;

    public abstract SectionReview Review(OpenDraft open);
}

/// <summary>An answer by name. <paramref name="Label"/> says in words what was taken out; null for a mark nobody typed.</summary>
internal sealed record OwnedAnswer(string Name, string? Label);

/// <summary>Which sections a draft has, in the order they are listed. They may be answered in any order.</summary>
internal static class DraftSections
{
    public const string Where = "Where the person is";
    public const string Contact = "Contact details";
    public const string AboutPerson = "About the person";
    public const string Service = "Choose services";
    public const string Details = "Referral details";

    /// <summary>The address of the check page, below the draft's.</summary>
    public const string Check = "check";

    public static IReadOnlyList<DraftSection> For(OpenDraft open)
    {
        List<DraftSection> sections =
        [
            .. OfKind(open.Kind),
            new PersonalDetailsSection(),
            new RiskSection(),
            new SafeContactSection(),
            new NeedsSection(),
        ];
        if (open.IsCohort)
            sections.Add(new ServiceTypesSection());
        sections.Add(new SentenceSection());
        if (open.Chosen.Count == 0)
            sections.Add(new UnchosenCategoriesSection());
        foreach (var category in open.Chosen)
        {
            sections.Add(new OutcomesSection(category, open.IsCohort));
            sections.Add(new ComplexitySection(category, open.IsCohort));
        }
        sections.Add(new EnforceableDaysSection());
        sections.Add(new CompletionDateSection());
        sections.Add(new ReasonSection());
        sections.Add(new UrgencySection(open.Kind));
        return [.. sections.Select(section => WithTyped(section, open))];
    }

    /// <summary>The addresses of the sections the draft has.</summary>
    public static IReadOnlySet<string> SlugsOf(OpenDraft open) => For(open).Select(section => section.Slug).ToHashSet();

    private static DraftSection WithTyped(DraftSection section, OpenDraft open) =>
        open.Typed.WaitsIn(section.Slug) ? new UnsavedSection(section) : section;

    /// <summary>Every section that some kind of referral has and another has not.</summary>
    public static IEnumerable<DraftSection> OfSomeKind =>
        Enum.GetValues<ReferralKind>().SelectMany(kind => OfKind(kind).Append(new UrgencySection(kind)));

    private static IEnumerable<DraftSection> OfKind(ReferralKind? kind)
    {
        yield return new KindSection();
        if (kind is not { } known)
        {
            yield return new UndecidedContactSection();
            yield break;
        }
        if (known.IsInCustody())
            yield return new PrisonSection();
        if (known.HasRelease())
            yield return new ReleaseDateSection();
        if (known is ReferralKind.UnallocatedReleasing)
            yield return new ExpectedOfficeSection();
        if (known.IsUnallocated())
            yield return new MainContactSection();
        else
            yield return new PractitionerDetailsSection();
    }
}

/// <summary>A section on whose page something was typed that is not saved yet: whatever its answers are, it needs another look.</summary>
internal sealed record UnsavedSection(DraftSection Section) : DraftSection(Section.Group, Section.Slug, Section.Title)
{
    public override IReadOnlyList<OwnedAnswer> Owned => Section.Owned;

    public override bool IsOptional => Section.IsOptional;

    public override SectionReview Review(OpenDraft open)
    {
        var review = Section.Review(open);
        return review.Status == SectionStatus.CannotStart
            ? review
            : review with
            {
                Status = SectionStatus.InProgress,
                Hint = "What you typed is kept but not part of the referral yet. Open the section, then save it",
            };
    }
}

/// <summary>Stands in for whom to contact until it is known where the person is.</summary>
internal sealed record UndecidedContactSection()
    : DraftSection(DraftSections.Contact, KindSection.Address, "Practitioner or main point of contact")
{
    public override SectionReview Review(OpenDraft open) =>
        new(SectionStatus.CannotStart, "Say first where the person is: whom to contact depends on it", []);
}

/// <summary>Stands in for outcomes and complexity until categories are chosen.</summary>
internal sealed record UnchosenCategoriesSection()
    : DraftSection(DraftSections.Details, "service-types", "Desired outcomes and complexity")
{
    public override SectionReview Review(OpenDraft open) =>
        new(
            SectionStatus.CannotStart,
            open.IsCohort
                ? "Choose the services first: outcomes and complexity depend on them"
                : "This service has no outcomes to choose from: find another service for the person",
            []
        );
}
