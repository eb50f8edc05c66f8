using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace RefMon.EventStore;

/// <summary>The statements of a save. Constant text per table, so that they stay prepared.</summary>
internal static partial class Statements
{
    /// <summary>Raised by refmon_expect_rows.</summary>
    public const string UnexpectedRows = "RM001";

    public static NpgsqlBatchCommand StartStream(Guid id, string alias, long version, DateTimeOffset at) =>
        Command(
            "insert into mt_streams (id, type, version, timestamp, created) values ($1, $2, $3, $4, $4)",
            Uuid(id),
            Text(alias),
            Bigint(version),
            Instant(at)
        );

    public static NpgsqlBatchCommand MoveStream(Guid id, long from, long to, DateTimeOffset at) =>
        Command(
            "with moved as (update mt_streams set version = $2, timestamp = $3 where id = $1 and version = $4 returning 1) "
                + "select refmon_expect_rows(count(*), 1, 'stream') from moved",
            Uuid(id),
            Bigint(to),
            Instant(at),
            Bigint(from)
        );

    /// <param name="stored">The event.</param>
    /// <param name="data">Its JSON.</param>
    /// <param name="dotnetType">Its type for Marten.</param>
    /// <param name="savedTogether">How many events of the stream this save writes, told on the first of several.</param>
    public static NpgsqlBatchCommand Append(StoredEvent stored, byte[] data, string dotnetType, int savedTogether) =>
        Command(
            "insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers, user_name) "
                + "values (nextval('mt_events_sequence'), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            Uuid(stored.Id),
            Uuid(stored.StreamId),
            Bigint(stored.Version),
            Json(data),
            Text(stored.TypeName),
            Instant(stored.Timestamp),
            Text(dotnetType),
            Text(stored.Metadata.CorrelationId),
            Text(stored.Metadata.CausationId),
            Json(Headers(stored.Metadata.Headers, savedTogether)),
            Text(stored.Metadata.UserName)
        );

    /// <summary>Writes a snapshot; <paramref name="replace"/> when its row is known to be there, which is cheaper.</summary>
    public static NpgsqlBatchCommand Snapshot(
        AggregateType aggregate,
        Guid id,
        byte[] data,
        long version,
        DateTimeOffset at,
        bool replace
    ) =>
        Command(
            replace
                ? $"update {aggregate.Table} set data = $2, mt_version = $3, mt_last_modified = $4, mt_dotnet_type = $5 where id = $1"
                : $"insert into {aggregate.Table} (id, data, mt_version, mt_last_modified, mt_dotnet_type) values ($1, $2, $3, $4, $5) "
                    + "on conflict (id) do update set data = excluded.data, mt_version = excluded.mt_version, mt_last_modified = excluded.mt_last_modified, mt_dotnet_type = excluded.mt_dotnet_type",
            Uuid(id),
            Json(data),
            Bigint(version),
            Instant(at),
            Text(aggregate.Type.FullName)
        );

    public static NpgsqlBatchCommand RecordCommand(CommandRecord record, DateTimeOffset at) =>
        Command(
            "insert into command_record (actor, command_id, content_hash, outcome, recorded_at) values ($1, $2, $3, $4, $5)",
            Text(record.Actor),
            Uuid(record.CommandId),
            Text(record.ContentHash),
            new NpgsqlParameter { Value = record.OutcomeJson, NpgsqlDbType = NpgsqlDbType.Jsonb },
            Instant(at)
        );

    /// <summary>The same statement, ending the transaction when it affects another number of rows.</summary>
    public static NpgsqlBatchCommand Expecting(NpgsqlBatchCommand command, int rows, int position)
    {
        var sql = command.CommandText.Trim().TrimEnd(';');
        var counted = Counted().IsMatch(sql) ? sql : sql + " returning 1";
        var expecting = new NpgsqlBatchCommand(
            string.Create(
                CultureInfo.InvariantCulture,
                $"with touched as ({counted}) select refmon_expect_rows(count(*), {rows}, 'enlisted {position}') from touched"
            )
        );
        // a parameter belongs to one collection only
        foreach (var parameter in command.Parameters.ToList())
            expecting.Parameters.Add(parameter.Clone());
        return expecting;
    }

    public static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    public static NpgsqlParameter Uuid(Guid value) =>
        new NpgsqlParameter<Guid> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Uuid };

    public static NpgsqlParameter Bigint(long value) =>
        new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint };

    public static NpgsqlParameter Instant(DateTimeOffset value) =>
        new NpgsqlParameter<DateTime> { TypedValue = value.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    public static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar };

    private static NpgsqlParameter Json(byte[]? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static byte[]? Headers(IReadOnlyDictionary<string, string>? headers, int savedTogether)
    {
        if (savedTogether == 1 && headers is null)
            return null;
        var all = new Dictionary<string, string>(headers ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        if (savedTogether > 1)
            all[EventRows.SavedTogether] = savedTogether.ToString(CultureInfo.InvariantCulture);
        return JsonSerializer.SerializeToUtf8Bytes(all);
    }

    [GeneratedRegex(@"\breturning\b|^\s*select\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Counted();
}
