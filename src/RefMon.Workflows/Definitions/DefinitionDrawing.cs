using System.Text;
using RefMon.Workflows.Activities;

namespace RefMon.Workflows.Definitions;

/// <summary>Draws a definition for people to read.</summary>
public static class DefinitionDrawing
{
    /// <summary>As a Mermaid flowchart: what waits is round, what decides is a rhombus, a port is named where there are several.</summary>
    public static string Mermaid(WorkflowDefinition definition, ActivityCatalogue catalogue)
    {
        var drawing = new StringBuilder("flowchart TD\n");
        foreach (var activity in definition.Activities.Where(IsDrawn))
            drawing.Append("    ").Append(IdOf(activity.Id)).Append(Shape(activity, catalogue)).Append('\n');
        foreach (var connection in definition.Connections.Where(c => IsDrawn(definition.Activity(c.From))))
        {
            var ports = catalogue
                .Of(definition.Activity(connection.From))
                .PortsOf(definition.Activity(connection.From));
            drawing.Append("    ").Append(IdOf(connection.From));
            drawing
                .Append(ports.Count > 1 ? $" -->|{connection.Port}| " : " --> ")
                .Append(IdOf(connection.To))
                .Append('\n');
        }
        return drawing.ToString();
    }

    private static bool IsDrawn(ActivityNode activity) => activity.Type != BuiltInActivities.Start;

    private static string Shape(ActivityNode activity, ActivityCatalogue catalogue)
    {
        var name = $"\"{activity.Name.Replace("\"", "#quot;", StringComparison.Ordinal)}\"";
        return activity.Type switch
        {
            _ when activity.CanStart => $"([{name}])",
            BuiltInActivities.End or BuiltInActivities.Fault => $"(({name}))",
            BuiltInActivities.Decision => $"{{{name}}}",
            BuiltInActivities.Fork or BuiltInActivities.Join => $"[/{name}/]",
            _ when catalogue.Of(activity).Descriptor.Waits => $"({name})",
            _ => $"[{name}]",
        };
    }

    // "end" is a word of Mermaid's own
    private static string IdOf(string id) => $"a_{id}";
}
