using System.Globalization;
using Npgsql;

namespace RefMon.EmbeddedPostgres;

/// <summary>
/// Databases for tests: one cluster a run in a temporary folder, a template built once, and a copy of it for whoever asks.
/// Nothing is started before the first copy is asked for. The cluster goes with the process; what a killed run left is
/// swept by the next one.
/// </summary>
/// <param name="build">
/// Fills the template, given a superuser's connection string to it. It must leave no connection open; pooling is off.
/// </param>
public sealed class TemplatedDatabases(Func<string, CancellationToken, Task> build) : IAsyncDisposable
{
    private const string Template = "template_refmon";
    private const string Prefix = "refmon-postgres-";

    private readonly SemaphoreSlim gate = new(1, 1);
    private EmbeddedPostgresServer? server;
    private string? folder;
    private int made;

    /// <summary>The cluster; null before the first database was asked for.</summary>
    public EmbeddedPostgresServer? Server => server;

    /// <summary>Makes a database from the template and returns the superuser's connection string to it.</summary>
    /// <param name="hint">Shown in the database's name: a test class, say.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<string> CreateAsync(string hint, CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            server ??= await Begin(cancellationToken);
            var plain = new string([.. hint.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit).Take(40)]);
            var name = string.Create(CultureInfo.InvariantCulture, $"t{++made}_{plain}");
            await Execute(server, $"create database {name} template {Template}", cancellationToken);
            return server.SuperuserConnectionString(name);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        await gate.WaitAsync();
        Abandon();
        gate.Release();
        gate.Dispose();
    }

    private async Task<EmbeddedPostgresServer> Begin(CancellationToken cancellationToken)
    {
        await Sweep(cancellationToken);
        folder = Path.Combine(Path.GetTempPath(), $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}");
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        var options = new EmbeddedPostgresOptions
        {
            DataDirectory = folder,
            Fsync = false,
            MaxConnections = 400,
        };
        var started = await EmbeddedPostgresServer.StartAsync(options, cancellationToken);
        try
        {
            await Execute(started, $"create database {Template}", cancellationToken);
            await build(started.SuperuserConnectionString(Template) + ";Pooling=false", cancellationToken);
            return started;
        }
        catch
        {
            started.Abandon();
            throw;
        }
    }

    private void OnProcessExit(object? sender, EventArgs arguments) => Abandon();

    private void Abandon()
    {
        server?.Abandon();
        server = null;
        if (folder is not null && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        folder = null;
    }

    /// <summary>Removes the clusters of runs that were killed: those whose lock nobody holds.</summary>
    private static async Task Sweep(CancellationToken cancellationToken)
    {
        foreach (var left in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            // a run that is just beginning has its folder a moment before its lock
            var young = File.GetLastWriteTimeUtc(left) > TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-1);
            if (young && !File.Exists(Path.Combine(left, "owner.lock")))
                continue;
            try
            {
                using var held = ClusterFolder.TryHold(left);
                if (held is null)
                    continue;
                await Postmaster.StopOrphan(held, null, cancellationToken);
                Directory.Delete(left, recursive: true);
            }
            catch (Exception failure) when (failure is UnauthorizedAccessException or DirectoryNotFoundException)
            {
                // another account's, or another run swept it first
                continue;
            }
        }
    }

    private static async Task Execute(EmbeddedPostgresServer on, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(on.SuperuserConnectionString() + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
