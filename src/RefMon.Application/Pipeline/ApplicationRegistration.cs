using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RefMon.Application.Access;
using RefMon.Application.ActionPlans;
using RefMon.Application.Allocation;
using RefMon.Application.Amendments;
using RefMon.Application.Appointments;
using RefMon.Application.Attention;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Domain.Attention;

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
        services.AddScoped<AuditSubject>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<WorkAccounts>();
        services.AddSingleton<LimitedAccessFreshness>();
        services.AddSingleton<SubscriptionHealth>();
        services.AddSingleton<DailyCleaning>();
        services.AddSingleton<ParkedReasons>();
        services.AddSingleton<WorkflowReferences>();
        services.AddSingleton<ServiceCatalogue>();
        services.AddSingleton<ServicesByCategory>();
        services.AddSingleton<SavedSearches>();
        services.AddSingleton<AssessmentWaitReader>();
        services.AddCaseLists();
        services.AddReferring();
        services.AddNeighbourNews();
        services.AddAppointments();
        services.AddWorkflowActivities();
        return services;
    }

    private static void AddCaseLists(this IServiceCollection services)
    {
        services.TryAddSingleton(DeadlineRules.Default);
        services.AddSingleton<WorkingDays>();
        // scoped, so that nothing that lives longer can keep one
        services.TryAddScoped(provider => provider.GetRequiredService<WorkingDays>().Calendar);
        services.AddSingleton<DeadlineSettings>();
        services.AddSingleton<DeadlineSettingStore>();
        services.TryAddScoped(provider => provider.GetRequiredService<DeadlineSettings>().Book);
        services.AddSingleton<DueWording>();
        services.AddSingleton<Caseload>();
        services.AddSingleton<ListedLimitedAccess>();
        services.AddSingleton<CaseSearches>();
        services.AddSingleton<ReferralLookup>();
        services.AddScoped<ReferralReader>();
        services.AddSingleton<ReferralCopies>();
        services.AddSingleton<PersonRecords>();
        services.AddSingleton<DoubleReferrals>();
        services.AddScoped<ReferralDecisions>();
        services.AddSingleton<UnsubmittedWorkStore>();
        services.AddScoped<UnsubmittedWorkDesk>();
        services.AddSingleton<LastLooks>();
        services.AddSingleton<ColleagueDirectory>();
        services.AddSingleton<NoticeAddresses>();
        services.AddSingleton<OutboundEffects>();
        services.AddScoped<AppointmentsOutbound>();
        services.AddScoped<NoticePost>();
        services.AddScoped<NoticeDelivery>();
        services.AddSingleton<NoticeStore>();
        services.AddSingleton<AttentionReader>();
        services.AddScoped<HeldEmail>();
        services.AddScoped<DailyDigest>();
        services.AddSingleton<UnreadEscalation>();
        services.AddSingleton<OutboundProgress>();
    }
}
