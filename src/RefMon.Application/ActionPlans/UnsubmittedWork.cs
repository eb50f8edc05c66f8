using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Referring;
using RefMon.Domain;

namespace RefMon.Application.ActionPlans;

/// <summary>What is being written.</summary>
internal enum WorkKind
{
    /// <summary>The next version of the action plan.</summary>
    Plan,

    /// <summary>The end-of-service report.</summary>
    Report,
}

/// <summary>One answer: the value as text (null when cleared), and who saved it when.</summary>
internal sealed record WorkField(string? Value, DateTimeOffset SavedAt, string SavedBy, string SavedByName);

/// <summary>A plan or report being written, as stored. Never changed in place.</summary>
internal sealed record UnsubmittedWork(
    ReferralId ReferralId,
    WorkKind Kind,
    ContractId Contract,
    long Version,
    IReadOnlyDictionary<string, WorkField> Fields,
    DateTimeOffset StartedAt,
    string StartedBy,
    DateTimeOffset UpdatedAt
)
{
    /// <summary>The value; null when never answered or cleared.</summary>
    public string? this[string name] => Fields.GetValueOrDefault(name)?.Value;

    /// <summary>The answer saved last.</summary>
    public WorkField? Latest => Fields.Values.MaxBy(answer => answer.SavedAt);

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{Kind} {ReferralId}";
}

/// <summary>Reads work in progress and makes the statements that write it; the pipeline saves those with the command.</summary>
internal sealed class UnsubmittedWorkStore(NpgsqlDataSource database)
{
    /// <summary>The work; null when there is none, or only what a former supplier had begun.</summary>
    public async Task<UnsubmittedWork?> Find(
        ReferralId referral,
        WorkKind kind,
        ContractId contract,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            select version, fields, started_at, started_by, updated_at from unsubmitted_work
            where referral_id = $1 and kind = $2 and contract_id = $3
            """
        );
        command.Parameters.Add(new() { Value = referral.Value });
        command.Parameters.Add(new() { Value = kind.ToString() });
        command.Parameters.Add(new() { Value = contract.Value });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return null;
        return new(
            referral,
            kind,
            contract,
            row.GetInt64(0),
            JsonSerializer.Deserialize<Dictionary<string, WorkField>>(row.GetString(1), DraftJson.Options)!,
            row.GetFieldValue<DateTimeOffset>(2),
            row.GetString(3),
            row.GetFieldValue<DateTimeOffset>(4)
        );
    }

    /// <summary>Writes new work; affects no row when a colleague began meanwhile.</summary>
    public static NpgsqlBatchCommand Insert(UnsubmittedWork work) =>
        new(
            """
            insert into unsubmitted_work as w
                (referral_id, kind, contract_id, version, fields, started_at, started_by, updated_at)
            values ($1, $2, $3, 1, $4, $5, $6, $5)
            on conflict (referral_id, kind) do update
            set contract_id = excluded.contract_id, version = 1, fields = excluded.fields,
                started_at = excluded.started_at, started_by = excluded.started_by, updated_at = excluded.updated_at
            where w.contract_id <> excluded.contract_id
            """
        )
        {
            Parameters =
            {
                new() { Value = work.ReferralId.Value },
                new() { Value = work.Kind.ToString() },
                new() { Value = work.Contract.Value },
                Json(work.Fields),
                Instant(work.StartedAt),
                new() { Value = work.StartedBy },
            },
        };

    /// <summary>Writes the answers when nobody else has since the work was read; affects no row otherwise.</summary>
    public static NpgsqlBatchCommand Update(
        UnsubmittedWork work,
        IReadOnlyDictionary<string, WorkField> fields,
        DateTimeOffset now
    ) =>
        new(
            """
            update unsubmitted_work set fields = $4, updated_at = $5, version = version + 1
            where referral_id = $1 and kind = $2 and version = $3
            """
        )
        {
            Parameters =
            {
                new() { Value = work.ReferralId.Value },
                new() { Value = work.Kind.ToString() },
                new() { Value = work.Version },
                Json(fields),
                Instant(now),
            },
        };

    /// <summary>Removes the work when it is still as it was read; affects no row otherwise.</summary>
    public static NpgsqlBatchCommand Delete(UnsubmittedWork work) =>
        new("delete from unsubmitted_work where referral_id = $1 and kind = $2 and version = $3")
        {
            Parameters =
            {
                new() { Value = work.ReferralId.Value },
                new() { Value = work.Kind.ToString() },
                new() { Value = work.Version },
            },
        };

    private static NpgsqlParameter Json<T>(T value) =>
        new() { Value = JsonSerializer.Serialize(value, DraftJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static NpgsqlParameter Instant(DateTimeOffset value) =>
        new() { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
