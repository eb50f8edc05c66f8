using Npgsql;

namespace RefMon.EventStore.Daemon;

/// <summary>
/// How far the sequence is complete: no event at or below <see cref="Mark"/> can become visible any more.
/// <para>
/// A number is taken before its transaction commits, so a lower number can appear after a higher one, or never. Whoever
/// takes a number is inserting into mt_events and therefore holds a RowExclusiveLock on it until its transaction is over;
/// and PostgreSQL makes a commit visible before it frees the locks. So: read which numbers are visible, then who holds that
/// lock. Every missing number below the highest visible one was taken before the first read (the sequence has no cache), so
/// its owner is either among the holders or finished. Once none of those holders is left, the missing numbers are either
/// visible or rolled back for good. No clock, no guess; a reader that holds a long transaction does not matter.
/// </para>
/// </summary>
internal sealed class HighWater(DaemonDataSource database)
{
    private const string Name = "HighWaterMark";

    // one round trip, two statements, in this order: the second must look after the first
    private const string Visible = """
        select coalesce(max(seq_id), $1), coalesce(max(seq_id) filter (where seq_id = $1 + place), $1)
        from (select seq_id, row_number() over (order by seq_id) as place
              from mt_events where seq_id > $1 order by seq_id limit 10000) next
        """;

    private const string Writers = """
        select virtualtransaction from pg_locks
        where locktype = 'relation' and relation = 'mt_events'::regclass and mode = 'RowExclusiveLock' and granted
            and database = (select oid from pg_database where datname = current_database())
        """;

    private long mark;
    private long saved;
    private (long Ceiling, HashSet<string> Writers)? gap;

    /// <summary>The last number that is settled, with all before it.</summary>
    public long Mark => Volatile.Read(ref mark);

    /// <summary>Begins where any node had come to.</summary>
    public async Task Load(CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(
            "select last_seq_id from mt_event_progression where name = $1"
        );
        command.Parameters.Add(Statements.Text(Name));
        saved = await command.ExecuteScalarAsync(cancellationToken) as long? ?? 0;
        Volatile.Write(ref mark, Math.Max(Mark, saved));
    }

    /// <summary>Looks once. True when there is more to find soon: a full page was read, or a writer is being waited for.</summary>
    public async Task<(bool Moved, bool More)> Advance(CancellationToken cancellationToken)
    {
        var before = Mark;
        var (seen, whole, writers) = await Look(before, cancellationToken);
        if (whole == seen)
        {
            gap = null;
            Volatile.Write(ref mark, seen);
            return (seen > before, seen - before >= 10_000);
        }

        // what is missing below the ceiling is owed by those who were writing when it was first missed
        if (gap is not { } known || known.Ceiling <= whole)
            gap = known = (seen, writers);
        else
            known.Writers.IntersectWith(writers);
        if (known.Writers.Count == 0)
        {
            gap = null;
            whole = known.Ceiling;
        }

        Volatile.Write(ref mark, whole);
        return (whole > before, true);
    }

    /// <summary>Writes the mark down, so that a later start need not look at what is settled.</summary>
    public async Task Save(CancellationToken cancellationToken)
    {
        var now = Mark;
        if (now == saved)
            return;
        await using var command = database.Source.CreateCommand(
            """
            insert into mt_event_progression (name, last_seq_id, last_updated) values ($1, $2, transaction_timestamp())
            on conflict (name) do update set last_seq_id = excluded.last_seq_id, last_updated = excluded.last_updated
            where mt_event_progression.last_seq_id < excluded.last_seq_id
            """
        );
        command.Parameters.Add(Statements.Text(Name));
        command.Parameters.Add(Statements.Bigint(now));
        await command.ExecuteNonQueryAsync(cancellationToken);
        saved = now;
    }

    private async Task<(long Seen, long Whole, HashSet<string> Writers)> Look(
        long after,
        CancellationToken cancellationToken
    )
    {
        await using var batch = database.Source.CreateBatch();
        batch.BatchCommands.Add(Statements.Command(Visible, Statements.Bigint(after)));
        batch.BatchCommands.Add(Statements.Command(Writers));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (seen, whole) = (reader.GetInt64(0), reader.GetInt64(1));
        await reader.NextResultAsync(cancellationToken);
        var writers = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            writers.Add(reader.GetString(0));
        return (seen, whole, writers);
    }
}

/// <summary>
/// Connections of leases, LISTEN and subscriptions, apart from those of requests: they are reset when they go back to
/// their pool, because these uses leave something behind on a session.
/// </summary>
internal sealed class DaemonDataSource(NpgsqlDataSource source) : IAsyncDisposable
{
    public NpgsqlDataSource Source { get; } = source;

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
