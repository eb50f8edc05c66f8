using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace RefMon.Application.Access;

/// <summary>
/// Writes who did or read what. Entries hold ids and references only. A command's entry commits with the command; a
/// read or a refusal is written by itself, and a read that cannot be audited fails.
/// </summary>
public sealed class AuditTrail(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>The outcome written for something that was done or shown.</summary>
    public const string Accepted = "accepted";

    private const string Insert = """
        insert into audit_entry (at, account_id, role, action, outcome, subject, correlation_id)
        values ($1, $2, $3, $4, $5, $6, $7)
        """;

    /// <summary>Writes one entry at once.</summary>
    public async Task Write(
        Viewer? viewer,
        string action,
        string outcome,
        string? subject,
        CancellationToken cancellationToken
    )
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Statement(viewer, action, outcome, subject));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The statement that writes an entry, to be enlisted in a session.</summary>
    public NpgsqlBatchCommand Statement(Viewer? viewer, string action, string outcome, string? subject) =>
        new(Insert)
        {
            Parameters =
            {
                new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
                Text(viewer?.AccountId),
                Text(viewer?.Role.ToString()),
                Text(action),
                Text(outcome),
                Text(subject),
                Text(Activity.Current?.TraceId.ToString()),
            },
        };

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
