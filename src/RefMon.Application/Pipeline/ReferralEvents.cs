using Microsoft.Extensions.DependencyInjection;
using RefMon.EventStore;

namespace RefMon.Application.Pipeline;

/// <summary>What the event store holds and runs for referrals.</summary>
public static class ReferralEvents
{
    /// <summary>Adds the event store with the referral's stream, its read models and what is done after commit.</summary>
    public static IServiceCollection AddReferralEvents(
        this IServiceCollection services,
        Func<IServiceProvider, string> connectionString
    ) =>
        services.AddEventStore(store =>
        {
            store.ConnectTo(connectionString);
            store.AddReferrals().AddOutbound();
        });
}
