using System.Globalization;
using System.Security.Cryptography;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Appointments;

namespace RefMon.Application.Appointments;

/// <summary>The sessions of a series with their slots.</summary>
internal sealed record SeriesPlan(IReadOnlyList<(int Number, SlotAsked Slot)> Sessions)
{
    private const int Most = 60;

    public IReadOnlyCollection<AppointmentId> Ids(Guid entry) => [.. Sessions.Select(s => IdOf(entry, s.Number))];

    /// <summary>The same for the same entry and session.</summary>
    public static AppointmentId IdOf(Guid entry, int number)
    {
        Span<byte> bytes = stackalloc byte[20];
        entry.TryWriteBytes(bytes);
        BitConverter.TryWriteBytes(bytes[16..], number);
        return new(new Guid(SHA256.HashData(bytes).AsSpan(0, 16)));
    }

    public static (SeriesPlan? Plan, List<Refusal> Refusals) Read(TypedSeries typed, SlotChoices choices)
    {
        var refusals = new List<Refusal>();
        var first = Number(typed.First);
        var last = Number(typed.Last);
        if (first is null)
            refusals.Add(new("series-first", "First", "Select the first session of the series"));
        if (last is null)
            refusals.Add(new("series-last", "Last", "Select the last session of the series"));
        else if (first is not null && last <= first)
            refusals.Add(new("series-backwards", "Last", "The last session must come after the first"));
        else if (last - first >= Most)
            refusals.Add(
                new(
                    "series-too-long",
                    "Last",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"A series has {Most} sessions at most. Choose an earlier last session, and book the others in another series"
                    )
                )
            );
        if (typed.Every is not ("1" or "2"))
            refusals.Add(new("series-every", "Every", "Select how often the sessions are"));
        var (slot, wrong) = SlotReading.Read(
            typed.Slot,
            AppointmentKind.DeliverySession,
            choices with
            {
                // what has no name meets once
                Groups = choices.Groups with
                {
                    Unnamed = [],
                },
            }
        );
        refusals.AddRange(wrong);
        if (refusals.Count > 0)
            return (null, refusals);
        var step = typed.Every == "2" ? 14 : 7;
        var skipped = (typed.Skipped ?? [])
            .Select(text =>
                DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var d)
                    ? d
                    : (DateOnly?)null
            )
            .OfType<DateOnly>()
            .ToHashSet();
        var sessions = new List<(int, SlotAsked)>();
        var day = slot!.Day;
        for (var number = first!.Value; number <= last!.Value; number++, day = day.AddDays(step))
        {
            while (skipped.Contains(day))
                day = day.AddDays(step);
            sessions.Add((number, slot with { Day = day }));
        }
        return (new(sessions), refusals);
    }

    private static int? Number(string? text) =>
        TypedText.Line(text) is { Length: <= 3 } line
        && int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0
            ? number
            : null;
}
