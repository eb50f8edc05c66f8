using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RefMon.EventStore;

/// <summary>What was registered, looked up by type and by stored name, and the way to and from JSON.</summary>
internal sealed class EventStoreModel
{
    private readonly Dictionary<Type, EventType> byType;
    private readonly Dictionary<string, EventType> byName;
    private readonly Dictionary<Type, AggregateType> aggregates;
    private readonly Dictionary<Type, Func<object?, StoredEvent, object>> live;
    private readonly HashSet<AggregateType> withId;

    public EventStoreModel(EventStoreOptions options, IReadOnlyList<IInlineProjection> projections)
    {
        Json = options.Json;
        Json.MakeReadOnly(populateMissingResolver: true);
        Projections = projections;
        byType = options.Events.Distinct().ToDictionary(t => t, t => new EventType(t));
        byName = Unique(byType.Values, t => t.Name, "event types");
        aggregates = Unique(options.Aggregates, a => a.Alias, "aggregates").Values.ToDictionary(a => a.Type);
        live = new(options.Live);
        foreach (var aggregate in aggregates.Values)
            live.TryAdd(aggregate.Type, aggregate.Apply);
        Unique(projections, p => p.Name, "inline projections");
        withId = [.. aggregates.Values.Where(a => Json.GetTypeInfo(a.Type).Properties.Any(p => p.Name == "id"))];
    }

    public JsonSerializerOptions Json { get; }

    public IReadOnlyList<IInlineProjection> Projections { get; }

    public IEnumerable<AggregateType> Aggregates => aggregates.Values;

    public AggregateType Aggregate(Type type) =>
        aggregates.TryGetValue(type, out var found)
            ? found
            : throw new InvalidOperationException($"{type.Name} is not registered as an aggregate.");

    public EventType Event(Type type) =>
        byType.TryGetValue(type, out var found)
            ? found
            : throw new InvalidOperationException($"{type.Name} is not registered as an event type.");

    public Func<object?, StoredEvent, object> Folding(Type type) =>
        live.TryGetValue(type, out var found)
            ? found
            : throw new InvalidOperationException($"{type.Name} is neither an aggregate nor a live projection.");

    public byte[] Write(object data) => JsonSerializer.SerializeToUtf8Bytes(data, data.GetType(), Json);

    public object ReadEvent(string name, ReadOnlySpan<byte> json) =>
        byName.TryGetValue(name, out var type)
            ? JsonSerializer.Deserialize(json, type.Type, Json)!
            : throw new UnknownEventTypeException(name);

    public object ReadSnapshot(AggregateType aggregate, ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, aggregate.Type, Json)!;

    /// <summary>A snapshot repeats its id, as Marten's does, also when the aggregate itself does not hold it.</summary>
    public byte[] WriteSnapshot(AggregateType aggregate, Guid id, object state)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(state, aggregate.Type, Json);
        if (withId.Contains(aggregate))
            return json;
        var head = string.Create(CultureInfo.InvariantCulture, $"{{\"id\":\"{id}\"{(json.Length > 2 ? "," : "")}");
        return [.. Encoding.UTF8.GetBytes(head), .. json.AsSpan(1)];
    }

    private static Dictionary<string, T> Unique<T>(IEnumerable<T> all, Func<T, string> name, string what)
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var one in all)
        {
            if (!found.TryAdd(name(one), one))
                throw new InvalidOperationException($"Two {what} are called {name(one)}.");
        }

        return found;
    }
}

/// <summary>An event type as it is stored.</summary>
internal sealed class EventType(Type type)
{
    public Type Type { get; } = type;

    public string Name { get; } = JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name);

    public string DotnetType { get; } = $"{type.FullName}, {type.Assembly.GetName().Name}";
}

/// <summary>The store holds an event this version of the application does not know: a newer version wrote it.</summary>
public sealed class UnknownEventTypeException(string name)
    : Exception($"This version of the application does not know the event type {name}.");
