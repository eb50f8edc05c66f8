using System.Globalization;
using RefMon.Workflows.Activities;

namespace RefMon.Workflows.Definitions;

/// <summary>A version of a definition that has instances running, and what its content was when they began.</summary>
public sealed record RunningVersion(string DefinitionId, int Version, string Fingerprint, long Instances);

/// <summary>What a folder of definitions holds: those without a problem, and every problem found.</summary>
public sealed record CheckedFolder(
    IReadOnlyList<WorkflowDefinition> Definitions,
    IReadOnlyList<DefinitionProblem> Problems
);

/// <summary>Reads and checks the definitions of a folder, one a file.</summary>
public static class DefinitionFolder
{
    /// <summary>
    /// Every <c>*.json</c> of the folder, by name. With <paramref name="running"/> it also finds versions that were edited while
    /// instances of them run: those finish on the content they began with.
    /// </summary>
    public static CheckedFolder Check(
        string folder,
        ActivityCatalogue catalogue,
        IReadOnlyList<RunningVersion>? running = null
    )
    {
        if (!Directory.Exists(folder))
            return new([], [new(folder, null, "no-folder", "the folder is not there")]);
        var (texts, unreadable) = (new List<(string File, string Json)>(), new List<DefinitionProblem>());
        try
        {
            foreach (var file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
            {
                if (Read(file, unreadable) is { } text)
                    texts.Add((Path.GetFileName(file), text));
            }
        }
        catch (Exception failure) when (IsOfTheDisk(failure))
        {
            unreadable.Add(new(folder, null, "unreadable", $"the folder cannot be read ({failure.GetType().Name})"));
        }
        if (texts.Count == 0 && unreadable.Count == 0)
            return new([], [new(folder, null, "no-definitions", "the folder has no *.json")]);
        var found = Check(texts, catalogue, running ?? []);
        return found with { Problems = [.. unreadable, .. found.Problems] };
    }

    private static string? Read(string file, List<DefinitionProblem> unreadable)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception failure) when (IsOfTheDisk(failure))
        {
            var why = $"the file cannot be read ({failure.GetType().Name})";
            unreadable.Add(new(Path.GetFileName(file), null, "unreadable", why));
            return null;
        }
    }

    private static bool IsOfTheDisk(Exception failure) => failure is IOException or UnauthorizedAccessException;

    internal static CheckedFolder Check(
        IEnumerable<(string File, string Json)> files,
        ActivityCatalogue catalogue,
        IReadOnlyList<RunningVersion> running
    )
    {
        var problems = new List<DefinitionProblem>();
        var read = new List<(string File, WorkflowDefinition Definition)>();
        foreach (var (file, json) in files)
        {
            var (definition, found) = Read(file, json, catalogue);
            problems.AddRange(found);
            if (definition is not null)
                read.Add((file, definition));
        }
        foreach (var same in read.GroupBy(r => r.Definition.Id, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            var others = string.Join(" and ", same.Select(r => r.File));
            problems.AddRange(
                same.Select(r => new DefinitionProblem(
                    r.File,
                    null,
                    "same-version-twice",
                    $"{same.Key} is in {others}"
                ))
            );
        }
        foreach (var (file, definition) in read)
        {
            var known = running.FirstOrDefault(r =>
                r.DefinitionId == definition.DefinitionId && r.Version == definition.Version
            );
            if (known is { Instances: > 0 } && known.Fingerprint != definition.Fingerprint)
                problems.Add(
                    new(
                        file,
                        null,
                        "edited-while-running",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{definition.Id} was edited while {known.Instances} instances of it run: give the change a version of its own"
                        )
                    )
                );
        }
        var broken = problems.Select(p => p.File).ToHashSet(StringComparer.Ordinal);
        return new([.. read.Where(r => !broken.Contains(r.File)).Select(r => r.Definition)], problems);
    }

    /// <summary>One definition from its text; null when it has a problem that keeps it from being read at all.</summary>
    internal static (WorkflowDefinition? Definition, IReadOnlyList<DefinitionProblem> Problems) Read(
        string file,
        string json,
        ActivityCatalogue catalogue
    )
    {
        var (definition, problems) = DefinitionReader.Read(file, json, catalogue);
        if (definition is null)
            return (null, problems);
        var all = new ProblemList(file);
        foreach (var problem in problems)
            all.Add(problem.Activity, problem.Code, problem.Message);
        new DefinitionChecker(catalogue, definition, all).Check();
        return (definition, all.All);
    }
}
