using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace RefMon.EventStore;

/// <summary>
/// Gathers a unit of work and writes it as one batch. PostgreSQL runs a batch without a transaction around it as one
/// transaction that commits at its end: one round trip, all or nothing.
/// </summary>
internal sealed class EventSession(
    NpgsqlDataSource database,
    EventStoreModel model,
    EventReader reader,
    CommitSignal committed,
    TimeProvider time
) : IEventSession
{
    private readonly Dictionary<Guid, OpenStream> streams = [];
    private readonly List<(NpgsqlBatchCommand Command, int? Rows)> enlisted = [];
    private CommandRecord? record;

    public EventMetadata Metadata { get; set; } = new();

    public bool HasChanges => enlisted.Count > 0 || record is not null || streams.Values.Any(s => s.Appended.Count > 0);

    public async Task<EventStream<T>> FetchForWriting<T>(Guid streamId, CancellationToken cancellationToken)
        where T : class
    {
        if (streams.TryGetValue(streamId, out var open))
            return (EventStream<T>)open.Stream;
        var (state, version, hasSnapshot) = await reader.Current(
            model.Aggregate(typeof(T)),
            streamId,
            cancellationToken
        );
        var stream = new EventStream<T>(streamId, (T?)state, version);
        Open(stream, stream.Appended, state, version, hasSnapshot);
        return stream;
    }

    public EventStream<T> StartStream<T>(Guid streamId, params IEnumerable<object> events)
        where T : class
    {
        var stream = new EventStream<T>(streamId, null, 0);
        stream.Append(events);
        Open(stream, stream.Appended, null, 0, hasSnapshot: false);
        return stream;
    }

    public void Enlist(NpgsqlBatchCommand command, int? expectRows = null) => enlisted.Add((command, expectRows));

    public void RecordCommand(CommandRecord record) => this.record = record;

    public void Clear()
    {
        streams.Clear();
        enlisted.Clear();
        record = null;
    }

    public async Task SaveChanges(CancellationToken cancellationToken)
    {
        if (!HasChanges)
            return;
        using var activity = EventStoreTelemetry.Source.StartActivity("eventstore.save");
        var began = Stopwatch.GetTimestamp();
        Exception? lost = null;
        try
        {
            var commands = Build();
            lost = await Write(commands, cancellationToken);
            if (lost is null)
                Saved(began);
        }
        finally
        {
            Clear();
        }

        if (lost is null)
            return;
        EventStoreTelemetry.Conflict(lost);
        activity?.SetStatus(ActivityStatusCode.Error, lost.GetType().Name);
        throw lost;
    }

    private async Task<Exception?> Write(
        List<(NpgsqlBatchCommand Command, OpenStream? Stream)> commands,
        CancellationToken cancellationToken
    )
    {
        await using var batch = database.CreateBatch();
        foreach (var (command, _) in commands)
            batch.BatchCommands.Add(command);
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return null;
        }
        catch (PostgresException failure) when (Translate(failure, commands) is { } meaning)
        {
            return meaning;
        }
    }

    private void Saved(long began)
    {
        var appended = streams.Values.Sum(s => s.Appended.Count);
        EventStoreTelemetry.Saved(appended, Stopwatch.GetElapsedTime(began));
        if (appended > 0)
            committed.Pulse();
    }

    /// <summary>
    /// The statements of the save in order, each with the stream it writes. The command record comes first: a replay waits
    /// there for the first one and then goes no further. Streams follow in the order of their ids, so that two sessions
    /// with the same streams wait for each other instead of locking each other out.
    /// </summary>
    internal List<(NpgsqlBatchCommand Command, OpenStream? Stream)> Build()
    {
        var at = Microseconds(time.GetUtcNow());
        var commands = new List<(NpgsqlBatchCommand, OpenStream?)>();
        if (record is not null)
            commands.Add((Statements.RecordCommand(record, at), null));
        foreach (var stream in streams.Values.Where(s => s.Appended.Count > 0).OrderBy(s => s.Id))
            commands.AddRange(Append(stream, at).Select(c => (c, (OpenStream?)stream)));
        for (var i = 0; i < enlisted.Count; i++)
        {
            var (command, rows) = enlisted[i];
            commands.Add((rows is { } expected ? Statements.Expecting(command, expected, i) : command, null));
        }

        return commands;
    }

    private List<NpgsqlBatchCommand> Append(OpenStream stream, DateTimeOffset at)
    {
        var aggregate = model.Aggregate(stream.AggregateType);
        var together = stream.Appended.Count;
        var version = stream.Version + together;
        var commands = new List<NpgsqlBatchCommand>
        {
            stream.Version == 0
                ? Statements.StartStream(stream.Id, aggregate.Alias, version, at)
                : Statements.MoveStream(stream.Id, stream.Version, version, at),
        };
        var events = new StoredEvent[together];
        var after = stream.Before;
        for (var i = 0; i < together; i++)
        {
            var data = stream.Appended[i];
            var type = model.Event(data.GetType());
            events[i] = new(
                Guid.CreateVersion7(at),
                0,
                stream.Id,
                stream.Version + i + 1,
                data,
                type.Name,
                at,
                Metadata
            );
            commands.Add(Statements.Append(events[i], model.Write(data), type.DotnetType, i == 0 ? together : 1));
            after = aggregate.Apply(after, events[i]);
        }

        var snapshot = model.WriteSnapshot(aggregate, stream.Id, after!);
        commands.Add(Statements.Snapshot(aggregate, stream.Id, snapshot, version, at, stream.HasSnapshot));
        var change = new StreamChange(stream.Id, aggregate.Type, stream.Before, after!, events);
        foreach (var projection in model.Projections)
            projection.Project(change, commands);
        return commands;
    }

    private Exception? Translate(
        PostgresException failure,
        IReadOnlyList<(NpgsqlBatchCommand Command, OpenStream? Stream)> commands
    )
    {
        if (
            failure.SqlState == Statements.UnexpectedRows
            && failure.MessageText.StartsWith("enlisted ", StringComparison.Ordinal)
        )
        {
            var numbers = failure
                .MessageText["enlisted ".Length..]
                .Split('/')
                .Select(n => int.Parse(n, CultureInfo.InvariantCulture))
                .ToList();
            return new EnlistedRowsException(numbers[0], numbers[1], numbers[2]);
        }

        if (failure.ConstraintName == "pkey_command_record" && record is not null)
            return new DuplicateCommandException(record.CommandId);
        var lost =
            failure.SqlState == Statements.UnexpectedRows
            || failure.ConstraintName
                is "pkey_mt_streams_id"
                    or "pk_mt_events_stream_and_version"
                    or "fkey_mt_events_stream_id";
        var at = commands.FirstOrDefault(c => ReferenceEquals(c.Command, failure.BatchCommand)).Stream;
        return lost && at is not null ? new StreamConflictException(at.Id, at.Version) : null;
    }

    private void Open<T>(
        EventStream<T> stream,
        IReadOnlyList<object> appended,
        object? state,
        long version,
        bool hasSnapshot
    )
        where T : class
    {
        if (!streams.TryAdd(stream.Id, new(stream.Id, typeof(T), stream, appended, state, version, hasSnapshot)))
            throw new InvalidOperationException($"Stream {stream.Id} is open in this session already.");
    }

    /// <summary>PostgreSQL keeps microseconds; what inline projections see must be what a rebuild reads.</summary>
    private static DateTimeOffset Microseconds(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    internal sealed record OpenStream(
        Guid Id,
        Type AggregateType,
        object Stream,
        IReadOnlyList<object> Appended,
        object? Before,
        long Version,
        bool HasSnapshot
    );
}
