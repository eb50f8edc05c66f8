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

    public static async Task<int> Run(string[] arguments)
    {
        await using var services = Services();
        var catalogue = services.GetRequiredService<ActivityCatalogue>();
        if (arguments[0] is "export-activities")
        {
            Console.WriteLine(catalogue.Export());
            return 0;
        }
        var folder = arguments.ElementAtOrDefault(1) ?? DefaultFolder;
        return arguments[0] is "draw" ? Draw(folder, catalogue) : await Check(folder, catalogue);
    }

    private static async Task<int> Check(string folder, ActivityCatalogue catalogue)
    {
        var found = DefinitionFolder.Check(folder, catalogue);
        foreach (var definition in found.Definitions)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{definition.Id}: {definition.Name}, {definition.Activities.Count} activities"
                )
            );
        foreach (var problem in found.Problems)
            await Console.Error.WriteLineAsync(problem.ToString());
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{found.Definitions.Count} definitions are right, {found.Problems.Count} problems."
            )
        );
        return found.Problems.Count == 0 ? 0 : 1;
    }

    private static int Draw(string folder, ActivityCatalogue catalogue)
    {
        var found = DefinitionFolder.Check(folder, catalogue);
        foreach (var definition in found.Definitions)
            Console.WriteLine(
                $"## {definition.Name}\n\n```mermaid\n{DefinitionDrawing.Mermaid(definition, catalogue)}```\n"
            );
        return found.Problems.Count == 0 ? 0 : 1;
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
