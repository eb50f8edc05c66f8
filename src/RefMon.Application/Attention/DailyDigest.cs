using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Domain.Attention;

namespace RefMon.Application.Attention;

/// <summary>
/// One e-mail for each person and working day, from eight in the morning in London: what they chose to be told in a summary, have not read
/// and may still see, by reference and link. Nothing when there is nothing. Its key is made from person and day, so that two nodes, and a node that
/// is killed and comes back, send it once.
/// </summary>
public sealed class DailyDigest(
    NpgsqlDataSource database,
    AccountDirectory accounts,
    AttentionReader attention,
    NoticePost post,
    NoticeStore store,
    PublicAddress address,
    WorkingDays days,
    TimeProvider time
)
{
    /// <summary>The template's name at GOV.UK Notify.</summary>
    public const string Template = "daily-summary";

    /// <summary>Notices written out; of more only the number is said.</summary>
    public const int WrittenOut = 30;

    /// <summary>When it leaves, in London.</summary>
    public static TimeOnly LeavesAt { get; } = new(8, 0);

    /// <summary>Makes today's, when it is time, and sends what has not been sent; how many were looked at.</summary>
    public async Task<int> Send(CancellationToken cancellationToken)
    {
        var today = LondonTime.DayOf(time.GetUtcNow());
        var leaves =
            LondonTime.InstantOf(today, LeavesAt)
            ?? throw new InvalidOperationException("London never skips eight in the morning.");
        if (days.Calendar.IsWorkingDay(today) && time.GetUtcNow() >= leaves)
            await Make(today, leaves, cancellationToken);
        var done = 0;
        for (; await Take(cancellationToken) is { } taken; done++)
            await Settle(taken, await Try(taken, cancellationToken), cancellationToken);
        return done;
    }

    // index: notice_daily. What is in a summary is fixed when it is made, in one statement with it
    private async Task Make(DateOnly day, DateTimeOffset leaves, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            with made as (
                insert into daily_digest (account_id, day, id, made_at, due_at)
                select n.account_id, $1, md5(n.account_id || ' ' || $1::date)::uuid, $3, $3
                from notice n
                where n.email = 'daily' and n.digest_on is null and n.read_at is null and n.raised_at < $2
                group by n.account_id
                on conflict (account_id, day) do nothing
                returning account_id)
            update notice n set digest_on = $1 from made
            where n.account_id = made.account_id and n.email = 'daily' and n.digest_on is null and n.read_at is null
              and n.raised_at < $2
            """
        );
        command.Parameters.Add(new() { Value = day });
        command.Parameters.Add(Instant(leaves));
        command.Parameters.Add(Instant(time.GetUtcNow()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // index: daily_digest_open
    private async Task<Taken?> Take(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            with taken as (
                select account_id, day from daily_digest
                where settled_at is null and due_at <= $1 and (leased_until is null or leased_until < clock_timestamp())
                order by due_at limit 1 for update skip locked)
            update daily_digest d set leased_until = clock_timestamp() + $2, attempts = attempts + 1
            from taken where d.account_id = taken.account_id and d.day = taken.day
            returning d.account_id, d.day, d.id, d.attempts,
                array(select n.id from notice n where n.account_id = d.account_id and n.digest_on = d.day)
            """
        );
        command.Parameters.Add(Instant(time.GetUtcNow()));
        command.Parameters.Add(new() { Value = HeldEmail.Lease });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new(
                row.GetString(0),
                row.GetFieldValue<DateOnly>(1),
                row.GetGuid(2),
                row.GetInt32(3),
                row.GetFieldValue<Guid[]>(4)
            )
            : null;
    }

    // false when it is to be tried again
    private async Task<bool> Try(Taken taken, CancellationToken cancellationToken)
    {
        if (await accounts.Find(taken.AccountId, cancellationToken) is not { } viewer)
            return true;
        if (
            (await store.PreferencesOf(taken.AccountId, cancellationToken)).Quiet?.EndAfter(time.GetUtcNow())
            is not null
        )
            return false;
        var notices = await attention.Unread(viewer, taken.Notices, cancellationToken);
        // what cannot be shown just now would never stand in another summary, so this one waits for nDelius too
        if (notices.IsUncertain)
            return false;
        var effect = new OutboundEffect(taken.Id, OutboundEffect.Summary, "reader", new(taken.Id), "summary");
        // all of it has been read since: nothing is sent any more, but one that may have left is settled with the mail service
        if (notices.Items.Count == 0)
            return !await MayHaveLeft(taken.Id, cancellationToken)
                || await post.LookUp(effect, cancellationToken) is not EarlierAttempt.Unknown;
        var toDo = await attention.CountToDo(viewer, cancellationToken);
        var failure = await post.Post(
            effect,
            Template,
            new NoticeRecipient.Reader(taken.AccountId, "reader"),
            Says(taken.Day, notices.Items, toDo),
            cancellationToken
        );
        return failure is not { IsForGood: false };
    }

    private async Task<bool> MayHaveLeft(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select exists (select 1 from outbound_effect where event_id = $1 and status in ('trying', 'refused'))"
        );
        command.Parameters.Add(new() { Value = id });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private Dictionary<string, string> Says(DateOnly day, IReadOnlyList<UnreadNotice> notices, (int All, int Late) toDo)
    {
        var lines = new StringBuilder();
        foreach (var notice in notices.Take(WrittenOut))
        {
            var about = notice.Type.Page is AttentionPage.Drafts ? "" : $"{notice.Reference}: ";
            lines.Append(about).Append(notice.Type.Words).Append('\n');
            lines.Append(address.Of(notice.Type, notice.Reference)).Append('\n');
        }
        if (notices.Count > WrittenOut)
            lines.Append(CultureInfo.InvariantCulture, $"and {notices.Count - WrittenOut} more\n");
        return new(StringComparer.Ordinal)
        {
            ["day"] = day.ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture),
            ["unread"] = Text(notices.Count),
            ["to-do"] = Text(toDo.All),
            ["late"] = Text(toDo.Late),
            ["notices"] = lines.ToString().TrimEnd('\n'),
            ["link"] = address.Attention.ToString(),
        };
    }

    private async Task Settle(Taken taken, bool isDone, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            update daily_digest set leased_until = null, settled_at = case when $3 then $4::timestamptz end,
                due_at = case when $3 then due_at else $4 + $5 end
            where account_id = $1 and day = $2
            """
        );
        command.Parameters.Add(new() { Value = taken.AccountId });
        command.Parameters.Add(new() { Value = taken.Day });
        command.Parameters.Add(new() { Value = isDone });
        command.Parameters.Add(Instant(time.GetUtcNow()));
        command.Parameters.Add(new() { Value = HeldEmail.WaitAfter(taken.Attempts) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static NpgsqlParameter Instant(DateTimeOffset value) =>
        new() { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private sealed record Taken(
        string AccountId,
        DateOnly Day,
        Guid Id,
        int Attempts,
        IReadOnlyCollection<Guid> Notices
    );
}
