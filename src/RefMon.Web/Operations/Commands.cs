using System.Globalization;
using Npgsql;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;

namespace RefMon.Web.Operations;

/// <summary>The operator's commands. Each returns the program's exit code.</summary>
internal static class Commands
{
    /// <summary>Brings the schema up to date, as the owner of the database.</summary>
    public static async Task<int> Migrate(string[] settings)
    {
        var (configuration, development) = Settings(settings);
#if DEVELOPMENT_PARTS
        if (development)
        {
            await using var parts = await DemonstrationStart.Begin(configuration, ConsoleLog(), forCommand: true);
            return 0;
        }
#endif
        var missing = RequiredSettings.Missing(configuration, RequiredSettings.OwnerConnectionString).ToList();
        if (missing.Count > 0)
            return await Refuse(missing);
        var done = await Database.Migrate(configuration, Console.WriteLine, CancellationToken.None);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The schema is up to date: {done.Applied.Count} steps applied."
            )
        );
        return 0;
    }

    /// <summary>Loads or refreshes the reference data.</summary>
    public static async Task<int> ImportReferenceData(string folder, string[] settings)
    {
        var (configuration, development) = Settings(settings);
#if DEVELOPMENT_PARTS
        await using var parts = development
            ? await DemonstrationStart.Begin(configuration, ConsoleLog(), forCommand: true)
            : null;
#endif
        var missing = RequiredSettings.Missing(configuration, RequiredSettings.ConnectionString).ToList();
        if (missing.Count > 0)
            return await Refuse(missing);
        await using var database = Database.Open(configuration);
        return await ReferenceDataImport.Run(
            folder,
            database,
            TimeProvider.System,
            Console.Out,
            CancellationToken.None,
            stop => CountAgain(configuration, database, stop)
        );
    }

    /// <summary>Counts all deadlines again.</summary>
    public static async Task<int> RecountDeadlines(string[] settings)
    {
        var (configuration, development) = Settings(settings);
#if DEVELOPMENT_PARTS
        await using var parts = development
            ? await DemonstrationStart.Begin(configuration, ConsoleLog(), forCommand: true)
            : null;
#endif
        var missing = RequiredSettings.Missing(configuration, RequiredSettings.ConnectionString).ToList();
        if (missing.Count > 0)
            return await Refuse(missing);
        await Recount(configuration, CancellationToken.None);
        return 0;
    }

    private static async Task CountAgain(
        IConfiguration configuration,
        NpgsqlDataSource database,
        CancellationToken stop
    )
    {
        if (!await DeadlineRecount.IsNeeded(database, stop))
            return;
        var wait = WorkingDays.ReadAgainAfter + TimeSpan.FromSeconds(5);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Other days are bank holidays than before. Deadlines are counted again in {wait.TotalSeconds:0} seconds, when every node knows the new days. If this is interrupted: recount-deadlines."
            )
        );
        await Task.Delay(wait, stop);
        await Recount(configuration, stop);
    }

    private static async Task Recount(IConfiguration configuration, CancellationToken stop)
    {
        var counted = await DeadlineRecount.Run(configuration[RequiredSettings.ConnectionString]!, stop);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Deadlines were counted again from {counted.Events} events; {counted.Timers} waiting reminders look at their dates again."
            )
        );
    }

    /// <summary>Makes an account.</summary>
    public static async Task<int> CreateAccount(CreateAccountArguments arguments)
    {
        var (configuration, development) = Settings([.. arguments.Settings]);
#if DEVELOPMENT_PARTS
        await using var parts = development
            ? await DemonstrationStart.Begin(configuration, ConsoleLog(), forCommand: true)
            : null;
#endif
        var missing = RequiredSettings.Missing(configuration, RequiredSettings.ConnectionString).ToList();
        if (missing.Count > 0)
            return await Refuse(missing);
        await using var database = Database.Open(configuration);
        return await Application.Access.AccountCreation.Run(
            arguments.Account,
            database,
            TimeProvider.System,
            Console.Out,
            CancellationToken.None
        );
    }

    private static (ConfigurationManager Configuration, bool Development) Settings(string[] settings)
    {
        var builder = CommandLine.Builder(settings);
        return (builder.Configuration, builder.Environment.IsDevelopment());
    }

    private static async Task<int> Refuse(IEnumerable<string> missing)
    {
        foreach (var line in missing)
            await Console.Error.WriteLineAsync(line);
        return 1;
    }

#if DEVELOPMENT_PARTS
    private static StartUpLog ConsoleLog() => new(TimeProvider.System, Console.Error);
#endif
}
