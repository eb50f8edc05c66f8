using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Referring;
using RefMon.Domain;

namespace RefMon.Application.Amendments;

/// <summary>Whom RefMon holds something about, and what.</summary>
internal sealed class PeopleHeld(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>True when there is a referral or a draft under this CRN.</summary>
    public async Task<bool> Any(string crn, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select exists (select 1 from case_list_row where crn = $1) or exists (select 1 from draft where crn = $1)
            """
        );
        command.Parameters.Add(new() { Value = crn });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Index: case_list_row_crn.</summary>
    public async Task<IReadOnlyList<ReferralId>> Referrals(string crn, CancellationToken cancellationToken) =>
        [
            .. (
                await Ids(
                    "select referral_id from case_list_row where crn = $1 order by sent_at",
                    crn,
                    cancellationToken
                )
            ).Select(id => new ReferralId(id)),
        ];

    public async Task<IReadOnlyList<DraftId>> Drafts(string crn, CancellationToken cancellationToken) =>
        [
            .. (await Ids("select id from draft where crn = $1 order by created_at", crn, cancellationToken)).Select(
                id => new DraftId(id)
            ),
        ];

    /// <summary>
    /// Everybody with an open referral or a draft who has not been looked up since an instant, nor tried since another: first
    /// those whose turn was longest ago, so that people about whom nobody answers keep nobody waiting.
    /// </summary>
    public async Task<IReadOnlyList<string>> NotCheckedSince(
        DateTimeOffset since,
        DateTimeOffset tried,
        int atMost,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            select p.crn from (
                select crn from case_list_row where stage <> 'Concluded' union select crn from draft) p
            left join person_check c on c.crn = p.crn
            where (c.checked_at is null or c.checked_at < $1) and (c.tried_at is null or c.tried_at < $2)
            order by c.tried_at nulls first, p.crn limit $3
            """
        );
        command.Parameters.Add(Instant(since));
        command.Parameters.Add(Instant(tried));
        command.Parameters.Add(new() { Value = atMost });
        var crns = new List<string>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            crns.Add(row.GetString(0));
        return crns;
    }

    /// <summary>Notes that somebody was looked up, and whether every neighbour answered.</summary>
    public async Task Tried(string crn, bool answered, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            insert into person_check as c (crn, checked_at, tried_at) values ($1, case when $3 then $2 end, $2)
            on conflict (crn) do update
            set checked_at = coalesce(excluded.checked_at, c.checked_at), tried_at = excluded.tried_at
            """
        );
        command.Parameters.Add(new() { Value = crn });
        command.Parameters.Add(Instant(time.GetUtcNow()));
        command.Parameters.Add(new() { Value = answered });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Nobody else's caseload has the person any more: access by caseload follows at once.</summary>
    public async Task SupervisedBy(string crn, string userName, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "delete from caseload_entry where crn = $1 and user_name <> lower($2)"
        );
        command.Parameters.Add(new() { Value = crn });
        command.Parameters.Add(new() { Value = userName });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Notes that one CRN was merged into another; gives RefMon's id of the person from now on.</summary>
    public async Task<PersonId> Join(string former, string survivor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(People.Insert(new PersonId(Guid.CreateVersion7(now)), survivor, now));
        batch.BatchCommands.Add(People.Merged(former, survivor));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return new((await Ids("select id from person where crn = $1", survivor, cancellationToken)).Single());
    }

    private async Task<List<Guid>> Ids(string sql, string crn, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = crn });
        var ids = new List<Guid>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            ids.Add(row.GetGuid(0));
        return ids;
    }

    private static NpgsqlParameter Instant(DateTimeOffset value) =>
        new() { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
