using Npgsql;
using NpgsqlTypes;

namespace RefMon.Application.Operations;

/// <summary>
/// Deletes what has served its purpose. What became of a draft is kept 30 days for its author's Back button; a reference
/// that was reserved and never used 30 days for a send that is tried again; words searched for, which may name somebody, 30
/// days for addresses that were kept. Harmless on several nodes at once, and when repeated.
/// </summary>
public sealed class DailyCleaning(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>How long each of them is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Deletes what is older; says how many rows of each table.</summary>
    public async Task<Cleaned> Run(CancellationToken cancellationToken)
    {
        var drafts = await Delete("delete from ended_draft where ended_at < $1", cancellationToken);
        // that of a draft still open is kept for its send, that of a referral is the referral's
        var references = await Delete(
            """
            delete from reference_reservation r where r.reserved_at < $1
                and not exists (select 1 from draft d where d.id = r.referral_id)
                and not exists (select 1 from case_list_row c where c.referral_id = r.referral_id)
            """,
            cancellationToken
        );
        var searches = await Delete("delete from saved_search where created_at < $1", cancellationToken);
        return new(drafts, references, searches);
    }

    private async Task<int> Delete(string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = time.GetUtcNow() - Kept, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Rows that a cleaning deleted.</summary>
public sealed record Cleaned(int EndedDrafts, int UnusedReferences, int SavedSearches);
