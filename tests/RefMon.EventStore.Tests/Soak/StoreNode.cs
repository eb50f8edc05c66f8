using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using RefMon.EmbeddedPostgres;
using RefMon.EventStore.Daemon;

namespace RefMon.EventStore.Tests.Soak;

/// <summary>One node of the application: everything a process has, so that a test can run several against one database.</summary>
public sealed class StoreNode : IAsyncDisposable
{
    public const string Role = "refmon_app";
    public const string RolePassword = "test";

    private readonly ServiceProvider services;
    private readonly List<IHostedService> running = [];

    public StoreNode(
        string connectionString,
        Action<EventStoreOptions>? more = null,
        Action<IServiceCollection>? also = null
    )
    {
        ConnectionString = connectionString;
        var collection = new ServiceCollection();
        also?.Invoke(collection);
        collection.AddEventStore(options =>
        {
            Tally.Register(options, connectionString);
            more?.Invoke(options);
        });
        services = collection.BuildServiceProvider(
            new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }
        );
    }

    public string ConnectionString { get; }

    public IServiceProvider Services => services;

    public IEventReader Reader => services.GetRequiredService<IEventReader>();

    public NpgsqlDataSource Database => services.GetRequiredService<NpgsqlDataSource>();

    public ParkedEvents Parked => services.GetRequiredService<ParkedEvents>();

    /// <summary>Builds the schema in a database as `migrate` does, with the application's role.</summary>
    public static async Task Prepare(string superuser, CancellationToken cancellationToken)
    {
        await DatabaseRoles.EnsureApplicationRole(superuser, Role, RolePassword, cancellationToken);
        var own = new SchemaMigrator(typeof(IEventSession).Assembly).Migrations;
        await new SchemaMigrator([.. own, Tally.Schema]).MigrateAsync(
            superuser,
            Role,
            cancellationToken: cancellationToken
        );
    }

    /// <summary>The same database as the application's role sees it.</summary>
    public static string AsApplication(string superuser) =>
        new NpgsqlConnectionStringBuilder(superuser) { Username = Role, Password = RolePassword }.ConnectionString;

    /// <summary>Runs the daemon.</summary>
    public async Task<StoreNode> Start()
    {
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
            running.Add(service);
        }

        return this;
    }

    /// <summary>A unit of work in a scope of its own, saved.</summary>
    public async Task Save(Func<IEventSession, Task> work)
    {
        await using var scope = services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IEventSession>();
        await work(session);
        await session.SaveChanges(CancellationToken.None);
    }

    public Task Save(Action<IEventSession> work) =>
        Save(session =>
        {
            work(session);
            return Task.CompletedTask;
        });

    public async Task<Guid> Open(string label = "A", params object[] more)
    {
        var id = Guid.NewGuid();
        await Save(session =>
            session.StartStream<Tally>(id, [new TallyOpened(label, new DateOnly(2026, 1, 2)), .. more])
        );
        return id;
    }

    public Task Count(Guid id, params int[] by) =>
        Save(async session =>
        {
            var stream = await session.FetchForWriting<Tally>(id, CancellationToken.None);
            stream.Append(by.Select(b => new TallyCounted(Guid.NewGuid(), b)));
        });

    public async Task<T> Ask<T>(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task<List<string>> Rows(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    public async Task Stop()
    {
        foreach (var service in running)
            await service.StopAsync(CancellationToken.None);
        running.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        await services.DisposeAsync();
    }
}

/// <summary>The databases of this test run.</summary>
public static class TestDatabases
{
    private static readonly TemplatedDatabases All = new(StoreNode.Prepare);

    /// <summary>A fresh database with the store's tables, as the application's role.</summary>
    public static async Task<string> Create(string hint) => StoreNode.AsApplication(await All.CreateAsync(hint));

    /// <summary>The superuser's view of one of them.</summary>
    public static string AsSuperuser(string connectionString) =>
        All.Server!.SuperuserConnectionString(new NpgsqlConnectionStringBuilder(connectionString).Database!);
}
