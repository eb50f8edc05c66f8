using System.Globalization;
using Npgsql;
using RefMon.EmbeddedPostgres;
using RefMon.EventStore.Tests.Soak;

namespace RefMon.Benchmarks;

/// <summary>A private PostgreSQL with fsync on, in a temporary folder that goes with it.</summary>
public sealed class BenchmarkDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgresOptions options;
    private EmbeddedPostgresServer server;

    private BenchmarkDatabase(EmbeddedPostgresOptions options, EmbeddedPostgresServer server)
    {
        this.options = options;
        this.server = server;
    }

    public static async Task<BenchmarkDatabase> Start()
    {
        var own = new EmbeddedPostgresOptions
        {
            DataDirectory = Path.Combine(Path.GetTempPath(), $"refmon-benchmark-{Guid.NewGuid():N}"),
        };
        return new BenchmarkDatabase(own, await EmbeddedPostgresServer.StartAsync(own));
    }

    /// <summary>A database with the store's schema, as the application's role.</summary>
    public async Task<string> Create(string name)
    {
        await server.EnsureDatabaseAsync(name);
        await StoreNode.Prepare(server.SuperuserConnectionString(name), CancellationToken.None);
        return StoreNode.AsApplication(server.SuperuserConnectionString(name));
    }

    /// <summary>A database with nothing in it, as the superuser.</summary>
    public async Task<string> CreateEmpty(string name)
    {
        await server.EnsureDatabaseAsync(name);
        return Superuser(name);
    }

    public string Superuser(string name) => server.SuperuserConnectionString(name);

    /// <summary>kill -9 of the server, and a start on the same port, which recovers from its log.</summary>
    public async Task KillServer()
    {
        var file = Path.Combine(options.DataDirectory, "cluster", "postmaster.pid");
        var pid = int.Parse((await File.ReadAllLinesAsync(file))[0], CultureInfo.InvariantCulture);
        ChildProcess.Kill(pid);
        await server.StopAsync();
        NpgsqlConnection.ClearAllPools();
        server = await EmbeddedPostgresServer.StartAsync(options with { Port = server.Port });
    }

    public async ValueTask DisposeAsync()
    {
        await server.StopAsync();
        Directory.Delete(options.DataDirectory, recursive: true);
    }
}
