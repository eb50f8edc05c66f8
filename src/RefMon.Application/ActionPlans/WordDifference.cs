using System.Text.RegularExpressions;

namespace RefMon.Application.ActionPlans;

/// <summary>Which words of two texts the other lacks: the longest common run of words is taken as unchanged.</summary>
internal static partial class WordDifference
{
    // the comparison takes the product of both lengths; beyond this the texts are shown as wholly different
    private const int MostWords = 2_000;

    public static (IReadOnlyList<WordPiece> Before, IReadOnlyList<WordPiece> After) Between(string before, string after)
    {
        var (a, b) = (Words(before), Words(after));
        if (before == after)
            return ([new(before, false)], [new(after, false)]);
        if (a.Length > MostWords || b.Length > MostWords)
            return ([new(before, true)], [new(after, true)]);
        var common = CommonLengths(a, b);
        var (keptA, keptB) = (new bool[a.Length], new bool[b.Length]);
        for (int i = 0, j = 0; i < a.Length && j < b.Length; )
        {
            if (a[i] == b[j])
                (keptA[i++], keptB[j++]) = (true, true);
            else if (common[i + 1, j] >= common[i, j + 1])
                i++;
            else
                j++;
        }
        return (Pieces(a, keptA), Pieces(b, keptB));
    }

    private static int[,] CommonLengths(string[] a, string[] b)
    {
        var lengths = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        for (var j = b.Length - 1; j >= 0; j--)
            lengths[i, j] =
                a[i] == b[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
        return lengths;
    }

    private static List<WordPiece> Pieces(string[] words, bool[] kept)
    {
        var pieces = new List<WordPiece>();
        for (var i = 0; i < words.Length; i++)
        {
            if (pieces is [.., var last] && last.Differs == !kept[i])
                pieces[^1] = last with { Text = last.Text + words[i] };
            else
                pieces.Add(new WordPiece(words[i], !kept[i]));
        }
        return pieces;
    }

    // a word keeps the white space after it, so that the pieces put together are the text
    private static string[] Words(string text) => [.. Word().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"\S+\s*|\s+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();
}
