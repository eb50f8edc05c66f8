using RefMon.Application.ActionPlans;
using RefMon.Application.Allocation;
using RefMon.Application.Appointments;
using RefMon.Application.Attention;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Pipeline;

/// <summary>
/// What RefMon keeps in the event store: one registration for the application, its imports and its tests, so that all of
/// them write the same rows.
/// </summary>
public static class ReferralEventStoreRegistration
{
    // a neighbour that is down is waited for, about seven minutes; what it refuses is parked at once
    private static readonly SubscriptionSettings Outbound = new() { PageSize = 1, MaxAttempts = 20 };

    /// <summary>The names of the subscriptions that <see cref="AddOutbound"/> adds.</summary>
    public static IReadOnlyList<string> Subscriptions { get; } =
    [nameof(NeighboursOutbound), nameof(RiskOutbound), nameof(NoticesOutbound)];

    /// <summary>Referrals: their events, snapshot, details and the rows written with them.</summary>
    public static EventStoreOptions AddReferrals(this EventStoreOptions options)
    {
        options.Json = DomainJson.Options;
        options.EventTypes(EventTypes.All);
        options.Aggregate<Referral>("referral", (state, happened) => Referral.Apply(state, (IReferralEvent)happened));
        options.LiveProjection<ReferralDetails>(
            (state, stored) => ReferralDetails.Apply(state, (IReferralEvent)stored.Data)
        );
        options.InlineProjection<CaseListProjection>();
        options.InlineProjection<AssessmentWaits>();
        options.InlineProjection<AppointmentSlots>();
        options.InlineProjection<TransferProjection>();
        options.InlineProjection<UnsubmittedWorkProjection>();
        return options;
    }

    /// <summary>
    /// What follows outside after commit: nDelius, Assess Risks and Needs, and GOV.UK Notify. Needs the neighbours' clients and a
    /// <see cref="PublicAddress"/>.
    /// </summary>
    public static EventStoreOptions AddOutbound(this EventStoreOptions options, SubscriptionSettings? settings = null)
    {
        options.Subscription<NeighboursOutbound>(settings ?? Outbound);
        options.Subscription<RiskOutbound>(settings ?? Outbound);
        options.Subscription<NoticesOutbound>(settings ?? Outbound);
        return options;
    }
}
