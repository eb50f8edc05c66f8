using Npgsql;
using RefMon.EventStore.Daemon;

namespace RefMon.EventStore;

/// <summary>
/// Fills a snapshot table or an inline projection's tables anew from the events while the system runs.
/// <para>
/// The rows are first made in temporary tables of the same names, which hide the real ones from the projection's own
/// statements. What is appended meanwhile is followed up. Only for the last step are writers of these tables held back:
/// the tables are locked, which waits for saves under way, the last few changes are added, and the rows are swapped in one
/// transaction. A save that waits for the lock applies its own change afterwards, to the new rows. Readers never wait.
/// </para>
/// <para>
/// A projection's rows must belong to one stream each, and hold no generated number and no time but the events': then the
/// new rows equal the old ones byte for byte. No other table may refer to them.
/// </para>
/// </summary>
public sealed class ProjectionRebuilder
{
    private const int FollowUpBelow = 1000;

    private readonly EventStoreModel model;
    private readonly Func<string> connectionString;

    internal ProjectionRebuilder(EventStoreModel model, Func<string> connectionString)
    {
        this.model = model;
        this.connectionString = connectionString;
    }

    /// <summary>What can be rebuilt: the aliases of aggregates and the names of inline projections.</summary>
    public IReadOnlyList<string> Names =>
        [.. model.Aggregates.Select(a => a.Alias), .. model.Projections.Select(p => p.Name)];

    /// <summary>Rebuilds one by its name and returns how many events were replayed.</summary>
    public async Task<long> Rebuild(string name, CancellationToken cancellationToken = default)
    {
        var target = Target(name);
        var own = new NpgsqlConnectionStringBuilder(connectionString())
        {
            Pooling = false,
            CommandTimeout = 0,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
        };
        await using var reading = NpgsqlDataSource.Create(own);
        await using var writing = new NpgsqlConnection(own.ConnectionString);
        await writing.OpenAsync(cancellationToken);
        foreach (var table in target.Tables)
            await Execute(
                writing,
                $"create temporary table {table} (like public.{table} including all)",
                cancellationToken
            );

        var replay = new Replay(model, target, reading, writing);
        long replayed;
        do replayed = await replay.Next(cancellationToken);
        while (replayed >= FollowUpBelow);
        while (!await TrySwap(writing, replay, target, cancellationToken))
            await replay.Next(cancellationToken);
        return replay.Total;
    }

    private IRebuildTarget Target(string name)
    {
        if (model.Aggregates.FirstOrDefault(a => a.Alias == name) is { } aggregate)
            return new SnapshotTarget(model, aggregate);
        if (model.Projections.FirstOrDefault(p => p.Name == name) is { } projection)
            return new ProjectionTarget(projection);
        throw new ArgumentException(
            $"There is nothing called {name} to rebuild, only {string.Join(", ", Names)}.",
            nameof(name)
        );
    }

    /// <summary>False when a save with the same tables in another order stands in the way: to be tried again.</summary>
    private static async Task<bool> TrySwap(
        NpgsqlConnection writing,
        Replay replay,
        IRebuildTarget target,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await writing.BeginTransactionAsync(cancellationToken);
        try
        {
            // shorter than PostgreSQL's wait before it looks for deadlocks, so that never a save is the one to give way
            await Execute(writing, "set local lock_timeout = '500ms'", cancellationToken);
            foreach (var table in target.Tables.Order(StringComparer.Ordinal))
                await Execute(writing, $"lock table public.{table} in share row exclusive mode", cancellationToken);
        }
        catch (PostgresException busy)
            when (busy.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            await transaction.RollbackAsync(cancellationToken);
            return false;
        }

        await replay.Next(cancellationToken);
        foreach (var table in target.Tables)
        {
            var columns = await StoredColumns(writing, table, cancellationToken);
            await Execute(
                writing,
                $"delete from public.{table}; insert into public.{table} ({columns}) select {columns} from pg_temp.{table}",
                cancellationToken
            );
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<string> StoredColumns(
        NpgsqlConnection connection,
        string table,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
            where attrelid = ('public.' || $1)::regclass and attnum > 0 and not attisdropped and attgenerated = ''
            """,
            connection
        )
        {
            Parameters = { new() { Value = table } },
        };
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads what is new, folds it, and writes the target's statements in batches.</summary>
    private sealed class Replay(
        EventStoreModel model,
        IRebuildTarget target,
        NpgsqlDataSource reading,
        NpgsqlConnection writing
    )
    {
        private const int StatementsAtOnce = 500;

        private readonly Dictionary<Guid, long> versions = [];
        private readonly Dictionary<string, AggregateType> byAlias = model.Aggregates.ToDictionary(a => a.Alias);
        private readonly HighWater settled = new(new DaemonDataSource(reading));
        private readonly List<NpgsqlBatchCommand> statements = [];

        public long Total { get; private set; }

        public async Task<long> Next(CancellationToken cancellationToken)
        {
            // one statement reads all, so no save is seen in part; everything up to the mark is among what it sees
            var after = settled.Mark;
            if (after == 0)
                await settled.Load(cancellationToken);
            while (await settled.Advance(cancellationToken) is (true, true)) { }
            var first = versions.Count == 0;
            var which = first
                ? "s.type = any($1)"
                : "s.type = any($1) and s.id in (select stream_id from mt_events where seq_id > $2)";
            await using var command = reading.CreateCommand(
                $"select {EventRows.Columns}, s.type from mt_events e join mt_streams s on s.id = e.stream_id where {which} order by e.stream_id, e.version"
            );
            command.Parameters.Add(new() { Value = target.Aliases(byAlias.Keys).ToArray() });
            if (!first)
                command.Parameters.Add(Statements.Bigint(after));

            var before = Total;
            Fold? fold = null;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var (stored, together) = EventRows.Read(reader, model);
                if (fold?.Id != stored.StreamId)
                {
                    Finish(fold);
                    fold = new Fold(
                        stored.StreamId,
                        byAlias[reader.GetString(11)],
                        versions.GetValueOrDefault(stored.StreamId)
                    );
                }

                if (fold.Add(stored with { Sequence = 0 }, together) is { } change)
                    target.Changed(change, statements);
                Total += fold.IsNew ? 1 : 0;
                if (statements.Count >= StatementsAtOnce)
                    await Write(cancellationToken);
            }

            Finish(fold);
            await Write(cancellationToken);
            return Total - before;
        }

        private void Finish(Fold? fold)
        {
            if (fold is null || !fold.IsNew)
                return;
            versions[fold.Id] = fold.Version;
            target.Finished(fold, statements);
        }

        private async Task Write(CancellationToken cancellationToken)
        {
            if (statements.Count == 0)
                return;
            await using var batch = new NpgsqlBatch(writing);
            foreach (var statement in statements)
                batch.BatchCommands.Add(statement);
            await batch.ExecuteNonQueryAsync(cancellationToken);
            statements.Clear();
        }
    }

    /// <summary>One stream being replayed: old events are folded only, new ones also make changes, one per save.</summary>
    private sealed class Fold(Guid id, AggregateType aggregate, long replayed)
    {
        private readonly List<StoredEvent> save = [];
        private object? before;
        private int expected;

        public Guid Id => id;

        public object? State { get; private set; }

        public long Version { get; private set; }

        public DateTimeOffset Timestamp { get; private set; }

        public bool IsNew => Version > replayed;

        public StreamChange? Add(StoredEvent stored, int together)
        {
            if (save.Count == 0)
            {
                before = State;
                expected = together;
            }

            State = aggregate.Apply(State, stored);
            (Version, Timestamp) = (stored.Version, stored.Timestamp);
            save.Add(stored);
            if (save.Count < expected)
                return null;
            var change = IsNew ? new StreamChange(id, aggregate.Type, before, State!, [.. save]) : null;
            save.Clear();
            return change;
        }
    }

    private interface IRebuildTarget
    {
        IReadOnlyList<string> Tables { get; }

        IEnumerable<string> Aliases(IEnumerable<string> all);

        void Changed(StreamChange change, ICollection<NpgsqlBatchCommand> statements);

        void Finished(Fold fold, ICollection<NpgsqlBatchCommand> statements);
    }

    private sealed class SnapshotTarget(EventStoreModel model, AggregateType aggregate) : IRebuildTarget
    {
        public IReadOnlyList<string> Tables => [aggregate.Table];

        public IEnumerable<string> Aliases(IEnumerable<string> all) => [aggregate.Alias];

        public void Changed(StreamChange change, ICollection<NpgsqlBatchCommand> statements) { }

        public void Finished(Fold fold, ICollection<NpgsqlBatchCommand> statements)
        {
            var data = model.WriteSnapshot(aggregate, fold.Id, fold.State!);
            statements.Add(Statements.Snapshot(aggregate, fold.Id, data, fold.Version, fold.Timestamp, replace: false));
        }
    }

    private sealed class ProjectionTarget(IInlineProjection projection) : IRebuildTarget
    {
        public IReadOnlyList<string> Tables => projection.Tables;

        public IEnumerable<string> Aliases(IEnumerable<string> all) => all;

        public void Changed(StreamChange change, ICollection<NpgsqlBatchCommand> statements) =>
            projection.Project(change, statements);

        public void Finished(Fold fold, ICollection<NpgsqlBatchCommand> statements) { }
    }
}
