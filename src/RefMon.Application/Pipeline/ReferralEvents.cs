using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Attention;
using RefMon.Application.CaseLists;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Pipeline;

/// <summary>What the event store holds and runs for referrals.</summary>
public static class ReferralEvents
{
    // a call to a neighbour is never repeated because of another event: each has a transaction of its own
    private static readonly SubscriptionSettings Outbound = new() { PageSize = 1 };

    /// <summary>Adds the event store with the referral's stream, its read models and what is done after commit.</summary>
    public static IServiceCollection AddReferralEvents(
        this IServiceCollection services,
        Func<IServiceProvider, string> connectionString
    ) =>
        services.AddEventStore(store =>
        {
            store.ConnectTo(connectionString);
            store.Json = new(DomainJson.Options);
            store.EventTypes(EventTypes.All);
            store.Aggregate<Referral>("referral", (state, happened) => Referral.Apply(state, (IReferralEvent)happened));
            store.LiveProjection<ReferralDetails>(
                (state, stored) => ReferralDetails.Apply(state, (IReferralEvent)stored.Data)
            );
            store.InlineProjection<CaseListProjection>();
            store.Subscription<NoticesOutbound>(Outbound);
            store.Subscription<NeighboursOutbound>(Outbound);
        });
}
