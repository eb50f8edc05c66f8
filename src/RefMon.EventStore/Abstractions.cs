using Npgsql;

namespace RefMon.EventStore;

/// <summary>
/// One stored event with its metadata. <see cref="Sequence"/> orders the whole store, <see cref="Version"/> orders its
/// stream and starts at 1. Both are 0 until the event has been saved.
/// </summary>
public sealed record StoredEvent(
    Guid Id,
    long Sequence,
    Guid StreamId,
    long Version,
    object Data,
    string TypeName,
    DateTimeOffset Timestamp,
    EventMetadata Metadata
);

/// <summary>
/// Who and what caused an event: the actor's account id, the request (correlation), the command or event it came from
/// (causation) and free headers. Holds ids only, never names of people.
/// </summary>
public sealed record EventMetadata(
    string? UserName = null,
    string? CorrelationId = null,
    string? CausationId = null,
    IReadOnlyDictionary<string, string>? Headers = null
);

/// <summary>A stream opened for writing: its aggregate as it stands (null when the stream does not exist) and its version (0 then).</summary>
public sealed class EventStream<T>
    where T : class
{
    private readonly List<object> appended = [];

    internal EventStream(Guid id, T? aggregate, long version)
    {
        Id = id;
        Aggregate = aggregate;
        Version = version;
    }

    /// <summary>The stream's id.</summary>
    public Guid Id { get; }

    /// <summary>The aggregate before anything appended here; null for a stream that does not exist.</summary>
    public T? Aggregate { get; }

    /// <summary>The version the aggregate was read at; the append is refused when the stream has moved on.</summary>
    public long Version { get; }

    /// <summary>Events waiting to be saved, in order.</summary>
    public IReadOnlyList<object> Appended => appended;

    /// <summary>Adds events to be saved with the session, in this order.</summary>
    public void Append(params IEnumerable<object> events) => appended.AddRange(events);
}

/// <summary>
/// A unit of work. Everything appended, enlisted and recorded is written by <see cref="SaveChanges"/> in one
/// transaction with the inline projections; nothing is written before it. Not safe for concurrent use.
/// </summary>
public interface IEventSession
{
    /// <summary>Metadata put on every event this session saves.</summary>
    EventMetadata Metadata { get; set; }

    /// <summary>Opens a stream at its present version by its snapshot. The aggregate is null when there is no such stream.</summary>
    Task<EventStream<T>> FetchForWriting<T>(Guid streamId, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Begins a new stream; saving throws <see cref="StreamConflictException"/> when it exists already.</summary>
    EventStream<T> StartStream<T>(Guid streamId, params IEnumerable<object> events)
        where T : class;

    /// <summary>
    /// Adds a statement to the session's transaction (drafts, audit and other rows). When <paramref name="expectRows"/>
    /// is given and another number of rows is affected, nothing at all is saved and <see cref="EnlistedRowsException"/> is thrown.
    /// </summary>
    void Enlist(NpgsqlBatchCommand command, int? expectRows = null);

    /// <summary>
    /// Records the command's id, scoped to the actor, with a hash of its content and its outcome, in the same
    /// transaction. Saving throws <see cref="DuplicateCommandException"/> when the id is already recorded.
    /// </summary>
    void RecordCommand(CommandRecord record);

    /// <summary>True when anything waits to be saved.</summary>
    bool HasChanges { get; }

    /// <summary>Forgets everything opened, appended, enlisted and recorded.</summary>
    void Clear();

    /// <summary>
    /// Writes all of it in one transaction. After one of the exceptions below nothing was written; the session is cleared
    /// either way. When the connection breaks, the commit may have gone through without its answer: send the command again
    /// under its id.
    /// </summary>
    /// <exception cref="StreamConflictException">Another writer was first on a stream.</exception>
    /// <exception cref="DuplicateCommandException">The command id was recorded before.</exception>
    /// <exception cref="EnlistedRowsException">An enlisted statement affected another number of rows than expected.</exception>
    Task SaveChanges(CancellationToken cancellationToken);
}

/// <summary>Reads without writing: snapshots, live aggregation and raw events.</summary>
public interface IEventReader
{
    /// <summary>The stored snapshot of an aggregate with its version; null when there is no such stream.</summary>
    Task<(T Aggregate, long Version)?> Load<T>(Guid streamId, CancellationToken cancellationToken)
        where T : class;

    /// <summary>The stored snapshots of those of the streams that there are and that hold this aggregate.</summary>
    Task<IReadOnlyDictionary<Guid, T>> LoadMany<T>(
        IReadOnlyCollection<Guid> streamIds,
        CancellationToken cancellationToken
    )
        where T : class;

    /// <summary>
    /// Folds a stream's events, up to a version or an instant when given. <typeparamref name="T"/> must be registered as
    /// an aggregate or a live projection. Null when nothing is left to fold.
    /// </summary>
    Task<T?> AggregateStream<T>(
        Guid streamId,
        long? version = null,
        DateTimeOffset? at = null,
        CancellationToken cancellationToken = default
    )
        where T : class;

    /// <summary>A stream's events in order, after <paramref name="afterVersion"/>; empty when there is no such stream.</summary>
    Task<IReadOnlyList<StoredEvent>> FetchStream(
        Guid streamId,
        long afterVersion = 0,
        CancellationToken cancellationToken = default
    );

    /// <summary>The first outcome of a command id of this actor; null when it has not been seen (or more than 30 days ago).</summary>
    Task<CommandRecord?> FindCommand(string actor, Guid commandId, CancellationToken cancellationToken);
}

/// <summary>A command seen: its hash recognises the same id with other content; the outcome holds codes and ids only, as JSON.</summary>
public sealed record CommandRecord(string Actor, Guid CommandId, string ContentHash, string OutcomeJson);

/// <summary>What happened to one stream in a save, given to inline projections in the order of its events.</summary>
public sealed record StreamChange(
    Guid StreamId,
    Type AggregateType,
    object? Before,
    object After,
    IReadOnlyList<StoredEvent> Events
);

/// <summary>
/// A read model written in the same transaction as the events. It may only add statements: no reads, no clock.
/// Given the same change it must add the same statements, so that a rebuild gives the same rows.
/// </summary>
public interface IInlineProjection
{
    /// <summary>Stable name, shown in progress and used to rebuild it.</summary>
    string Name { get; }

    /// <summary>Tables it owns; a rebuild empties and refills them.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>Adds the statements that bring its rows up to date with the change. Sequence numbers are not known yet: use stream id and version.</summary>
    void Project(StreamChange change, ICollection<NpgsqlBatchCommand> statements);
}

/// <summary>
/// Reads events after commit, in sequence order, at least once, without ever skipping one; one owner at a time by a fenced lease.
/// </summary>
public interface ISubscription
{
    /// <summary>Stable name: the progression row is <c>Name:All</c>.</summary>
    string Name { get; }

    /// <summary>
    /// False for an event that it has nothing to do for, as far as the event alone tells: any number of those is passed over at once,
    /// which spares the database a transaction for each.
    /// </summary>
    bool Concerns(StoredEvent stored) => true;

    /// <summary>
    /// False when all it does is what it writes through the context. Its commits then do not wait for the disk, where people's own queue: a crash of
    /// the database undoes the last of them together with the checkpoint, and they are done again. Whatever builds on them and does wait is
    /// kept with them, as the log is written in order.
    /// </summary>
    bool WaitsForDisk => true;

    /// <summary>
    /// Handles one event. What it writes through <paramref name="context"/> commits together with the checkpoint.
    /// An exception is retried with back-off; after the last try the event is parked where an operator sees it and the
    /// subscription goes on. Set <see cref="SubscriptionContext.ParkStream"/> to hold later events of the same stream too.
    /// </summary>
    Task Handle(StoredEvent stored, SubscriptionContext context, CancellationToken cancellationToken);
}

/// <summary>
/// A subscription that handles all events of a page together, which saves it a round trip for each. When that fails, all of the
/// page is undone and it is given its events one by one, so that one that fails does not stop the others.
/// </summary>
public interface IPageSubscription : ISubscription
{
    /// <summary>Handles events in order; like <see cref="ISubscription.Handle"/> for each of them.</summary>
    Task HandlePage(IReadOnlyList<StoredEvent> page, SubscriptionContext context, CancellationToken cancellationToken);

    Task ISubscription.Handle(StoredEvent stored, SubscriptionContext context, CancellationToken cancellationToken) =>
        HandlePage([stored], context, cancellationToken);
}

/// <summary>What a subscription may use while handling an event: the transaction that also moves the checkpoint.</summary>
public sealed class SubscriptionContext(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    /// <summary>The open connection.</summary>
    public NpgsqlConnection Connection { get; } = connection;

    /// <summary>The transaction that commits with the checkpoint.</summary>
    public NpgsqlTransaction Transaction { get; } = transaction;

    /// <summary>When parked, later events of the stream wait behind it, so that a neighbour sees them in order.</summary>
    public bool ParkStream { get; set; }

    /// <summary>When the handler fails: no other try would help, so park the event at once.</summary>
    public bool ParkNow { get; set; }
}

/// <summary>Another writer was first: the stream is not at the version the session read.</summary>
public sealed class StreamConflictException(Guid streamId, long expectedVersion)
    : Exception($"Stream {streamId} is no longer at version {expectedVersion}.")
{
    /// <summary>The stream.</summary>
    public Guid StreamId { get; } = streamId;

    /// <summary>The version the session read.</summary>
    public long ExpectedVersion { get; } = expectedVersion;
}

/// <summary>The command id was recorded before by the same actor; its first outcome can be read with <see cref="IEventReader.FindCommand"/>.</summary>
public sealed class DuplicateCommandException(Guid commandId) : Exception($"Command {commandId} was handled before.")
{
    /// <summary>The command's id.</summary>
    public Guid CommandId { get; } = commandId;
}

/// <summary>An enlisted statement affected another number of rows than its caller expected, so nothing was saved.</summary>
public sealed class EnlistedRowsException(int statement, int expected, int actual)
    : Exception($"Enlisted statement {statement} affected {actual} rows where {expected} were expected.")
{
    /// <summary>Position of the statement among those enlisted, from 0.</summary>
    public int Statement { get; } = statement;
}
