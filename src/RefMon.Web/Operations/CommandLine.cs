using Npgsql;
using RefMon.EventStore;

namespace RefMon.Web.Operations;

/// <summary>What the program does by its first argument: a command, or the web application when there is none.</summary>
internal static class CommandLine
{
    private const string Help = """
        RefMon

        Usage: RefMon.Web [command] [--setting=value ...]

        Without a command the web application starts, at ASPNETCORE_URLS or http://localhost:5080.

        Commands:
          migrate                          bring the database's schema up to date, as its owner
                                           (ConnectionStrings:RefMonOwner)
          import-reference-data <folder>   load or refresh the reference data from its JSON files
          recount-deadlines                count all deadlines again with the bank holidays as they are; an
                                           import that changes them does it by itself
          create-account --role=<role> --name=<full name> --email=<work e-mail address>
                                           make an account, the first administrator's for example; then
            --user-name=<name>             the name nDelius knows a probation account by
            --team=<name>                  the probation delivery unit of a probation account
            --supplier=<name>              the supplier of a supplier account
          workflows check [folder]         check the process definitions of a folder (workflows) and print every problem;
                                           with ConnectionStrings:RefMon also versions edited while instances run
          workflows draw [folder]          print the definitions' flowcharts, for workflows/README.md
          workflows export-activities      print the activities that definitions may use, as JSON
          --help                           show this

        Settings come from appsettings.json, environment variables (ConnectionStrings__RefMon) and the command line
        (--ConnectionStrings:RefMon=...). In the environment Development the database is the one the application brings
        along, running or not, unless ConnectionStrings:RefMon is set. Exit code: 0 done, 1 failed, 2 not understood.
        """;

    public static async Task<int> Run(string[] args)
    {
        try
        {
            return args switch
            {
                ["--help" or "-h" or "-?" or "help", ..] => await Explain(Console.Out, Help, 0),
                [] or [['-', ..], ..] => await Serve(args),
                ["migrate", .. var settings] when AreSettings(settings) => await Commands.Migrate(settings),
                ["import-reference-data", [not '-', ..] folder, .. var settings] when AreSettings(settings) =>
                    await Commands.ImportReferenceData(folder, settings),
                ["recount-deadlines", .. var settings] when AreSettings(settings) => await Commands.RecountDeadlines(
                    settings
                ),
                ["create-account", .. var rest] when CreateAccountArguments.TryRead(rest, out var account) =>
                    await Commands.CreateAccount(account),
                ["workflows", .. var rest] when WorkflowCommands.Understands(rest) => await WorkflowCommands.Run(
                    rest,
                    Console.Out,
                    Console.Error
                ),
                ["migrate" or "import-reference-data" or "recount-deadlines" or "create-account" or "workflows", ..] =>
                    await Explain(
                        Console.Error,
                        $"'{args[0]}' was not used as it should be.{Environment.NewLine}{Environment.NewLine}{Help}",
                        2
                    ),
                _ => await Explain(
                    Console.Error,
                    $"There is no command '{args[0]}'.{Environment.NewLine}{Environment.NewLine}{Help}",
                    2
                ),
            };
        }
        catch (Exception expected) when (IsExpected(expected))
        {
            return await Explain(Console.Error, expected.Message + Advice(expected), 1);
        }
    }

    private static async Task<int> Serve(string[] args)
    {
        var builder = Builder(args);
#if DEVELOPMENT_PARTS
        await using var parts = builder.Environment.IsDevelopment()
            ? await DemonstrationStart.Begin(builder.Configuration, new StartUpLog(TimeProvider.System, Console.Out))
            : null;
        var outsideDevelopment = parts is null;
#else
        const bool outsideDevelopment = true;
#endif
        var problems = RequiredSettings.Problems(builder.Configuration, outsideDevelopment);
        if (problems.Count > 0)
            return await Explain(
                Console.Error,
                RequiredSettings.Message(problems, builder.Environment.EnvironmentName),
                1
            );

        builder.AddRefMon();
        await using var app = builder.Build();
        app.UseRefMon();
#if DEVELOPMENT_PARTS
        if (parts is not null)
        {
            parts.TellNeighboursWhere(app);
            await parts.Load(app.Services, app.Lifetime.ApplicationStopping);
        }
#endif
        await app.RunAsync();
        return Environment.ExitCode;
    }

    /// <summary>Settings files lie beside the program, wherever it is started from.</summary>
    public static WebApplicationBuilder Builder(string[] args) =>
        WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                ContentRootPath = AppContext.BaseDirectory,
                EnvironmentName = EnvironmentUnlessSaid(args),
            }
        );

    // "dotnet run" sets the variables of its launch profile over those of the shell: were the environment itself there, an
    // operator's Production would be Development. It is asked for under a name of its own, and only when nobody said anything
    private static string? EnvironmentUnlessSaid(string[] args)
    {
#if DEVELOPMENT_PARTS
        string?[] said =
        [
            Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT"),
            Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT"),
            args.FirstOrDefault(arg => arg.StartsWith("--environment", StringComparison.OrdinalIgnoreCase)),
        ];
        if (said.All(string.IsNullOrWhiteSpace))
            return Environment.GetEnvironmentVariable("REFMON_ENVIRONMENT_UNLESS_SAID") is { Length: > 0 } name
                ? name
                : null;
#endif
        return null;
    }

    private static bool AreSettings(string[] args) => args.All(arg => arg.StartsWith("--", StringComparison.Ordinal));

    // failures whose message says what to do; anything else ends with its stack trace
    private static bool IsExpected(Exception failure) =>
        failure
            is SchemaMigrationException
                or NpgsqlException
                or IOException
#if DEVELOPMENT_PARTS
                or EmbeddedPostgres.EmbeddedPostgresException
#endif
    ;

#if DEVELOPMENT_PARTS
    private static string Advice(Exception failure) =>
        failure is EmbeddedPostgres.EmbeddedPostgresException or SchemaMigrationException
            ? $"{Environment.NewLine}In Development, RefMon__DataDirectory chooses the folder of the database. Deleting the folder starts afresh."
            : "";
#else
    private static string Advice(Exception failure) => "";
#endif

    private static async Task<int> Explain(TextWriter output, string text, int code)
    {
        await output.WriteLineAsync(text);
        return code;
    }
}
