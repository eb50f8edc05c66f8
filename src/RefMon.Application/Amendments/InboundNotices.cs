using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.Operations;
using RefMon.Domain;

namespace RefMon.Application.Amendments;

/// <summary>What became of a notice that was posted.</summary>
public enum NoticeReceipt
{
    /// <summary>Taken; it is followed within seconds.</summary>
    Accepted,

    /// <summary>Taken before; nothing is done twice.</summary>
    AcceptedBefore,

    /// <summary>The id came before with other content; nothing was taken.</summary>
    IdReused,
}

/// <summary>
/// How notices stand, for operators: how many wait, since when, and why the last one tried did not get through; and how many
/// more were put aside.
/// </summary>
public sealed record NoticesWaiting(int Count, DateTimeOffset? Oldest, string? LastFault, int PutAside = 0);

/// <summary>Keeps the notices of neighbours until they have been followed. Each is accepted once.</summary>
public sealed class InboundNotices(NpgsqlDataSource database, TimeProvider time)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>For how long a silent neighbour is asked again before its notice is put aside.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>How often a notice is tried whose answer makes no sense or whose following fails here, before it is put aside.</summary>
    internal const int MostAttempts = 15;

    /// <summary>What stands for a failure of RefMon's own where a neighbour's fault would stand.</summary>
    internal const string Failed = "failed";

    /// <summary>Set when a notice was taken here, so that it need not wait for the next look.</summary>
    internal SemaphoreSlim Arrived { get; } = new(0);

    /// <summary>
    /// Takes a notice. One about who may see the person closes lists and pages in the same transaction: they open again
    /// when nDelius has answered.
    /// </summary>
    public async Task<NoticeReceipt> Receive(ChangeNotice notice, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await Insert(connection, notice, cancellationToken))
        {
            var before = await HashOf(connection, notice, cancellationToken);
            return before == notice.ContentHash ? NoticeReceipt.AcceptedBefore : NoticeReceipt.IdReused;
        }
        if (notice.Kind is ChangeKind.Restriction or ChangeKind.Merge)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(LimitedAccessFreshness.Doubt(notice.Crn.Value));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        Arrived.Release();
        return NoticeReceipt.Accepted;
    }

    /// <summary>Takes one that is due, for two minutes; null when none is. Several nodes never take the same.</summary>
    internal async Task<ChangeNotice?> Take(CancellationToken cancellationToken)
    {
        // index: inbound_notice_waiting
        await using var command = database.CreateCommand(
            """
            update inbound_notice n set attempts = n.attempts + 1, next_try_at = $2
            where (n.source, n.id) = (
                select source, id from inbound_notice where handled_at is null and next_try_at <= $1
                order by next_try_at limit 1 for update skip locked)
            returning n.id, n.source, n.kind, n.crn, n.changed_at
            """
        );
        var now = time.GetUtcNow();
        command.Parameters.Add(Instant(now));
        command.Parameters.Add(Instant(now + Lease));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return null;
        return new(
            row.GetGuid(0),
            SourceOf(row.GetString(1)),
            Enum.Parse<ChangeKind>(row.GetString(2)),
            Crn.Parse(row.GetString(3)),
            row.GetFieldValue<DateTimeOffset>(4)
        );
    }

    /// <summary>It has been followed.</summary>
    internal async Task Done(ChangeNotice notice, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "update inbound_notice set handled_at = $3, last_fault = null where source = $1 and id = $2"
        );
        command.Parameters.Add(new() { Value = ChangeNoticeReading.WordOf(notice.Source) });
        command.Parameters.Add(new() { Value = notice.Id });
        command.Parameters.Add(Instant(time.GetUtcNow()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// It could not be followed, for a neighbour's fault or one here (null): it is tried again, later each time, and put aside
    /// when that has gone on for too long.
    /// </summary>
    internal async Task Again(ChangeNotice notice, NeighbourFault? fault, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            update inbound_notice n set last_fault = $4, parked_at = case when is_over then $3 end,
                next_try_at = case when is_over then 'infinity'
                    else $3::timestamptz + least($5::interval, interval '1 second' * power(2, least(attempts, 20))) end
            from (select coalesce(retried_at, received_at) + $6 <= $3
                         or ($4 in ('nonsense', '{Failed}') and attempts >= {MostAttempts}) as is_over
                  from inbound_notice where source = $1 and id = $2) tried
            where n.source = $1 and n.id = $2
            """
        );
        command.Parameters.Add(new() { Value = ChangeNoticeReading.WordOf(notice.Source) });
        command.Parameters.Add(new() { Value = notice.Id });
        command.Parameters.Add(Instant(time.GetUtcNow()));
        command.Parameters.Add(new() { Value = fault?.ToString().ToLowerInvariant() ?? Failed });
        command.Parameters.Add(new() { Value = Longest });
        command.Parameters.Add(new() { Value = Patience });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Everything about the person has been looked up since: notices about them that were put aside are followed with it.</summary>
    internal async Task Covered(string crn, DateTimeOffset since, CancellationToken cancellationToken)
    {
        // index: inbound_notice_parked
        await using var command = database.CreateCommand(
            """
            update inbound_notice set handled_at = $3, last_fault = null
            where parked_at <= $2 and handled_at is null and crn = $1
            """
        );
        command.Parameters.Add(new() { Value = crn });
        command.Parameters.Add(Instant(since));
        command.Parameters.Add(Instant(time.GetUtcNow()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>How many wait.</summary>
    public async Task<NoticesWaiting> Waiting(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select (count(*) filter (where parked_at is null))::int, min(received_at) filter (where parked_at is null),
                   (array_agg(last_fault order by next_try_at desc)
                       filter (where last_fault is not null and parked_at is null))[1],
                   (count(*) filter (where parked_at is not null))::int
            from inbound_notice where handled_at is null
            """
        );
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new(
            row.GetInt32(0),
            row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1),
            row.IsDBNull(2) ? null : row.GetString(2),
            row.GetInt32(3)
        );
    }

    /// <summary>Forgets notices followed more than thirty days ago: a repeat that late does no harm either.</summary>
    internal async Task Purge(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("delete from inbound_notice where handled_at < $1");
        command.Parameters.Add(Instant(time.GetUtcNow() - Kept));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<bool> Insert(
        NpgsqlConnection connection,
        ChangeNotice notice,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            insert into inbound_notice (source, id, kind, crn, changed_at, content_hash, received_at, next_try_at)
            values ($1, $2, $3, $4, $5, $6, $7, $7) on conflict do nothing
            """,
            connection
        );
        command.Parameters.Add(new() { Value = ChangeNoticeReading.WordOf(notice.Source) });
        command.Parameters.Add(new() { Value = notice.Id });
        command.Parameters.Add(new() { Value = notice.Kind.ToString() });
        command.Parameters.Add(new() { Value = notice.Crn.Value });
        command.Parameters.Add(Instant(notice.ChangedAt));
        command.Parameters.Add(new() { Value = notice.ContentHash });
        command.Parameters.Add(Instant(time.GetUtcNow()));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static async Task<string?> HashOf(
        NpgsqlConnection connection,
        ChangeNotice notice,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "select content_hash from inbound_notice where source = $1 and id = $2",
            connection
        );
        command.Parameters.Add(new() { Value = ChangeNoticeReading.WordOf(notice.Source) });
        command.Parameters.Add(new() { Value = notice.Id });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private static NoticeSource SourceOf(string word) =>
        Enum.GetValues<NoticeSource>().Single(source => ChangeNoticeReading.WordOf(source) == word);

    private static NpgsqlParameter Instant(DateTimeOffset value) =>
        new() { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
