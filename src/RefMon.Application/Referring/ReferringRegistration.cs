using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.RiskScreen;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>What the handlers of this capability need.</summary>
public static class ReferringRegistration
{
    /// <summary>Adds the parts of drafting and sending.</summary>
    public static IServiceCollection AddReferring(this IServiceCollection services)
    {
        services.AddSingleton<DraftStore>();
        services.AddSingleton<EndedDrafts>();
        services.AddSingleton<ColleaguesDrafts>();
        services.AddSingleton<DraftNews>();
        services.AddSingleton<DraftCopies>();
        services.AddSingleton<People>();
        services.AddSingleton<OtherReferrals>();
        services.AddSingleton<DraftEligibility>();
        services.AddSingleton<DraftExpiry>();
        services.AddSingleton<StaffAccounts>();
        services.AddSingleton<ReferenceReservations>();
        services.AddSingleton<ReferenceDraw>(_ => name => ReferralReference.Generate(name, Random.Shared));
        services.AddSingleton<PersonSafeContacts>();
        services.AddScoped<RiskEnquiry>();
        services.AddScoped(provider => new RiskSourceFollower(
            provider.GetRequiredService<RiskEnquiry>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddScoped<NeighbourSources>();
        services.AddScoped<PersonLookup>();
        services.AddScoped<PrisonList>();
        services.AddScoped<DraftDesk>();
        services.AddScoped<SectionSaving>();
        return services;
    }

    /// <summary>Has drafts that nobody works on deleted by this process.</summary>
    public static IServiceCollection RunDraftExpiry(this IServiceCollection services)
    {
        services.AddHostedService(provider => provider.GetRequiredService<DraftExpiry>());
        return services;
    }
}
