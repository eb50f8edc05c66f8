using System.Globalization;
using System.Text;

namespace RefMon.Application.Appointments;

/// <summary>One event of a calendar: times are instants.</summary>
internal sealed record CalendarEvent(
    string Uid,
    DateTimeOffset From,
    DateTimeOffset Until,
    string Summary,
    Uri? Address
);

/// <summary>
/// Writes a calendar in iCalendar format (RFC 5545): lines end in CR LF and are folded after at most 75 octets, never within a character; texts
/// escape backslash, semicolon, comma and line break; times are in UTC.
/// </summary>
internal static class CalendarText
{
    private const int LongestLine = 75;

    public static string Of(string name, IEnumerable<CalendarEvent> events, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Line(text, "BEGIN", "VCALENDAR");
        Line(text, "VERSION", "2.0");
        Line(text, "PRODID", "-//RefMon//Calendar//EN");
        Line(text, "CALSCALE", "GREGORIAN");
        Line(text, "METHOD", "PUBLISH");
        Line(text, "X-WR-CALNAME", Escaped(name));
        foreach (var e in events)
        {
            Line(text, "BEGIN", "VEVENT");
            Line(text, "UID", Escaped(e.Uid));
            Line(text, "DTSTAMP", Instant(now));
            Line(text, "DTSTART", Instant(e.From));
            Line(text, "DTEND", Instant(e.Until));
            Line(text, "SUMMARY", Escaped(e.Summary));
            Line(text, "CLASS", "PRIVATE");
            Line(text, "TRANSP", "OPAQUE");
            if (e.Address is not null)
                Line(text, "URL", e.Address.AbsoluteUri);
            Line(text, "END", "VEVENT");
        }
        Line(text, "END", "VCALENDAR");
        return text.ToString();
    }

    internal static string Escaped(string text) =>
        text.ReplaceLineEndings("\n")
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace(";", "\\;", StringComparison.Ordinal)
            .Replace(",", "\\,", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);

    private static void Line(StringBuilder text, string name, string value)
    {
        var octets = 0;
        foreach (var rune in $"{name}:{value}".EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                // the space that marks a line as going on is one of its octets
                text.Append("\r\n ");
                octets = 1;
            }
            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
    }

    private static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
