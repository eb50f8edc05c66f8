using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using RefMon.Domain;

namespace RefMon.Application.Appointments;

/// <summary>
/// What somebody typed into a form about an appointment, until it is confirmed. <paramref name="Version"/> is that of the referral as the form
/// showed it then.
/// </summary>
public sealed record EntryAnswers(
    TypedSlot? Slot,
    TypedOutcome? Outcome,
    string? CorrectionReason,
    TypedSeries? Series = null,
    long? Version = null
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(EntryAnswers);
}

/// <summary>
/// Answers as kept. <paramref name="Id"/> becomes the appointment's when one is booked; <paramref name="Revision"/> counts the
/// saves, so that what is confirmed is what was shown.
/// </summary>
public sealed record AppointmentEntry(Guid Id, EntryAnswers Answers, int Revision, DateTimeOffset SavedAt);

/// <summary>Keeps what was typed for a week, for the person who typed it: over the Back button and a lost connection.</summary>
internal sealed class AppointmentEntries(NpgsqlDataSource database, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public async Task<AppointmentEntry?> Find(
        string accountId,
        ReferralId referral,
        string purpose,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            select id, answers, revision, saved_at from appointment_entry
            where account_id = $1 and referral_id = $2 and purpose = $3 and saved_at > $4
            """
        );
        AddKey(command.Parameters, accountId, referral, purpose);
        command.Parameters.Add(Instant(time.GetUtcNow() - Kept));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return null;
        var answers = JsonSerializer.Deserialize<EntryAnswers>(row.GetString(1), JsonSerializerOptions.Web)!;
        return new(row.GetGuid(0), answers, row.GetInt32(2), row.GetFieldValue<DateTimeOffset>(3));
    }

    /// <summary>The statement that keeps answers over those read; affects no row when another window saved meanwhile.</summary>
    public NpgsqlBatchCommand Keep(
        string accountId,
        ReferralId referral,
        string purpose,
        AppointmentEntry? read,
        EntryAnswers answers
    )
    {
        var statement = new NpgsqlBatchCommand(
            """
            insert into appointment_entry (account_id, referral_id, purpose, id, answers, revision, saved_at)
            values ($1, $2, $3, $4, $5, 1, $6)
            on conflict (account_id, referral_id, purpose) do update
            set id = excluded.id, answers = excluded.answers, revision = appointment_entry.revision + 1, saved_at = excluded.saved_at
            where $7 = appointment_entry.revision or appointment_entry.saved_at <= $8
            """
        );
        var now = time.GetUtcNow();
        AddKey(statement.Parameters, accountId, referral, purpose);
        statement.Parameters.Add(new() { Value = read?.Id ?? Guid.CreateVersion7() });
        statement.Parameters.Add(
            new()
            {
                Value = JsonSerializer.Serialize(answers, JsonSerializerOptions.Web),
                NpgsqlDbType = NpgsqlDbType.Json,
            }
        );
        statement.Parameters.Add(Instant(now));
        statement.Parameters.Add(new() { Value = read?.Revision ?? 0 });
        statement.Parameters.Add(Instant(now - Kept));
        return statement;
    }

    /// <summary>Removes everybody's answers that are older than a week.</summary>
    public NpgsqlBatchCommand Sweep() =>
        // index: appointment_entry_saved
        new("delete from appointment_entry where saved_at <= $1")
        {
            Parameters = { Instant(time.GetUtcNow() - Kept) },
        };

    /// <summary>Removes answers that were confirmed.</summary>
    public static NpgsqlBatchCommand Drop(string accountId, ReferralId referral, string purpose)
    {
        var statement = new NpgsqlBatchCommand(
            "delete from appointment_entry where account_id = $1 and referral_id = $2 and purpose = $3"
        );
        AddKey(statement.Parameters, accountId, referral, purpose);
        return statement;
    }

    private static void AddKey(
        NpgsqlParameterCollection parameters,
        string accountId,
        ReferralId referral,
        string purpose
    )
    {
        parameters.Add(new() { Value = accountId });
        parameters.Add(new() { Value = referral.Value });
        parameters.Add(new() { Value = purpose });
    }

    private static NpgsqlParameter Instant(DateTimeOffset at) =>
        new() { Value = at, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
