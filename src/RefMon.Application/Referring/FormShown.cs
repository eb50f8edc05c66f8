namespace RefMon.Application.Referring;

/// <summary>
/// What a form showed when it was opened, as one text that travels in a hidden field: a fingerprint of each answer.
/// A save compares it with what is stored now and so tells an untouched box from a changed one. Holds no answers.
/// </summary>
internal sealed class FormShown
{
    private readonly Dictionary<string, string> fingerprints;

    private FormShown(Dictionary<string, string> fingerprints) => this.fingerprints = fingerprints;

    /// <summary>The text for a form that shows these answers, with anything else it showed by name.</summary>
    public static string Of(IEnumerable<(string Name, string? Value)> shown) =>
        string.Join(';', shown.Select(s => $"{s.Name}={Mark(s.Value)}"));

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

    /// <summary>The names of what a form showed.</summary>
    public static IEnumerable<string> Names(string text) => Read(text).fingerprints.Keys;

    /// <summary>
    /// The text for a form shown again beside what is stored now: what it showed before stays as it was, except the names
    /// given (and anything it did not show before), which are as in the fresh text.
    /// </summary>
    public static string Renewed(string? before, string fresh, IReadOnlySet<string> names)
    {
        var (old, now) = (Read(before).fingerprints, Read(fresh).fingerprints);
        return string.Join(
            ';',
            now.Select(mark =>
                $"{mark.Key}={(names.Contains(mark.Key) ? mark.Value : old.GetValueOrDefault(mark.Key, mark.Value))}"
            )
        );
    }

    /// <summary>True when the form showed this value.</summary>
    public bool Had(string name, string? value) => fingerprints.GetValueOrDefault(name, Mark(null)) == Mark(value);

    private static string Mark(string? value) => value is null ? "-" : DraftJson.Fingerprint(value);
}
