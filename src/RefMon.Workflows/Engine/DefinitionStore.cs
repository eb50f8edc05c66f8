using Microsoft.Extensions.Logging;
using Npgsql;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;

namespace RefMon.Workflows.Engine;

/// <summary>
/// The definitions of all nodes, in the database. Several versions stand side by side: new instances take the version of this node's
/// folder, and of what the folder does not have the latest that is not retired; running ones the version they began with.
/// </summary>
internal sealed partial class DefinitionStore(
    NpgsqlDataSource database,
    ActivityCatalogue catalogue,
    TimeProvider time,
    ILogger<DefinitionStore> logger
)
{
    private const long LockKey = 0x576F726B666C6F77; // "Workflow"

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private volatile Loaded? loaded;

    // of this node's folder: the highest version of each definition that had no problem
    private volatile IReadOnlyDictionary<string, int> own = new Dictionary<string, int>();

    /// <summary>Versions with running instances, by what their content was.</summary>
    public Task<IReadOnlyList<RunningVersion>> Running(CancellationToken cancellationToken) =>
        RunningVersions.Read(database, cancellationToken);

    /// <summary>
    /// Brings the database up to date with a folder, and has new instances on this node take the folder's versions. A version whose
    /// instances run keeps its content. Versions that are not in the folder are retired, unless the folder has problems (then the last good
    /// ones stay as they are) or is that of an older release than one that was loaded before: a node of it that starts again while a newer
    /// release comes in takes nothing away from that.
    /// </summary>
    public async Task Sync(CheckedFolder folder, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var locking = new NpgsqlCommand($"select pg_advisory_xact_lock({LockKey})", connection))
            await locking.ExecuteNonQueryAsync(cancellationToken);
        var highest = folder
            .Definitions.GroupBy(d => d.DefinitionId, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Max(d => d.Version), StringComparer.Ordinal);
        var isNewest = IsNewest(highest, await Known(connection, cancellationToken));
        foreach (var definition in folder.Definitions)
        {
            await using var upsert = new NpgsqlCommand(Upsert, connection);
            upsert.Parameters.Add(new() { Value = definition.DefinitionId });
            upsert.Parameters.Add(new() { Value = definition.Version });
            upsert.Parameters.Add(new() { Value = definition.Name });
            upsert.Parameters.Add(new() { Value = definition.Json });
            upsert.Parameters.Add(new() { Value = definition.Fingerprint });
            upsert.Parameters.Add(Sql.Instant(time.GetUtcNow()));
            upsert.Parameters.Add(new() { Value = isNewest });
            await upsert.ExecuteNonQueryAsync(cancellationToken);
        }
        if (isNewest && folder.Problems.Count == 0)
        {
            await using var retire = new NpgsqlCommand(
                """
                update workflow_definition d set retired = true, changed_at = $3
                where not retired and not exists (
                    select from unnest($1, $2) f(id, version) where f.id = d.definition_id and f.version = d.version)
                """,
                connection
            );
            retire.Parameters.Add(new() { Value = folder.Definitions.Select(d => d.DefinitionId).ToArray() });
            retire.Parameters.Add(new() { Value = folder.Definitions.Select(d => d.Version).ToArray() });
            retire.Parameters.Add(Sql.Instant(time.GetUtcNow()));
            await retire.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        own = highest;
        Forget();
    }

    private static async Task<List<(string Id, int Version, bool IsRetired)>> Known(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "select definition_id, version, retired from workflow_definition",
            connection
        );
        var known = new List<(string, int, bool)>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            known.Add((row.GetString(0), row.GetInt32(1), row.GetBoolean(2)));
        return known;
    }

    // one that brings what was never loaded; or one that knows all that starts now, and nothing of it higher than itself
    private static bool IsNewest(
        Dictionary<string, int> highest,
        List<(string Id, int Version, bool IsRetired)> known
    ) =>
        highest.Any(own => known.TrueForAll(k => k.Id != own.Key || k.Version < own.Value))
        || known.TrueForAll(k => k.IsRetired || (highest.TryGetValue(k.Id, out var version) && version >= k.Version));

    /// <summary>What is known is read again; parsed definitions stay.</summary>
    private void Forget()
    {
        if (loaded is { } known)
            loaded = known with { At = 0 };
    }

    private const string Upsert = """
        insert into workflow_definition (definition_id, version, name, content, fingerprint, retired, changed_at)
        values ($1, $2, $3, $4, $5, not $7, $6)
        on conflict (definition_id, version) do update
        set name = excluded.name, content = excluded.content, fingerprint = excluded.fingerprint,
            retired = workflow_definition.retired and not $7, changed_at = excluded.changed_at
        where ((workflow_definition.retired and $7) or workflow_definition.fingerprint <> excluded.fingerprint)
            and (workflow_definition.fingerprint = excluded.fingerprint or not exists (
                select from workflow_instance i where i.definition_id = excluded.definition_id
                    and i.version = excluded.version and i.status = 'Running'))
        """;

    /// <summary>What starts new instances: for an event's name the definitions that it triggers.</summary>
    public async ValueTask<ILookup<string, WorkflowDefinition>> Triggers(CancellationToken cancellationToken) =>
        (await Load(cancellationToken)).Triggers;

    /// <summary>The version an instance began with.</summary>
    /// <exception cref="UnknownActivityException">This version of the application cannot run it.</exception>
    public async ValueTask<WorkflowDefinition> Get(string id, int version, CancellationToken cancellationToken)
    {
        var known = await Load(cancellationToken);
        if (known.All.TryGetValue((id, version), out var found))
            return found;
        Forget();
        known = await Load(cancellationToken);
        return known.All.TryGetValue((id, version), out found)
            ? found
            : throw new UnknownActivityException($"definition {id}:{version}");
    }

    /// <summary>Its file is gone: nothing new starts, and what runs ends on the version it has.</summary>
    public async ValueTask<bool> IsRetired(string id, CancellationToken cancellationToken) =>
        !(await Load(cancellationToken)).Current.Contains(id);

    /// <summary>All versions of a definition that are understood, newest first.</summary>
    public async ValueTask<IReadOnlyList<WorkflowDefinition>> Versions(
        string id,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await Load(cancellationToken))
                .All.Values.Where(d => d.DefinitionId == id)
                .OrderByDescending(d => d.Version),
        ];

    private async ValueTask<Loaded> Load(CancellationToken cancellationToken)
    {
        if (loaded is { } fresh && fresh.At > 0 && time.GetElapsedTime(fresh.At) < LookEvery)
            return fresh;
        // two at once read the same
        return loaded = await Read(loaded, cancellationToken);
    }

    private async Task<Loaded> Read(Loaded? before, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select definition_id, version, fingerprint, retired, content from workflow_definition order by definition_id, version"
        );
        var all = new Dictionary<(string, int), WorkflowDefinition>();
        var latest = new Dictionary<string, WorkflowDefinition>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var key = (row.GetString(0), row.GetInt32(1));
            // one that is known stays the same object: what was worked out about it is kept with it
            var definition =
                before?.All.GetValueOrDefault(key) is { } same && same.Fingerprint == row.GetString(2)
                    ? same
                    : Parse($"{key.Item1}:{key.Item2}", row.GetString(4));
            if (definition is null)
                continue;
            all.Add(key, definition);
            // the release that runs here says what begins here, so that going back to an earlier one takes effect
            var starts = own.TryGetValue(key.Item1, out var version) ? version == key.Item2 : !row.GetBoolean(3);
            if (starts && definition.IsPublished)
                latest[key.Item1] = definition;
        }
        return new(
            time.GetTimestamp(),
            all,
            latest.Keys.ToHashSet(StringComparer.Ordinal),
            latest.Values.ToLookup(d => BuiltInActivities.EventName(d.Trigger!)!, StringComparer.Ordinal)
        );
    }

    // another version of the application may have loaded one that this one does not understand
    private WorkflowDefinition? Parse(string id, string content)
    {
        var (definition, problems) = DefinitionFolder.Read(id, content, catalogue);
        if (problems.Count == 0)
            return definition;
        LogNotUnderstood(id, problems[0].Code);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Definition {Id} is not understood by this version: {Code}")]
    private partial void LogNotUnderstood(string id, string code);

    private sealed record Loaded(
        long At,
        IReadOnlyDictionary<(string Id, int Version), WorkflowDefinition> All,
        IReadOnlySet<string> Current,
        ILookup<string, WorkflowDefinition> Triggers
    );
}
