using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace RefMon.EmbeddedPostgres;

/// <summary>
/// A private PostgreSQL on loopback for Development and tests: made on first use, kept between runs, stopped with the
/// application even when that is killed. One application per data directory at a time.
/// </summary>
public sealed class EmbeddedPostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClusterFolder folder;
    private readonly Postmaster postmaster;
    private readonly string password;
    private bool stopped;

    private EmbeddedPostgresServer(
        ClusterFolder folder,
        Postmaster postmaster,
        string password,
        int port,
        string version
    )
    {
        this.folder = folder;
        this.postmaster = postmaster;
        this.password = password;
        Port = port;
        Version = version;
    }

    /// <summary>The TCP port on loopback.</summary>
    public int Port { get; }

    /// <summary>PostgreSQL's version with the package's suffix, such as <c>18.4.0-beta.17</c>.</summary>
    public string Version { get; }

    /// <summary>Starts the server and waits until it answers.</summary>
    /// <exception cref="EmbeddedPostgresException">
    /// The folder is in use, unreachable or of another major version, the programs are missing, or the server does not start.
    /// </exception>
    public static async Task<EmbeddedPostgresServer> StartAsync(
        EmbeddedPostgresOptions options,
        CancellationToken cancellationToken = default
    )
    {
        var binaries = PostgresBinaries.Find(options.Log);
        var held = await ClusterFolder.Hold(options.DataDirectory, cancellationToken);
        try
        {
            await held.Ensure(binaries, options.Log, cancellationToken);
            await Postmaster.StopOrphan(held, options.Log, cancellationToken);
            return await Start(options, binaries, held, cancellationToken);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The superuser's connection string to a database of this server; the server makes only <c>postgres</c> itself.</summary>
    public string SuperuserConnectionString(string database = "postgres") => ConnectionString(Port, password, database);

    /// <summary>Makes a database unless it is there.</summary>
    public async Task EnsureDatabaseAsync(string database, CancellationToken cancellationToken = default)
    {
        await using var connection = new NpgsqlConnection(SuperuserConnectionString() + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection)
        {
            Parameters = { new() { Value = database } },
        };
        if (await exists.ExecuteScalarAsync(cancellationToken) is not null)
            return;
        var quoted = database.Replace("\"", "\"\"", StringComparison.Ordinal);
        await using var create = new NpgsqlCommand($"create database \"{quoted}\"", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Stops the server and gives the data directory free.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (stopped)
            return;
        stopped = true;
        await postmaster.Stop(immediate: false, cancellationToken);
        postmaster.Dispose();
        folder.Dispose();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>Ends without waiting for clients or the disk, for data nobody wants any more.</summary>
    internal void Abandon()
    {
        if (stopped)
            return;
        stopped = true;
        postmaster.StopNow();
        folder.Dispose();
    }

    private static async Task<EmbeddedPostgresServer> Start(
        EmbeddedPostgresOptions options,
        PostgresBinaries binaries,
        ClusterFolder held,
        CancellationToken cancellationToken
    )
    {
        var secret = await held.Password(cancellationToken);
        var waiting = Stopwatch.StartNew();
        for (var attempt = 1; ; attempt++)
        {
            var port = options.Port is > 0 and var wanted ? wanted : FreePort();
            if (File.Exists(held.ServerLog))
                File.Move(held.ServerLog, held.ServerLog + ".1", overwrite: true);
            var started = await Postmaster.Start(binaries, held, options, port);
            if (await Answers(started, ConnectionString(port, secret, "postgres"), cancellationToken))
            {
                options.Log?.Invoke(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"PostgreSQL {binaries.Version} answers on port {port} after {waiting.ElapsedMilliseconds} ms"
                    )
                );
                return new EmbeddedPostgresServer(held, started, secret, port, binaries.Version);
            }

            await started.Stop(immediate: true, cancellationToken);
            started.Dispose();
            // worth another try: backends of a killed server still going, or another process took the free port
            var log = held.LogTail();
            var passing =
                log.Contains("shared memory block", StringComparison.Ordinal)
                || (options.Port is null or 0 && log.Contains("could not bind", StringComparison.Ordinal));
            if (!passing || attempt == 10)
                throw new EmbeddedPostgresException(
                    $"PostgreSQL did not start in {held.Root}. The end of its log: {log}"
                );
            await Task.Delay(500, cancellationToken);
        }
    }

    private static async Task<bool> Answers(
        Postmaster postmaster,
        string connectionString,
        CancellationToken cancellationToken
    )
    {
        var waiting = Stopwatch.StartNew();
        while (!postmaster.HasExited && waiting.Elapsed < Patience)
        {
            if (cancellationToken.IsCancellationRequested)
                postmaster.StopNow();
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Timeout=5");
                await connection.OpenAsync(CancellationToken.None);
                return true;
            }
            catch (NpgsqlException failure)
                when (failure is not PostgresException || failure.SqlState == PostgresErrorCodes.CannotConnectNow)
            {
                await Task.Delay(25, CancellationToken.None);
            }
        }

        return false;
    }

    private static string ConnectionString(int port, string password, string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = "postgres",
            Password = password,
            Database = database,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
