using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;

namespace RefMon.Application.Attention;

/// <summary>What the page shows.</summary>
public enum AttentionKind
{
    /// <summary>What needs doing.</summary>
    ToDo,

    /// <summary>What has happened.</summary>
    News,
}

/// <summary>
/// What needs the viewer's attention: what is to be done, late things first, and notices, newest first, each a page at a time. A page
/// out of range gives the nearest.
/// </summary>
[Requires(Permission.SeeReferrals)]
[AuditedRead]
public sealed record ListAttention(
    AttentionKind? Only = null,
    bool LateOnly = false,
    bool UnreadOnly = false,
    int ToDoPage = 1,
    int NewsPage = 1
) : IQuery<AttentionInbox>
{
    /// <summary>How many of each kind stand on a page.</summary>
    public const int PageSize = 20;
}

/// <summary>
/// The inbox. Totals are those after the filters, except <paramref name="Unread"/>, <paramref name="UrgentUnread"/> (those of them that are
/// urgent) and <paramref name="Late"/>; a kind that was not asked for is empty. <paramref name="ReadAt"/> is when it was read: what comes later is not on it. <paramref name="LimitedAccessIsOld"/> says that nDelius did not answer.
/// </summary>
public sealed record AttentionInbox(
    IReadOnlyList<ToDoShown> ToDo,
    int ToDoTotal,
    int ToDoPage,
    int Late,
    IReadOnlyList<NoticeShown> News,
    int NewsTotal,
    int NewsPage,
    int Unread,
    int UrgentUnread,
    DateTimeOffset ReadAt,
    bool LimitedAccessIsOld
)
{
    /// <summary>
    /// How many urgent notices nobody who looks at this page has had before them: they stand on another page, and stay unread until they are seen.
    /// </summary>
    public int UrgentElsewhere => UrgentUnread - News.Count(notice => notice is { IsRead: false, Type.IsUrgent: true });
}

/// <summary>
/// Something to do. <paramref name="Due"/> is null for what has no date, which is there since <paramref name="Since"/>;
/// <paramref name="OwedBy"/> is the person or part that owes it, in words, and <paramref name="IsOwn"/> that it is the viewer.
/// </summary>
public sealed record ToDoShown(
    string Reference,
    string PersonName,
    bool HasLimitedAccess,
    string What,
    AttentionPage Page,
    NextObligation? Due,
    DateOnly? Since,
    string OwedBy,
    bool IsOwn
)
{
    /// <summary>Shows the reference only.</summary>
    public override string ToString() => $"{nameof(ToDoShown)} {Reference}";
}

/// <summary>
/// A notice to the viewer. <paramref name="PersonName"/> is null where they may know the reference only; the reference is null for a draft.
/// </summary>
public sealed record NoticeShown(
    Guid Id,
    NoticeType Type,
    string? Reference,
    string? PersonName,
    bool HasLimitedAccess,
    DateTimeOffset At,
    bool IsRead,
    NoticeEmail Email
)
{
    /// <summary>Shows the reference only.</summary>
    public override string ToString() => $"{nameof(NoticeShown)} {Reference}";
}

/// <summary>
/// What became of a notice's e-mail: when it is held back until, or the day of the summary it stood in, or how far it is;
/// <paramref name="RefusalCode"/> is the mail service's reason.
/// </summary>
public sealed record NoticeEmail(
    EmailWay Way,
    DateTimeOffset? HeldUntil,
    DateOnly? SummaryOf,
    EffectShown? Effect,
    string? RefusalCode
);

internal sealed class ListAttentionHandler(
    AttentionReader attention,
    Caseload caseload,
    ListedLimitedAccess limitedAccess,
    NpgsqlDataSource database,
    CurrentViewer current
) : IRequestHandler<ListAttention, Outcome<AttentionInbox>>
{
    public async Task<Outcome<AttentionInbox>> Handle(ListAttention request, CancellationToken cancellationToken)
    {
        var viewer = current.Required;
        var stale = viewer.Role.IsProbation() ? await caseload.BringUpToDate(viewer, cancellationToken) : null;
        var sql = attention.SqlFor(viewer);
        var (inbox, isOld) = await limitedAccess.Read(
            sql.Concerned,
            sql.AddParameters,
            () => attention.Read(viewer, request, cancellationToken),
            read => Crns(read, cancellationToken),
            cancellationToken
        );
        return inbox with { LimitedAccessIsOld = stale is not null || isOld };
    }

    private async Task<IReadOnlyCollection<string>> Crns(AttentionInbox inbox, CancellationToken cancellationToken)
    {
        var references = inbox
            .ToDo.Select(item => item.Reference)
            .Concat(inbox.News.Select(notice => notice.Reference).OfType<string>())
            .ToArray();
        await using var command = database.CreateCommand("select crn from case_list_row where reference = any ($1)");
        command.Parameters.Add(new() { Value = references });
        var crns = new List<string>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            crns.Add(row.GetString(0));
        return crns;
    }
}
