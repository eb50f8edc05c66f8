using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RefMon.EmbeddedPostgres;

/// <summary>
/// PostgreSQL's programs for this platform: fetched by the build into node_modules and copied, once per version, to a
/// cache every account can read, because a checkout may lie in a private folder and is swept by the next npm ci.
/// </summary>
internal sealed class PostgresBinaries
{
    private PostgresBinaries(string folder, string version)
    {
        Folder = folder;
        Version = version;
    }

    public string Folder { get; }

    public string Version { get; }

    public int Major =>
        int.Parse(Version.AsSpan(0, Version.IndexOf('.', StringComparison.Ordinal)), CultureInfo.InvariantCulture);

    public string Program(string name) =>
        Path.Combine(Folder, "bin", OperatingSystem.IsWindows() ? name + ".exe" : name);

    public static PostgresBinaries Find(Action<string>? log)
    {
        var packages = typeof(PostgresBinaries)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == "EmbeddedPostgres.Packages")
            .Value!;
        var package = Path.Combine(packages, Platform());
        var manifest = Path.Combine(package, "package.json");
        if (!File.Exists(manifest))
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL's programs for {Platform()} are not in {packages}. Build again (dotnet build fetches them with npm), or set ConnectionStrings__RefMon to use another database."
            );
        }

        using var json = JsonDocument.Parse(File.ReadAllText(manifest));
        var version = json.RootElement.GetProperty("version").GetString()!;
        var cached = Path.Combine(ServerAccount.CacheRoot, "postgres", $"{version}-{Platform()}");
        if (!Directory.Exists(cached))
        {
            log?.Invoke($"Copying PostgreSQL {version} to {cached}");
            CopyAtOnce(Path.Combine(package, "native"), cached);
        }

        return new PostgresBinaries(cached, version);
    }

    private static string Platform()
    {
        var system =
            OperatingSystem.IsWindows() ? "windows"
            : OperatingSystem.IsMacOS() ? "darwin"
            : "linux";
        var processor = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            Architecture.Arm => "arm",
            Architecture.X86 => "ia32",
            Architecture.Ppc64le => "ppc64",
            var other => throw new EmbeddedPostgresException(
                $"There is no private PostgreSQL for {system} on {other}. Set ConnectionStrings__RefMon to use another database."
            ),
        };
        return $"{system}-{processor}";
    }

    /// <summary>Copies beside the target and renames, so that a half copy is never used and two processes do not disturb each other.</summary>
    private static void CopyAtOnce(string from, string to)
    {
        var parent = Directory.CreateDirectory(Path.GetDirectoryName(to)!).FullName;
        var beside = Path.Combine(parent, $".{Guid.NewGuid():N}");
        CopyFolder(from, beside);
        RestoreLinks(from, beside);
        try
        {
            Directory.Move(beside, to);
        }
        catch (IOException) when (Directory.Exists(to))
        {
            Directory.Delete(beside, recursive: true);
        }
    }

    private static void CopyFolder(string from, string to)
    {
        const UnixFileMode everyoneReads = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode everyoneRuns =
            UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        var made = Directory.CreateDirectory(to);
        if (!OperatingSystem.IsWindows())
            made.UnixFileMode = everyoneReads | everyoneRuns | UnixFileMode.UserWrite;
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            var target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link)
                File.CreateSymbolicLink(target, link);
            else if (entry is DirectoryInfo)
                CopyFolder(entry.FullName, target);
            else
            {
                File.Copy(entry.FullName, target);
                if (!OperatingSystem.IsWindows())
                {
                    var runs = entry.UnixFileMode.HasFlag(UnixFileMode.UserExecute) ? everyoneRuns : UnixFileMode.None;
                    File.SetUnixFileMode(target, everyoneReads | runs | UnixFileMode.UserWrite);
                }
            }
        }
    }

    /// <summary>npm packages cannot hold links; theirs are listed in a file for an install script that npm may have skipped.</summary>
    private static void RestoreLinks(string package, string copy)
    {
        var list = Path.Combine(package, "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        using var links = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            // paths are written from the package's folder, one above native/
            var source = Path.GetRelativePath("native", link.GetProperty("source").GetString()!);
            var target = Path.Combine(copy, Path.GetRelativePath("native", link.GetProperty("target").GetString()!));
            if (!File.Exists(target))
                File.CreateSymbolicLink(target, Path.GetFileName(source));
        }
    }
}
