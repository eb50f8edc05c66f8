using System.Globalization;
using System.Security.Cryptography;

namespace RefMon.EmbeddedPostgres;

/// <summary>
/// What lies in a data directory: the cluster, the superuser's password (0600), the server's log, and a lock the
/// application holds while it runs, which the system frees however the application ends.
/// </summary>
internal sealed class ClusterFolder : IDisposable
{
    private readonly FileStream held;

    private ClusterFolder(string root, FileStream held)
    {
        Root = root;
        this.held = held;
    }

    public string Root { get; }

    public string Cluster => Path.Combine(Root, "cluster");

    public string ServerLog => Path.Combine(Root, "server.log");

    private string PasswordFile => Path.Combine(Root, "password");

    /// <summary>Takes the folder for this process; null when another process holds it.</summary>
    public static ClusterFolder? TryHold(string root)
    {
        try
        {
            var taken = new FileStream(
                Path.Combine(root, "owner.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
            File.WriteAllText(OwnerFile(root), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new ClusterFolder(root, taken);
        }
        catch (IOException failure) when (failure is not (DirectoryNotFoundException or FileNotFoundException))
        {
            return null;
        }
    }

    public static async Task<ClusterFolder> Hold(string directory, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(directory);
        await ServerAccount.OwnFolder(root, cancellationToken);
        return TryHold(root)
            ?? throw new EmbeddedPostgresException(
                $"The database in {root} is in use by another run of the application (process {OwnerOf(root)}). "
                    + "Stop that one first, or give this one a data directory of its own."
            );
    }

    /// <summary>Makes the cluster unless it is there; refuses one of another major version.</summary>
    public async Task Ensure(PostgresBinaries binaries, Action<string>? log, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Cluster))
        {
            RefuseOtherMajor(binaries);
            return;
        }

        log?.Invoke($"Making a database in {Root}");
        var unfinished = Path.Combine(Root, "cluster.unfinished");
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        await File.WriteAllTextAsync(PasswordFile, RandomNumberGenerator.GetHexString(48), cancellationToken);
        await ServerAccount.OwnFile(PasswordFile, cancellationToken);
        string[] arguments =
        [
            "--pgdata=" + unfinished,
            "--username=postgres",
            "--pwfile=" + PasswordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            // PostgreSQL's own C.UTF-8: the same on every system, whatever locales are installed
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
        ];
        await ServerAccount.Run(await ServerAccount.Command(binaries.Program("initdb"), arguments), cancellationToken);
        Directory.Move(unfinished, Cluster);
    }

    public Task<string> Password(CancellationToken cancellationToken) =>
        File.ReadAllTextAsync(PasswordFile, cancellationToken);

    public string LogTail()
    {
        if (!File.Exists(ServerLog))
            return "(no log)";
        using var log = new FileStream(
            ServerLog,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        log.Seek(-Math.Min(log.Length, 2000), SeekOrigin.End);
        using var reader = new StreamReader(log);
        return reader.ReadToEnd().Trim();
    }

    public void Dispose() => held.Dispose();

    private void RefuseOtherMajor(PostgresBinaries binaries)
    {
        var file = Path.Combine(Cluster, "PG_VERSION");
        var found = File.Exists(file) ? File.ReadAllText(file).Trim() : "an unknown version of it";
        if (found == binaries.Major.ToString(CultureInfo.InvariantCulture))
            return;
        throw new EmbeddedPostgresException(
            $"The database in {Root} was made by PostgreSQL {found}, and this application brings PostgreSQL {binaries.Major}, which cannot read it. "
                + $"To begin again with an empty database, move that folder away. To keep what is in it, start it with PostgreSQL {found}, dump it with pg_dumpall, move the folder away, and load the dump into the new one."
        );
    }

    private static string OwnerFile(string root) => Path.Combine(root, "owner.pid");

    private static string OwnerOf(string root) =>
        File.Exists(OwnerFile(root)) ? File.ReadAllText(OwnerFile(root)) : "unknown";
}
