using System.Globalization;
using Npgsql;

namespace RefMon.Application.Catalogue;

/// <summary>
/// The operator's import of reference data: reads a folder of JSON files, checks all of it, and brings the catalogue to
/// it in one transaction. What the data leaves out on purpose (names of suppliers, addresses, prisons, listings'
/// wording) is invented from the ids, the same each time. A second import of the same folder changes nothing.
/// </summary>
public static class ReferenceDataImport
{
    private const string Source = "import";

    /// <summary>
    /// Imports and reports. 0: done; 1: the data has problems, all of them listed, and nothing was changed.
    /// <paramref name="countAgain"/> runs after the import when other days are bank holidays than before, since the
    /// deadlines of referrals depend on them.
    /// </summary>
    public static async Task<int> Run(
        string folder,
        NpgsqlDataSource database,
        TimeProvider time,
        TextWriter output,
        CancellationToken cancellationToken,
        Func<CancellationToken, Task>? countAgain = null
    )
    {
        var problems = new List<ReferenceDataProblem>();
        var rows = await Read(folder, problems, cancellationToken);
        if (rows is null)
        {
            await ReportProblems(problems, output);
            return 1;
        }
        var before = await HolidaysInForce(database, cancellationToken);
        await using (var load = await CatalogueLoad.Begin(database, Source, time.GetUtcNow(), cancellationToken))
        {
            await rows.LoadInto(load, cancellationToken);
            await Report(await load.Commit(cancellationToken), output);
        }
        if (countAgain is not null && !before.SetEquals(await HolidaysInForce(database, cancellationToken)))
            await countAgain(cancellationToken);
        return 0;
    }

    private static async Task<IReadOnlySet<DateOnly>> HolidaysInForce(
        NpgsqlDataSource database,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(WorkingDays.Holidays);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var imported = new HashSet<DateOnly>();
        while (await row.ReadAsync(cancellationToken))
            imported.Add(row.GetFieldValue<DateOnly>(0));
        return WorkingDays.InForce(imported);
    }

    private static async Task<CatalogueRows?> Read(
        string folder,
        List<ReferenceDataProblem> problems,
        CancellationToken cancellationToken
    )
    {
        if (!Directory.Exists(folder))
        {
            problems.Add(new(folder, "$", "there is no such folder"));
            return null;
        }
        using var files = new ReferenceDataFolder(folder, problems);
        var rows = await new ReferenceDataReading().Read(files, cancellationToken);
        return problems.Count == 0 ? rows : null;
    }

    private static async Task ReportProblems(List<ReferenceDataProblem> problems, TextWriter output)
    {
        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Nothing was imported: {problems.Count} {(problems.Count == 1 ? "problem" : "problems")} in the reference data."
            )
        );
        foreach (var problem in problems)
            await output.WriteLineAsync($"  {problem}");
    }

    private static async Task Report(IReadOnlyList<LoadedTable> tables, TextWriter output)
    {
        var width = tables.Max(table => table.Label.Length) + 1;
        foreach (var table in tables)
        {
            await output.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(table.Label + ":").PadRight(width)} {table.Count, 5}   {table.Added} added, {table.Changed} changed, {table.Closed} closed"
                )
            );
        }
        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Imported: {tables.Sum(table => table.Added)} added, {tables.Sum(table => table.Changed)} changed, {tables.Sum(table => table.Closed)} closed."
            )
        );
    }
}
