using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.Amendments;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Operations;

/// <summary>The notices of neighbours that could not be followed for long and wait for an operator; oldest first, at most 200.</summary>
[Requires(Permission.Operate)]
public sealed record GetNoticesPutAside : IQuery<IReadOnlyList<NoticePutAside>>;

/// <summary>
/// One of them, without the person: who sent it and under which id, what kind of change it reports, and why it could not be
/// followed, in a sentence.
/// </summary>
public sealed record NoticePutAside(
    string Source,
    Guid Id,
    string Kind,
    DateTimeOffset ReceivedAt,
    DateTimeOffset ParkedAt,
    int Attempts,
    string Why
);

/// <summary>
/// Has one notice tried again within seconds, or all that were put aside when neither <paramref name="Source"/> nor
/// <paramref name="Id"/> is given.
/// </summary>
[Requires(Permission.Operate)]
public sealed record RetryNotices(Guid CommandId, string? Source, Guid? Id) : ICommand<Done>;

internal sealed class NoticesPutAsideHandler(NpgsqlDataSource database, IEventSession session, TimeProvider time)
    : IRequestHandler<GetNoticesPutAside, Outcome<IReadOnlyList<NoticePutAside>>>,
        IRequestHandler<RetryNotices, Outcome<Done>>
{
    // index: inbound_notice_parked
    private const string PutAside = "parked_at is not null and handled_at is null";

    private static readonly Refusal DealtWith = Refusal.Conflict(
        "dealt-with",
        "This notice has been dealt with already. Nothing was changed."
    );

    public async Task<Outcome<IReadOnlyList<NoticePutAside>>> Handle(
        GetNoticesPutAside request,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select source, id, kind, received_at, parked_at, attempts, last_fault
            from inbound_notice where {PutAside} order by parked_at, id limit 200
            """
        );
        var list = new List<NoticePutAside>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            list.Add(
                new(
                    row.GetString(0),
                    row.GetGuid(1),
                    row.GetString(2),
                    row.GetFieldValue<DateTimeOffset>(3),
                    row.GetFieldValue<DateTimeOffset>(4),
                    row.GetInt32(5),
                    Why(row.IsDBNull(6) ? InboundNotices.Failed : row.GetString(6))
                )
            );
        return list;
    }

    public async Task<Outcome<Done>> Handle(RetryNotices request, CancellationToken cancellationToken)
    {
        var isOne = request.Id is not null;
        if (isOne && !await IsOpen(request, cancellationToken))
            return DealtWith;
        session.Enlist(
            new NpgsqlBatchCommand(
                $"""
                update inbound_notice set parked_at = null, retried_at = $1, attempts = 0, next_try_at = $1
                where {PutAside} and ($2::uuid is null or (source = $3 and id = $2))
                """
            )
            {
                Parameters =
                {
                    new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
                    new() { Value = (object?)request.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                    new() { Value = (object?)request.Source ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                },
            },
            isOne ? 1 : null
        );
        return Done.Value;
    }

    private async Task<bool> IsOpen(RetryNotices request, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"select exists (select 1 from inbound_notice where {PutAside} and source = $1 and id = $2)"
        );
        command.Parameters.Add(
            new() { Value = (object?)request.Source ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        command.Parameters.Add(new() { Value = request.Id!.Value });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static string Why(string fault) =>
        fault switch
        {
            "down" => "A neighbour did not answer for a day.",
            "slow" => "A neighbour did not answer in time for a day.",
            "nonsense" => "A neighbour’s answers were not what was agreed.",
            _ => "RefMon itself could not follow it: the log has the reason under the notice’s id.",
        };
}
