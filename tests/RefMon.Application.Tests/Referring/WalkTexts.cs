namespace RefMon.Application.Tests.Referring;

/// <summary>What people type: each text is one of its own; many are odd, some are only white space, a few too long.</summary>
internal sealed class WalkTexts(int seed)
{
    /// <summary>Boxes that text is typed into, with their sections.</summary>
    public static readonly (string Slug, string Box)[] Boxes =
    [
        ("reason", "Reason"),
        ("reason", "FurtherInformation"),
        ("needs", "AccessibilityNeeds"),
        ("release-date", "UnknownReason"),
        ("expected-office", "UnknownReason"),
        ("main-contact", "Name"),
        ("urgency", "Words"),
        ("safe-contact", "SafeTimes"),
        ("practitioner-details", "Phone"),
    ];

    // no-break, ideographic and zero-width spaces, a soft hyphen and a byte order mark
    private static readonly string[] Blank = ["", " ", " \n ", "\t\r\n", "\u00a0\u3000", "\u200b", "\u00ad\ufeff"];

    private static readonly string[] Odd =
    [
        "Ŵyn Ŷ ô",
        "عمر ‏",
        "李 👩‍👧 é",
        "<script>alert(1)</script> {{x}} ' \" \\ %00 ; drop table draft",
        "two\r\nlines\rand\na third",
        "a\0b",
        "  spaces   around  ",
    ];

    private readonly Random random = new(seed * 31);
    private int texts;

    /// <summary>A text of several lines.</summary>
    public string Next() =>
        random.Next(18) switch
        {
            < 3 => Blank[random.Next(Blank.Length)],
            < 7 => $"{Odd[random.Next(Odd.Length)]} {Own()}",
            7 => $"{Own()} {new string('ŵ', 49_000)}",
            8 => $"{Own()} {new string('x', 50_001)}",
            _ => Own(),
        };

    /// <summary>A text on one line.</summary>
    public string Line() =>
        random.Next(9) switch
        {
            0 => Blank[random.Next(Blank.Length)],
            1 => $"Siôn ó Ŷ {Own()}",
            2 => $"  {Own()}\t李  ",
            3 => $"{Own()} {new string('x', 251)}",
            _ => Own(),
        };

    /// <summary>What is sent while a text is typed: longer and longer, sometimes one before another.</summary>
    public IEnumerable<(long Sequence, string Part)> Parts(string text)
    {
        List<(long, string)> parts = [(1, text[..(text.Length / 3)]), (2, text[..(text.Length / 2)]), (3, text)];
        if (random.Next(3) == 0)
            parts.Reverse();
        return parts.Skip(random.Next(3));
    }

    private string Own() => $"text {seed}-{++texts}";
}
