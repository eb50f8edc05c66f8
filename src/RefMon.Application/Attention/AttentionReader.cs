using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Domain.Attention;

namespace RefMon.Application.Attention;

/// <summary>Reads inboxes, for the pages of their owners and for what is sent to them.</summary>
public sealed class AttentionReader(
    NpgsqlDataSource database,
    ListedLimitedAccess limitedAccess,
    WorkingDays days,
    DeadlineSettings settings,
    DueWording wording,
    TimeProvider time
)
{
    /// <summary>More than these are not counted: the navigation says 99+.</summary>
    public const int CountedUpTo = 100;

    internal AttentionSql SqlFor(Viewer viewer)
    {
        var today = wording.Today;
        var book = settings.Book;
        return new(
            viewer,
            limitedAccess,
            today,
            new(
                DayIn(book.Defaults.DueSoon),
                [
                    .. book.Changes(DeadlineSetting.DueSoon)
                        .Select(change => new SoonFrom(
                            change.ContractTypeCode,
                            change.From,
                            DayIn(change.WorkingDays ?? book.Defaults.DueSoon)
                        )),
                ]
            )
        );

        DateOnly DayIn(int workingDays) => days.Calendar.AddWorkingDays(today, workingDays);
    }

    /// <summary>How many notices the viewer has not read, of those they may see; at most <see cref="CountedUpTo"/>.</summary>
    public async Task<int> CountUnread(Viewer viewer, CancellationToken cancellationToken)
    {
        var sql = SqlFor(viewer);
        // index: notice_unread
        await using var command = database.CreateCommand(
            $"""
            select count(*) from (
                select 1 from notice n where n.account_id = @viewer_account and n.read_at is null and {sql.Shown}
                limit {CountedUpTo}) unread
            """
        );
        sql.AddParameters(command.Parameters);
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The same for the navigation, which does without when the database does not answer: the page itself says so.</summary>
    public async Task<int?> CountUnreadIfAnswered(Viewer viewer, CancellationToken cancellationToken)
    {
        try
        {
            return await CountUnread(viewer, cancellationToken);
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    internal async Task<AttentionInbox> Read(Viewer viewer, ListAttention request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var sql = SqlFor(viewer);
        await using var batch = database.CreateBatch();
        Add(batch, sql, ToDoCounts(sql));
        Add(batch, sql, ToDo(sql, request));
        Add(batch, sql, NewsCounts(sql));
        Add(batch, sql, News(sql, request));
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (all, late) = ((int)row.GetInt64(0), (int)row.GetInt64(1));
        await row.NextResultAsync(cancellationToken);
        var items = new List<ToDoShown>();
        while (await row.ReadAsync(cancellationToken))
            items.Add(AttentionRows.ToDo(row, wording));
        await row.NextResultAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (notices, unread, urgent) = ((int)row.GetInt64(0), (int)row.GetInt64(1), (int)row.GetInt64(2));
        await row.NextResultAsync(cancellationToken);
        var news = new List<NoticeShown>();
        while (await row.ReadAsync(cancellationToken))
        {
            if (AttentionRows.Notice(row) is { } notice)
                news.Add(notice);
        }
        var toDo = request.LateOnly ? late : all;
        var told = request.UnreadOnly ? unread : notices;
        return new(
            items,
            toDo,
            PageWithin(request.ToDoPage, toDo),
            late,
            news,
            told,
            PageWithin(request.NewsPage, told),
            unread,
            urgent,
            now,
            false
        );
    }

    /// <summary>
    /// Which of these notices the viewer may see and has not read, newest first. nDelius is asked first about people of whom the answer is
    /// old, as when the inbox is opened.
    /// </summary>
    internal async Task<UnreadNotices> Unread(
        Viewer viewer,
        IReadOnlyCollection<Guid> notices,
        CancellationToken cancellationToken
    )
    {
        var asked = await limitedAccess.AskAboutShown(await Crns(notices, cancellationToken), cancellationToken);
        var sql = SqlFor(viewer);
        await using var command = database.CreateCommand(
            $"""
            select n.id, n.kind, n.reference from notice n
            where n.id = any (@notices) and n.read_at is null and {sql.Shown} order by n.raised_at desc, n.id
            """
        );
        sql.AddParameters(command.Parameters);
        command.Parameters.AddWithValue("notices", notices.ToArray());
        var unread = new List<UnreadNotice>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            if (NoticeTypes.Find(row.GetString(1)) is { } type)
                unread.Add(new(row.GetGuid(0), type, row.GetString(2)));
        }
        return new(unread, asked is AskedAgain.Silent);
    }

    private async Task<List<string>> Crns(IReadOnlyCollection<Guid> notices, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select distinct c.crn from notice n join case_list_row c on c.referral_id = n.subject_id where n.id = any ($1)"
        );
        command.Parameters.Add(new() { Value = notices.ToArray() });
        var crns = new List<string>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            crns.Add(row.GetString(0));
        return crns;
    }

    /// <summary>How much the viewer has to do, and how much of it is late.</summary>
    internal async Task<(int All, int Late)> CountToDo(Viewer viewer, CancellationToken cancellationToken)
    {
        var sql = SqlFor(viewer);
        await using var command = database.CreateCommand(ToDoCounts(sql));
        sql.AddParameters(command.Parameters);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return ((int)row.GetInt64(0), (int)row.GetInt64(1));
    }

    private static int PageWithin(int page, int total) =>
        Math.Clamp(page, 1, Math.Max(1, (total + ListAttention.PageSize - 1) / ListAttention.PageSize));

    private static string ToDoCounts(AttentionSql sql) =>
        $"with {sql.ToDo} select count(*), count(*) filter (where due < @today) from todo";

    // indexes: attention_item_subject, and those of the case list for whom the viewer may see
    private static string ToDo(AttentionSql sql, ListAttention request) =>
        $"""
            with {sql.ToDo}
            select c.reference, trim(c.person_first_name || ' ' || c.person_last_name),
                   exists (select 1 from limited_access l where l.crn = c.crn and (l.restricted or l.excluded)),
                   t.item, t.deadline, t.owed_by, t.raised_at, t.due, t.waits,
                   c.caseworker_name, coalesce(c.practitioner_name, c.sent_by_name), {sql.IsOwn},
                   c.contract_type_code, c.sent_at
            from todo t join case_list_row c on c.referral_id = t.referral_id
            where {(request.Only is AttentionKind.News ? "false" : "true")}
              and {(request.LateOnly ? "t.due < @today" : "true")}
            order by t.due nulls last, t.raised_at, c.reference, t.deadline
            {Window(
                request.ToDoPage,
                $"select count(*) from todo where {(request.LateOnly ? "due < @today" : "true")}"
            )}
            """;

    private static string NewsCounts(AttentionSql sql) =>
        $"""
            select count(*), count(*) filter (where n.read_at is null), count(*) filter (where n.read_at is null and n.urgent)
            from notice n where {sql.Shown}
            """;

    // index: notice_account
    private static string News(AttentionSql sql, ListAttention request) =>
        $"""
            select {AttentionRows.NoticeColumns}
            from notice n
            left join case_list_row c on c.referral_id = n.subject_id and {sql.MaySee}
            left join outbound_effect o on o.event_id = n.cause_id and o.recipient = n.part and o.kind in ('email', 'reminder')
            where {sql.Shown} and {(request.Only is AttentionKind.ToDo ? "false" : "true")}
              and {(request.UnreadOnly ? "n.read_at is null" : "true")}
            order by n.raised_at desc, n.id
            {Window(
                request.NewsPage,
                $"select count(*) from notice n where {sql.Shown} and {(request.UnreadOnly ? "n.read_at is null" : "true")}"
            )}
            """;

    // beyond the end is the last page, which only the count knows
    private static string Window(int page, string count) =>
        page <= 1
            ? $"limit {ListAttention.PageSize}"
            : $"""
                limit {ListAttention.PageSize}
                offset greatest(0, least({Math.Min(page, 100_000)
                    - 1}, (({count}) - 1) / {ListAttention.PageSize})) * {ListAttention.PageSize}
                """;

    private static void Add(NpgsqlBatch batch, AttentionSql sql, string text)
    {
        var statement = new NpgsqlBatchCommand(text);
        sql.AddParameters(statement.Parameters);
        batch.BatchCommands.Add(statement);
    }
}

/// <summary>A notice nobody has read yet, by what an e-mail may say of it.</summary>
internal sealed record UnreadNotice(Guid Id, NoticeType Type, string Reference);

/// <summary>Notices an e-mail may be about; <paramref name="IsUncertain"/> when nDelius did not say of all whether their reader may see them.</summary>
internal sealed record UnreadNotices(IReadOnlyList<UnreadNotice> Items, bool IsUncertain);
