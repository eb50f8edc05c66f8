using System.Text.Json.Serialization;

namespace RefMon.Application.Referring;

/// <summary>
/// One box of a section's page as it was last kept while typing, exactly as typed. <paramref name="Values"/> is null once
/// the page was saved, or the typing taken back: then it only remembers which version did it, so that another open page can tell.
/// <paramref name="Page"/> is the open page that sent it and <paramref name="Sequence"/> that page's count, so that a late
/// arrival never puts older text over newer. <paramref name="Answer"/> is the answer it was saved as, where known.
/// </summary>
internal sealed record TypedField(
    IReadOnlyList<string>? Values,
    DateTimeOffset SavedAt,
    string SavedBy,
    long Version,
    Guid? Page,
    long Sequence,
    string? Answer = null
);

/// <summary>What was typed on one section's page, by the name of the box; and the pages that were saved since, the last of them.</summary>
internal sealed record TypedSection(IReadOnlyDictionary<string, TypedField> Fields, IReadOnlyList<Guid> Closed)
{
    public static TypedSection None { get; } = new(new Dictionary<string, TypedField>(), []);

    /// <summary>The boxes with something typed that no save has taken yet.</summary>
    [JsonIgnore]
    public IEnumerable<KeyValuePair<string, TypedField>> Standing => Fields.Where(box => box.Value.Values is not null);

    /// <summary>True while something typed in this box waits to be saved.</summary>
    public bool Stands(string box) => Fields.GetValueOrDefault(box)?.Values is not null;

    /// <summary>The newest state of a question, whose boxes may be several (a date has three); null when never typed or saved.</summary>
    public TypedField? Newest(string question) =>
        Fields.Where(f => TypedName.QuestionOf(f.Key) == question).Select(f => f.Value).MaxBy(field => field.Version);
}

/// <summary>
/// What is typed on the pages of a draft and not saved as answers yet, by section. It is beside the answers, not among them:
/// kept as typed even where it could not be an answer, shown when the page is opened again, and never sent.
/// </summary>
internal sealed class DraftTyped(IReadOnlyDictionary<string, TypedSection> sections)
{
    private const int ClosedPagesKept = 8;

    public static DraftTyped None { get; } = new(new Dictionary<string, TypedSection>());

    public IReadOnlyDictionary<string, TypedSection> Sections { get; } = sections;

    public TypedSection In(string section) => Sections.GetValueOrDefault(section, TypedSection.None);

    /// <summary>True while something typed in the section waits to be saved.</summary>
    public bool WaitsIn(string section) => In(section).Standing.Any();

    public DraftTyped With(string section, IEnumerable<KeyValuePair<string, TypedField>> fields)
    {
        var before = In(section);
        var merged = new Dictionary<string, TypedField>(before.Fields);
        foreach (var (name, field) in fields)
            merged[name] = field;
        return With(section, before with { Fields = merged });
    }

    /// <summary>The page was saved: what it still sends late is not typed any more.</summary>
    public DraftTyped WithClosed(string section, Guid page)
    {
        var before = In(section);
        return With(
            section,
            before with
            {
                Closed = [.. before.Closed.Where(closed => closed != page).TakeLast(ClosedPagesKept - 1), page],
            }
        );
    }

    /// <summary>Without the sections that the draft does not have any more.</summary>
    public DraftTyped Only(IReadOnlySet<string> sections) =>
        Sections.Keys.All(sections.Contains)
            ? this
            : new(Sections.Where(section => sections.Contains(section.Key)).ToDictionary());

    private DraftTyped With(string section, TypedSection typed) =>
        new(new Dictionary<string, TypedSection>(Sections) { [section] = typed });
}

/// <summary>The names of boxes: <c>Model.CompletionDate.Day</c> on the page is <c>CompletionDateDay</c> of the command, and one of three boxes of the question <c>CompletionDate</c>.</summary>
internal static class TypedName
{
    private const string Model = "Model.";
    private static readonly string[] DateBoxes = ["Day", "Month", "Year"];

    /// <summary>True for a name that a page's box can have.</summary>
    public static bool IsBox(string name) =>
        name.Length is > 6 and <= 100
        && name.StartsWith(Model, StringComparison.Ordinal)
        && name[Model.Length..]
            .Split('.')
            .All(part => part.Length > 0 && char.IsAsciiLetterUpper(part[0]) && part.All(char.IsAsciiLetterOrDigit));

    /// <summary>The field of the command that a box fills.</summary>
    public static string FieldOf(string box) =>
        box.Replace(Model, "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);

    /// <summary>The question a box, or a field of a command, belongs to.</summary>
    public static string QuestionOf(string boxOrField)
    {
        var field = FieldOf(boxOrField);
        var part = DateBoxes.FirstOrDefault(p =>
            field.Length > p.Length && field.EndsWith(p, StringComparison.Ordinal)
        );
        return part is null ? field : field[..^part.Length];
    }
}
