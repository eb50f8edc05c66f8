using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using RefMon.EventStore.Daemon;

namespace RefMon.EventStore;

/// <summary>Adds the event store to an application.</summary>
public static class EventStoreRegistration
{
    /// <summary>
    /// Adds to what the store holds and runs; may be called once per capability. Registers the application's
    /// <see cref="NpgsqlDataSource"/>: it prepares statements by itself and does not reset sessions, so nothing that outlives
    /// a command may be left on its connections (SET, temporary tables, session locks, LISTEN).
    /// </summary>
    public static IServiceCollection AddEventStore(
        this IServiceCollection services,
        Action<EventStoreOptions> configure
    )
    {
        var known =
            services.LastOrDefault(s => s.ServiceType == typeof(EventStoreOptions))?.ImplementationInstance
            as EventStoreOptions;
        var options = known ?? new EventStoreOptions();
        configure(options);
        foreach (var projection in options.InlineProjections)
            services.TryAddSingleton(projection);
        foreach (var subscription in options.Subscriptions.Keys)
            services.TryAddScoped(subscription);
        if (known is not null)
            return services;

        services.AddSingleton(options);
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => Requests(ConnectionString(provider)));
        services.AddSingleton(provider => new DaemonDataSource(Background(ConnectionString(provider))));
        services.AddSingleton(provider => new EventStoreModel(
            options,
            [.. options.InlineProjections.Select(p => (IInlineProjection)provider.GetRequiredService(p))]
        ));
        services.AddSingleton<CommitSignal>();
        services.AddSingleton<EventReader>();
        services.AddSingleton<IEventReader>(provider => provider.GetRequiredService<EventReader>());
        services.AddScoped<IEventSession, EventSession>();
        services.AddSingleton<HighWater>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<IChangeSignal>(provider => provider.GetRequiredService<ChangeFeed>());
        services.AddSingleton<ParkedEvents>();
        services.AddSingleton(provider => new ProjectionRebuilder(
            provider.GetRequiredService<EventStoreModel>(),
            () => ConnectionString(provider)
        ));
        services.AddHostedService<EventDaemon>();
        return services;
    }

    private static string ConnectionString(IServiceProvider provider) =>
        provider.GetRequiredService<EventStoreOptions>().Connection?.Invoke(provider)
        ?? throw new InvalidOperationException("The event store was not told its database: call ConnectTo.");

    private static NpgsqlDataSource Requests(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = "RefMon" };
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        builder.ConnectionStringBuilder.MaxAutoPrepare = 300;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        // tells which stream of several lost the race
        builder.ConnectionStringBuilder.IncludeFailedBatchedCommand = true;
        return builder.Build();
    }

    private static NpgsqlDataSource Background(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = "RefMon background" };
        builder.ConnectionStringBuilder.NoResetOnClose = false;
        builder.ConnectionStringBuilder.KeepAlive = 15;
        // the same few statements, all day long
        builder.ConnectionStringBuilder.MaxAutoPrepare = 100;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        return builder.Build();
    }
}
