namespace RefMon.Application.Referring;

/// <summary>
/// What whoever saves a section typed there, beside the save; what colleagues typed is theirs, and stays. The save takes what its form showed or sent itself; what another page
/// typed since stays when the form did not touch that question, and contradicts the save when it did.
/// </summary>
internal sealed class TypedBesideSave
{
    private readonly OpenDraft open;
    private readonly string section;
    private readonly FormShown shown;
    private readonly ILookup<string, KeyValuePair<string, TypedField>> unseen;

    public TypedBesideSave(OpenDraft open, string section, FormShown shown)
    {
        (this.open, this.section, this.shown) = (open, section, shown);
        unseen = open
            .Typed.In(section)
            .Standing.Where(box => !shown.Knows(section, TypedName.QuestionOf(box.Key), box.Value))
            .ToLookup(box => TypedName.QuestionOf(box.Key), StringComparer.Ordinal);
    }

    /// <summary>True when something else was typed for the answer since its form was opened.</summary>
    public bool Contradicts(Answer changed) =>
        unseen[TypedName.QuestionOf(changed.Field)].Any(box => !Says(box.Value, changed.Value));

    /// <summary>What is typed still after the save.</summary>
    public DraftTyped After(IReadOnlyList<Answer> changed)
    {
        var saved = changed.ToLookup(answer => TypedName.QuestionOf(answer.Field), StringComparer.Ordinal);
        var before = open.Typed.In(section);
        // of what this page has seen nothing waits any more; what it could not see waits unless it was saved with the same words
        var taken = before
            .Standing.Select(box => box.Key)
            .Where(box => !unseen.Contains(TypedName.QuestionOf(box)) || saved.Contains(TypedName.QuestionOf(box)))
            .ToDictionary(box => box, box => Saved(saved[TypedName.QuestionOf(box)].FirstOrDefault()));
        foreach (var answer in changed.Where(answer => answer.Field.Length > 0))
            taken.TryAdd(BoxOf(before, answer.Field), Saved(answer));
        var after = taken.Count == 0 ? open.Typed : open.Typed.With(section, taken);
        return shown.Page is { } page ? after.WithClosed(section, page) : after;
    }

    private static string BoxOf(TypedSection typed, string field) =>
        typed.Fields.Keys.FirstOrDefault(box => TypedName.QuestionOf(box) == TypedName.QuestionOf(field))
        ?? $"Model.{field}";

    private TypedField Saved(Answer? answer) =>
        new(null, open.Now, open.Viewer.AccountId, open.Draft.Version + 1, shown.Page, 0, answer?.Name);

    // one box says all of an answer; the parts of a date are not compared, so the two dates are shown
    public static bool Says(TypedField typed, string? saved) =>
        typed.Values switch
        {
            [var text] => TypedText.Lines(text) == saved || TypedText.Line(text) == saved,
            [] => saved is null,
            var several => string.Join(' ', several!.Order(StringComparer.Ordinal)) == saved,
        };
}

/// <summary>What was typed, in words, for showing it beside what is in a form.</summary>
internal static class TypedWords
{
    public static StoredAnswer Of(IGrouping<string, KeyValuePair<string, TypedField>> boxes)
    {
        var newest = boxes.Select(box => box.Value).MaxBy(box => box.Version)!;
        var values = boxes.SelectMany(box => box.Value.Values!).Where(TypedText.HasContent).ToList();
        return new(boxes.Key, values.Count == 0 ? null : InWords(values), newest.SavedAt, newest.SavedBy)
        {
            Version = newest.Version,
        };
    }

    private static string InWords(IReadOnlyList<string> values) =>
        values switch
        {
            [DraftAnswers.Yes] => "Yes",
            [DraftAnswers.No] => "No",
            _ when values.All(value => Guid.TryParse(value, out _)) => "Another choice",
            _ => string.Join(' ', values),
        };
}
