using System.Globalization;

namespace RefMon.Application.Referring;

/// <summary>
/// One answer of a draft: the value as text (null when cleared), who saved it, when, and the draft's version then.
/// <paramref name="Removed"/>: it was taken out because another answer made it pointless, not by whoever gave it.
/// <paramref name="StatedAt"/>: it was carried over from an earlier referral, which had it since then, and nobody has looked at
/// it since; <paramref name="StatedIn"/> is that referral's reference and <paramref name="StatedBy"/> who said so there, where
/// the page shows them. <paramref name="Beside"/> are marks of what else was there to be compared with it when it was saved, where
/// its section has such things.
/// </summary>
internal sealed record DraftField(
    string? Value,
    DateTimeOffset SavedAt,
    string SavedBy,
    long Version,
    bool Removed = false,
    DateTimeOffset? StatedAt = null,
    string? StatedIn = null,
    string? StatedBy = null,
    string? Beside = null
);

/// <summary>The answers of a draft by name. Never changed in place.</summary>
internal sealed class DraftAnswers(IReadOnlyDictionary<string, DraftField> fields)
{
    public const string Yes = "yes";
    public const string No = "no";

    private const string OutcomesPrefix = "outcomes:";
    private const string ComplexityPrefix = "complexity:";

    public static DraftAnswers None { get; } = new(new Dictionary<string, DraftField>());

    public IReadOnlyDictionary<string, DraftField> Fields { get; } = fields;

    /// <summary>The value; null when never answered or cleared.</summary>
    public string? this[string name] => Field(name)?.Value;

    public DraftField? Field(string name) => Fields.GetValueOrDefault(name);

    public bool Has(string name) => this[name] is not null;

    public bool? YesNo(string name) =>
        this[name] switch
        {
            Yes => true,
            No => false,
            _ => null,
        };

    public DateOnly? Day(string name) =>
        DateOnly.TryParseExact(this[name], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    public int? Number(string name) =>
        int.TryParse(this[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public IReadOnlyList<Guid> Ids(string name) =>
        this[name] is { } text ? [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse)] : [];

    public DraftAnswers With(string name, DraftField field) =>
        new(new Dictionary<string, DraftField>(Fields) { [name] = field });

    public static string OutcomesOf(Guid category) => OutcomesPrefix + category;

    public static string ComplexityOf(Guid category) => ComplexityPrefix + category;

    /// <summary>Ids as one text, in an order that does not depend on the order of the boxes ticked.</summary>
    public static string Join(IEnumerable<Guid> ids) => string.Join(' ', ids.Distinct().Order());

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The category whose outcomes or complexity level the answer is; null for any other answer.</summary>
    public static Guid? CategoryOf(string name)
    {
        foreach (var prefix in (string[])[OutcomesPrefix, ComplexityPrefix])
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                return Guid.Parse(name[prefix.Length..]);
        }
        return null;
    }
}
