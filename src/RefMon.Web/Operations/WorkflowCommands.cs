using System.Globalization;
using RefMon.Application.Pipeline;
using RefMon.EventStore;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;

namespace RefMon.Web.Operations;

/// <summary>The operator's commands about workflows; none of them needs the database to answer.</summary>
internal static class WorkflowCommands
{
    private const string DefaultFolder = "workflows";

    public static bool Understands(string[] arguments) =>
        arguments is ["check" or "draw"] or ["check" or "draw", [not '-', ..]] or ["export-activities"];

    public static async Task<int> Run(string[] arguments, TextWriter output, TextWriter error)
    {
        await using var services = Services();
        var catalogue = services.GetRequiredService<ActivityCatalogue>();
        if (arguments[0] is "export-activities")
        {
            await output.WriteLineAsync(catalogue.Export());
            return 0;
        }
        var folder = arguments.ElementAtOrDefault(1) ?? DefaultFolder;
        var found = DefinitionFolder.Check(folder, catalogue);
        if (arguments[0] is "draw")
            await Draw(found, catalogue, output);
        else
            await Check(found, output, error);
        return found.Problems.Count == 0 ? 0 : 1;
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
