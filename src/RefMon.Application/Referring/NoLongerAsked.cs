using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

/// <summary>
/// The answers that a change of kind, location or service types makes pointless. They are taken out with the change, and
/// the next page says which, so that a draft never holds what nobody is asked and nobody sees.
/// </summary>
internal static class NoLongerAsked
{
    private const string TypedPrefix = "typed:";

    private static readonly Dictionary<string, string?> OfSomeKind = DraftSections
        .OfSomeKind.SelectMany(section => section.Owned)
        .Append(new(ServiceTypesSection.Categories, "Service types"))
        .DistinctBy(owned => owned.Name)
        .ToDictionary(owned => owned.Name, owned => owned.Label);

    /// <summary>The names of the answers held that the draft, as it is now, does not ask for.</summary>
    public static IReadOnlyList<string> In(OpenDraft open)
    {
        var asked = DraftSections
            .For(open)
            .SelectMany(section => section.Owned)
            .Select(owned => owned.Name)
            .ToHashSet();
        if (open.IsCohort)
            asked.Add(ServiceTypesSection.Categories);
        var chosen = open.Chosen.Select(category => category.Id.Value).ToHashSet();
        return
        [
            .. Held(open.Answers)
                .Where(name =>
                    DraftAnswers.CategoryOf(name) is { } category
                        ? !chosen.Contains(category)
                        : OfSomeKind.ContainsKey(name) && !asked.Contains(name)
                ),
            .. UrgencySection.Unfit(open),
        ];
    }

    /// <summary>What the draft would lose if it were of this kind, in words; what is typed and not saved too.</summary>
    public static IEnumerable<string> InWordsFor(OpenDraft open, ReferralKind kind)
    {
        var other = open with { Draft = open.Draft with { Kind = kind } };
        return In(other)
            .Except(In(open))
            .Concat(TypedIn(open, other).Select(TypedName))
            .Select(name => InWords(open, name))
            .OfType<string>();
    }

    /// <summary>
    /// The draft after a change without what its viewer typed in sections that it does not have any more. What still waited there is
    /// noted with the change, so that it is said to be gone. What colleagues typed there stays theirs.
    /// </summary>
    public static OpenDraft WithoutTyped(OpenDraft before, OpenDraft after)
    {
        var noted = new DraftField(null, after.Now, after.Viewer.AccountId, before.Draft.Version + 1, Removed: true);
        var answers = TypedIn(after, after)
            .Aggregate(after.Answers, (answers, slug) => answers.With(TypedName(slug), noted));
        return after with
        {
            Draft = (after.Draft with { Answers = answers }).WithTyped(
                after.Viewer.AccountId,
                after.Typed.Only(DraftSections.SlugsOf(after))
            ),
        };
    }

    // the sections with something typed in them that the other draft does not have
    private static IEnumerable<string> TypedIn(OpenDraft open, OpenDraft other) =>
        open.Typed.Sections.Keys.Where(open.Typed.WaitsIn).Except(DraftSections.SlugsOf(other));

    private static string TypedName(string slug) => TypedPrefix + slug;

    /// <summary>What the latest save took out, in words.</summary>
    public static IReadOnlyList<string> JustRemoved(OpenDraft open) =>
        [
            .. open
                .Answers.Fields.Where(f => f.Value.Removed && f.Value.Version == open.Draft.Version)
                .Select(f => InWords(open, f.Key))
                .OfType<string>()
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The names of service types answered about that the service does not offer any more.</summary>
    public static IReadOnlyList<string> Withdrawn(OpenDraft open)
    {
        var offered = open.Offered.Select(category => category.Id.Value).ToHashSet();
        return
        [
            .. CategoriesOf(open.Answers)
                .Where(id => !offered.Contains(id))
                .Select(open.NameOf)
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Every category the answers are about, chosen or answered.</summary>
    public static IEnumerable<Guid> CategoriesOf(DraftAnswers answers) =>
        Held(answers)
            .Select(DraftAnswers.CategoryOf)
            .OfType<Guid>()
            .Concat(answers.Ids(ServiceTypesSection.Categories))
            .Distinct();

    private static IEnumerable<string> Held(DraftAnswers answers) =>
        answers.Fields.Where(field => field.Value.Value is not null).Select(field => field.Key);

    private static string? InWords(OpenDraft open, string name) =>
        name.StartsWith(TypedPrefix, StringComparison.Ordinal)
            ? $"{TitleOf(open, name[TypedPrefix.Length..])}: what you typed and had not saved"
        : DraftAnswers.CategoryOf(name) is not { } category ? OfSomeKind.GetValueOrDefault(name)
        : name == DraftAnswers.OutcomesOf(category) ? $"{open.NameOf(category)}: desired outcomes"
        : $"{open.NameOf(category)}: complexity level";

    public static string TitleOf(OpenDraft open, string slug) =>
        DraftSections.OfSomeKind.FirstOrDefault(section => section.Slug == slug)?.Title
        ?? open.Service.Categories.SelectMany(category =>
                (DraftSection[])
                    [new OutcomesSection(category, open.IsCohort), new ComplexitySection(category, open.IsCohort)]
            )
            .FirstOrDefault(section => section.Slug == slug)
            ?.Title
        ?? "A service type that is no longer asked for";
}
