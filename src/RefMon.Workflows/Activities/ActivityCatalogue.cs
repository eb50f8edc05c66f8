using System.Text.Json;
using System.Text.Json.Serialization;
using RefMon.Workflows.Definitions;

namespace RefMon.Workflows.Activities;

/// <summary>The types of activity that definitions may use: Elsa's that RefMon runs, and those registered.</summary>
public sealed class ActivityCatalogue
{
    private static readonly JsonSerializerOptions Exported = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Dictionary<string, IActivity> types = new(StringComparer.Ordinal);

    /// <summary>Elsa's types with these besides.</summary>
    /// <exception cref="InvalidOperationException">Two types have one name.</exception>
    public ActivityCatalogue(IEnumerable<IActivity> custom)
    {
        foreach (var activity in BuiltInActivities.All.Concat(custom))
        {
            if (!types.TryAdd(activity.Descriptor.TypeName, activity))
                throw new InvalidOperationException($"Two activities are called {activity.Descriptor.TypeName}.");
        }
    }

    /// <summary>The descriptors, by name.</summary>
    public IReadOnlyList<ActivityDescriptor> Descriptors =>
        [.. types.Values.Select(a => a.Descriptor).OrderBy(d => d.TypeName, StringComparer.Ordinal)];

    /// <summary>The descriptors as JSON, for whoever writes definitions or registers the types with Elsa.</summary>
    public string Export() =>
        JsonSerializer.Serialize(
            Descriptors.Select(d => new
            {
                d.TypeName,
                ActivityDescriptor.Version,
                d.Category,
                d.Description,
                d.Waits,
                d.Inputs,
                d.Outputs,
                d.Ports,
            }),
            Exported
        );

    /// <summary>The ports an activity of a definition can leave by; none when its type is not known.</summary>
    public IReadOnlyList<string> PortsOf(ActivityNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Find(node.Type)?.PortsOf(node) ?? [];
    }

    internal IActivity? Find(string type) => types.GetValueOrDefault(type);

    internal IActivity Of(ActivityNode node) => Find(node.Type) ?? throw new UnknownActivityException(node.Type);
}

/// <summary>This version of the application does not know a type of activity: a newer one wrote the definition.</summary>
public sealed class UnknownActivityException(string type)
    : Exception($"This version of the application does not know the activity {type}.");
