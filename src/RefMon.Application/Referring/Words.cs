using System.Globalization;

namespace RefMon.Application.Referring;

/// <summary>Values as the check page and the comparison of two answers show them.</summary>
internal static class Words
{
    public const string NotGiven = "Not given";
    public const string NotRecorded = "Not recorded in nDelius";

    public static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    public static string YesNo(string value) => value == DraftAnswers.Yes ? "Yes" : "No";

    /// <summary>"A", "A or B", "A, B or C".</summary>
    public static string Or(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";

    public static CheckRow Row(string label, string? value, string missing = NotGiven, string? note = null) =>
        new(label, [string.IsNullOrWhiteSpace(value) ? missing : value], note);

    public static CheckRow Rows(string label, IReadOnlyList<string> values, string missing = NotGiven) =>
        new(label, values.Count == 0 ? [missing] : values);
}
