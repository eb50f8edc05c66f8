using System.Runtime.CompilerServices;

namespace RefMon.Architecture.Tests;

/// <summary>The checkout the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    public static IReadOnlyList<string> Projects { get; } =
    [.. Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).Where(IsSource)];

    /// <summary>Source files below a folder, by their path from the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) =>
        [
            .. Directory
                .GetFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
                .Where(IsSource)
                .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static bool IsSource(string path)
    {
        var parts = Path.GetRelativePath(Root, path).Split('/', '\\');
        return !parts.Any(part => part is "bin" or "obj" or "node_modules");
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
