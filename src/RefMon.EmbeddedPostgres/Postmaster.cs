using System.Diagnostics;
using System.Globalization;

namespace RefMon.EmbeddedPostgres;

/// <summary>
/// The server's process. On Linux and macOS a small shell holds it: the shell's input is a pipe from the application, and
/// when that closes, because the application stopped or was killed, the shell stops the server. On Windows, and when the
/// shell was killed too, the server lives on and the next start stops it by <see cref="StopOrphan"/>.
/// </summary>
internal sealed class Postmaster : IDisposable
{
    // the server gets a session of its own, so that Ctrl+C or a closed terminal reaches the application and not the server
    private const string Holder = """
        log=$1; shift
        exec 2>>"$log"
        trap '' INT HUP
        if command -v setsid >/dev/null; then set -- setsid "$@"
        elif command -v perl >/dev/null; then set -- perl -MPOSIX -e 'POSIX::setsid(); exec @ARGV' "$@"; fi
        exec 3<&0
        "$@" </dev/null >>"$log" 2>&1 3<&- & server=$!
        ( read -r how <&3; if [ "$how" = now ]; then kill -QUIT $server; else kill -INT $server; fi ) & watcher=$!
        exec 3<&-
        wait $server; code=$?
        kill $watcher 2>/dev/null
        exit $code
        """;

    private readonly Process process;

    private Postmaster(Process process) => this.process = process;

    public bool HasExited => process.HasExited;

    public static async Task<Postmaster> Start(
        PostgresBinaries binaries,
        ClusterFolder folder,
        EmbeddedPostgresOptions options,
        int port
    )
    {
        var server = (string[])
            [
                binaries.Program("postgres"),
                "-D",
                folder.Cluster,
                .. Settings(options, port).SelectMany(s => (string[])["-c", s]),
            ];
        var windows = OperatingSystem.IsWindows();
        var start = windows
            ? await ServerAccount.Command(server[0], server[1..])
            : await ServerAccount.Command("/bin/sh", ["-c", Holder, "postgres-holder", folder.ServerLog, .. server]);
        start.RedirectStandardInput = true;
        start.CreateNoWindow = true;
        return new Postmaster(Process.Start(start)!);
    }

    /// <summary>Stops a server an earlier run left behind; clears its file when that server is gone already.</summary>
    public static async Task StopOrphan(ClusterFolder folder, Action<string>? log, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder.Cluster, "postmaster.pid");
        if (!File.Exists(file))
            return;
        var line = (await File.ReadAllLinesAsync(file, cancellationToken)).FirstOrDefault();
        if (
            !int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            || !await Serves(pid, folder, cancellationToken)
        )
        {
            // the number may belong to another process by now, and then the server would refuse to start
            File.Delete(file);
            return;
        }

        log?.Invoke($"Stopping the database server an earlier run left behind (process {pid})");
        var waiting = Stopwatch.StartNew();
        var signalled = 0;
        while (await Serves(pid, folder, cancellationToken))
        {
            // a fast stop first; the shell of the earlier run may have asked for it already
            if (signalled == 0 || (signalled == 1 && waiting.Elapsed > TimeSpan.FromSeconds(15)))
            {
                await Signal(pid, signalled == 0 ? "INT" : "QUIT", cancellationToken);
                signalled++;
            }

            if (waiting.Elapsed > TimeSpan.FromSeconds(30))
                throw new EmbeddedPostgresException(
                    $"The database server of an earlier run (process {pid}) does not stop. End it and start again."
                );
            await Task.Delay(50, cancellationToken);
        }
    }

    /// <summary>Asks for a fast stop, or an immediate one where the data is not wanted any more, and waits for the end.</summary>
    public async Task Stop(bool immediate, CancellationToken cancellationToken)
    {
        Ask(immediate);
        await process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>The same for the moment the process ends, where nothing can be awaited.</summary>
    public void StopNow()
    {
        Ask(immediate: true);
        process.WaitForExit(5000);
    }

    public void Dispose() => process.Dispose();

    private void Ask(bool immediate)
    {
        if (process.HasExited)
            return;
        try
        {
            if (OperatingSystem.IsWindows())
            {
                process.Kill(entireProcessTree: true);
                return;
            }

            process.StandardInput.WriteLine(immediate ? "now" : "stop");
            process.StandardInput.Close();
        }
        catch (IOException) when (process.WaitForExit(1000))
        {
            // it ended between the question and the answer, which is what was wanted
        }
    }

    private static async Task<bool> Serves(int pid, ClusterFolder folder, CancellationToken cancellationToken) =>
        await ServerAccount.CommandLineOf(pid, cancellationToken) is { } line
        && (
            OperatingSystem.IsWindows()
                ? line.EndsWith("postgres.exe", StringComparison.OrdinalIgnoreCase)
                : line.Contains(folder.Cluster, StringComparison.Ordinal)
        );

    private static async Task Signal(int pid, string signal, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            using var orphan = Process.GetProcessById(pid);
            orphan.Kill(entireProcessTree: true);
            return;
        }

        var kill = new ProcessStartInfo("kill")
        {
            ArgumentList = { "-s", signal, pid.ToString(CultureInfo.InvariantCulture) },
        };
        try
        {
            await ServerAccount.Run(kill, cancellationToken);
        }
        catch (EmbeddedPostgresException) when (!ProcessIsThere(pid))
        {
            // it ended by itself in between
        }
    }

    private static bool ProcessIsThere(int pid) => Process.GetProcesses().Any(p => p.Id == pid);

    private static IEnumerable<string> Settings(EmbeddedPostgresOptions options, int port)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"port={port}");
        yield return "listen_addresses=127.0.0.1";
        // no Unix socket: its path may not be longer than about 100 characters
        yield return "unix_socket_directories=";
        yield return string.Create(CultureInfo.InvariantCulture, $"max_connections={options.MaxConnections}");
        yield return "timezone=UTC";
        yield return "log_timezone=UTC";
        // neither values of rows nor statements in the log: they may hold personal data
        yield return "log_error_verbosity=terse";
        yield return "log_min_error_statement=panic";
        yield return "log_parameter_max_length_on_error=0";
        if (options.Fsync)
            yield break;
        yield return "fsync=off";
        yield return "synchronous_commit=off";
        yield return "full_page_writes=off";
        yield return "wal_level=minimal";
        yield return "max_wal_senders=0";
        yield return "checkpoint_timeout=1h";
    }
}
