using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Referring;

/// <summary>
/// Saves one section of a draft. <see cref="Shown"/> is the text the section's query gave with the answers it showed:
/// put it in a hidden field and post it back.
/// </summary>
public interface ISectionSave : ICommand<SectionSaved>, IConcernsDraft
{
    /// <summary>What the form showed when it was opened.</summary>
    string? Shown { get; }
}

/// <summary>
/// A section was saved. <paramref name="Next"/> is the address of the next section that is not complete, null when there
/// is none: go there when the person came from the task list, and back to the check page when they came from it.
/// <paramref name="Warnings"/> are codes, for example <c>after-sentence-end</c>.
/// </summary>
public sealed record SectionSaved(bool Changed, string? Next, IReadOnlyList<string> Warnings);

/// <summary>
/// An answer as stored now, beside a field of the form, for showing both when a save is refused as
/// <see cref="ReferringRefusals.DraftChangedCode"/>: in words, with when it was saved and by whom.
/// </summary>
public sealed record StoredAnswer(string Field, string? Words, DateTimeOffset SavedAt, string SavedBy)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(StoredAnswer)} {Field}";
}

/// <summary>What every section's page has: the banner, what to post back as shown, and the answers as stored.</summary>
public sealed record SectionHead(DraftBanner Draft, string Shown, IReadOnlyList<StoredAnswer> Stored)
{
    internal ILookup<string, string> NamesByField { get; init; } =
        Array.Empty<string>().ToLookup(field => field, StringComparer.Ordinal);

    /// <summary>
    /// What to post back after a save was refused because something changed meanwhile: the fields refused were compared
    /// with what is stored now, and so was what neighbours say; every other box still shows what it showed before.
    /// </summary>
    public string ShownAfter(string? posted, IReadOnlyList<Refusal> refusals)
    {
        var compared = refusals.SelectMany(refusal => NamesByField[refusal.Field ?? ""]).ToHashSet();
        var asked = NamesByField.SelectMany(names => names).ToHashSet();
        compared.UnionWith(FormShown.Names(Shown).Where(name => !asked.Contains(name)));
        return FormShown.Renewed(posted, Shown, compared);
    }
}

/// <summary>An answer to save: its name in the draft, the form's field, and the value as text; null clears it.</summary>
internal sealed record Answer(string Name, string Field, string? Value);

/// <summary>Saves answers field by field: an untouched one never overwrites, and two different changes to one are refused.</summary>
internal sealed class SectionSaving(IEventSession session)
{
    public Outcome<SectionSaved> Save(
        OpenDraft open,
        ISectionSave command,
        DraftSection section,
        IReadOnlyList<Answer> answers,
        IReadOnlyList<string>? warnings = null
    )
    {
        var shown = FormShown.Read(command.Shown);
        var changed = answers.Where(a => a.Value != open.Answers[a.Name]).ToList();
        // what the form showed and still says was not touched: another tab's newer answer stands
        changed.RemoveAll(a => shown.Had(a.Name, a.Value) && open.Answers.Field(a.Name) is not null);
        var conflicts = changed.Where(a => !shown.Had(a.Name, open.Answers[a.Name])).ToList();
        if (conflicts.Count > 0)
            return conflicts.ConvertAll(Conflict);

        var merged = open.Answers;
        foreach (var answer in changed)
        {
            merged = merged.With(
                answer.Name,
                new DraftField(answer.Value, open.Now, open.Viewer.AccountId, open.Draft.Version + 1)
            );
        }
        merged = merged.WithoutOtherCategories([.. open.ChosenBy(merged).Select(category => category.Id.Value)]);
        if (changed.Count > 0)
            session.Enlist(DraftStore.Update(open.Draft, merged, open.Now), expectRows: 1);
        var after = open with { Draft = open.Draft with { Answers = merged } };
        return new SectionSaved(changed.Count > 0, NextAfter(after, section), warnings ?? []);
    }

    /// <summary>What a section's page needs besides its own answers.</summary>
    public static SectionHead Head(
        OpenDraft open,
        IEnumerable<(string Name, string Field, Func<string, string> InWords)> fields,
        IEnumerable<(string Name, string? Value)>? alsoShown = null
    )
    {
        var list = fields.ToList();
        var shown = list.Select(f => (f.Name, open.Answers[f.Name])).Concat(alsoShown ?? []);
        var stored =
            from f in list
            let field = open.Answers.Field(f.Name)
            where field is not null
            select new StoredAnswer(
                f.Field,
                field.Value is null ? null : f.InWords(field.Value),
                field.SavedAt,
                field.SavedBy == open.Viewer.AccountId ? open.Viewer.Name : field.SavedBy
            );
        return new SectionHead(open.Banner, FormShown.Of(shown), [.. stored])
        {
            NamesByField = list.ToLookup(f => f.Field, f => f.Name, StringComparer.Ordinal),
        };
    }

    private static Refusal Conflict(Answer answer) =>
        Refusal.Conflict(
            ReferringRefusals.DraftChangedCode,
            "This answer was changed somewhere else after you opened the page. Compare the two, then save the one to keep.",
            answer.Field
        );

    private static string? NextAfter(OpenDraft open, DraftSection section)
    {
        var sections = DraftSections.For(open);
        var here = sections.TakeWhile(s => s.Slug != section.Slug).Count();
        return sections
            .Skip(here + 1)
            .Concat(sections.Take(here))
            .FirstOrDefault(s => s.Review(open).Status is not (SectionStatus.Completed or SectionStatus.CannotStart))
            ?.Slug;
    }
}
