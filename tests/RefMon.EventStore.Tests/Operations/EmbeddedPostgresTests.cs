using System.Diagnostics;
using System.Globalization;
using Npgsql;
using RefMon.EmbeddedPostgres;
using RefMon.EventStore.Tests.Soak;
using Xunit;

namespace RefMon.EventStore.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly string directory = Path.Combine(Path.GetTempPath(), $"refmon-embedded-{Guid.NewGuid():N}");

    private EmbeddedPostgresOptions Options => new() { DataDirectory = directory, Fsync = false };

    public void Dispose()
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task It_starts_answers_and_keeps_its_data_over_a_restart()
    {
        var ct = TestContext.Current.CancellationToken;
        await using (var first = await EmbeddedPostgresServer.StartAsync(Options, ct))
        {
            await first.EnsureDatabaseAsync("refmon", ct);
            await first.EnsureDatabaseAsync("refmon", ct);
            Assert.Equal("UTF8", await Ask(first, "show server_encoding"));
            Assert.Equal("élan", await Ask(first, "select lower('ÉLAN')"));
            await Ask(first, "create extension pg_trgm; create extension unaccent; create extension pgcrypto");
            await Ask(first, "create table kept(word text); insert into kept values ('kept')");
        }

        await using var second = await EmbeddedPostgresServer.StartAsync(Options, ct);
        Assert.Equal("kept", await Ask(second, "select word from kept"));
    }

    [Fact]
    public async Task Its_password_is_random_in_a_private_file_and_is_asked_for()
    {
        await using var server = await EmbeddedPostgresServer.StartAsync(
            Options,
            TestContext.Current.CancellationToken
        );
        var file = Path.Combine(directory, "password");
        Assert.Equal(48, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        var wrong = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString()) { Password = "guess" };
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task A_second_application_on_the_same_folder_is_told_who_has_it()
    {
        await using var server = await EmbeddedPostgresServer.StartAsync(
            Options,
            TestContext.Current.CancellationToken
        );
        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() =>
            EmbeddedPostgresServer.StartAsync(Options)
        );
        Assert.Contains("in use by another run", refused.Message, StringComparison.Ordinal);
        Assert.Contains(
            Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            refused.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_folder_of_another_major_version_is_refused_untouched_with_what_to_do()
    {
        Directory.CreateDirectory(Path.Combine(directory, "cluster"));
        var version = Path.Combine(directory, "cluster", "PG_VERSION");
        await File.WriteAllTextAsync(version, "17\n", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() =>
            EmbeddedPostgresServer.StartAsync(Options)
        );

        Assert.Contains("PostgreSQL 17", refused.Message, StringComparison.Ordinal);
        Assert.Contains("PostgreSQL 18", refused.Message, StringComparison.Ordinal);
        Assert.Contains("move that folder away", refused.Message, StringComparison.Ordinal);
        Assert.Equal("17\n", await File.ReadAllTextAsync(version, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task It_goes_with_a_killed_application_and_starts_again_with_what_was_committed()
    {
        using var application = ChildProcess.Start("postgres", directory);
        Assert.Equal("ready", await application.ReadLine());
        var server = ServerProcess();
        await application.Kill();

        await using var next = await EmbeddedPostgresServer.StartAsync(Options, TestContext.Current.CancellationToken);
        Assert.Equal("kept", await Ask(next, "select word from kept"));
        Assert.NotEqual(server, ServerProcess());
    }

    [Fact]
    public async Task A_server_left_running_by_a_killed_application_is_stopped_and_replaced()
    {
        using var application = ChildProcess.Start("postgres", directory);
        await application.ReadLine();
        var server = ServerProcess();
        // the shell that would stop the server, and the one that watches the application, die first
        foreach (var shell in await ShellsAround(server))
            ChildProcess.Kill(shell);
        await application.Kill();
        Assert.True(await IsRunning(server));

        var said = new List<string>();
        await using var next = await EmbeddedPostgresServer.StartAsync(
            Options with
            {
                Log = said.Add,
            },
            TestContext.Current.CancellationToken
        );

        Assert.Equal("kept", await Ask(next, "select word from kept"));
        Assert.False(await IsRunning(server));
        Assert.Contains(said, line => line.Contains("an earlier run left behind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stale_file_whose_number_another_process_has_now_does_not_stop_the_start()
    {
        await using (await EmbeddedPostgresServer.StartAsync(Options, TestContext.Current.CancellationToken)) { }
        await File.WriteAllTextAsync(
            Path.Combine(directory, "cluster", "postmaster.pid"),
            $"{Environment.ProcessId}\n{directory}/cluster\n",
            TestContext.Current.CancellationToken
        );
        await using var next = await EmbeddedPostgresServer.StartAsync(Options, TestContext.Current.CancellationToken);
        Assert.Equal("1", await Ask(next, "select 1::text"));
    }

    [Fact]
    public async Task A_start_that_was_killed_while_making_the_cluster_is_begun_again()
    {
        Directory.CreateDirectory(Path.Combine(directory, "cluster.unfinished", "base"));
        await using var server = await EmbeddedPostgresServer.StartAsync(
            Options,
            TestContext.Current.CancellationToken
        );
        Assert.Equal("1", await Ask(server, "select 1::text"));
    }

    [Fact]
    public async Task Test_databases_are_copies_of_one_template_and_those_of_a_killed_run_are_swept()
    {
        var ct = TestContext.Current.CancellationToken;
        using var killed = ChildProcess.Start("databases");
        var port = new NpgsqlConnectionStringBuilder(await killed.ReadLine()).Port;
        var left = Directory.GetDirectories(Path.GetTempPath(), $"refmon-postgres-{killed.Id}-*");
        Assert.Single(left);
        await killed.Kill();

        var built = 0;
        await using var databases = new TemplatedDatabases(
            async (template, token) =>
            {
                built++;
                await Ask(template, "create table built(word text)");
            }
        );
        var names = await Task.WhenAll(databases.CreateAsync("First", ct), databases.CreateAsync("Second", ct));

        Assert.Equal(1, built);
        Assert.NotEqual(names[0], names[1]);
        foreach (var name in names)
            Assert.Equal("0", await Ask(name, "select count(*)::text from built"));
        Assert.False(Directory.Exists(left[0]));
        Assert.NotEqual(port, databases.Server!.Port);
    }

    private static Task<string?> Ask(EmbeddedPostgresServer server, string sql) =>
        Ask(server.SuperuserConnectionString(), sql);

    private static async Task<string?> Ask(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync();
    }

    private int ServerProcess() =>
        int.Parse(
            File.ReadLines(Path.Combine(directory, "cluster", "postmaster.pid")).First(),
            CultureInfo.InvariantCulture
        );

    private static async Task<bool> IsRunning(int pid) =>
        await ServerAccount.CommandLineOf(pid, CancellationToken.None) is not null;

    private static async Task<IReadOnlyList<int>> ShellsAround(int server)
    {
        using var ps = Process.Start(
            new ProcessStartInfo("ps")
            {
                ArgumentList = { "-A", "-o", "pid=,ppid=" },
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;
        var lines = (await ps.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var parents = lines
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(p => (Id: int.Parse(p[0]), Parent: int.Parse(p[1])))
            .ToList();
        var holder = parents.Single(p => p.Id == server).Parent;
        return [.. parents.Where(p => p.Parent == holder && p.Id != server).Select(p => p.Id), holder];
    }
}
