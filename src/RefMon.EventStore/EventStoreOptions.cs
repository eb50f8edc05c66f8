using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RefMon.EventStore;

/// <summary>
/// What the store holds and runs. Every call of <see cref="EventStoreRegistration.AddEventStore"/> adds to the same options.
/// </summary>
public sealed class EventStoreOptions
{
    internal Func<IServiceProvider, string>? Connection { get; private set; }
    internal List<Type> Events { get; } = [];
    internal List<AggregateType> Aggregates { get; } = [];
    internal Dictionary<Type, Func<object?, StoredEvent, object>> Live { get; } = [];
    internal List<Type> InlineProjections { get; } = [];
    internal Dictionary<Type, SubscriptionSettings> Subscriptions { get; } = [];

    /// <summary>How long a node that died keeps a subscription from the others; asked for again at a fifth of it.</summary>
    internal TimeSpan LeaseFor { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How events and snapshots are written. The default: camelCase, nulls kept, enumerations as words.</summary>
    public JsonSerializerOptions Json { get; set; } =
        new(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.Strict,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter() },
        };

    /// <summary>Whether this process runs subscriptions and live signals; off for one that only writes, such as an import.</summary>
    public bool RunDaemon { get; set; } = true;

    /// <summary>The database, asked for when the first connection is.</summary>
    public void ConnectTo(Func<IServiceProvider, string> connectionString) => Connection = connectionString;

    /// <summary>The database.</summary>
    public void ConnectTo(string connectionString) => ConnectTo(_ => connectionString);

    /// <summary>
    /// A stream's state: folded by <paramref name="apply"/>, a pure function, and kept as a snapshot in <c>mt_doc_ALIAS</c>,
    /// which a migration must have made.
    /// </summary>
    public void Aggregate<T>(string alias, Func<T?, object, T> apply)
        where T : class => Aggregates.Add(new(alias, typeof(T), (state, stored) => apply((T?)state, stored.Data)));

    /// <summary>A state folded from a stream's events whenever it is asked for, and stored nowhere.</summary>
    public void LiveProjection<T>(Func<T?, StoredEvent, T> apply)
        where T : class => Live[typeof(T)] = (state, stored) => apply((T?)state, stored);

    /// <summary>The types of event the streams may hold, each stored under its name in snake case.</summary>
    public void EventTypes(params IEnumerable<Type> types) => Events.AddRange(types);

    /// <summary>A read model written in the transaction of the events; one instance, without state.</summary>
    public void InlineProjection<T>()
        where T : class, IInlineProjection => InlineProjections.Add(typeof(T));

    /// <summary>A reader of events after commit; made anew in a scope of its own for every page.</summary>
    public void Subscription<T>(SubscriptionSettings? settings = null)
        where T : class, ISubscription => Subscriptions[typeof(T)] = settings ?? new SubscriptionSettings();
}

/// <summary>How a subscription reads.</summary>
public sealed record SubscriptionSettings
{
    /// <summary>Most events handled in one transaction; 1 for one that calls a neighbour, so that no transaction spans two calls.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Tries of one event before it is parked.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Wait before the second try; doubled before each further one, up to half a minute.</summary>
    public TimeSpan FirstRetryAfter { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A new subscription begins with what is appended from now on instead of with the first event ever.</summary>
    public bool FromNow { get; init; }
}

/// <summary>A registered aggregate: its alias is the stream's type and the end of its snapshot table's name.</summary>
internal sealed record AggregateType(string Alias, Type Type, Func<object?, StoredEvent, object> Apply)
{
    public string Table { get; } = "mt_doc_" + Alias;
}
