using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Catalogue;
using RefMon.Domain.Attention;

namespace RefMon.Application.Attention;

/// <summary>
/// Keeps the notices of the inbox, one for each cause and reader. Each is written by itself before its e-mail is tried, so that trouble with e-mail
/// keeps nobody from reading it, and a repeat finds what was decided the first time.
/// </summary>
public sealed class NoticeStore(NpgsqlDataSource database, WorkingDays days, TimeProvider time)
{
    /// <summary>
    /// How long an urgent notice may stay unread before the team lead hears of it: half a working day. Somebody in a long appointment is not
    /// bypassed, and what comes in the morning is known to somebody before people go home.
    /// </summary>
    public static readonly TimeSpan UnreadFor = TimeSpan.FromHours(4);

    /// <summary>How each reader chooses to be told.</summary>
    public async Task<EmailPreferences> PreferencesOf(string accountId, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Of("select topic, email from notification_preference where account_id = $1"));
        batch.BatchCommands.Add(Of("select quiet_from, quiet_until from quiet_hours where account_id = $1"));
        var chosen = new Dictionary<NoticeTopic, EmailChoice>();
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            if (Enum.TryParse<NoticeTopic>(row.GetString(0), out var topic))
                chosen[topic] = Enum.Parse<EmailChoice>(row.GetString(1));
        }
        await row.NextResultAsync(cancellationToken);
        var quiet = await row.ReadAsync(cancellationToken)
            ? new QuietHours(row.GetFieldValue<TimeOnly>(0), row.GetFieldValue<TimeOnly>(1))
            : null;
        return new(chosen, quiet);

        NpgsqlBatchCommand Of(string sql) => new(sql) { Parameters = { new() { Value = accountId } } };
    }

    /// <summary>Keeps a notice unless it is kept already; what becomes of its e-mail, as it was decided the first time.</summary>
    internal async Task<EmailWay> Keep(KeptNotice notice, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var preferences = await PreferencesOf(notice.Reader.AccountId, cancellationToken);
        var email = NotificationPolicy.Email(notice.Type, preferences, now, !notice.Reader.GetsEmail);
        // index: notice_cause; a second statement, because the first does not see what another node has just added
        await using var batch = database.CreateBatch();
        var insert = new NpgsqlBatchCommand(
            """
            insert into notice (id, cause_id, account_id, part, kind, subject_id, reference, raised_at, caused_by, urgent,
                email, email_due_at, escalate_at)
            values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            on conflict (cause_id, account_id) do nothing
            """
        );
        insert.Parameters.Add(new() { Value = notice.Effect.EventId });
        insert.Parameters.Add(new() { Value = notice.Reader.AccountId });
        insert.Parameters.Add(new() { Value = notice.Effect.Recipient });
        insert.Parameters.Add(new() { Value = notice.Type.Code });
        insert.Parameters.Add(new() { Value = notice.Effect.ReferralId.Value });
        insert.Parameters.Add(new() { Value = notice.Effect.Reference });
        insert.Parameters.Add(Instant(now));
        insert.Parameters.Add(
            new() { Value = (object?)notice.CausedBy ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        insert.Parameters.Add(new() { Value = notice.Type.IsUrgent });
        insert.Parameters.Add(new() { Value = WordOf(email.Way) });
        insert.Parameters.Add(Instant(email.Until));
        insert.Parameters.Add(Instant(notice.Type.IsUrgent ? WorkingHours.After(now, UnreadFor, days.Calendar) : null));
        batch.BatchCommands.Add(insert);
        batch.BatchCommands.Add(
            new("select email from notice where cause_id = $1 and account_id = $2")
            {
                Parameters =
                {
                    new() { Value = notice.Effect.EventId },
                    new() { Value = notice.Reader.AccountId },
                },
            }
        );
        return WayOf((string)(await batch.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <summary>The word in the database.</summary>
    internal static string WordOf(EmailWay way) =>
        way switch
        {
            EmailWay.Now => "now",
            EmailWay.Held => "held",
            EmailWay.Daily => "daily",
            EmailWay.None => "none",
        };

    /// <summary>What the word in the database means.</summary>
    internal static EmailWay WayOf(string word) =>
        word switch
        {
            "now" => EmailWay.Now,
            "held" => EmailWay.Held,
            "daily" => EmailWay.Daily,
            _ => EmailWay.None,
        };

    private static NpgsqlParameter Instant(DateTimeOffset? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}

/// <summary>A notice for one reader's inbox; <paramref name="CausedBy"/> is the account whose act it was, null for a workflow.</summary>
internal sealed record KeptNotice(OutboundEffect Effect, NoticeType Type, InboxReader Reader, string? CausedBy);

/// <summary>Whose inbox a notice stands in, and whether the e-mail goes to them or to somebody in their place.</summary>
internal sealed record InboxReader(string AccountId, bool GetsEmail);
