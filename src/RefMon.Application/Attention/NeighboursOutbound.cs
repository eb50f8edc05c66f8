using System.Globalization;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Domain.Referring;
using RefMon.EventStore;

namespace RefMon.Application.Attention;

/// <summary>
/// Tells nDelius what happened, after commit. Each write carries a key made from the event's id, under which nDelius
/// applies it once however often it is repeated. What nDelius will not take parks the referral's later events behind it.
/// </summary>
public sealed class NeighboursOutbound(IProbationCases probationCases, OutboundEffects effects, PublicAddress address)
    : ISubscription
{
    /// <inheritdoc/>
    public string Name => "NeighboursOutbound";

    /// <inheritdoc/>
    public Task Handle(StoredEvent stored, SubscriptionContext context, CancellationToken cancellationToken)
    {
        context.ParkStream = true;
        return stored.Data is ReferralSent sent ? Start(stored, sent, context, cancellationToken) : Task.CompletedTask;
    }

    private async Task Start(
        StoredEvent stored,
        ReferralSent sent,
        SubscriptionContext context,
        CancellationToken cancellationToken
    )
    {
        var effect = new OutboundEffect(stored.Id, "ndelius", "ndelius", sent.ReferralId, sent.Reference.Value);
        if (await effects.Begin(effect, cancellationToken) is AttemptBefore.Confirmed)
            return;
        if (!long.TryParse(sent.Sentence.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var sentence))
        {
            throw await Refused(effect, "sentence-unknown", context, cancellationToken);
        }
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
        await Settle(effect, reply, context, cancellationToken);
    }

    private async Task Settle(
        OutboundEffect effect,
        NeighbourReply<NeighbourReceipt> reply,
        SubscriptionContext context,
        CancellationToken cancellationToken
    )
    {
        var refusal = reply.Match<string?>(_ => null, () => "not-found", refused => refused.Code, _ => null);
        if (refusal is not null)
            throw await Refused(effect, refusal, context, cancellationToken);
        if (reply is NeighbourReply<NeighbourReceipt>.Unavailable silent)
            throw new OutboundFailedException($"nDelius was not told of a referral: {silent.Why}");
        await effects.Confirm(effect, cancellationToken);
    }

    private async Task<OutboundFailedException> Refused(
        OutboundEffect effect,
        string code,
        SubscriptionContext context,
        CancellationToken cancellationToken
    )
    {
        await effects.Refuse(effect, code, cancellationToken);
        context.ParkNow = true;
        return new($"nDelius would not take the start of a referral: {code}.");
    }
}
