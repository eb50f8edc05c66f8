using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using RefMon.EmbeddedPostgres;
using RefMon.EventStore;
using RefMon.StandIns;

namespace RefMon.Web.Operations;

/// <summary>
/// What a Development start brings along where nothing is configured: the database and the neighbours, with the settings
/// that lead to them. Stops them, in the opposite order, when disposed.
/// </summary>
internal sealed class DemonstrationStart : IAsyncDisposable
{
    private const string ApplicationRole = "refmon_app";
    private const string DatabaseName = "refmon";

    private EmbeddedPostgresServer? database;
    private StandInHost? neighbours;
    private string? address;

    private DemonstrationStart(StartUpLog log) => Log = log;

    public StartUpLog Log { get; }

    /// <summary>Starts what the configuration does not name, and adds its settings to it.</summary>
    public static async Task<DemonstrationStart> Begin(
        ConfigurationManager configuration,
        StartUpLog log,
        bool forCommand = false,
        CancellationToken stop = default
    )
    {
        var parts = new DemonstrationStart(log);
        try
        {
            var settings = new Dictionary<string, string?>();
            if (string.IsNullOrWhiteSpace(configuration[RequiredSettings.ConnectionString]))
                await parts.StartDatabase(configuration, settings, forCommand, stop);
            if (!forCommand)
                await parts.StartNeighbours(configuration, settings, stop);
            configuration.AddInMemoryCollection(settings);
            var done = await log.Step("schema", () => Database.Migrate(configuration, log.Say, stop));
            log.Say(done.Applied.Count == 0 ? "schema is up to date" : $"schema: {done.Applied.Count} steps applied");
            return parts;
        }
        catch
        {
            await parts.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the loaders of invented data.</summary>
    public async Task Load(IServiceProvider services, CancellationToken stop)
    {
        await using var scope = services.CreateAsyncScope();
        foreach (var loader in scope.ServiceProvider.GetServices<IDemonstrationData>().OrderBy(l => l.Order))
        {
            if (await Log.Step(loader.Name, () => loader.Load(Log.Say, stop)) is { } did)
                Log.Say($"demonstration data: {did}");
        }
    }

    /// <summary>Lets the stand-ins send their notices here, once the application listens.</summary>
    public void TellNeighboursWhere(WebApplication app)
    {
        if (neighbours is { } standIns)
            app.Lifetime.ApplicationStarted.Register(() => standIns.Notices.RefMon = new Uri(app.Urls.First()));
    }

    public async ValueTask DisposeAsync()
    {
        if (neighbours is not null)
            await neighbours.DisposeAsync();
        if (address is not null)
            File.Delete(address);
        if (database is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await database.DisposeAsync();
            Log.Say("database stopped");
        }
    }

    private async Task StartDatabase(
        ConfigurationManager configuration,
        Dictionary<string, string?> settings,
        bool forCommand,
        CancellationToken stop
    )
    {
        var folder = configuration["RefMon:DataDirectory"] is { Length: > 0 } chosen
            ? Path.GetFullPath(chosen)
            : EmbeddedPostgresOptions.DefaultDataDirectory("development");
        var addressFile = Path.Combine(folder, "refmon.connection");
        var owner = forCommand ? await Running(addressFile, stop) : null;
        if (owner is null)
        {
            Log.Say($"database in {folder}");
            var options = new EmbeddedPostgresOptions { DataDirectory = folder, Log = Log.Say };
            database = await Log.Step("database", () => EmbeddedPostgresServer.StartAsync(options, stop));
            await database.EnsureDatabaseAsync(DatabaseName, stop);
            owner = database.SuperuserConnectionString(DatabaseName);
            address = addressFile;
            await WriteSecret(addressFile, owner, stop);
        }
        var password = await Password(Path.Combine(folder, $"{ApplicationRole}.password"), stop);
        await DatabaseRoles.EnsureApplicationRole(owner, ApplicationRole, password, stop);
        settings[RequiredSettings.OwnerConnectionString] = owner;
        settings[RequiredSettings.ConnectionString] = new NpgsqlConnectionStringBuilder(owner)
        {
            Username = ApplicationRole,
            Password = password,
        }.ConnectionString;
    }

    private async Task StartNeighbours(
        ConfigurationManager configuration,
        Dictionary<string, string?> settings,
        CancellationToken stop
    )
    {
        if (Integrations.Operations.NeighbourSettings.Problems(configuration).Count == 0)
            return;
        neighbours = await Log.Step(
            "neighbours",
            () => StandInHost.StartAsync(new StandInOptions(KnowsThePast: true), stop)
        );
        foreach (var (key, value) in neighbours.Settings.Where(s => string.IsNullOrWhiteSpace(configuration[s.Key])))
            settings[key] = value;
        Log.Say($"stand-ins for the neighbours at {neighbours.Root}");
    }

    // a command beside a running application uses its database
    private static async Task<string?> Running(string addressFile, CancellationToken stop)
    {
        if (!File.Exists(addressFile))
            return null;
        var owner = await File.ReadAllTextAsync(addressFile, stop);
        try
        {
            await using var connection = new NpgsqlConnection($"{owner};Pooling=false;Timeout=2");
            await connection.OpenAsync(stop);
            return owner;
        }
        catch (NpgsqlException)
        {
            // left behind by one that was killed
            return null;
        }
    }

    private static async Task<string> Password(string file, CancellationToken stop)
    {
        if (!File.Exists(file))
            await WriteSecret(file, Convert.ToHexString(RandomNumberGenerator.GetBytes(24)), stop);
        return await File.ReadAllTextAsync(file, stop);
    }

    private static async Task WriteSecret(string file, string text, CancellationToken stop)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var writer = new StreamWriter(file, options);
        await writer.WriteAsync(text.AsMemory(), stop);
    }
}

/// <summary>Says on the console what a start is doing, before it does it, and how long it took.</summary>
internal sealed class StartUpLog(TimeProvider time, TextWriter output)
{
    private readonly long began = time.GetTimestamp();

    public void Say(string text) =>
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"[{time.GetElapsedTime(began).TotalSeconds, 6:F2} s] {text}")
        );

    public async Task<T> Step<T>(string name, Func<Task<T>> work)
    {
        Say($"{name} …");
        var started = time.GetTimestamp();
        var result = await work();
        var took = time.GetElapsedTime(started);
        if (took > TimeSpan.FromMilliseconds(50))
            Say(string.Create(CultureInfo.InvariantCulture, $"{name} took {took.TotalSeconds:F2} s"));
        return result;
    }
}
