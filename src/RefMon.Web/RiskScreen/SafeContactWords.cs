using RefMon.Domain.RiskScreen;

namespace RefMon.Web.RiskScreen;

/// <summary>The parts of a safe contact card in words, in the order they are read.</summary>
internal static class SafeContactWords
{
    public static IReadOnlyList<(string Label, string? Text)> Lines(SafeContactStatement said) =>
        [
            ("Who must not know", said.MustNotKnow),
            ("Safe times", said.SafeTimes),
            ("Safe ways", said.SafeWays),
            ("Keeping staff safe", said.StaffSafety),
            ("Exclusion zones", said.ExclusionZones),
        ];

    // what is longer than both is cut at the second, so that never only a word or two are put away
    private const int PutAwayFrom = 100;
    private const int MostLines = 6;
    private const int BeginningLines = 4;
    private const int RoomForOne = 300;
    private const int RoomForEach = 150;
    private const int FullCard = 1_000;

    /// <summary>How much of each long text stands open on a card: less where there are several, so that the page below is in reach.</summary>
    public static int Room(IEnumerable<string> texts) =>
        texts.Sum(text => Math.Min(text.Length, RoomForOne + PutAwayFrom)) > FullCard ? RoomForEach : RoomForOne;

    /// <summary>True for a text that is too long for a narrow column.</summary>
    public static bool IsLong(string text) => text.Length > 150 || Lines(text) > 3;

    /// <summary>
    /// What stands open on a card of a text, and the rest of it, which is put away below; no rest where all of it stands open. The
    /// two together are the text.
    /// </summary>
    public static (string Beginning, string? Then) Cut(string text, int room)
    {
        if (text.Length <= room + PutAwayFrom && Lines(text) <= MostLines)
            return (text, null);
        var end = Math.Min(room, text.Length);
        var lineEnd = -1;
        for (var line = 0; line < BeginningLines && (lineEnd = text.IndexOf('\n', lineEnd + 1)) >= 0; line++) { }
        if (lineEnd >= 0 && lineEnd < end)
            end = lineEnd + 1;
        else if (end < text.Length)
            end = EndOfWord(text, end);
        return (text[..end], text[end..]);
    }

    private static int EndOfWord(string text, int end)
    {
        for (var at = end; at > end / 2; at--)
        {
            if (char.IsWhiteSpace(text[at - 1]))
                return at;
        }
        // one long word: no character is cut in two
        return char.IsHighSurrogate(text[end - 1]) ? end - 1 : end;
    }

    private static int Lines(string text) => 1 + text.Count(c => c == '\n');
}
