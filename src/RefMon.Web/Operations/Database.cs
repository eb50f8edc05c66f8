using Npgsql;
using RefMon.Application.Pipeline;
using RefMon.EventStore;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Engine;

namespace RefMon.Web.Operations;

/// <summary>The one database: its connection pool, its schema and who may change it.</summary>
internal static class Database
{
    /// <summary>The steps of the schema that this version knows.</summary>
    public static SchemaMigrator Schema { get; } =
        new(
            typeof(SchemaMigrator).Assembly,
            typeof(ActivityCatalogue).Assembly,
            typeof(ApplicationRegistration).Assembly
        );

    public static void AddDatabase(this WebApplicationBuilder builder)
    {
        builder.Services.AddEventStore(store =>
        {
            store.ConnectTo(_ => ConnectionString(builder.Configuration));
            store.AddReferrals().AddOutbound().AddWorkflows();
        });
        builder.Services.AddSingleton(Schema);
        DataProtectionKeys.Add(builder.Services);
    }

    /// <summary>A pool of its own, for commands.</summary>
    public static NpgsqlDataSource Open(IConfiguration configuration) =>
        NpgsqlDataSource.Create(ConnectionString(configuration));

    /// <summary>
    /// Brings the schema up to date as its owner and gives the application's role its rights. Without an owner of its own
    /// the application's connection does it, and keeps the rights it has.
    /// </summary>
    public static Task<MigrationResult> Migrate(
        IConfiguration configuration,
        Action<string> log,
        CancellationToken stop
    )
    {
        var application = configuration[RequiredSettings.ConnectionString];
        var owner = configuration[RequiredSettings.OwnerConnectionString] is { Length: > 0 } said ? said : application;
        var role = UserOf(application);
        return Schema.MigrateAsync(owner!, role == UserOf(owner) ? null : role, log, stop);
    }

    private static string ConnectionString(IConfiguration configuration) =>
        new NpgsqlConnectionStringBuilder(configuration[RequiredSettings.ConnectionString])
        {
            ApplicationName = "RefMon",
        }.ConnectionString;

    private static string? UserOf(string? connectionString) =>
        connectionString is null ? null : new NpgsqlConnectionStringBuilder(connectionString).Username;
}
