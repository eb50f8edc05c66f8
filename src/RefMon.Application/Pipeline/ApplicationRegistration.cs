using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Access;
using RefMon.Application.Catalogue;

namespace RefMon.Application.Pipeline;

/// <summary>Everything the application layer needs, except the event store, the database and the neighbours' clients.</summary>
public static class ApplicationRegistration
{
    /// <summary>Adds the pipeline, the access rules and each capability's parts.</summary>
    public static IServiceCollection AddRefMonApplication(this IServiceCollection services)
    {
        services.AddPipeline();
        services.AddScoped<CurrentViewer>();
        services.AddScoped<ObjectAccess>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<LimitedAccessFreshness>();
        services.AddSingleton<ServiceCatalogue>();
        services.AddSingleton<SavedSearches>();
        return services;
    }
}
