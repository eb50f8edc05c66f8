using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

/// <summary>Reads drafts and makes the statements that write them; the pipeline saves those with the rest of the command.</summary>
internal sealed class DraftStore(NpgsqlDataSource database)
{
    private const string Columns = """
        id, person_id, crn, typed_crn, service_id, kind, created_by, created_at, updated_at, version, fields, sources, team
        """;
    private const string ColumnsRead = $"{Columns}, typed, last_section, typed_by_colleagues, updated_by";

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

    /// <summary>The drafts that colleagues of the viewer's team have for a person and a service; index draft_team.</summary>
    public async Task<IReadOnlyList<Draft>> FindOfColleagues(
        Viewer viewer,
        PersonId person,
        ServiceId service,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select {ColumnsRead} from draft d
            where {AccessPredicate.TeamsDraft(viewer, "d")} and not {AccessPredicate.OwnDraft("d")}
              and {AccessPredicate.PersonVisible("d")} and d.person_id = @person and d.service_id = @service
            order by updated_at desc, id limit 10
            """
        );
        AccessPredicate.AddParameters(viewer, command.Parameters);
        command.Parameters.AddWithValue("person", person.Value);
        command.Parameters.AddWithValue("service", service.Value);
        return await ReadAll(command, cancellationToken);
    }

    /// <summary>
    /// The viewer's drafts, or all those of their team, the one worked on last first; indexes draft_author_person_service and
    /// draft_team. Shows nobody whom opening the draft would hide.
    /// </summary>
    public async Task<(IReadOnlyList<Draft> Drafts, bool LimitedAccessIsOld)> List(
        Viewer viewer,
        bool ofTeam,
        ListedLimitedAccess limitedAccess,
        CancellationToken cancellationToken
    )
    {
        var listed = ofTeam ? AccessPredicate.TeamsDraft(viewer, "d") : AccessPredicate.OwnDraft("d");
        var asked = await limitedAccess.AskAboutShown(
            await CrnsOf(viewer, listed, cancellationToken),
            cancellationToken
        );
        await using var command = database.CreateCommand(
            $"""
            select {ColumnsRead} from draft d
            where {listed} and {AccessPredicate.PersonVisible("d")} and {ListedLimitedAccess.Reliable("d")}
            order by updated_at desc, id limit 500
            """
        );
        AccessPredicate.AddParameters(viewer, command.Parameters);
        limitedAccess.AddParameters(command.Parameters);
        return (await ReadAll(command, cancellationToken), asked is AskedAgain.Silent);
    }

    private static async Task<IReadOnlyList<Draft>> ReadAll(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var drafts = new List<Draft>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            drafts.Add(Read(row));
        return drafts;
    }

    private async Task<IReadOnlyList<string>> CrnsOf(Viewer viewer, string listed, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select distinct crn from draft d where {listed}");
        AccessPredicate.AddParameters(viewer, command.Parameters);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var crns = new List<string>();
        while (await row.ReadAsync(cancellationToken))
            crns.Add(row.GetString(0));
        return crns;
    }

    /// <summary>
    /// Keeps what was learned of neighbours beyond what was known before, each part by itself: one that another page or a notice
    /// has brought newer stays. What is doubted keeps what it says, and since when. No part of any form, so it does not move the
    /// version.
    /// </summary>
    public async Task Keep(DraftId id, DraftSources before, DraftSources now, CancellationToken cancellationToken)
    {
        var (known, learned) = (Node(before), Node(now));
        foreach (var (part, said) in known)
        {
            if (JsonNode.DeepEquals(said, learned[part]))
                learned.Remove(part);
        }
        await using var command = database.CreateCommand(
            """
            update draft set sources = sources || (
                select coalesce(jsonb_object_agg(part, case
                    when said @> '{"isDoubted": true}' then jsonb_set(sources -> part, '{isDoubted}', 'true')
                    else said end), '{}')
                from jsonb_each($2) learned(part, said)
                where jsonb_typeof(said) = 'object'
                  and (said ->> 'at')::timestamptz >= coalesce((sources -> part ->> 'at')::timestamptz, '-infinity')
                  and (jsonb_typeof(sources -> part) = 'object' or not said @> '{"isDoubted": true}')
            ) where id = $1
            """
        );
        command.Parameters.Add(new() { Value = id.Value });
        command.Parameters.Add(Json(learned));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static NpgsqlBatchCommand Insert(Draft draft, Guid startedCommand) =>
        new(
            $"""
            insert into draft ({Columns}, started_command)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
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
                Text(draft.Team),
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
    /// Writes the answers, the kind and what was typed, as the viewer's doing, when nobody has written since the draft was read;
    /// affects no row otherwise. The section to go on with stays as it is when it is not given.
    /// </summary>
    public static NpgsqlBatchCommand Update(OpenDraft before, Draft after, string? lastSection = null) =>
        new(
            """
            update draft
            set fields = $3, updated_at = $4, version = version + 1, typed = $5, last_section = $6, kind = $7,
                typed_by_colleagues = $8, updated_by = $9
            where id = $1 and version = $2
            """
        )
        {
            Parameters =
            {
                new() { Value = before.Draft.Id.Value },
                new() { Value = before.Draft.Version },
                Json(after.Answers.Fields),
                Instant(before.Now),
                Json(after.TypedOf(after.CreatedBy).Sections),
                Text(lastSection ?? before.Draft.LastSection),
                Text(after.Kind?.ToString()),
                Json(
                    after
                        .TypedBy.Where(typed => typed.Key != after.CreatedBy)
                        .ToDictionary(typed => typed.Key, typed => typed.Value.Sections)
                ),
                Text(before.Viewer.AccountId),
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
            Team = Text(row, 12),
            TypedBy = TypedBy(row.GetString(6), row.GetString(13), row.GetString(15)),
            LastSection = Text(row, 14),
            UpdatedBy = Text(row, 16) ?? row.GetString(6),
        };

    // what the author typed stands where it stood when nobody else could
    private static Dictionary<string, DraftTyped> TypedBy(string author, string own, string colleagues)
    {
        var all = Typed<Dictionary<string, Dictionary<string, TypedSection>>>(colleagues)
            .ToDictionary(typed => typed.Key, typed => new DraftTyped(typed.Value), StringComparer.Ordinal);
        all[author] = new(Typed<Dictionary<string, TypedSection>>(own));
        return all;

        static T Typed<T>(string json) => JsonSerializer.Deserialize<T>(json, DraftJson.Options)!;
    }

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static JsonObject Node(DraftSources sources) =>
        JsonSerializer.SerializeToNode(sources, DraftJson.Options)!.AsObject();

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Json<T>(T value) =>
        new() { Value = JsonSerializer.Serialize(value, DraftJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static NpgsqlParameter Instant(DateTimeOffset value) =>
        new() { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
