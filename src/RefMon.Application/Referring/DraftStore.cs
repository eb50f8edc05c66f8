using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

/// <summary>What became of a draft: sent under a reference, or deleted (null) by its author or because nobody worked on it.</summary>
internal sealed record EndedDraft(string? Reference, bool Expired);

/// <summary>Reads drafts and makes the statements that write them; the pipeline saves those with the rest of the command.</summary>
internal sealed class DraftStore(NpgsqlDataSource database)
{
    private const string Columns = """
        id, person_id, crn, typed_crn, service_id, kind, created_by, created_at, updated_at, version, fields, sources
        """;
    private const string ColumnsRead = $"{Columns}, typed, last_section";

    public async Task<Draft?> Find(DraftId id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select {ColumnsRead} from draft where id = $1");
        command.Parameters.Add(new() { Value = id.Value });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? Read(row) : null;
    }

    public async Task<DraftId?> FindMine(
        string account,
        PersonId person,
        ServiceId service,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            "select id from draft where created_by = $1 and person_id = $2 and service_id = $3"
        );
        command.Parameters.Add(new() { Value = account });
        command.Parameters.Add(new() { Value = person.Value });
        command.Parameters.Add(new() { Value = service.Value });
        return await command.ExecuteScalarAsync(cancellationToken) is Guid id ? new DraftId(id) : null;
    }

    /// <summary>
    /// The viewer's drafts, the one worked on last first; index draft_author_person_service. Shows nobody whom opening
    /// the draft would hide.
    /// </summary>
    public async Task<(IReadOnlyList<Draft> Drafts, bool LimitedAccessIsOld)> ListMine(
        Viewer viewer,
        ListedLimitedAccess limitedAccess,
        CancellationToken cancellationToken
    )
    {
        var asked = await limitedAccess.AskAboutShown(await CrnsOfMine(viewer, cancellationToken), cancellationToken);
        await using var command = database.CreateCommand(
            $"""
            select {ColumnsRead} from draft d where {AccessPredicate.ForDrafts("d")} and {ListedLimitedAccess.Reliable(
                "d"
            )}
            order by updated_at desc, id limit 500
            """
        );
        AccessPredicate.AddParameters(viewer, command.Parameters);
        limitedAccess.AddParameters(command.Parameters);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var drafts = new List<Draft>();
        while (await row.ReadAsync(cancellationToken))
            drafts.Add(Read(row));
        return (drafts, asked is AskedAgain.Silent);
    }

    private async Task<IReadOnlyList<string>> CrnsOfMine(Viewer viewer, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select distinct crn from draft where created_by = $1");
        command.Parameters.Add(new() { Value = viewer.AccountId });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var crns = new List<string>();
        while (await row.ReadAsync(cancellationToken))
            crns.Add(row.GetString(0));
        return crns;
    }

    /// <summary>What became of a draft of this account; null when it has not ended.</summary>
    public async Task<EndedDraft?> FindEnded(DraftId id, string account, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select reference, expired from ended_draft where id = $1 and created_by = $2"
        );
        command.Parameters.Add(new() { Value = id.Value });
        command.Parameters.Add(new() { Value = account });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return null;
        return new EndedDraft(row.IsDBNull(0) ? null : row.GetString(0), row.GetBoolean(1));
    }

    /// <summary>
    /// Keeps fresher answers of neighbours, each part by itself: one that another page or a notice has brought newer stays. A
    /// part too old to be relied on keeps what it says and loses its age. No part of any form, so it does not move the version.
    /// </summary>
    public async Task Keep(DraftId id, DraftSources sources, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            update draft set sources = sources || (
                select coalesce(jsonb_object_agg(part, case
                    when isfinite(at) and at > '1900-01-01' then said
                    else jsonb_set(sources -> part, '{at}', said -> 'at') end), '{}')
                from jsonb_each($2) fresh(part, said), lateral (select (said ->> 'at')::timestamptz) aged(at)
                where jsonb_typeof(said) = 'object'
                  and (at >= coalesce((sources -> part ->> 'at')::timestamptz, '-infinity')
                       or (at <= '1900-01-01' and jsonb_typeof(sources -> part) = 'object'))
            ) where id = $1
            """
        );
        command.Parameters.Add(new() { Value = id.Value });
        command.Parameters.Add(Json(sources));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static NpgsqlBatchCommand Insert(Draft draft, Guid startedCommand) =>
        new(
            $"""
            insert into draft ({Columns}, started_command)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            on conflict (created_by, person_id, service_id) do nothing
            """
        )
        {
            Parameters =
            {
                new() { Value = draft.Id.Value },
                new() { Value = draft.PersonId.Value },
                new() { Value = draft.Crn },
                Text(draft.TypedCrn),
                new() { Value = draft.ServiceId.Value },
                Text(draft.Kind?.ToString()),
                new() { Value = draft.CreatedBy },
                Instant(draft.CreatedAt),
                Instant(draft.UpdatedAt),
                new() { Value = draft.Version },
                Json(draft.Answers.Fields),
                Json(draft.Sources),
                new() { Value = startedCommand },
            },
        };

    /// <summary>Notes for the auditor, for good, whom a new draft is about.</summary>
    public static NpgsqlBatchCommand About(Draft draft) =>
        new("insert into draft_person (draft_id, person_id) values ($1, $2)")
        {
            Parameters =
            {
                new() { Value = draft.Id.Value },
                new() { Value = draft.PersonId.Value },
            },
        };

    /// <summary>
    /// Writes the answers, the kind and what was typed when nobody else has since the draft was read; affects no row
    /// otherwise. The section to go on with stays as it is when it is not given.
    /// </summary>
    public static NpgsqlBatchCommand Update(Draft draft, Draft after, DateTimeOffset now, string? lastSection = null) =>
        new(
            """
            update draft
            set fields = $3, updated_at = $4, version = version + 1, typed = $5, last_section = $6, kind = $7
            where id = $1 and version = $2
            """
        )
        {
            Parameters =
            {
                new() { Value = draft.Id.Value },
                new() { Value = draft.Version },
                Json(after.Answers.Fields),
                Instant(now),
                Json(after.Typed.Sections),
                Text(lastSection ?? draft.LastSection),
                Text(after.Kind?.ToString()),
            },
        };

    /// <summary>Removes the draft when it is still as it was read; affects no row otherwise.</summary>
    public static NpgsqlBatchCommand Delete(Draft draft) =>
        new("delete from draft where id = $1 and version = $2")
        {
            Parameters =
            {
                new() { Value = draft.Id.Value },
                new() { Value = draft.Version },
            },
        };

    public static NpgsqlBatchCommand End(Draft draft, string? reference, DateTimeOffset now) =>
        new("insert into ended_draft (id, created_by, ended_at, reference) values ($1, $2, $3, $4)")
        {
            Parameters =
            {
                new() { Value = draft.Id.Value },
                new() { Value = draft.CreatedBy },
                Instant(now),
                Text(reference),
            },
        };

    public static Draft Read(NpgsqlDataReader row) =>
        new(
            new DraftId(row.GetGuid(0)),
            new PersonId(row.GetGuid(1)),
            row.GetString(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            new ServiceId(row.GetGuid(4)),
            row.IsDBNull(5) ? null : Enum.Parse<ReferralKind>(row.GetString(5)),
            row.GetString(6),
            row.GetFieldValue<DateTimeOffset>(7),
            row.GetFieldValue<DateTimeOffset>(8),
            row.GetInt64(9),
            new DraftAnswers(
                JsonSerializer.Deserialize<Dictionary<string, DraftField>>(row.GetString(10), DraftJson.Options)!
            ),
            JsonSerializer.Deserialize<DraftSources>(row.GetString(11), DraftJson.Options)!
        )
        {
            Typed = new(
                JsonSerializer.Deserialize<Dictionary<string, TypedSection>>(row.GetString(12), DraftJson.Options)!
            ),
            LastSection = row.IsDBNull(13) ? null : row.GetString(13),
        };

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Json<T>(T value) =>
        new() { Value = JsonSerializer.Serialize(value, DraftJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static NpgsqlParameter Instant(DateTimeOffset value) =>
        new() { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
