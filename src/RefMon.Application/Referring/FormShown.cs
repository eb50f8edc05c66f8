using System.Globalization;

namespace RefMon.Application.Referring;

/// <summary>
/// What a form showed when it was opened, as one text that travels in a hidden field: a fingerprint of each answer and of each
/// box as it is without anything typed, the version of each text kept while typing, and an id of the open page. A save compares it with what is stored now and so
/// tells an untouched box from a changed one. Holds no answers.
/// </summary>
internal sealed class FormShown
{
    private const string PageName = "page";
    private const string TypedPrefix = "typed:";
    private const string SavedPrefix = "saved:";

    private readonly Dictionary<string, string> fingerprints;

    private FormShown(Dictionary<string, string> fingerprints) => this.fingerprints = fingerprints;

    /// <summary>The text for a form that shows these answers, with anything else it showed by name.</summary>
    public static string Of(IEnumerable<(string Name, string? Value)> shown) =>
        Joined(shown.Select(s => KeyValuePair.Create(s.Name, Mark(s.Value))));

    /// <summary>The same, for a page of its own that also shows what was typed.</summary>
    public static string Of(IEnumerable<(string Name, string? Value)> shown, Guid page, DraftTyped typed)
    {
        var marks =
            from section in typed.Sections
            from question in section.Value.Fields.Keys.Select(TypedName.QuestionOf).Distinct()
            select KeyValuePair.Create(
                TypedMark(section.Key, question),
                Number(section.Value.Newest(question)!.Version)
            );
        return Joined([
            KeyValuePair.Create(PageName, page.ToString("N")),
            .. shown.Select(s => KeyValuePair.Create(s.Name, Mark(s.Value))),
            .. marks,
        ]);
    }

    /// <summary>The same text for a form whose boxes hold this when nothing is typed into them.</summary>
    public static string WithBoxes(string shown, IEnumerable<TypedAnswer> boxes) =>
        Joined([
            .. Read(shown).fingerprints.Where(mark => !IsSaved(mark.Key)),
            .. boxes.Select(box => KeyValuePair.Create(SavedPrefix + box.Box, BoxMark(box.Values))),
        ]);

    /// <summary>Reads the text back. A missing or damaged one stands for an empty form.</summary>
    public static FormShown Read(string? text)
    {
        var read = new Dictionary<string, string>();
        foreach (var part in (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.LastIndexOf('=') is var at and > 0)
                read[part[..at]] = part[(at + 1)..];
        }
        return new(read);
    }

    /// <summary>The names of the answers, and of anything else but what was typed, that a form showed.</summary>
    public static IEnumerable<string> Names(string text) =>
        Read(text).fingerprints.Keys.Where(name => !IsTyped(name) && !IsSaved(name) && name != PageName);

    /// <summary>
    /// The text for a form shown again beside what is stored now: what it showed before stays as it was, except the names
    /// given (and anything it did not show before), which are as in the fresh text. What was typed elsewhere and is not
    /// among the names stays unseen, and the page stays the same page.
    /// </summary>
    public static string Renewed(string? before, string fresh, IReadOnlySet<string> names)
    {
        var (old, now) = (Read(before).fingerprints, Read(fresh).fingerprints);
        return Joined(
            now.Where(mark => !IsTyped(mark.Key) || names.Contains(mark.Key) || old.ContainsKey(mark.Key))
                .Select(mark =>
                    KeyValuePair.Create(
                        mark.Key,
                        names.Contains(mark.Key) ? mark.Value : old.GetValueOrDefault(mark.Key, mark.Value)
                    )
                )
        );
    }

    /// <summary>The name of a question's version among what a form showed.</summary>
    public static string TypedMark(string section, string question) => $"{TypedPrefix}{section}:{question}";

    /// <summary>The id of the open page; null when it has none, as a form without one shows.</summary>
    public Guid? Page => Guid.TryParseExact(fingerprints.GetValueOrDefault(PageName), "N", out var page) ? page : null;

    /// <summary>True when the form showed this value.</summary>
    public bool Had(string name, string? value) => fingerprints.GetValueOrDefault(name, Mark(null)) == Mark(value);

    /// <summary>True when the page sent this itself, or has shown it or something newer.</summary>
    public bool Knows(string section, string question, TypedField typed) =>
        (typed.Page is { } page && page == Page)
        || long.TryParse(
            fingerprints.GetValueOrDefault(TypedMark(section, question)),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var version
        )
            && version >= typed.Version;

    /// <summary>True when the box holds again what it held before anything was typed into it.</summary>
    public bool IsAsSaved(string box, IReadOnlyList<string> values) =>
        fingerprints.TryGetValue(SavedPrefix + box, out var saved) && saved == BoxMark(values);

    /// <summary>The names of what a question's boxes held before anything was typed, among what a form showed.</summary>
    public IEnumerable<string> SavedMarks(string question) =>
        fingerprints.Keys.Where(name => IsSaved(name) && TypedName.QuestionOf(name[SavedPrefix.Length..]) == question);

    private static bool IsSaved(string name) => name.StartsWith(SavedPrefix, StringComparison.Ordinal);

    // an empty box and a choice nobody made are the same, and so are the same choices in another order
    private static string BoxMark(IEnumerable<string> values) =>
        string.Join('\u001f', values.Where(value => value.Length > 0).Order(StringComparer.Ordinal))
            is { Length: > 0 } said
            ? Mark(said.ReplaceLineEndings("\n"))
            : Mark(null);

    private static bool IsTyped(string name) => name.StartsWith(TypedPrefix, StringComparison.Ordinal);

    private static string Joined(IEnumerable<KeyValuePair<string, string>> marks) =>
        string.Join(';', marks.Select(mark => $"{mark.Key}={mark.Value}"));

    private static string Number(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static string Mark(string? value) => value is null ? "-" : DraftJson.Fingerprint(value);
}
