using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Operations;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>
/// What became of a draft: sent under a reference, or deleted (null) by somebody or because nobody worked on it
/// (<paramref name="EndedBy"/> is null then).
/// </summary>
internal sealed record EndedDraft(
    string? Reference,
    bool Expired,
    string CreatedBy,
    string? EndedBy,
    DateTimeOffset EndedAt,
    ServiceId? ServiceId
);

/// <summary>A draft of the viewer's that a colleague ended. <paramref name="MayOpen"/>: the referral it became.</summary>
internal sealed record EndedByColleague(
    DraftId Id,
    string? Reference,
    string EndedBy,
    DateTimeOffset EndedAt,
    ServiceId? ServiceId,
    DateTimeOffset? BeganAt,
    bool MayOpen
);

/// <summary>Remembers for 30 days what became of drafts; holds nothing of the people they were for.</summary>
internal sealed class EndedDrafts(NpgsqlDataSource database, TimeProvider time)
{
    private const int Most = 50;

    /// <summary>Null when it has not ended. That the viewer may know of it has been asked before.</summary>
    public async Task<EndedDraft?> Find(DraftId id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select reference, expired, created_by, ended_by, ended_at, service_id from ended_draft where id = $1"
        );
        command.Parameters.Add(new() { Value = id.Value });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return null;
        var (expired, author) = (row.GetBoolean(1), row.GetString(2));
        return new EndedDraft(
            Text(row, 0),
            expired,
            author,
            // an earlier version noted nobody: then it was the author
            expired ? null : Text(row, 3) ?? author,
            row.GetFieldValue<DateTimeOffset>(4),
            row.IsDBNull(5) ? null : new ServiceId(row.GetGuid(5))
        );
    }

    /// <summary>The viewer's own drafts that somebody else sent or deleted lately, the last first; index ended_draft_author.</summary>
    public async Task<IReadOnlyList<EndedByColleague>> OfViewer(
        Viewer viewer,
        ListedLimitedAccess limitedAccess,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select e.id, e.reference, e.ended_by, e.ended_at, e.service_id, e.began_at,
                   exists (select 1 from case_list_row c where c.reference = e.reference
                           and {AccessPredicate.ForReferrals(viewer, "c")} and {ListedLimitedAccess.Reliable("c")})
            from ended_draft e
            where {AccessPredicate.OwnDraft("e")} and e.ended_by <> e.created_by and e.ended_at > @since
            order by e.ended_at desc, e.id limit {Most}
            """
        );
        AccessPredicate.AddParameters(viewer, command.Parameters);
        limitedAccess.AddParameters(command.Parameters);
        command.Parameters.AddWithValue("since", time.GetUtcNow() - DailyCleaning.Kept);
        var ended = new List<EndedByColleague>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            ended.Add(
                new(
                    new DraftId(row.GetGuid(0)),
                    Text(row, 1),
                    row.GetString(2),
                    row.GetFieldValue<DateTimeOffset>(3),
                    row.IsDBNull(4) ? null : new ServiceId(row.GetGuid(4)),
                    row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
                    row.GetBoolean(6)
                )
            );
        return ended;
    }

    /// <summary>Notes that the viewer sent the draft under this reference, or deleted it.</summary>
    public static NpgsqlBatchCommand End(OpenDraft open, string? reference) =>
        new(
            """
            insert into ended_draft (id, created_by, ended_at, reference, team, ended_by, service_id, began_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """
        )
        {
            Parameters =
            {
                new() { Value = open.Draft.Id.Value },
                new() { Value = open.Draft.CreatedBy },
                Instant(open.Now),
                Text(reference),
                Text(open.Draft.Team),
                Text(open.Viewer.AccountId),
                new() { Value = open.Draft.ServiceId.Value },
                Instant(open.Draft.CreatedAt),
            },
        };

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Instant(DateTimeOffset value) =>
        new() { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
