using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.EventStore;

namespace RefMon.Application.Attention;

/// <summary>
/// Marks one of the viewer's notices as read; answers its kind and reference, for a page that then leads there. One that is not theirs, or of which
/// they may not know any more, does not exist.
/// </summary>
[Requires(Permission.SeeReferrals)]
public sealed record MarkNoticeRead(Guid CommandId, Guid NoticeId) : ICommand<NoticeOpened>;

/// <summary>What a notice is about, by codes: the kind's, and the referral's reference.</summary>
public sealed record NoticeOpened(string Code, string Reference);

/// <summary>
/// Marks the viewer's notices as read that had come when they looked: not one that has come since. Of urgent ones only those that stood on the page
/// (<paramref name="Seen"/>): one that nobody has seen stays unread, and goes to the team lead in its time.
/// </summary>
[Requires(Permission.SeeReferrals)]
public sealed record MarkAllNoticesRead(Guid CommandId, DateTimeOffset SeenAt, IReadOnlyCollection<Guid> Seen)
    : ICommand<Done>;

internal sealed class MarkNoticesReadHandler(
    NpgsqlDataSource database,
    AttentionReader attention,
    IEventSession session,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<MarkNoticeRead, Outcome<NoticeOpened>>, IRequestHandler<MarkAllNoticesRead, Outcome<Done>>
{
    public async Task<Outcome<NoticeOpened>> Handle(MarkNoticeRead request, CancellationToken cancellationToken)
    {
        var sql = attention.SqlFor(current.Required);
        await using var command = database.CreateCommand(
            $"select n.kind, n.reference from notice n where n.id = @id and {sql.Shown}"
        );
        sql.AddParameters(command.Parameters);
        command.Parameters.AddWithValue("id", request.NoticeId);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return AccessRefusals.NotFound;
        session.Enlist(
            new("update notice set read_at = $2 where id = $1 and read_at is null")
            {
                Parameters =
                {
                    new() { Value = request.NoticeId },
                    Instant(time.GetUtcNow()),
                },
            }
        );
        return new NoticeOpened(row.GetString(0), row.GetString(1));
    }

    public Task<Outcome<Done>> Handle(MarkAllNoticesRead request, CancellationToken cancellationToken)
    {
        var sql = attention.SqlFor(current.Required);
        var statement = new NpgsqlBatchCommand(
            $"""
            update notice n set read_at = @now
            where n.read_at is null and n.raised_at <= @seen_at and (not n.urgent or n.id = any (@seen)) and {sql.Shown}
            """
        );
        sql.AddParameters(statement.Parameters);
        statement.Parameters.AddWithValue("seen", request.Seen.ToArray());
        statement.Parameters.Add(Instant(time.GetUtcNow(), "now"));
        statement.Parameters.Add(Instant(request.SeenAt, "seen_at"));
        session.Enlist(statement);
        return Task.FromResult<Outcome<Done>>(Done.Value);
    }

    private static NpgsqlParameter Instant(DateTimeOffset value, string name = "") =>
        new()
        {
            ParameterName = name,
            Value = value.ToUniversalTime(),
            NpgsqlDbType = NpgsqlDbType.TimestampTz,
        };
}
