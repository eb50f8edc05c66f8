using RefMon.Application.RiskScreen;
using RefMon.Domain;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;
using RefMon.EventStore;

namespace RefMon.Application.Attention;

/// <summary>
/// Gives Assess Risks and Needs each version of the risk information that a supplier was given, after commit, in order.
/// Stands apart from <see cref="NeighboursOutbound"/>: one of the two neighbours failing keeps nothing from the other.
/// </summary>
public sealed class RiskOutbound(IRiskAssessments assessments, IEventReader reader, OutboundEffects effects)
    : ISubscription
{
    /// <inheritdoc/>
    public string Name => nameof(RiskOutbound);

    /// <inheritdoc/>
    public bool Concerns(StoredEvent stored) => RiskOf(stored.Data) is not null;

    /// <inheritdoc/>
    public async Task Handle(StoredEvent stored, SubscriptionContext context, CancellationToken cancellationToken)
    {
        // in the order they were shared: the latest version is the one that stands
        context.ParkStream = true;
        if (RiskOf(stored.Data) is not { } risk)
            return;
        var referral = await reader.AggregateStream<Referral>(
            stored.StreamId,
            stored.Version,
            cancellationToken: cancellationToken
        );
        if (referral is null)
            return;
        var effect = OutboundEffect.SharedRisk(stored.Id, referral.Id, referral.Reference);
        if (await effects.Begin(effect, cancellationToken) is AttemptBefore.Confirmed)
            return;
        var reply = await assessments.ShareRisk(
            effect.Key,
            referral.Referring.Person.Crn.Value,
            RiskShare.Of(referral.Id, risk, ((IReferralEvent)stored.Data).At),
            cancellationToken
        );
        await effects.Settle(effect, reply, context, cancellationToken);
    }

    internal static RiskStatement? RiskOf(object happened) =>
        happened switch
        {
            ReferralSent sent => sent.Risk,
            RiskShared shared => shared.Risk,
            _ => null,
        };
}
