using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;

namespace RefMon.Application.Attention;

/// <summary>
/// Sends the e-mail that was held back, once its time has come and outside the reader's quiet hours: to whoever has not read the notice meanwhile
/// and may still see what it is about. Safe on several nodes: a notice is lent to one of them for as long as a try may take, and GOV.UK Notify is asked for it before it is
/// sent again.
/// </summary>
public sealed class HeldEmail(
    NpgsqlDataSource database,
    AccountDirectory accounts,
    AttentionReader attention,
    NoticeStore notices,
    NoticePost post,
    UnreadEscalation escalation,
    PublicAddress address,
    TimeProvider time
)
{
    /// <summary>How long one node has for a try; longer than the mail client waits for its answers.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Sends what is due; how many notices were looked at.</summary>
    public async Task<int> Send(CancellationToken cancellationToken)
    {
        var done = 0;
        for (; await Take(cancellationToken) is { } taken; done++)
            await Settle(taken, await Try(taken, cancellationToken), cancellationToken);
        return done;
    }

    /// <summary>When what has failed so often is tried again.</summary>
    internal static TimeSpan WaitAfter(int attempts)
    {
        var wait = TimeSpan.FromMinutes(Math.Pow(2, Math.Min(attempts, 10) - 1));
        return wait < LongestWait ? wait : LongestWait;
    }

    // index: notice_held
    private async Task<Taken?> Take(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            with taken as (
                select id from notice
                where email = 'held' and email_due_at <= $1
                  and (email_leased_until is null or email_leased_until < clock_timestamp())
                order by email_due_at limit 1 for update skip locked)
            update notice n
            set email_leased_until = clock_timestamp() + $2, email_attempts = email_attempts + 1
            from taken where n.id = taken.id
            returning n.id, n.cause_id, n.account_id, n.part, n.kind, n.subject_id, n.reference, n.email_attempts
            """
        );
        command.Parameters.Add(new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = Lease });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return null;
        var type = NoticeTypes.Find(row.GetString(4));
        var effect = new OutboundEffect(
            row.GetGuid(1),
            type is { IsReminder: true } ? OutboundEffect.Reminder : OutboundEffect.Email,
            row.GetString(3),
            new(row.GetGuid(5)),
            row.GetString(6)
        );
        return new(row.GetGuid(0), row.GetString(2), type, effect, row.GetInt32(7));
    }

    private async Task<Ending> Try(Taken taken, CancellationToken cancellationToken)
    {
        if (taken.Type is not { } type || await accounts.Find(taken.AccountId, cancellationToken) is not { } viewer)
            return await Needless(taken, cancellationToken);
        if (!type.IsUrgent && await QuietUntil(taken.AccountId, cancellationToken) is { } until)
            return new(EmailWay.Held, until, IsTry: false);
        var unread = await attention.Unread(viewer, [taken.Id], cancellationToken);
        if (unread.Items.Count == 0)
            return unread.IsUncertain ? Later(taken) : await Needless(taken, cancellationToken);
        var failure = await post.Post(
            taken.Effect,
            type.Code,
            new NoticeRecipient.Reader(taken.AccountId, taken.Effect.Recipient),
            address.Of(type, taken.Effect.Reference),
            cancellationToken
        );
        return failure is { IsForGood: false } ? Later(taken) : new(EmailWay.Now);
    }

    // quiet hours may have begun since it was to leave, or been chosen since
    private async Task<DateTimeOffset?> QuietUntil(string accountId, CancellationToken cancellationToken) =>
        (await notices.PreferencesOf(accountId, cancellationToken)).Quiet?.EndAfter(time.GetUtcNow());

    // one that may have left at an earlier try is said to have, when the mail service knows it
    private async Task<Ending> Needless(Taken taken, CancellationToken cancellationToken)
    {
        if (taken.Attempts > 1)
        {
            switch (await post.LookUp(taken.Effect, cancellationToken))
            {
                case EarlierAttempt.Arrived:
                    return new(EmailWay.Now);
                case EarlierAttempt.Unknown:
                    return Later(taken);
                case EarlierAttempt.Lost:
                    break;
            }
        }
        await escalation.NotTold(taken.Id, cancellationToken);
        return new(EmailWay.None);
    }

    private Ending Later(Taken taken) => new(EmailWay.Held, time.GetUtcNow() + WaitAfter(taken.Attempts));

    private async Task Settle(Taken taken, Ending ending, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            update notice set email = $2, email_leased_until = null, email_due_at = coalesce($3, email_due_at),
                email_attempts = email_attempts - case when $4 then 0 else 1 end
            where id = $1 and email = 'held'
            """
        );
        command.Parameters.Add(new() { Value = taken.Id });
        command.Parameters.Add(new() { Value = NoticeStore.WordOf(ending.Way) });
        command.Parameters.Add(
            new() { Value = (object?)ending.DueAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }
        );
        command.Parameters.Add(new() { Value = ending.IsTry });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Ending(EmailWay Way, DateTimeOffset? DueAt = null, bool IsTry = true);

    private sealed record Taken(Guid Id, string AccountId, NoticeType? Type, OutboundEffect Effect, int Attempts);
}
