namespace RefMon.GovUk;

/// <summary>One answer of radios, checkboxes, a select or an autocomplete. Selects ignore the hint.</summary>
public sealed record GovOption(string Value, string Label, string? Hint = null);

/// <summary>A link with the words that only screen readers get.</summary>
public sealed record GovLink(string Text, string Href, string? HiddenText = null);

/// <summary>An entry of a navigation. <c>Current</c> null: worked out from the address. <c>Count</c> shows a number beside the text, zero shows none.</summary>
public sealed record NavigationItem(string Text, string Href, bool? Current = null, int? Count = null);

/// <summary>Filters in force under one heading; each link takes its filter off.</summary>
public sealed record SelectedFilters(string Heading, IReadOnlyList<GovLink> Items);

/// <summary>What a sent form carried besides its fields: the id that makes a second sending of the same form a replay.</summary>
public sealed record FormSubmission(Guid CommandId);

/// <summary>Sizes of headings, labels, legends and captions.</summary>
public enum GovSize
{
    /// <summary>Small.</summary>
    S,

    /// <summary>Medium.</summary>
    M,

    /// <summary>Large.</summary>
    L,

    /// <summary>Extra large.</summary>
    XL,
}

/// <summary>Widths of inputs: fixed, by the number of characters expected, or by the column.</summary>
public enum GovWidth
{
    /// <summary>As wide as the column.</summary>
    Full,

    /// <summary>2 characters.</summary>
    Chars2,

    /// <summary>3 characters.</summary>
    Chars3,

    /// <summary>4 characters.</summary>
    Chars4,

    /// <summary>5 characters.</summary>
    Chars5,

    /// <summary>10 characters.</summary>
    Chars10,

    /// <summary>20 characters.</summary>
    Chars20,

    /// <summary>30 characters.</summary>
    Chars30,

    /// <summary>A quarter of the column.</summary>
    OneQuarter,

    /// <summary>A third of the column.</summary>
    OneThird,

    /// <summary>Half of the column.</summary>
    OneHalf,

    /// <summary>Two thirds of the column.</summary>
    TwoThirds,

    /// <summary>Three quarters of the column.</summary>
    ThreeQuarters,
}

/// <summary>How a button looks.</summary>
public enum ButtonKind
{
    /// <summary>The main action of the page.</summary>
    Primary,

    /// <summary>A lesser action.</summary>
    Secondary,

    /// <summary>An action with serious consequences.</summary>
    Warning,

    /// <summary>On a dark background.</summary>
    Inverse,
}

/// <summary>Colours of tags, as GOV.UK names them.</summary>
public enum TagColour
{
    /// <summary>Blue, the default.</summary>
    Blue,

    /// <summary>Grey.</summary>
    Grey,

    /// <summary>Green.</summary>
    Green,

    /// <summary>Teal.</summary>
    Teal,

    /// <summary>Purple.</summary>
    Purple,

    /// <summary>Magenta.</summary>
    Magenta,

    /// <summary>Red.</summary>
    Red,

    /// <summary>Orange.</summary>
    Orange,

    /// <summary>Yellow.</summary>
    Yellow,
}

/// <summary>Colours of badges, as MOJ names them.</summary>
public enum BadgeColour
{
    /// <summary>The brand's blue, the default.</summary>
    Blue,

    /// <summary>Purple.</summary>
    Purple,

    /// <summary>Bright purple.</summary>
    BrightPurple,

    /// <summary>Red.</summary>
    Red,

    /// <summary>Green.</summary>
    Green,

    /// <summary>Black.</summary>
    Black,

    /// <summary>Grey.</summary>
    Grey,
}

/// <summary>What a notification banner is for.</summary>
public enum BannerKind
{
    /// <summary>Something to know that is not about what the person just did.</summary>
    Important,

    /// <summary>What the person just did has worked.</summary>
    Success,
}

/// <summary>How a column is sorted.</summary>
public enum SortDirection
{
    /// <summary>Not by this column.</summary>
    None,

    /// <summary>Smallest, earliest or A first.</summary>
    Ascending,

    /// <summary>Largest, latest or Z first.</summary>
    Descending,
}
