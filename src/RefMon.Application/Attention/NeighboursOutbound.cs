using System.Globalization;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Referring;
using RefMon.EventStore;

namespace RefMon.Application.Attention;

/// <summary>
/// Tells nDelius that a referral was sent, what becomes of its appointments, who has it after a hand-over, and that it ended,
/// after commit, in order. Each write carries a key made from the event's id, under which nDelius applies it once however
/// often it is repeated. A start or an end that nDelius will not take parks the referral's later events behind it.
/// </summary>
public sealed class NeighboursOutbound(
    IProbationCases probationCases,
    IEventReader reader,
    OutboundEffects effects,
    AppointmentsOutbound appointments,
    PublicAddress address
) : ISubscription
{
    /// <inheritdoc/>
    public string Name => nameof(NeighboursOutbound);

    /// <inheritdoc/>
    public bool Concerns(StoredEvent stored) =>
        stored.Data is ReferralSent or TransferAccepted or IConcludesReferral
        || (stored.Data is IReferralEvent happened && AppointmentsOutbound.IsAbout(happened) is not null);

    /// <inheritdoc/>
    public Task Handle(StoredEvent stored, SubscriptionContext context, CancellationToken cancellationToken)
    {
        context.ParkStream = true;
        return stored.Data switch
        {
            ReferralSent sent => Start(stored, sent, context, cancellationToken),
            IReferralEvent happened when AppointmentsOutbound.IsAbout(happened) is { } appointment => appointments.Tell(
                stored,
                appointment,
                context,
                cancellationToken
            ),
            TransferAccepted accepted => Transfer(stored, accepted, context, cancellationToken),
            IConcludesReferral ended => End(stored, ended, context, cancellationToken),
            _ => Task.CompletedTask,
        };
    }

    private async Task Start(
        StoredEvent stored,
        ReferralSent sent,
        SubscriptionContext context,
        CancellationToken cancellationToken
    )
    {
        var effect = OutboundEffect.Started(stored.Id, sent.ReferralId, sent.Reference);
        if (await effects.Begin(effect, cancellationToken) is AttemptBefore.Confirmed)
            return;
        if (!long.TryParse(sent.Sentence.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var sentence))
            throw await effects.Refused(effect, "sentence-unknown", context, cancellationToken);
        var start = new ReferralStart(
            sent.ReferralId.Value,
            sent.Reference.Value,
            sent.Service.ContractTypeCode,
            sent.At,
            sentence,
            sent.Service.SupplierName,
            address.Referral(sent.Reference.Value)
        );
        var reply = await probationCases.StartReferral(effect.Key, sent.Person.Crn.Value, start, cancellationToken);
        await effects.Settle(effect, reply, context, cancellationToken);
    }

    // says all that nDelius knows of the supplier: a refused one keeps nothing else back, and the next one overtakes it
    private async Task Transfer(
        StoredEvent stored,
        TransferAccepted accepted,
        SubscriptionContext context,
        CancellationToken cancellationToken
    )
    {
        if (await AsOf(stored, cancellationToken) is not { } referral)
            return;
        var effect = OutboundEffect.Transferred(stored, referral);
        if (await effects.Begin(effect, cancellationToken) is AttemptBefore.Confirmed)
            return;
        if (await effects.IsOvertaken(effect, cancellationToken))
        {
            await effects.Overtaken(effect, cancellationToken);
            return;
        }
        var transfer = new ReferralTransfer(
            referral.Id.Value,
            referral.Reference.Value,
            accepted.To.ContractTypeCode,
            accepted.At,
            accepted.To.SupplierName,
            address.Referral(referral.Reference.Value)
        );
        var crn = referral.Referring.Person.Crn.Value;
        var reply = await probationCases.TransferReferral(effect.Key, crn, transfer, cancellationToken);
        if (reply is NeighbourReply<NeighbourReceipt>.Found or NeighbourReply<NeighbourReceipt>.Refused)
        {
            context.ParkStream = false;
            await effects.Overtake(effect, cancellationToken);
        }
        await effects.Settle(effect, reply, context, cancellationToken);
    }

    // as it stood then: the number the person had, so that a repeat says the same under the same key
    private Task<Referral?> AsOf(StoredEvent stored, CancellationToken cancellationToken) =>
        reader.AggregateStream<Referral>(stored.StreamId, stored.Version, cancellationToken: cancellationToken);

    private async Task End(
        StoredEvent stored,
        IConcludesReferral ended,
        SubscriptionContext context,
        CancellationToken cancellationToken
    )
    {
        if (await AsOf(stored, cancellationToken) is not { } referral)
            return;
        var effect = OutboundEffect.Ended(stored.Id, referral.Id, referral.Reference);
        if (await effects.Begin(effect, cancellationToken) is AttemptBefore.Confirmed)
            return;
        var end = new ReferralEnd(
            referral.Id.Value,
            referral.Reference.Value,
            ended.At,
            ended.Conclusion,
            address.Referral(referral.Reference.Value)
        );
        var crn = referral.Referring.Person.Crn.Value;
        var reply = await probationCases.EndReferral(effect.Key, crn, end, cancellationToken);
        await effects.Settle(effect, reply, context, cancellationToken);
    }
}
