using Npgsql;
using NpgsqlTypes;
using RefMon.Domain;

namespace RefMon.Application.Attention;

/// <summary>
/// The record of what RefMon did outside because of events. An attempt is recorded by itself before it is made, so that
/// after a crash or a lost answer the next try knows that it may be a repeat.
/// </summary>
public sealed class OutboundEffects(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Records that an attempt is about to be made.</summary>
    internal async Task<AttemptBefore> Begin(OutboundEffect effect, CancellationToken cancellationToken)
    {
        // a confirmed effect is left as it is; the row before the change says what is known so far
        await using var command = database.CreateCommand(
            """
            insert into outbound_effect
                (event_id, kind, recipient, referral_id, reference, status, attempts, first_tried_at, last_tried_at)
            values ($1, $2, $3, $4, $5, 'trying', 1, $6, $6)
            on conflict (event_id, kind, recipient) do update
            set attempts = outbound_effect.attempts + case outbound_effect.status when 'confirmed' then 0 else 1 end,
                last_tried_at = case outbound_effect.status when 'confirmed' then outbound_effect.last_tried_at else $6 end
            returning attempts, status
            """
        );
        AddKey(command, effect);
        command.Parameters.Add(new() { Value = effect.ReferralId.Value });
        command.Parameters.Add(new() { Value = effect.Reference });
        command.Parameters.Add(Now());
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return row.GetString(1) == "confirmed" ? AttemptBefore.Confirmed
            : row.GetInt32(0) > 1 ? AttemptBefore.MayHaveArrived
            : AttemptBefore.None;
    }

    /// <summary>Records that the neighbour has it.</summary>
    internal Task Confirm(OutboundEffect effect, CancellationToken cancellationToken) =>
        Update(effect, "confirmed", null, cancellationToken);

    /// <summary>Records that the neighbour will not take it.</summary>
    internal Task Refuse(OutboundEffect effect, string code, CancellationToken cancellationToken) =>
        Update(effect, "refused", code, cancellationToken);

    /// <summary>Records that there is nobody to send it to.</summary>
    internal Task NoAddress(OutboundEffect effect, CancellationToken cancellationToken) =>
        Update(effect, "no-address", null, cancellationToken);

    /// <summary>What has been done outside for one referral, oldest first.</summary>
    public async Task<IReadOnlyList<EffectShown>> Of(ReferralId referral, CancellationToken cancellationToken)
    {
        // index: outbound_effect_referral
        await using var command = database.CreateCommand(
            """
            select kind, recipient, status, confirmed_at from outbound_effect
            where referral_id = $1 order by first_tried_at, kind, recipient
            """
        );
        command.Parameters.Add(new() { Value = referral.Value });
        var effects = new List<EffectShown>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            effects.Add(
                new(
                    row.GetString(0),
                    row.GetString(1),
                    row.GetString(2),
                    row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3)
                )
            );
        return effects;
    }

    private async Task Update(OutboundEffect effect, string status, string? code, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            update outbound_effect set status = $4, refusal_code = $5, last_tried_at = $6,
                confirmed_at = case $4 when 'confirmed' then $6 end
            where event_id = $1 and kind = $2 and recipient = $3 and status <> 'confirmed'
            """
        );
        AddKey(command, effect);
        command.Parameters.Add(new() { Value = status });
        command.Parameters.Add(new() { Value = (object?)code ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(Now());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void AddKey(NpgsqlCommand command, OutboundEffect effect)
    {
        command.Parameters.Add(new() { Value = effect.EventId });
        command.Parameters.Add(new() { Value = effect.Kind });
        command.Parameters.Add(new() { Value = effect.Recipient });
    }

    private NpgsqlParameter Now() => new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz };
}

/// <summary>One thing to do outside because of one event.</summary>
internal sealed record OutboundEffect(
    Guid EventId,
    string Kind,
    string Recipient,
    ReferralId ReferralId,
    string Reference
)
{
    /// <summary>The same for every attempt, and for nothing else.</summary>
    public string Key => $"{EventId:D}:{Recipient}";
}

/// <summary>What is known of earlier attempts at an effect.</summary>
internal enum AttemptBefore
{
    /// <summary>This is the first.</summary>
    None,

    /// <summary>There was one, and how it ended is not known.</summary>
    MayHaveArrived,

    /// <summary>It is done.</summary>
    Confirmed,
}

/// <summary>An effect as pages show it: "ndelius" or "email", the part the recipient plays, and when it was confirmed.</summary>
public sealed record EffectShown(string Kind, string Recipient, string Status, DateTimeOffset? ConfirmedAt);

/// <summary>
/// An effect outside that did not come about. The message holds codes only. The subscription tries again and then parks
/// the event where an operator sees it.
/// </summary>
public sealed class OutboundFailedException(string message) : Exception(message);
