using System.Text.RegularExpressions;

namespace RefMon.Web.RiskScreen;

/// <summary>What became of a part of a text.</summary>
internal enum DifferenceKind
{
    /// <summary>It stayed.</summary>
    Same,

    /// <summary>It was taken out.</summary>
    Removed,

    /// <summary>It was put in.</summary>
    Added,
}

/// <summary>A run of words and the white space between them.</summary>
internal sealed record DifferencePart(DifferenceKind Kind, string Text);

/// <summary>
/// How one text became another: lines first, then the words of the lines that differ, by their longest common
/// subsequence. Texts that differ in more than <see cref="MostCells"/> pairs of words are shown as one taken out and one
/// put in: the work is bounded, and so long a mixture helps nobody.
/// </summary>
internal static partial class WordDifference
{
    private const int MostCells = 4_000_000;

    public static IReadOnlyList<DifferencePart> Between(string? before, string? after)
    {
        var parts = new List<DifferencePart>();
        foreach (var (kind, removed, added) in Compare(Lines(before), Lines(after)))
        {
            if (kind is DifferenceKind.Same)
                Add(parts, DifferenceKind.Same, removed);
            else
                foreach (var word in Compare(Words(string.Concat(removed)), Words(string.Concat(added))))
                {
                    Add(
                        parts,
                        word.Kind is DifferenceKind.Same ? DifferenceKind.Same : DifferenceKind.Removed,
                        word.Old
                    );
                    if (word.Kind is not DifferenceKind.Same)
                        Add(parts, DifferenceKind.Added, word.New);
                }
        }
        return Joined(parts);
    }

    // two changes with nothing but white space between them are one, and read better so
    private static List<DifferencePart> Joined(List<DifferencePart> parts)
    {
        var joined = new List<DifferencePart>();
        var (removed, added) = ("", "");
        foreach (var (i, part) in parts.Index())
        {
            var isBetween =
                part.Kind is DifferenceKind.Same
                && string.IsNullOrWhiteSpace(part.Text)
                && !part.Text.Contains('\n', StringComparison.Ordinal)
                && removed.Length > 0
                && added.Length > 0
                && i < parts.Count - 1;
            if (part.Kind is DifferenceKind.Same && !isBetween)
            {
                Flush();
                joined.Add(part);
                continue;
            }
            removed += part.Kind is DifferenceKind.Added ? "" : part.Text;
            added += part.Kind is DifferenceKind.Removed ? "" : part.Text;
        }
        Flush();
        return joined;

        void Flush()
        {
            Add(joined, DifferenceKind.Removed, [removed]);
            Add(joined, DifferenceKind.Added, [added]);
            (removed, added) = ("", "");
        }
    }

    // blocks that stayed, and blocks (removed, added) that did not; Kind is Removed for the latter
    private static IEnumerable<(DifferenceKind Kind, IReadOnlyList<string> Old, IReadOnlyList<string> New)> Compare(
        IReadOnlyList<string> old,
        IReadOnlyList<string> now
    )
    {
        var start = 0;
        while (start < old.Count && start < now.Count && old[start] == now[start])
            start++;
        var end = 0;
        while (
            end < old.Count - start && end < now.Count - start && old[old.Count - 1 - end] == now[now.Count - 1 - end]
        )
            end++;
        if (start > 0)
            yield return (DifferenceKind.Same, Slice(old, 0, start), []);
        foreach (var block in Middle(Slice(old, start, old.Count - end), Slice(now, start, now.Count - end)))
            yield return block;
        if (end > 0)
            yield return (DifferenceKind.Same, Slice(old, old.Count - end, old.Count), []);
    }

    private static IEnumerable<(DifferenceKind, IReadOnlyList<string>, IReadOnlyList<string>)> Middle(
        IReadOnlyList<string> old,
        IReadOnlyList<string> now
    )
    {
        if (old.Count == 0 && now.Count == 0)
            yield break;
        var (i, j) = (0, 0);
        foreach (var (atOld, atNow) in Common(old, now).Append((old.Count, now.Count)))
        {
            if (atOld > i || atNow > j)
                yield return (DifferenceKind.Removed, Slice(old, i, atOld), Slice(now, j, atNow));
            if (atOld < old.Count)
                yield return (DifferenceKind.Same, [old[atOld]], []);
            (i, j) = (atOld + 1, atNow + 1);
        }
    }

    // the places of a longest common subsequence, in order
    private static IEnumerable<(int Old, int Now)> Common(IReadOnlyList<string> old, IReadOnlyList<string> now)
    {
        if ((long)old.Count * now.Count > MostCells)
            yield break;
        var longest = new int[old.Count + 1, now.Count + 1];
        for (var i = old.Count - 1; i >= 0; i--)
        for (var j = now.Count - 1; j >= 0; j--)
            longest[i, j] =
                old[i] == now[j] ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
        for (var (i, j) = (0, 0); i < old.Count && j < now.Count; )
        {
            if (old[i] == now[j])
                yield return (i++, j++);
            else if (longest[i + 1, j] >= longest[i, j + 1])
                i++;
            else
                j++;
        }
    }

    private static void Add(List<DifferencePart> parts, DifferenceKind kind, IReadOnlyList<string> texts)
    {
        var text = string.Concat(texts);
        if (text.Length == 0)
            return;
        if (parts is [.., var last] && last.Kind == kind)
            parts[^1] = last with { Text = last.Text + text };
        else
            parts.Add(new(kind, text));
    }

    private static List<string> Slice(IReadOnlyList<string> from, int start, int end) =>
        [.. from.Skip(start).Take(end - start)];

    private static List<string> Lines(string? text) => Split(LinePattern(), text);

    private static List<string> Words(string text) => Split(WordPattern(), text);

    private static List<string> Split(Regex pattern, string? text) =>
        [.. pattern.Matches((text ?? "").ReplaceLineEndings("\n")).Select(match => match.Value)];

    [GeneratedRegex(@"[^\n]*\n|[^\n]+")]
    private static partial Regex LinePattern();

    // a word, one mark of punctuation, or white space
    [GeneratedRegex(@"[\p{L}\p{M}\p{N}_'’]+|\s+|.", RegexOptions.Singleline)]
    private static partial Regex WordPattern();
}
