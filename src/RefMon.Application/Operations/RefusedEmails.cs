using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Operations;

/// <summary>
/// The e-mails that GOV.UK Notify would not take: reminders, and what waited for quiet hours to end or for a summary; oldest first, at most
/// 200. Notices of events that leave at once and fail are among the events put aside.
/// </summary>
[Requires(Permission.Operate)]
public sealed record GetRefusedEmails : IQuery<IReadOnlyList<RefusedEmail>>;

/// <summary>
/// One of them, by its cause and the part its reader plays. <paramref name="Reference"/> is null for a daily summary; <paramref name="Why"/> is a
/// sentence for the operator. <paramref name="CanBeTried"/> is false when it may have been sent.
/// </summary>
public sealed record RefusedEmail(
    Guid CauseId,
    string Part,
    string? Reference,
    DateTimeOffset LastTriedAt,
    string Why,
    bool CanBeTried
);

/// <summary>Has one sent again, within a minute, or takes it off the list because somebody has seen to it by hand.</summary>
[Requires(Permission.Operate)]
public sealed record MendRefusedEmail(Guid CommandId, Guid CauseId, string Part, bool TryAgain) : ICommand<Done>;

internal sealed class RefusedEmailsHandler(NpgsqlDataSource database, IEventSession session, TimeProvider time)
    : IRequestHandler<GetRefusedEmails, Outcome<IReadOnlyList<RefusedEmail>>>,
        IRequestHandler<MendRefusedEmail, Outcome<Done>>
{
    // indexes: outbound_effect_open, notice_cause
    private const string Refused = """
        from outbound_effect o
        where o.status = 'refused' and (o.kind in ('summary', 'reminder') or exists (
            select 1 from notice n where n.cause_id = o.event_id and n.part = o.recipient and n.email_attempts > 0))
        """;

    private static readonly Refusal DealtWith = Refusal.Conflict(
        "dealt-with",
        "This email has been dealt with already. Nothing was changed."
    );

    public async Task<Outcome<IReadOnlyList<RefusedEmail>>> Handle(
        GetRefusedEmails request,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select o.event_id, o.recipient, o.kind, o.reference, o.last_tried_at, coalesce(o.refusal_code, 'refused')
            {Refused} order by o.last_tried_at limit 200
            """
        );
        var refused = new List<RefusedEmail>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var code = row.GetString(5);
            refused.Add(
                new(
                    row.GetGuid(0),
                    row.GetString(1),
                    row.GetString(2) == OutboundEffect.Summary ? null : row.GetString(3),
                    row.GetFieldValue<DateTimeOffset>(4),
                    code == OutboundEffects.TooOld
                        ? "It may have been sent, but GOV.UK Notify keeps messages for 7 days and nobody can tell any more. It is not sent again."
                        : $"GOV.UK Notify will not take it (its code is {code}). Check the account’s email address, then try again.",
                    code != OutboundEffects.TooOld
                )
            );
        }
        return refused;
    }

    public async Task<Outcome<Done>> Handle(MendRefusedEmail request, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"select coalesce(o.refusal_code, ''), o.kind {Refused} and o.event_id = $1 and o.recipient = $2"
        );
        command.Parameters.Add(new() { Value = request.CauseId });
        command.Parameters.Add(new() { Value = request.Part });
        if (await Found(command, cancellationToken) is not var (code, kind))
            return DealtWith;
        if (!request.TryAgain)
        {
            Enlist("update outbound_effect set status = 'settled' where event_id = $1 and recipient = $2", request);
            return Done.Value;
        }
        if (code == OutboundEffects.TooOld)
            return DealtWith;
        if (kind == OutboundEffect.Reminder)
        {
            // the workflow has gone on; what it asked for is done once more, and what arrived is not sent again
            Enlist(
                "update workflow_effect set state = 'waiting', attempts = 0, next_try_at = clock_timestamp() where id = $1 and $2 <> '' and state in ('done', 'parked')",
                request
            );
            return Done.Value;
        }
        var now = new NpgsqlParameter { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz };
        Enlist(
            "update notice set email = 'held', email_due_at = $3 where cause_id = $1 and part = $2 and email = 'now'",
            request,
            now
        );
        Enlist(
            "update daily_digest set settled_at = null, due_at = $3 where id = $1 and $2 = 'reader'",
            request,
            now.Clone()
        );
        return Done.Value;
    }

    private static async Task<(string Code, string Kind)?> Found(
        NpgsqlCommand command,
        CancellationToken cancellationToken
    )
    {
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? (row.GetString(0), row.GetString(1)) : null;
    }

    private void Enlist(string sql, MendRefusedEmail request, params IReadOnlyList<NpgsqlParameter> more)
    {
        var statement = new NpgsqlBatchCommand(sql);
        statement.Parameters.Add(new() { Value = request.CauseId });
        statement.Parameters.Add(new() { Value = request.Part });
        foreach (var parameter in more)
            statement.Parameters.Add(parameter);
        session.Enlist(statement);
    }
}
