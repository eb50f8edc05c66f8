using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Domain;

namespace RefMon.Application.CaseLists;

/// <summary>
/// Remembers what each person had seen of a referral. A look lasts until half an hour has passed without one: reloading or
/// coming back from another page does not make the news disappear.
/// </summary>
public sealed class LastLooks(NpgsqlDataSource database, TimeProvider time)
{
    private static readonly TimeSpan LookLasts = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Records that the viewer looks now, at this version, and answers what they had seen before this look. What they were told about the
    /// referral is read with it.
    /// </summary>
    internal async Task<SeenBefore> Look(
        Viewer viewer,
        ReferralId referral,
        long version,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            with told as (
                update notice set read_at = $3 where account_id = $1 and subject_id = $2 and read_at is null)
            insert into last_looked (account_id, referral_id, at, version, news_since_at, news_since, opened_at)
            values ($1, $2, $3, $4, null, $4, $3)
            on conflict (account_id, referral_id) do update
            set news_since_at = case when last_looked.at < $5 then last_looked.at else last_looked.news_since_at end,
                news_since = case when last_looked.at < $5 then last_looked.version else last_looked.news_since end,
                opened_at = case when last_looked.at < $5 then $3 else coalesce(last_looked.opened_at, last_looked.at) end,
                at = greatest(last_looked.at, excluded.at),
                version = greatest(last_looked.version, excluded.version)
            returning news_since_at, news_since, opened_at, xmax = 0
            """
        );
        var now = time.GetUtcNow();
        command.Parameters.Add(new() { Value = viewer.AccountId });
        command.Parameters.Add(new() { Value = referral.Value });
        command.Parameters.Add(new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = version });
        command.Parameters.Add(new() { Value = now - LookLasts, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new(
            row.IsDBNull(0) ? null : row.GetFieldValue<DateTimeOffset>(0),
            row.GetInt64(1),
            row.GetFieldValue<DateTimeOffset>(2),
            // a row that was updated carries the transaction that did
            IsFirst: row.GetBoolean(3)
        );
    }
}

/// <summary>
/// The version somebody had seen, and when; no instant when this is their first look. A look begins when the page is opened, at
/// <paramref name="OpenedAt"/>, and goes on while it is opened again; <paramref name="IsFirst"/> is true the very first time alone.
/// </summary>
internal sealed record SeenBefore(DateTimeOffset? At, long Version, DateTimeOffset OpenedAt, bool IsFirst);
