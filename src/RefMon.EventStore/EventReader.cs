using System.Data;
using Npgsql;

namespace RefMon.EventStore;

/// <summary>Reads snapshots, streams and command records, each in one round trip.</summary>
internal sealed class EventReader(NpgsqlDataSource database, EventStoreModel model) : IEventReader
{
    public async Task<(T Aggregate, long Version)?> Load<T>(Guid streamId, CancellationToken cancellationToken)
        where T : class
    {
        var (state, version, _) = await Current(model.Aggregate(typeof(T)), streamId, cancellationToken);
        return state is null ? null : ((T)state, version);
    }

    public async Task<IReadOnlyDictionary<Guid, T>> LoadMany<T>(
        IReadOnlyCollection<Guid> streamIds,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var aggregate = model.Aggregate(typeof(T));
        var found = new Dictionary<Guid, T>();
        var behind = new List<Guid>();
        await using (
            var command = database.CreateCommand(
                $"select s.id, s.version, d.mt_version, d.data from mt_streams s left join {aggregate.Table} d on d.id = s.id where s.id = any($1) and s.type = $2"
            )
        )
        {
            command.Parameters.Add(new() { Value = streamIds.ToArray() });
            command.Parameters.Add(Statements.Text(aggregate.Alias));
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                if (!row.IsDBNull(2) && row.GetInt64(2) == row.GetInt64(1))
                    found[row.GetGuid(0)] = (T)model.ReadSnapshot(aggregate, row.GetFieldValue<byte[]>(3));
                else
                    behind.Add(row.GetGuid(0));
            }
        }
        foreach (var id in behind)
        {
            if (await Load<T>(id, cancellationToken) is { } folded)
                found[id] = folded.Aggregate;
        }
        return found;
    }

    public async Task<T?> AggregateStream<T>(
        Guid streamId,
        long? version = null,
        DateTimeOffset? at = null,
        CancellationToken cancellationToken = default
    )
        where T : class
    {
        var apply = model.Folding(typeof(T));
        await using var command = database.CreateCommand(
            $"select {EventRows.Columns} from mt_events e where e.stream_id = $1 and e.version <= $2 and e.timestamp <= $3 order by e.version"
        );
        command.Parameters.Add(Statements.Uuid(streamId));
        command.Parameters.Add(Statements.Bigint(version ?? long.MaxValue));
        command.Parameters.Add(Statements.Instant(at ?? DateTimeOffset.MaxValue));
        object? state = null;
        await foreach (var stored in EventRows.Read(command, model, cancellationToken))
            state = apply(state, stored);
        return (T?)state;
    }

    public async Task<IReadOnlyList<StoredEvent>> FetchStream(
        Guid streamId,
        long afterVersion = 0,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = database.CreateCommand(
            $"select {EventRows.Columns} from mt_events e where e.stream_id = $1 and e.version > $2 order by e.version"
        );
        command.Parameters.Add(Statements.Uuid(streamId));
        command.Parameters.Add(Statements.Bigint(afterVersion));
        return await EventRows.ToList(command, model, cancellationToken);
    }

    public async Task<CommandRecord?> FindCommand(string actor, Guid commandId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select content_hash, outcome from command_record where actor = $1 and command_id = $2"
        );
        command.Parameters.Add(Statements.Text(actor));
        command.Parameters.Add(Statements.Uuid(commandId));
        await using var row = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new CommandRecord(actor, commandId, row.GetString(0), row.GetString(1))
            : null;
    }

    /// <summary>
    /// The aggregate as it stands with its stream's version, by the snapshot; folded from the events where a snapshot is
    /// missing or behind, as for an aggregate registered later.
    /// </summary>
    internal async Task<(object? State, long Version, bool HasSnapshot)> Current(
        AggregateType aggregate,
        Guid streamId,
        CancellationToken cancellationToken
    )
    {
        long version;
        bool hasSnapshot;
        await using (
            var command = database.CreateCommand(
                $"select s.version, s.type, d.mt_version, d.data from mt_streams s left join {aggregate.Table} d on d.id = s.id where s.id = $1"
            )
        )
        {
            command.Parameters.Add(Statements.Uuid(streamId));
            await using var row = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
            if (!await row.ReadAsync(cancellationToken))
                return (null, 0, false);
            version = row.GetInt64(0);
            if (row.GetString(1) != aggregate.Alias)
                throw new InvalidOperationException($"Stream {streamId} is not a {aggregate.Alias}.");
            hasSnapshot = !row.IsDBNull(2);
            if (hasSnapshot && row.GetInt64(2) == version)
                return (model.ReadSnapshot(aggregate, row.GetFieldValue<byte[]>(3)), version, true);
        }

        object? state = null;
        foreach (var stored in await FetchStream(streamId, 0, cancellationToken))
        {
            if (stored.Version <= version)
                state = aggregate.Apply(state, stored);
        }

        return (state, version, hasSnapshot);
    }
}
