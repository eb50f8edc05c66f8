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
/// <paramref name="Warnings"/> are codes, for example <c>after-sentence-end</c>. <paramref name="Removed"/> says in words
/// which other answers were taken out because they no longer apply.
/// </summary>
public sealed record SectionSaved(
    bool Changed,
    string? Next,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Removed
);

/// <summary>
/// A box of a section's form as typed, not yet saved: its name on the page, and what stands in it. A group of choices has
/// each value chosen.
/// </summary>
public sealed record TypedAnswer(string Box, IReadOnlyList<string> Values)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(TypedAnswer)} {Box}";
}

/// <summary>
/// An answer as stored now, beside a field of the form, for showing both when a save is refused as
/// <see cref="ReferringRefusals.DraftChangedCode"/>: in words, with when it was saved and by whom.
/// </summary>
public sealed record StoredAnswer(string Field, string? Words, DateTimeOffset SavedAt, string SavedBy)
{
    internal long Version { get; init; }

    /// <summary>The value as stored of an answer that somebody else than the viewer saved; null of any other.</summary>
    internal DraftField? OfColleague { get; init; }

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(StoredAnswer)} {Field}";
}

/// <summary>What every section's page has: the banner, what to post back as shown, and the answers as stored.</summary>
public sealed record SectionHead(DraftBanner Draft, string Shown, IReadOnlyList<StoredAnswer> Stored)
{
    internal ILookup<string, string> NamesByField { get; init; } =
        Array.Empty<string>().ToLookup(field => field, StringComparer.Ordinal);

    internal DraftTyped Typed { get; init; } = DraftTyped.None;

    internal IReadOnlyDictionary<string, DraftTyped> TypedByOthers { get; init; } =
        new Dictionary<string, DraftTyped>();

    internal Func<string, string> NameOf { get; init; } = account => account;

    /// <summary>
    /// What the viewer typed in a section and has not saved, by box; empty nearly always. With <paramref name="besidesSaved"/>
    /// without the questions that a colleague has answered since.
    /// </summary>
    public IReadOnlyList<TypedAnswer> TypedIn(string section, bool besidesSaved = false)
    {
        var saved = besidesSaved
            ? SavedSinceTyped(section).Select(answer => TypedName.QuestionOf(answer.Field)).ToHashSet()
            : [];
        return
        [
            .. Typed
                .In(section)
                .Standing.Where(box => !saved.Contains(TypedName.QuestionOf(box.Key)))
                .Select(box => new TypedAnswer(box.Key, box.Value.Values!)),
        ];
    }

    /// <summary>
    /// What colleagues typed in a section and have not saved, question by question: to be read, never put into a box.
    /// </summary>
    public IReadOnlyList<StoredAnswer> TypedByColleagues(string section) =>
        [
            .. TypedByOthers
                .SelectMany(other => other.Value.In(section).Standing.GroupBy(box => TypedName.QuestionOf(box.Key)))
                .Select(TypedWords.Of)
                .Select(typed => typed with { SavedBy = NameOf(typed.SavedBy) }),
        ];

    /// <summary>
    /// The answers that a colleague saved after the viewer had typed another one that still waits: to be shown beside it.
    /// </summary>
    public IReadOnlyList<StoredAnswer> SavedSinceTyped(string section)
    {
        var typed = Typed.In(section).Standing.ToLookup(box => TypedName.QuestionOf(box.Key), box => box.Value);
        return
        [
            .. Stored.Where(stored =>
                stored.OfColleague is { } saved
                && typed[TypedName.QuestionOf(stored.Field)].ToList() is { Count: > 0 } boxes
                && boxes.TrueForAll(box => box.Version < saved.Version)
                && !boxes.Exists(box => TypedBesideSave.Says(box, saved.Value))
            ),
        ];
    }

    /// <summary>When the viewer last typed something in a section that is not saved yet; null when they did not.</summary>
    public DateTimeOffset? TypedAt(string section) =>
        Typed.In(section).Standing.Select(typed => (DateTimeOffset?)typed.Value.SavedAt).Max();

    /// <summary>What to post back, for a page whose boxes hold this when nothing is typed into them.</summary>
    public string ShownWith(IEnumerable<TypedAnswer> boxes) => FormShown.WithBoxes(Shown, boxes);

    /// <summary>
    /// What is stored now of the fields that a save was refused for: as typed on another page where that is newer, else as
    /// saved.
    /// </summary>
    public IReadOnlyList<StoredAnswer> Compared(string section, IReadOnlyList<Refusal> refusals)
    {
        var fields = refusals
            .Where(refusal => refusal.Code == ReferringRefusals.DraftChangedCode && refusal.Field is { Length: > 0 })
            .Select(refusal => refusal.Field!)
            .ToHashSet(StringComparer.Ordinal);
        var typed = Typed
            .In(section)
            .Standing.GroupBy(box => TypedName.QuestionOf(box.Key))
            .ToDictionary(question => question.Key, TypedWords.Of);
        return
        [
            .. fields
                .Select(field =>
                    Newer(
                        typed.GetValueOrDefault(TypedName.QuestionOf(field)),
                        Stored.FirstOrDefault(stored => stored.Field == field),
                        field
                    )
                )
                .OfType<StoredAnswer>(),
        ];
    }

    private StoredAnswer? Newer(StoredAnswer? typed, StoredAnswer? stored, string field) =>
        typed is null || stored?.Version > typed.Version
            ? stored
            : typed with
            {
                Field = field,
                SavedBy = NameOf(typed.SavedBy),
            };

    /// <summary>
    /// What to post back after a save was refused because something changed meanwhile: the fields refused were compared
    /// with what is stored now, and so was what neighbours say; every other box still shows what it showed before.
    /// <paramref name="boxes"/> is what the page's boxes hold when nothing is typed into them.
    /// </summary>
    public string ShownAfter(
        string? posted,
        string section,
        IReadOnlyList<Refusal> refusals,
        IEnumerable<TypedAnswer>? boxes = null
    )
    {
        var compared = refusals.SelectMany(refusal => NamesByField[refusal.Field ?? ""]).ToHashSet();
        compared.UnionWith(
            refusals.Select(refusal => FormShown.TypedMark(section, TypedName.QuestionOf(refusal.Field ?? "")))
        );
        var asked = NamesByField.SelectMany(names => names).ToHashSet();
        compared.UnionWith(FormShown.Names(Shown).Where(name => !asked.Contains(name)));
        return FormShown.WithBoxes(FormShown.Renewed(posted, Shown, compared), boxes ?? []);
    }
}

/// <summary>
/// An answer to save: its name in the draft, the form's field, and the value as text; null clears it. Answers of one
/// <see cref="Group"/> make sense only together, like a yes and what follows from it, or two halves of an either-or.
/// </summary>
internal sealed record Answer(string Name, string Field, string? Value)
{
    /// <summary>What the answer belongs to; null when it stands for itself.</summary>
    public string? Group { get; init; }

    /// <summary>True of an answer whose change decides about its whole group.</summary>
    public bool Decides { get; init; }

    /// <summary>An answer that decides about its group.</summary>
    public static Answer Deciding(string group, string name, string field, string? value) =>
        new(name, field, value) { Group = group, Decides = true };

    /// <summary>An answer that follows from the one deciding about its group.</summary>
    public static Answer Following(string group, string name, string field, string? value) =>
        new(name, field, value) { Group = group };
}

/// <summary>Saves answers field by field: an untouched one never overwrites, and two different changes to one are refused.</summary>
internal sealed class SectionSaving(IEventSession session)
{
    /// <summary>
    /// Saves what the form changed. With <paramref name="looksAgain"/> an answer left as it was is saved anew too, because it was
    /// compared with something newer; <paramref name="beside"/> marks what the answers were compared with.
    /// </summary>
    public Outcome<SectionSaved> Save(
        OpenDraft open,
        ISectionSave command,
        DraftSection section,
        IReadOnlyList<Answer> answers,
        IReadOnlyList<string>? warnings = null,
        bool looksAgain = false,
        string? beside = null
    )
    {
        var shown = FormShown.Read(command.Shown);
        var changed = answers.Where(a => a.Value != open.Answers[a.Name]).ToList();
        var decided = Decided(open, shown, answers);
        // what the form showed and still says was not touched: another tab's newer answer stands
        changed.RemoveAll(a =>
            !decided.Contains(a.Group ?? "") && shown.Had(a.Name, a.Value) && open.Answers.Field(a.Name) is not null
        );
        var typed = new TypedBesideSave(open, section.Slug, shown);
        var conflicts = changed.Where(a => !shown.Had(a.Name, open.Answers[a.Name]) || typed.Contradicts(a)).ToList();
        if (conflicts.Count > 0)
            return conflicts.ConvertAll(Conflict).Distinct().ToList();

        var looked = answers
            .Where(a => WasCarriedOver(open, a) || (looksAgain && Stands(open, a)))
            .Except(changed)
            .ToList();
        var after = changed.Count + looked.Count == 0 ? open : Changed(open, changed.Concat(looked), beside);
        after = after with { Draft = after.Draft.WithTyped(open.Viewer.AccountId, typed.After(changed)) };
        after = NoLongerAsked.WithoutTyped(open, after);
        var next = NextAfter(after, section);
        var saves = changed.Count + looked.Count > 0;
        if (saves || !ReferenceEquals(after.Typed, open.Typed))
            session.Enlist(DraftStore.Update(open, after.Draft, next ?? DraftSections.Check), expectRows: 1);
        return new SectionSaved(saves, next, warnings ?? [], saves ? NoLongerAsked.JustRemoved(after) : []);
    }

    // saved as it stood: somebody has looked at it
    private static bool WasCarriedOver(OpenDraft open, Answer answer) =>
        open.Answers.Field(answer.Name) is { StatedAt: not null } && Stands(open, answer);

    private static bool Stands(OpenDraft open, Answer answer) =>
        open.Answers.Field(answer.Name) is { } field && field.Value == answer.Value;

    // the groups in which this form changed something while it, or another page meanwhile, decided about the whole: in them
    // a box left empty is an answer too
    private static HashSet<string> Decided(OpenDraft open, FormShown shown, IReadOnlyList<Answer> answers)
    {
        return
        [
            .. answers
                .Where(a => a.Group is not null)
                .GroupBy(a => a.Group!)
                .Where(group => group.Any(IsTouched) && group.Any(a => a.Decides && (IsTouched(a) || IsStale(a))))
                .Select(group => group.Key),
        ];

        bool IsTouched(Answer answer) => !shown.Had(answer.Name, answer.Value);

        bool IsStale(Answer answer) => !shown.Had(answer.Name, open.Answers[answer.Name]);
    }

    /// <summary>The draft with the changes, and without what they make pointless.</summary>
    private static OpenDraft Changed(OpenDraft open, IEnumerable<Answer> changed, string? beside)
    {
        var version = open.Draft.Version + 1;
        var saved = new DraftField(null, open.Now, open.Viewer.AccountId, version);
        var answers = changed.Aggregate(
            open.Answers,
            (before, answer) => before.With(answer.Name, saved with { Value = answer.Value, Beside = beside })
        );
        var after = open.With(answers);
        answers = NoLongerAsked
            .In(after)
            .Aggregate(answers, (before, name) => before.With(name, saved with { Removed = true }));
        after = after.With(answers);
        return after with { Draft = after.Draft with { Version = version } };
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
                NameOf(field.SavedBy)
            )
            {
                Version = field.Version,
                OfColleague = field.SavedBy == open.Viewer.AccountId ? null : field,
            };
        return new SectionHead(open.Banner, FormShown.Of(shown, Guid.NewGuid(), open.Typed), [.. stored])
        {
            NamesByField = list.ToLookup(f => f.Field, f => f.Name, StringComparer.Ordinal),
            Typed = open.Typed,
            TypedByOthers = open
                .Draft.TypedBy.Where(typed => typed.Key != open.Viewer.AccountId)
                .ToDictionary(StringComparer.Ordinal),
            NameOf = NameOf,
        };

        string NameOf(string account) => open.HandOf(account, open.Now).Name;
    }

    internal static Refusal Conflict(Answer answer) =>
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
            .FirstOrDefault(s => s.Review(open).Status is SectionStatus.NotStarted or SectionStatus.InProgress)
            ?.Slug;
    }
}
