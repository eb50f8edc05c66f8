using System.Globalization;
using Npgsql;
using RefMon.Application.Pipeline;
using RefMon.EventStore;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;
using RefMon.Workflows.Engine;

namespace RefMon.Web.Operations;

/// <summary>
/// The operator's commands about workflows. None of them needs the database to answer; the check asks one that is configured what runs in it.
/// </summary>
internal static class WorkflowCommands
{
    private const string DefaultFolder = "workflows";

    public static bool Understands(string[] arguments) =>
        arguments.SkipWhile(IsWord).All(IsSetting)
        && arguments.TakeWhile(IsWord).ToArray()
            is ["check" or "draw"]
                or ["check" or "draw", _]
                or ["export-activities"];

    private static bool IsWord(string argument) => !argument.StartsWith('-');

    private static bool IsSetting(string argument) => argument.StartsWith("--", StringComparison.Ordinal);

    public static async Task<int> Run(string[] arguments, TextWriter output, TextWriter error)
    {
        await using var services = Services();
        var catalogue = services.GetRequiredService<ActivityCatalogue>();
        if (arguments[0] is "export-activities")
        {
            await output.WriteLineAsync(catalogue.Export());
            return 0;
        }
        var folder = arguments.Skip(1).FirstOrDefault(IsWord) ?? DefaultFolder;
        var running = arguments[0] is "check" ? await Running([.. arguments.Where(IsSetting)], output) : [];
        var found = DefinitionFolder.Check(folder, catalogue, running);
        if (arguments[0] is "draw")
            await Draw(found, catalogue, output);
        else
            await Check(found, output, error);
        return found.Problems.Count == 0 ? 0 : 1;
    }

    // of the database that is configured, where there is one that answers
    private static async Task<IReadOnlyList<RunningVersion>> Running(string[] settings, TextWriter output)
    {
        var configured = CommandLine.Builder(settings).Configuration[RequiredSettings.ConnectionString];
        if (string.IsNullOrWhiteSpace(configured))
            return [];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await using var database = NpgsqlDataSource.Create(configured);
            return await RunningVersions.Read(database, patience.Token);
        }
        catch (Exception away) when (away is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            await output.WriteLineAsync(
                "The database does not answer: it was not looked for versions that were edited while instances run."
            );
            return [];
        }
    }

    private static async Task Check(CheckedFolder found, TextWriter output, TextWriter error)
    {
        foreach (var definition in found.Definitions)
            await output.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{definition.Id}: {definition.Name}, {definition.Activities.Count} activities"
                )
            );
        foreach (var problem in found.Problems)
            await error.WriteLineAsync(problem.ToString());
        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{found.Definitions.Count} definitions are right, {found.Problems.Count} problems."
            )
        );
    }

    private static async Task Draw(CheckedFolder found, ActivityCatalogue catalogue, TextWriter output)
    {
        foreach (var definition in found.Definitions)
            await output.WriteLineAsync(
                $"## {definition.Name}\n\n```mermaid\n{DefinitionDrawing.Mermaid(definition, catalogue)}```\n"
            );
    }

    // the activities ask for the calendar when they run, not when they are described
    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddRefMonApplication();
        services.AddEventStore(store =>
        {
            store.ConnectTo("Host=nowhere.invalid");
            store.RunDaemon = false;
            store.AddReferrals();
        });
        return services.BuildServiceProvider();
    }
}
