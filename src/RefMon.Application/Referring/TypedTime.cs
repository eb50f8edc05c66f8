using System.Globalization;
using System.Text.RegularExpressions;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>
/// A time of day as people type it in one box: 9.30am, 9:30 am, 0930, 14:30, midday, midnight. Twelve in the morning is
/// midnight. A time that could be morning or afternoon (2.30) is asked about, never guessed.
/// </summary>
internal static partial class TypedTime
{
    /// <summary>The time, or a refusal at the field.</summary>
    /// <param name="what">How the time is called at the start of a sentence, for example "Start time".</param>
    /// <param name="field">The box.</param>
    /// <param name="typed">What is in it.</param>
    public static (TimeOnly Time, Refusal? Refusal) Read(string what, string field, string? typed)
    {
        if (TypedText.Line(typed) is not { } line)
            return Refused("time-missing", $"Enter the {Lower(what)}, like 9:30am");
        var text = line.ToLowerInvariant()
            .Replace("a.m.", "am", StringComparison.Ordinal)
            .Replace("p.m.", "pm", StringComparison.Ordinal)
            .Replace("a.m", "am", StringComparison.Ordinal)
            .Replace("p.m", "pm", StringComparison.Ordinal);
        if (text is "midday" or "noon" or "12 noon" or "12noon" or "12 midday" or "12midday")
            return (new TimeOnly(12, 0), null);
        if (text is "midnight" or "12 midnight" or "12midnight")
            return (new TimeOnly(0, 0), null);
        if (Written().Match(text) is not { Success: true } match)
            return Refused("time-not-real", $"{what} must be a time, like 9:30am, 14:30 or midday");
        var digits = match.Groups["h"].Value;
        var hour = int.Parse(digits, CultureInfo.InvariantCulture);
        var minute = match.Groups["m"] is { Success: true } m ? int.Parse(m.Value, CultureInfo.InvariantCulture) : 0;
        if (hour > 23 || minute > 59)
            return Refused("time-not-real", $"{what} must be a real time: hours go to 23 and minutes to 59");
        return match.Groups["half"] is { Success: true } half
            ? OnTwelveHourClock(hour, minute, half.Value[0] == 'p')
            : OnEitherClock(digits, hour, minute, match.Groups["m"].Success);

        (TimeOnly, Refusal?) OnTwelveHourClock(int h, int m, bool isAfternoon) =>
            h is < 1 or > 12
                ? Refused("time-two-clocks", $"{what} must be on one clock: use 14:30 or 2:30pm, not both")
                : (new TimeOnly((h % 12) + (isAfternoon ? 12 : 0), m), null);

        // 0930, 10:15 and 14 are on the 24-hour clock; 2.30 and 10 may be either
        (TimeOnly, Refusal?) OnEitherClock(string written, int h, int m, bool hasMinutes) =>
            h is >= 1 and <= 12 && (!hasMinutes || written.Length == 1)
                ? Refused(
                    "time-ambiguous",
                    $"Say whether {Clock(h, m)} is in the morning or the afternoon: {Clock(h, m)}am or {Clock(h, m)}pm"
                )
                : (new TimeOnly(h, m), null);

        (TimeOnly, Refusal?) Refused(string code, string message) => (default, new Refusal(code, field, message));
    }

    private static string Clock(int hour, int minute) =>
        minute == 0
            ? hour.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{hour}:{minute:D2}");

    private static string Lower(string what) => char.ToLowerInvariant(what[0]) + what[1..];

    [GeneratedRegex(
        @"\A(?<h>[0-9]{1,2})(?:[:. h]?(?<m>[0-9]{2}))? ?(?<half>am|pm)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        500
    )]
    private static partial Regex Written();
}
