namespace RefMon.Application.Referring;

/// <summary>
/// Something that a colleague typed in a section and has not saved: no part of the referral, and lost when the draft is sent or
/// deleted. <paramref name="Slug"/> is the section's address, null when the draft does not have the section any more.
/// </summary>
public sealed record TypedByColleague(string? Slug, string Section, DraftHand Hand);

/// <summary>What others than the viewer typed in a draft, and what they saved.</summary>
internal static class TypedByColleagues
{
    /// <summary>Whatever colleagues typed and have not saved, by section.</summary>
    public static IReadOnlyList<TypedByColleague> Of(OpenDraft open)
    {
        var waiting = (
            from other in Others(open)
            from slug in other.Value.Sections.Keys
            where other.Value.WaitsIn(slug)
            let newest = other.Value.In(slug).Standing.Max(box => box.Value.SavedAt)
            select (Slug: slug, Hand: open.HandOf(other.Key, newest))
        ).ToList();
        if (waiting.Count == 0)
            return [];
        var titles = DraftSections.For(open).ToDictionary(section => section.Slug, section => section.Title);
        return
        [
            .. waiting.Select(typed =>
                titles.TryGetValue(typed.Slug, out var title)
                    ? new TypedByColleague(typed.Slug, title, typed.Hand)
                    : new TypedByColleague(null, NoLongerAsked.TitleOf(open, typed.Slug), typed.Hand)
            ),
        ];
    }

    /// <summary>
    /// The colleague who saved or typed something after the version of the draft that a page showed; null when nobody did, and
    /// when it is not about a page.
    /// </summary>
    public static DraftHand? Since(OpenDraft open, long? shown)
    {
        if (shown is not { } version)
            return null;
        var saved = open
            .Answers.Fields.Values.Where(answer => answer.SavedBy != open.Viewer.AccountId)
            .Select(answer => (answer.Version, answer.SavedBy, answer.SavedAt));
        var typed = Others(open)
            .SelectMany(other => other.Value.Sections.Values)
            .SelectMany(section => section.Standing)
            .Select(box => (box.Value.Version, box.Value.SavedBy, box.Value.SavedAt));
        var newest = saved.Concat(typed).Where(change => change.Version > version).ToList();
        return newest.Count == 0 ? null : open.HandOf(newest.Max().SavedBy, newest.Max().SavedAt);
    }

    /// <summary>The answers to a question of a section that others than the viewer saved last.</summary>
    public static IEnumerable<(string Name, DraftField Field)> SavedAnswers(
        OpenDraft open,
        string section,
        string question
    ) =>
        Others(open)
            .SelectMany(other => other.Value.In(section).Fields)
            .Where(box => TypedName.QuestionOf(box.Key) == question)
            .Select(box => box.Value.Answer)
            .OfType<string>()
            .Distinct()
            .Select(name => (name, open.Answers.Field(name)))
            .Where(answer => answer.Item2 is { } field && field.SavedBy != open.Viewer.AccountId)
            .Select(answer => (answer.name, answer.Item2!));

    private static IEnumerable<KeyValuePair<string, DraftTyped>> Others(OpenDraft open) =>
        open.Draft.TypedBy.Where(typed => typed.Key != open.Viewer.AccountId);
}
