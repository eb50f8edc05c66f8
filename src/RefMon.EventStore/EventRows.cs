using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;

namespace RefMon.EventStore;

/// <summary>Reads rows of mt_events, called e in the query.</summary>
internal static class EventRows
{
    /// <summary>
    /// The header on the first of several events saved together: their number. A rebuild gives projections the same
    /// changes as the saves did, so it must know where one ended.
    /// </summary>
    public const string SavedTogether = "saved_together";

    public const string Columns =
        "e.seq_id, e.id, e.stream_id, e.version, e.type, e.timestamp, e.user_name, e.correlation_id, e.causation_id, e.headers, e.data";

    public static async IAsyncEnumerable<StoredEvent> Read(
        NpgsqlCommand command,
        EventStoreModel model,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return Read(reader, model).Event;
    }

    public static async Task<List<StoredEvent>> ToList(
        NpgsqlCommand command,
        EventStoreModel model,
        CancellationToken cancellationToken
    )
    {
        var events = new List<StoredEvent>();
        await foreach (var stored in Read(command, model, cancellationToken))
            events.Add(stored);
        return events;
    }

    public static (StoredEvent Event, int SavedTogether) Read(NpgsqlDataReader reader, EventStoreModel model)
    {
        var type = reader.GetString(4);
        var headers = reader.IsDBNull(9)
            ? null
            : JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetFieldValue<byte[]>(9));
        var together = 1;
        if (headers is not null && headers.Remove(SavedTogether, out var number))
            together = int.Parse(number, CultureInfo.InvariantCulture);
        var metadata = new EventMetadata(
            Optional(reader, 6),
            Optional(reader, 7),
            Optional(reader, 8),
            headers is { Count: > 0 } ? headers : null
        );
        var stored = new StoredEvent(
            reader.GetGuid(1),
            reader.GetInt64(0),
            reader.GetGuid(2),
            reader.GetInt64(3),
            model.ReadEvent(type, reader.GetFieldValue<byte[]>(10)),
            type,
            new DateTimeOffset(reader.GetDateTime(5)),
            metadata
        );
        return (stored, together);
    }

    private static string? Optional(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);
}
