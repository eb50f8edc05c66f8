using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using RefMon.EventStore;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Engine;

/// <summary>Adds the workflow engine to an application.</summary>
public static class WorkflowRegistration
{
    /// <summary>
    /// Adds the engine, which needs an <see cref="IWorkflowSubjects"/>, the <see cref="ActivityCatalogue"/> and a handler for
    /// each kind of effect; and <see cref="AddWorkflows(EventStoreOptions, SubscriptionSettings)"/> on the store.
    /// </summary>
    public static IServiceCollection AddWorkflowEngine(this IServiceCollection services, WorkflowOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<RunnerLimits>();
        services.AddSingleton<InstanceRunner>();
        services.AddSingleton<DefinitionStore>();
        services.AddSingleton<InstanceEngine>();
        services.AddSingleton<TimerSweep>();
        services.AddSingleton<EffectDispatcher>();
        services.AddSingleton<WorkflowProblems>();
        services.AddSingleton(provider => new WorkflowOperator(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<InstanceEngine>(),
            provider.GetRequiredService<DefinitionStore>(),
            provider.GetRequiredService<WorkflowOptions>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(provider => new WorkflowRecords(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<DefinitionStore>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        // the store may have registered it by its type already
        services.RemoveAll<WorkflowSubscription>();
        services.AddScoped(provider => new WorkflowSubscription(
            provider.GetRequiredService<InstanceEngine>(),
            provider.GetRequiredService<IWorkflowSubjects>()
        ));
        services.AddHostedService<WorkflowHost>();
        return services;
    }

    /// <summary>Has the store feed the engine.</summary>
    public static EventStoreOptions AddWorkflows(this EventStoreOptions options, SubscriptionSettings? settings = null)
    {
        options.Subscription<WorkflowSubscription>(settings ?? new SubscriptionSettings { PageSize = 100 });
        return options;
    }
}
