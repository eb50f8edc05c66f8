using System.Text.Json;
using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Appointments;
using RefMon.Domain.Referring;

namespace RefMon.Application.Operations;

/// <summary>What RefMon knows and nDelius has not confirmed, oldest first, and what was settled by hand lately.</summary>
[Requires(Permission.Operate)]
public sealed record GetNDeliusReconciliation : IQuery<NDeliusReconciliation>;

/// <summary>
/// Where the two differ. <paramref name="Unconfirmed"/> holds the first 200 of <paramref name="UnconfirmedInAll"/>;
/// <paramref name="NotReached"/> is news whose turn has not come yet, waiting since <paramref name="NotReachedSince"/>.
/// </summary>
public sealed record NDeliusReconciliation(
    IReadOnlyList<NDeliusDifference> Unconfirmed,
    long UnconfirmedInAll,
    long Unanswered,
    long NotReached,
    DateTimeOffset? NotReachedSince,
    IReadOnlyList<NDeliusSettled> Settled
);

/// <summary>Why nDelius has not confirmed something.</summary>
public enum NDeliusState
{
    /// <summary>It is being sent, or is about to be.</summary>
    BeingSent,

    /// <summary>It was tried often and got no answer that can be used.</summary>
    Unanswered,

    /// <summary>It will not take it.</summary>
    Refused,

    /// <summary>It waits behind something earlier about the same referral.</summary>
    Waiting,
}

/// <summary>
/// One piece of news: the event's number, the referral, what it is, the appointment it is about and why it is not there. Names
/// nobody.
/// </summary>
public sealed record NDeliusDifference(
    long Sequence,
    string Reference,
    string What,
    Guid? AppointmentId,
    NDeliusState State,
    string Why,
    DateTimeOffset Since,
    int Attempts,
    bool MaySendAgain
);

/// <summary>What an operator settled by hand, with their note.</summary>
public sealed record NDeliusSettled(string Reference, string What, string By, DateTimeOffset At, string Note);

internal sealed class GetNDeliusReconciliationHandler(NpgsqlDataSource database)
    : IRequestHandler<GetNDeliusReconciliation, Outcome<NDeliusReconciliation>>
{
    // the names the store keeps them under
    private static readonly string[] ToldTypes =
    [
        .. EventTypes
            .All.Where(type =>
                type == typeof(ReferralSent)
                || type == typeof(TransferAccepted)
                || type == typeof(AppointmentBooked)
                || type == typeof(AppointmentMoved)
                || type == typeof(AppointmentCancelled)
                || type == typeof(OutcomeRecorded)
                || type == typeof(OutcomeCorrected)
                || typeof(IConcludesReferral).IsAssignableFrom(type)
            )
            .Select(type => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name)),
    ];

    public async Task<Outcome<NDeliusReconciliation>> Handle(
        GetNDeliusReconciliation request,
        CancellationToken cancellationToken
    )
    {
        var (unconfirmed, inAll, unanswered) = await Unconfirmed(cancellationToken);
        var (count, since) = await NotReached(cancellationToken);
        return new NDeliusReconciliation(
            unconfirmed,
            inAll,
            unanswered,
            count,
            since,
            await Settled(cancellationToken)
        );
    }

    // indexes: outbound_effect_open, pkey_parked_event, pk_mt_events_stream_and_version
    private async Task<(IReadOnlyList<NDeliusDifference>, long InAll, long Unanswered)> Unconfirmed(
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            with known as (
                select p.seq_id, p.stream_id from parked_event p
                where p.subscription = 'NeighboursOutbound' and p.resolved_at is null and p.event_type = any ($1)
                union
                select e.seq_id, e.stream_id from outbound_effect o
                join mt_events e on e.stream_id = o.referral_id and e.id = o.event_id
                where o.kind = 'ndelius' and o.status in ('trying', 'refused'))
            select k.seq_id, coalesce(o.reference, c.reference, ''), e.type, o.status, o.refusal_code, o.last_fault,
                e.timestamp, coalesce(o.attempts, 0), p.attempts, p.retry_requested, count(*) over (),
                count(*) filter (where p.attempts > 0 and o.status is distinct from 'refused') over (),
                o.appointment_id
            from known k
            join mt_events e on e.stream_id = k.stream_id and e.seq_id = k.seq_id
            left join outbound_effect o on o.referral_id = k.stream_id and o.event_id = e.id and o.kind = 'ndelius'
            left join parked_event p
                on p.subscription = 'NeighboursOutbound' and p.seq_id = k.seq_id and p.resolved_at is null
            left join case_list_row c on c.referral_id = k.stream_id
            order by k.seq_id limit 200
            """
        );
        command.Parameters.Add(new() { Value = ToldTypes });
        var found = new List<NDeliusDifference>();
        var (inAll, unanswered) = (0L, 0L);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            found.Add(Difference(row));
            (inAll, unanswered) = (row.GetInt64(10), row.GetInt64(11));
        }
        return (found, inAll, unanswered);
    }

    private static NDeliusDifference Difference(NpgsqlDataReader row)
    {
        var status = Text(row, 3);
        var aside = row.IsDBNull(8) ? (int?)null : row.GetInt32(8);
        var isAskedAgain = !row.IsDBNull(9) && row.GetBoolean(9);
        var state =
            aside is null || isAskedAgain ? NDeliusState.BeingSent
            : aside == 0 ? NDeliusState.Waiting
            : status == "refused" ? NDeliusState.Refused
            : NDeliusState.Unanswered;
        return new(
            row.GetInt64(0),
            row.GetString(1),
            What(row.GetString(2)),
            row.IsDBNull(12) ? null : row.GetGuid(12),
            state,
            state switch
            {
                NDeliusState.BeingSent => "RefMon is sending it.",
                NDeliusState.Waiting => "It is sent once what is before it is confirmed or settled.",
                NDeliusState.Refused => InWords(ParkedReasons.Refusal(Text(row, 4) ?? "refused")),
                NDeliusState.Unanswered => InWords(ParkedReasons.Fault(Text(row, 5))),
            },
            row.GetFieldValue<DateTimeOffset>(6),
            row.GetInt32(7),
            aside > 0 && !isAskedAgain
        );
    }

    private async Task<(long Count, DateTimeOffset? Since)> NotReached(CancellationToken cancellationToken)
    {
        // index: the store's on seq_id
        await using var command = database.CreateCommand(
            """
            select count(*), min(timestamp) from mt_events
            where type = any ($1) and seq_id >
                coalesce((select last_seq_id from mt_event_progression where name = 'NeighboursOutbound:All'), 0)
            """
        );
        command.Parameters.Add(new() { Value = ToldTypes });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetInt64(0), row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1));
    }

    private async Task<IReadOnlyList<NDeliusSettled>> Settled(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select coalesce(c.reference, ''), p.event_type, coalesce(a.name, p.resolved_by), p.resolved_at, p.reason
            from parked_event p
            join account a on a.id = p.resolved_by
            left join case_list_row c on c.referral_id = p.stream_id
            where p.subscription = 'NeighboursOutbound' and p.resolution = 'dismissed'
            order by p.resolved_at desc, p.seq_id desc limit 20
            """
        );
        var settled = new List<NDeliusSettled>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            settled.Add(
                new(
                    row.GetString(0),
                    What(row.GetString(1)),
                    row.GetString(2),
                    row.GetFieldValue<DateTimeOffset>(3),
                    row.GetString(4)
                )
            );
        return settled;
    }

    private static string What(string type) =>
        type switch
        {
            "referral_sent" => "Start of the referral",
            "transfer_accepted" => "Referral taken over by another supplier",
            "appointment_booked" => "Appointment booked",
            "appointment_moved" => "Appointment moved",
            "appointment_cancelled" => "Appointment cancelled",
            "outcome_recorded" => "What came of an appointment",
            "outcome_corrected" => "What came of an appointment, corrected",
            _ => "End of the referral",
        };

    private static string InWords(string why) => char.ToUpperInvariant(why[0]) + why[1..];

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}
