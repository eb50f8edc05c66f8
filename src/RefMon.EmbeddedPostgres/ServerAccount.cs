using System.Diagnostics;
using System.Globalization;

namespace RefMon.EmbeddedPostgres;

/// <summary>
/// The account the server runs under: PostgreSQL refuses to run as root, so a root process drops to <c>nobody</c> with
/// setpriv; every other account runs it as itself.
/// </summary>
internal static class ServerAccount
{
    private const string Unprivileged = "nobody";

    private static readonly Lazy<Task<string>> GroupId = new(async () =>
        (await Capture("id", ["-g", Unprivileged], CancellationToken.None)).Trim()
    );

    public static bool Drops => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    public static string DataRoot => Drops ? "/var/lib/refmon" : Path.Combine(LocalData, "refmon");

    public static string CacheRoot => Drops ? "/var/cache/refmon" : Path.Combine(LocalData, "refmon", "cache");

    private static string LocalData
    {
        get
        {
            var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            return local.Length > 0 ? local : Path.Combine(Path.GetTempPath(), $"refmon-{Environment.UserName}");
        }
    }

    /// <summary>A start description of a program under the server's account.</summary>
    public static async Task<ProcessStartInfo> Command(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo { UseShellExecute = false, WorkingDirectory = Path.GetTempPath() };
        if (Drops)
        {
            start.FileName = "setpriv";
            start.ArgumentList.Add($"--reuid={Unprivileged}");
            start.ArgumentList.Add($"--regid={await GroupId.Value}");
            start.ArgumentList.Add("--clear-groups");
            start.ArgumentList.Add("--");
            start.ArgumentList.Add(program);
        }
        else
        {
            start.FileName = program;
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // the variables of a person's own PostgreSQL must not steer this one
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    /// <summary>Makes a folder that belongs to the server's account and nobody else can enter; refuses one that account cannot reach.</summary>
    public static async Task OwnFolder(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        if (OperatingSystem.IsWindows())
            return;
        if (Drops)
        {
            await Run(
                new ProcessStartInfo("chown") { ArgumentList = { $"{Unprivileged}:", folder } },
                cancellationToken
            );
        }

        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Drops && (await Try(await Command("test", ["-w", folder]), cancellationToken)).Code != 0)
        {
            throw new EmbeddedPostgresException(
                $"The database folder {folder} lies under a folder the account '{Unprivileged}' may not enter. "
                    + "PostgreSQL cannot run as root, so it runs under that account: choose a folder it can reach, such as one under /var/lib."
            );
        }
    }

    /// <summary>Hands one file to the server's account and shuts everybody else out.</summary>
    public static async Task OwnFile(string file, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (Drops)
            await Run(new ProcessStartInfo("chown") { ArgumentList = { $"{Unprivileged}:", file } }, cancellationToken);
    }

    /// <summary>Runs to the end; a failure carries what the program wrote.</summary>
    public static async Task<string> Run(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        var (code, output) = await Try(start, cancellationToken);
        return code == 0
            ? output
            : throw new EmbeddedPostgresException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Path.GetFileName(start.FileName)} ended with code {code}: {output.Trim()}"
                )
            );
    }

    /// <summary>The command line of a live process; null when there is no such process.</summary>
    public static async Task<string?> CommandLineOf(int pid, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            if (OperatingSystem.IsWindows())
                return process.MainModule?.FileName;
        }
        catch (ArgumentException)
        {
            return null;
        }

        var id = pid.ToString(CultureInfo.InvariantCulture);
        if (OperatingSystem.IsLinux())
        {
            try
            {
                // empty for one that has ended and waits to be collected
                var line = await File.ReadAllTextAsync($"/proc/{id}/cmdline", cancellationToken);
                return line.Length > 0 ? line : null;
            }
            catch (IOException)
            {
                return null;
            }
        }

        var (code, output) = await Try(
            new ProcessStartInfo("ps") { ArgumentList = { "-ww", "-o", "stat=,command=", "-p", id } },
            cancellationToken
        );
        return code == 0 && !output.TrimStart().StartsWith('Z') ? output : null;
    }

    private static Task<string> Capture(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Run(start, cancellationToken);
    }

    private static async Task<(int Code, string Output)> Try(
        ProcessStartInfo start,
        CancellationToken cancellationToken
    )
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output + await error);
        }
        catch (System.ComponentModel.Win32Exception failure) when (Drops && start.FileName == "setpriv")
        {
            throw new EmbeddedPostgresException(
                "PostgreSQL cannot run as root and setpriv (util-linux), which drops to another account, is not here. "
                    + "Run the application under an ordinary account, or set ConnectionStrings__RefMon.",
                failure
            );
        }
    }
}
