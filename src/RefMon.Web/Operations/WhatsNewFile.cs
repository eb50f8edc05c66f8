using System.Text.Json;

namespace RefMon.Web.Operations;

/// <summary>One release as its users notice it.</summary>
public sealed record WhatsNewEntry(DateOnly Date, string Title, IReadOnlyList<string> Changes);

/// <summary>The releases of <c>whats-new.json</c>, newest first.</summary>
internal static class WhatsNewFile
{
    public static IReadOnlyList<WhatsNewEntry> Entries { get; } = Read();

    private static IReadOnlyList<WhatsNewEntry> Read()
    {
        using var file = typeof(WhatsNewFile).Assembly.GetManifestResourceStream(
            "RefMon.Web.Operations.whats-new.json"
        )!;
        var entries = JsonSerializer.Deserialize<List<WhatsNewEntry>>(file, JsonSerializerOptions.Web)!;
        return [.. entries.OrderByDescending(entry => entry.Date)];
    }
}
