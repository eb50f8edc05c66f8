using Npgsql;

namespace RefMon.EventStore.Daemon;

/// <summary>
/// An event put aside. <see cref="Attempts"/> is 0 for one that only waits behind another of its stream.
/// <see cref="Error"/> is a kind of failure, never a message.
/// </summary>
public sealed record ParkedEvent(
    string Subscription,
    long Sequence,
    Guid StreamId,
    string EventType,
    int Attempts,
    string? Error,
    DateTimeOffset ParkedAt,
    bool RetryRequested
);

/// <summary>The list an operator works through: events a subscription could not handle.</summary>
public sealed class ParkedEvents(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>What is parked and not yet dealt with, oldest first; of all subscriptions unless one is named.</summary>
    public async Task<IReadOnlyList<ParkedEvent>> List(
        string? subscription = null,
        int limit = 500,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = database.CreateCommand(
            """
            select subscription, seq_id, stream_id, event_type, attempts, error, parked_at, retry_requested
            from parked_event
            where resolved_at is null and ($1 is null or subscription = $1)
            order by seq_id, subscription limit $2
            """
        );
        command.Parameters.Add(Statements.Text(subscription));
        command.Parameters.Add(new() { Value = limit });
        var list = new List<ParkedEvent>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            list.Add(
                new ParkedEvent(
                    row.GetString(0),
                    row.GetInt64(1),
                    row.GetGuid(2),
                    row.GetString(3),
                    row.GetInt32(4),
                    row.IsDBNull(5) ? null : row.GetString(5),
                    new DateTimeOffset(row.GetDateTime(6)),
                    row.GetBoolean(7)
                )
            );
        }

        return list;
    }

    /// <summary>Asks for one more try, within seconds. False when it was dealt with already.</summary>
    public async Task<bool> Retry(string subscription, long sequence, CancellationToken cancellationToken = default) =>
        await Execute(RetryStatement(subscription, sequence), cancellationToken);

    /// <summary>Gives an event up: it is never handled, those that waited behind it are. False when it was dealt with already.</summary>
    public async Task<bool> Dismiss(
        string subscription,
        long sequence,
        string by,
        string reason,
        CancellationToken cancellationToken = default
    ) => await Execute(DismissStatement(subscription, sequence, by, reason), cancellationToken);

    /// <summary><see cref="Retry"/> as a statement for a session; affects no row when it was dealt with already.</summary>
    public NpgsqlBatchCommand RetryStatement(string subscription, long sequence) =>
        Statements.Command(
            "update parked_event set retry_requested = true where subscription = $1 and seq_id = $2 and resolved_at is null",
            Statements.Text(subscription),
            Statements.Bigint(sequence)
        );

    /// <summary><see cref="Dismiss"/> as a statement for a session; affects no row when it was dealt with already.</summary>
    public NpgsqlBatchCommand DismissStatement(string subscription, long sequence, string by, string reason) =>
        Statements.Command(
            "update parked_event set resolved_at = $3, resolution = 'dismissed', resolved_by = $4, reason = $5 where subscription = $1 and seq_id = $2 and resolved_at is null",
            Statements.Text(subscription),
            Statements.Bigint(sequence),
            Statements.Instant(time.GetUtcNow()),
            Statements.Text(by),
            Statements.Text(reason)
        );

    private async Task<bool> Execute(NpgsqlBatchCommand statement, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(statement);
        return await batch.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
