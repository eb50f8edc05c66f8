using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.EventStore;

namespace RefMon.Application.Attention;

/// <summary>
/// The record of what RefMon did outside because of events. An attempt is recorded by itself before it is made, so that
/// after a crash or a lost answer the next try knows that it may be a repeat.
/// </summary>
public sealed class OutboundEffects(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>The refusal of an effect that may have come about so long ago that the neighbour has forgotten it.</summary>
    public const string TooOld = "too-old-to-look-up";

    /// <summary>Records that an attempt is about to be made, at a neighbour that recognises repeats for ever.</summary>
    internal async Task<AttemptBefore> Begin(OutboundEffect effect, CancellationToken cancellationToken) =>
        (await BeginNumbered(effect, rememberedFor: null, cancellationToken)).Before;

    /// <summary>
    /// Records whose account a message goes to, just before it is sent; null when it is nobody's. False when a later attempt has begun: a node that
    /// was frozen meanwhile must leave the effect to the one that took over.
    /// </summary>
    internal async Task<bool> Addresses(
        OutboundEffect effect,
        int attempt,
        string? accountId,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            update outbound_effect set account_id = $5
            where event_id = $1 and kind = $2 and recipient = $3 and attempts = $4
            """
        );
        AddKey(command, effect);
        command.Parameters.Add(new() { Value = attempt });
        command.Parameters.Add(Optional(accountId, NpgsqlDbType.Text));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>
    /// The same with the number of this attempt. <paramref name="rememberedFor"/> is how long the neighbour can say what it was sent;
    /// null when it recognises repeats for ever.
    /// </summary>
    internal async Task<(AttemptBefore Before, int Attempt)> BeginNumbered(
        OutboundEffect effect,
        TimeSpan? rememberedFor,
        CancellationToken cancellationToken
    )
    {
        // a confirmed effect is left as it is. What the neighbour refused did not arrive: its time begins anew
        await using var command = database.CreateCommand(
            """
            insert into outbound_effect
                (event_id, kind, recipient, referral_id, reference, status, attempts, first_tried_at, last_tried_at,
                 appointment_id, seq_id)
            values ($1, $2, $3, $4, $5, 'trying', 1, $6, $6, $8, $9)
            on conflict (event_id, kind, recipient) do update
            set attempts = outbound_effect.attempts + case outbound_effect.status when 'confirmed' then 0 else 1 end,
                last_tried_at = case outbound_effect.status when 'confirmed' then outbound_effect.last_tried_at else $6 end,
                (status, first_tried_at, refusal_code) = (
                    select case when anew then 'trying' else outbound_effect.status end,
                           case when anew then $6 else outbound_effect.first_tried_at end,
                           case when anew then null else outbound_effect.refusal_code end
                    from (select outbound_effect.status in ('refused', 'no-address')
                          and outbound_effect.refusal_code is distinct from $7) known (anew))
            returning attempts, status, first_tried_at, refusal_code
            """
        );
        AddKey(command, effect);
        command.Parameters.Add(new() { Value = effect.ReferralId.Value });
        command.Parameters.Add(new() { Value = effect.Reference });
        command.Parameters.Add(Now());
        command.Parameters.Add(new() { Value = TooOld });
        command.Parameters.Add(Optional(effect.AppointmentId?.Value, NpgsqlDbType.Uuid));
        command.Parameters.Add(Optional(effect.Sequence, NpgsqlDbType.Bigint));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var attempt = row.GetInt32(0);
        if (row.GetString(1) == "confirmed")
            return (AttemptBefore.Confirmed, attempt);
        if (attempt == 1)
            return (AttemptBefore.None, attempt);
        var since = time.GetUtcNow() - row.GetFieldValue<DateTimeOffset>(2);
        var isForgotten = (!row.IsDBNull(3) && row.GetString(3) == TooOld) || since > rememberedFor;
        return (isForgotten ? AttemptBefore.MayHaveArrivedTooLongAgo : AttemptBefore.MayHaveArrived, attempt);
    }

    /// <summary>Records that the neighbour has it.</summary>
    internal Task Confirm(OutboundEffect effect, CancellationToken cancellationToken) =>
        Update(effect, "confirmed", null, null, cancellationToken);

    /// <summary>Records that the neighbour will not take it.</summary>
    internal Task Refuse(OutboundEffect effect, string code, CancellationToken cancellationToken) =>
        Update(effect, "refused", code, null, cancellationToken);

    /// <summary>Records that the neighbour gave no usable answer; it may have it all the same.</summary>
    internal Task Unanswered(OutboundEffect effect, NeighbourFault fault, CancellationToken cancellationToken) =>
        Update(effect, "trying", null, fault, cancellationToken);

    // writes that say all of one thing: of one appointment, or of the supplier who has a referral. Indexes:
    // outbound_effect_appointment, outbound_effect_referral
    private static string AboutTheSame(OutboundEffect effect) =>
        effect.AppointmentId is null
            ? "referral_id = $1 and kind = 'ndelius' and recipient = $3"
            : "appointment_id = $1";

    private static void AddAboutTheSame(NpgsqlCommand command, OutboundEffect effect)
    {
        command.Parameters.Add(new() { Value = effect.AppointmentId?.Value ?? effect.ReferralId.Value });
        command.Parameters.Add(Optional(effect.Sequence, NpgsqlDbType.Bigint));
        command.Parameters.Add(new() { Value = effect.Recipient });
    }

    /// <summary>Whether the neighbour was told, or would not be told, something later about the same appointment or hand-over.</summary>
    internal async Task<bool> IsOvertaken(OutboundEffect effect, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            select exists (select from outbound_effect
                where {AboutTheSame(effect)} and seq_id > $2 and status <> 'trying')
            """
        );
        AddAboutTheSame(command, effect);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Records that something later says all that this would have said.</summary>
    internal Task Overtaken(OutboundEffect effect, CancellationToken cancellationToken) =>
        Update(effect, "overtaken", null, null, cancellationToken);

    /// <summary>Records of a workflow's reminder that nobody needs what could not be sent of it any more.</summary>
    internal async Task Needless(Guid reminder, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "update outbound_effect set status = 'overtaken' where event_id = $1 and kind = 'reminder' and status in ('trying', 'refused')"
        );
        command.Parameters.Add(new() { Value = reminder });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Takes what the neighbour would not take about the same appointment or hand-over earlier off the operator's list: this
    /// says all of it again.
    /// </summary>
    internal async Task Overtake(OutboundEffect effect, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            with needless as (
                update outbound_effect set status = 'overtaken'
                where {AboutTheSame(effect)} and seq_id < $2 and status = 'refused' returning seq_id)
            update parked_event p
            set resolved_at = $4, resolution = 'dismissed', resolved_by = 'RefMon',
                reason = 'What came later about the same says all of it'
            from needless n
            where p.subscription = '{nameof(NeighboursOutbound)}' and p.seq_id = n.seq_id and p.resolved_at is null
            """
        );
        AddAboutTheSame(command, effect);
        command.Parameters.Add(Now());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Records that there is nobody to send it to, and what it would have been, for operators.</summary>
    internal async Task NoAddress(OutboundEffect effect, string template, CancellationToken cancellationToken)
    {
        await Update(effect, "no-address", null, null, cancellationToken);
        await using var command = database.CreateCommand(
            """
            update outbound_effect set notice_kind = $4
            where event_id = $1 and kind = $2 and recipient = $3 and status = 'no-address'
            """
        );
        AddKey(command, effect);
        command.Parameters.Add(new() { Value = template });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Records what a neighbour answered to a write. Anything but a receipt throws: a refusal is parked at once, silence is
    /// tried again.
    /// </summary>
    internal async Task Settle(
        OutboundEffect effect,
        NeighbourReply<NeighbourReceipt> reply,
        SubscriptionContext context,
        CancellationToken cancellationToken
    )
    {
        switch (reply)
        {
            case NeighbourReply<NeighbourReceipt>.Found:
                await Confirm(effect, cancellationToken);
                break;
            case NeighbourReply<NeighbourReceipt>.Unavailable silent:
                await Unanswered(effect, silent.Fault, cancellationToken);
                throw new OutboundFailedException($"{effect.Kind} {effect.Recipient} was not told: {silent.Why}");
            case NeighbourReply<NeighbourReceipt>.Refused refused:
                throw await Refused(effect, refused.Code, context, cancellationToken);
            default:
                throw await Refused(effect, "not-found", context, cancellationToken);
        }
    }

    /// <summary>Records a refusal and has the event parked at once; gives the exception to throw.</summary>
    internal async Task<OutboundFailedException> Refused(
        OutboundEffect effect,
        string code,
        SubscriptionContext context,
        CancellationToken cancellationToken
    )
    {
        await Refuse(effect, code, cancellationToken);
        context.ParkNow = true;
        return new($"{effect.Kind} {effect.Recipient} was refused: {code}.");
    }

    /// <summary>What was not confirmed of an event is settled by hand; nothing when nothing was tried.</summary>
    internal static NpgsqlBatchCommand SettleStatement(string subscription, long sequence) =>
        new(
            """
            update outbound_effect o set status = 'settled'
            from mt_events e
            where e.seq_id = $2 and o.event_id = e.id and o.referral_id = e.stream_id and o.status in ('trying', 'refused')
              and $1 = case o.kind when 'ndelius' then 'NeighboursOutbound'
                  when 'risk-assessments' then 'RiskOutbound' else 'NoticesOutbound' end
            """
        )
        {
            Parameters =
            {
                new() { Value = subscription },
                new() { Value = sequence },
            },
        };

    private async Task Update(
        OutboundEffect effect,
        string status,
        string? code,
        NeighbourFault? fault,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            update outbound_effect set status = $4, refusal_code = $5, last_tried_at = $6, last_fault = $7,
                confirmed_at = case $4 when 'confirmed' then $6 end
            where event_id = $1 and kind = $2 and recipient = $3 and status <> 'confirmed'
            """
        );
        AddKey(command, effect);
        command.Parameters.Add(new() { Value = status });
        command.Parameters.Add(Optional(code, NpgsqlDbType.Text));
        command.Parameters.Add(Now());
        command.Parameters.Add(Optional(WordOf(fault), NpgsqlDbType.Text));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Optional(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static string? WordOf(NeighbourFault? fault) => fault?.ToString().ToLowerInvariant();

    private static void AddKey(NpgsqlCommand command, OutboundEffect effect)
    {
        command.Parameters.Add(new() { Value = effect.EventId });
        command.Parameters.Add(new() { Value = effect.Kind });
        command.Parameters.Add(new() { Value = effect.Recipient });
    }

    private NpgsqlParameter Now() => new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz };
}

/// <summary>
/// An effect outside that did not come about. The message holds codes only. The subscription tries again and then parks
/// the event where an operator sees it.
/// </summary>
public sealed class OutboundFailedException(string message) : Exception(message);
