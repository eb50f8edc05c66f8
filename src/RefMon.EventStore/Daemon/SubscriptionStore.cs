using System.Globalization;
using Npgsql;

namespace RefMon.EventStore.Daemon;

/// <summary>Another process moved this subscription's checkpoint: this one is not its owner any more and must let go.</summary>
internal sealed class FencedException(string subscription) : Exception($"{subscription} is run by another process.");

/// <summary>The statements of one subscription: its checkpoint, its pages and its parked events.</summary>
internal sealed class SubscriptionStore(
    DaemonDataSource database,
    EventStoreModel model,
    string name,
    TimeSpan freeAfter
)
{
    private readonly string progression = name + ":All";

    // the database ends a transaction whose process froze, so that its locks do not stop the next owner
    private readonly string freeLocksOfTheFrozen = string.Create(
        CultureInfo.InvariantCulture,
        $"set local idle_in_transaction_session_timeout = {(int)freeAfter.TotalMilliseconds}"
    );

    /// <summary>The last event dealt with; a new subscription starts its row.</summary>
    public async Task<long> Checkpoint(bool fromNow, CancellationToken cancellationToken)
    {
        await using var batch = database.Source.CreateBatch();
        batch.BatchCommands.Add(
            Statements.Command(
                "insert into mt_event_progression (name, last_seq_id) "
                    + "select $1, case when $2 then coalesce((select max(seq_id) from mt_events), 0) else 0 end on conflict (name) do nothing",
                Statements.Text(progression),
                new NpgsqlParameter { Value = fromNow }
            )
        );
        batch.BatchCommands.Add(
            Statements.Command(
                "select last_seq_id from mt_event_progression where name = $1",
                Statements.Text(progression)
            )
        );
        return (long)(await batch.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<List<StoredEvent>> Page(long after, long upTo, int size, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(
            $"select {EventRows.Columns} from mt_events e where e.seq_id > $1 and e.seq_id <= $2 order by e.seq_id limit $3"
        );
        command.Parameters.Add(Statements.Bigint(after));
        command.Parameters.Add(Statements.Bigint(upTo));
        command.Parameters.Add(new() { Value = size });
        return await EventRows.ToList(command, model, cancellationToken);
    }

    public async Task<(NpgsqlConnection Connection, NpgsqlTransaction Transaction)> Begin(
        CancellationToken cancellationToken,
        bool waitsForDisk = true
    )
    {
        var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var guard = new NpgsqlCommand(
                waitsForDisk ? freeLocksOfTheFrozen : freeLocksOfTheFrozen + "; set local synchronous_commit = off",
                connection
            );
            await guard.ExecuteNonQueryAsync(cancellationToken);
            return (connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Streams with an event parked that holds those behind it.</summary>
    public async Task<HashSet<Guid>> HeldStreams(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select distinct stream_id from parked_event where subscription = $1 and resolved_at is null and holds_stream",
            connection
        );
        command.Parameters.Add(Statements.Text(name));
        var held = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            held.Add(reader.GetGuid(0));
        return held;
    }

    /// <summary>Moves the checkpoint from the value this owner read, and from no other.</summary>
    public async Task Move(NpgsqlConnection connection, long from, long to, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "update mt_event_progression set last_seq_id = $2, last_updated = transaction_timestamp() where name = $1 and last_seq_id = $3",
            connection
        );
        await Move(command, from, to, cancellationToken);
    }

    /// <summary>
    /// The same for events that are passed over, by itself. Its commit does not wait for the disk, where people's own commits queue: after a crash
    /// of the database they are passed over again.
    /// </summary>
    public async Task PassOver(long from, long to, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(
            """
            update mt_event_progression set last_seq_id = $2, last_updated = transaction_timestamp()
            from (select set_config('synchronous_commit', 'off', true)) without_waiting
            where name = $1 and last_seq_id = $3
            """
        );
        await Move(command, from, to, cancellationToken);
    }

    private async Task Move(NpgsqlCommand command, long from, long to, CancellationToken cancellationToken)
    {
        command.Parameters.Add(Statements.Text(progression));
        command.Parameters.Add(Statements.Bigint(to));
        command.Parameters.Add(Statements.Bigint(from));
        if (await command.ExecuteNonQueryAsync(cancellationToken) != 1)
            throw new FencedException(name);
    }

    /// <summary>Puts an event aside: with an error when it failed, without when it waits behind one that did.</summary>
    public async Task Park(
        NpgsqlConnection connection,
        StoredEvent stored,
        bool holdsStream,
        int attempts,
        string? error,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            insert into parked_event (subscription, seq_id, stream_id, event_type, holds_stream, attempts, error, parked_at)
            values ($1, $2, $3, $4, $5, $6, $7, transaction_timestamp())
            """,
            connection
        );
        command.Parameters.Add(Statements.Text(name));
        command.Parameters.Add(Statements.Bigint(stored.Sequence));
        command.Parameters.Add(Statements.Uuid(stored.StreamId));
        command.Parameters.Add(Statements.Text(stored.TypeName));
        command.Parameters.Add(new() { Value = holdsStream });
        command.Parameters.Add(new() { Value = attempts });
        command.Parameters.Add(Statements.Text(error));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Parked events to try now: those an operator asked for, and those whose turn came because everything they waited
    /// behind is dealt with. In order.
    /// </summary>
    public async Task<List<StoredEvent>> Due(CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(
            $"""
            select {EventRows.Columns} from mt_events e where e.seq_id in (
                select p.seq_id from parked_event p
                where p.subscription = $1 and p.resolved_at is null and (p.retry_requested or p.attempts = 0)
                    and not exists (
                        select from parked_event earlier
                        where earlier.subscription = p.subscription and earlier.stream_id = p.stream_id
                            and earlier.seq_id < p.seq_id and earlier.resolved_at is null and earlier.holds_stream)
                order by p.seq_id limit 50)
            order by e.seq_id
            """
        );
        command.Parameters.Add(Statements.Text(name));
        return await EventRows.ToList(command, model, cancellationToken);
    }

    /// <summary>
    /// Marks a parked event as handled; false when it was dealt with elsewhere. Done before the handler runs, so that a
    /// former owner that was woken waits here and then finds nothing left to do.
    /// </summary>
    public async Task<bool> Resolve(NpgsqlConnection connection, long sequence, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            update parked_event
            set resolved_at = transaction_timestamp(), resolution = 'handled', retry_requested = false, attempts = attempts + 1
            where subscription = $1 and seq_id = $2 and resolved_at is null
            """,
            connection
        );
        command.Parameters.Add(Statements.Text(name));
        command.Parameters.Add(Statements.Bigint(sequence));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task FailedAgain(long sequence, bool holdsStream, string error, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(
            """
            update parked_event
            set attempts = attempts + 1, retry_requested = false, error = $3, holds_stream = holds_stream or $4
            where subscription = $1 and seq_id = $2 and resolved_at is null
            """
        );
        command.Parameters.Add(Statements.Text(name));
        command.Parameters.Add(Statements.Bigint(sequence));
        command.Parameters.Add(Statements.Text(error));
        command.Parameters.Add(new() { Value = holdsStream });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
