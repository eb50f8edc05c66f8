namespace RefMon.Web.Operations;

/// <summary>What the program does by its first argument: a command, or the web application when there is none.</summary>
internal static class CommandLine
{
    private const string Help = """
        RefMon

        Usage: RefMon.Web [command] [--setting value ...]

        Without a command the web application starts, at ASPNETCORE_URLS or http://localhost:5080.

        Commands:
          migrate                          bring the database's schema up to date, as its owner
          import-reference-data <folder>   load or refresh the reference data from its JSON files
          --help                           show this

        Settings come from appsettings.json, environment variables (ConnectionStrings__RefMon) and the command line
        (--ConnectionStrings:RefMon=...). Exit code: 0 done, 1 failed, 2 not understood.
        """;

    public static async Task<int> Run(string[] args)
    {
        switch (args)
        {
            case ["--help" or "-h" or "-?" or "help", ..]:
                Console.WriteLine(Help);
                return 0;
            case []:
            case [['-', ..], ..]:
                return await Serve(args);
            default:
                await Console.Error.WriteLineAsync(
                    $"There is no command '{args[0]}'.{Environment.NewLine}{Environment.NewLine}{Help}"
                );
                return 2;
        }
    }

    private static async Task<int> Serve(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddRefMon();
        await using var app = builder.Build();
        app.UseRefMon();
        await app.RunAsync();
        return 0;
    }
}
