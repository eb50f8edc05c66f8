using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace RefMon.Application.Amendments;

/// <summary>What follows neighbours' news.</summary>
public static class AmendmentsRegistration
{
    /// <summary>Adds the parts that take notices and follow them; nothing runs by itself yet.</summary>
    public static IServiceCollection AddNeighbourNews(this IServiceCollection services)
    {
        services.TryAddSingleton(new SweepHours(null));
        services.AddSingleton<InboundNotices>();
        services.AddSingleton<PeopleHeld>();
        services.AddSingleton<ReferralNewsWriter>();
        services.AddSingleton<DraftNewsWriter>();
        services.AddScoped<NewsFollower>();
        services.AddSingleton<NoticeWorker>();
        services.AddSingleton<NightlySweep>();
        return services;
    }

    /// <summary>Has notices followed and the sweep run by this process.</summary>
    public static IServiceCollection RunNeighbourNews(this IServiceCollection services)
    {
        services.AddHostedService(provider => provider.GetRequiredService<NoticeWorker>());
        services.AddHostedService(provider => provider.GetRequiredService<NightlySweep>());
        return services;
    }
}
