namespace RefMon.GovUk;

/// <summary>Class names of the Design Systems, from the enums that pages use.</summary>
internal static class Css
{
    public static string Join(params string?[] classes) =>
        string.Join(' ', classes.Where(c => !string.IsNullOrEmpty(c)));

    public static string? If(bool condition, string name) => condition ? name : null;

    public static string? Size(string block, GovSize? size) =>
        size is { } known ? block + "--" + known.ToString().ToLowerInvariant() : null;

    public static string? Width(GovWidth width) =>
        width switch
        {
            GovWidth.Full => null,
            GovWidth.Chars2 => "govuk-input--width-2",
            GovWidth.Chars3 => "govuk-input--width-3",
            GovWidth.Chars4 => "govuk-input--width-4",
            GovWidth.Chars5 => "govuk-input--width-5",
            GovWidth.Chars10 => "govuk-input--width-10",
            GovWidth.Chars20 => "govuk-input--width-20",
            GovWidth.Chars30 => "govuk-input--width-30",
            GovWidth.OneQuarter => "govuk-!-width-one-quarter",
            GovWidth.OneThird => "govuk-!-width-one-third",
            GovWidth.OneHalf => "govuk-!-width-one-half",
            GovWidth.TwoThirds => "govuk-!-width-two-thirds",
            GovWidth.ThreeQuarters => "govuk-!-width-three-quarters",
        };

    public static string Button(ButtonKind kind) =>
        kind switch
        {
            ButtonKind.Primary => "govuk-button",
            ButtonKind.Secondary => "govuk-button govuk-button--secondary",
            ButtonKind.Warning => "govuk-button govuk-button--warning",
            ButtonKind.Inverse => "govuk-button govuk-button--inverse",
        };

    public static string Tag(TagColour colour) =>
        colour == TagColour.Blue ? "govuk-tag" : "govuk-tag govuk-tag--" + colour.ToString().ToLowerInvariant();

    public static string Badge(BadgeColour colour) =>
        colour == BadgeColour.BrightPurple
            ? "moj-badge moj-badge--bright-purple"
            : "moj-badge moj-badge--" + colour.ToString().ToLowerInvariant();

    public static string SortMark(SortDirection direction) =>
        direction switch
        {
            SortDirection.None => "▲▼",
            SortDirection.Ascending => "▲",
            SortDirection.Descending => "▼",
        };
}
