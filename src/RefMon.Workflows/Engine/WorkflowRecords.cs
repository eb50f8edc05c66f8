using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Engine;

/// <summary>What operators see of definitions and instances. Ids and codes; what an id is about, the application knows.</summary>
public sealed partial class WorkflowRecords
{
    private readonly NpgsqlDataSource database;
    private readonly DefinitionStore definitions;
    private readonly TimeProvider time;

    internal WorkflowRecords(NpgsqlDataSource database, DefinitionStore definitions, TimeProvider time)
    {
        this.database = database;
        this.definitions = definitions;
        this.time = time;
    }

    /// <summary>Every version that was ever loaded, by definition and then newest first.</summary>
    public async Task<IReadOnlyList<DefinitionShown>> Definitions(CancellationToken cancellationToken)
    {
        // indexes: workflow_instance_version, workflow_incident_open
        var rows = await Read(
            """
            select d.definition_id, d.version, d.name, d.retired, d.changed_at,
                not d.retired and d.version = max(d.version) filter (where not d.retired) over (partition by d.definition_id),
                (select count(*) from workflow_instance i
                 where i.definition_id = d.definition_id and i.version = d.version and i.status = 'Running'),
                (select count(*) from workflow_incident n join workflow_instance i on i.id = n.instance_id
                 where i.definition_id = d.definition_id and i.version = d.version and n.resolved_at is null)
            from workflow_definition d order by d.definition_id, d.version desc
            """,
            row => new DefinitionShown(
                row.GetString(0),
                row.GetInt32(1),
                row.GetString(2),
                row.GetBoolean(3),
                row.GetBoolean(5),
                true,
                row.GetInt64(6),
                row.GetInt64(7),
                row.GetFieldValue<DateTimeOffset>(4)
            ),
            cancellationToken
        );
        var shown = new List<DefinitionShown>();
        foreach (var one in rows)
            shown.Add(
                one with
                {
                    IsUnderstood = await Definition(one.DefinitionId, one.Version, cancellationToken) is not null,
                }
            );
        return shown;
    }

    /// <summary>A version as its file says; null when there is none, or this version of the application does not understand it.</summary>
    public async Task<WorkflowDefinition?> Definition(string id, int version, CancellationToken cancellationToken)
    {
        try
        {
            return await definitions.Get(id, version, cancellationToken);
        }
        catch (UnknownActivityException)
        {
            return null;
        }
    }

    /// <summary>How many running instances of a version wait at each of its activities.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Standings(
        string definitionId,
        int version,
        CancellationToken cancellationToken
    )
    {
        // index: workflow_instance_version
        var rows = await Read(
            """
            select w.activity, count(*) from workflow_instance i
            cross join lateral jsonb_object_keys(
                case jsonb_typeof(i.state -> 'waiting') when 'object' then i.state -> 'waiting' else '{}' end) w(activity)
            where i.definition_id = $1 and i.version = $2 and i.status = 'Running' group by w.activity
            """,
            row => (Activity: row.GetString(0), Count: row.GetInt64(1)),
            cancellationToken,
            Sql.Of(definitionId),
            Sql.Of(version)
        );
        return rows.ToDictionary(r => r.Activity, r => r.Count, StringComparer.Ordinal);
    }

    /// <summary>Instances, newest first.</summary>
    public async Task<IReadOnlyList<InstanceShown>> Instances(
        InstanceSearch search,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(search);
        var rows = await Read(
            $"""
            select {InstanceColumns} from workflow_instance i
            where ($1::text is null or i.definition_id = $1) and ($2::int is null or i.version = $2)
                and ($3::uuid is null or i.correlation_id = $3) {Choose(search.Choice)}
            order by i.created_at desc, i.id limit $4 offset $5
            """,
            Instance,
            cancellationToken,
            Sql.Text(search.DefinitionId),
            Optional(search.Version, NpgsqlDbType.Integer),
            Optional(search.CorrelationId, NpgsqlDbType.Uuid),
            Sql.Of(search.Take),
            Sql.Of(search.Skip)
        );
        var shown = new List<InstanceShown>();
        foreach (var (instance, json) in rows)
            shown.Add(await Named(instance, json, cancellationToken));
        return shown;
    }

    /// <summary>One instance; null when there is none.</summary>
    public async Task<InstanceShown?> Instance(Guid id, CancellationToken cancellationToken)
    {
        var rows = await Read(
            $"select {InstanceColumns} from workflow_instance i where i.id = $1",
            Instance,
            cancellationToken,
            Sql.Of(id)
        );
        return rows is [var (instance, json)] ? await Named(instance, json, cancellationToken) : null;
    }

    private const string InstanceColumns =
        "i.id, i.definition_id, i.version, i.correlation_id, i.key, i.status, i.sub_status, i.created_at, i.updated_at, i.finished_at, "
        + "i.state::text, (select count(*)::int from workflow_incident n where n.instance_id = i.id and n.resolved_at is null)";

    private static string Choose(InstanceChoice choice) =>
        choice switch
        {
            InstanceChoice.Running => "and i.status = 'Running'",
            InstanceChoice.WithIncidents =>
                "and i.status = 'Running' and exists (select from workflow_incident n where n.instance_id = i.id and n.resolved_at is null)",
            InstanceChoice.Over => "and i.status = 'Finished'",
            _ => "",
        };

    private static (InstanceShown Instance, string Json) Instance(NpgsqlDataReader row) =>
        (
            new(
                row.GetGuid(0),
                row.GetString(1),
                row.GetInt32(2),
                "",
                row.GetGuid(3),
                Text(row, 4),
                Enum.Parse<InstanceStatus>(row.GetString(5)),
                Enum.Parse<InstanceSubStatus>(row.GetString(6)),
                row.GetFieldValue<DateTimeOffset>(7),
                row.GetFieldValue<DateTimeOffset>(8),
                row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9),
                [],
                row.GetInt32(11),
                true
            ),
            row.GetString(10)
        );

    private async Task<InstanceShown> Named(InstanceShown one, string json, CancellationToken cancellationToken)
    {
        var definition = await Definition(one.DefinitionId, one.Version, cancellationToken);
        var named = one with { Name = definition?.Name ?? one.DefinitionId };
        try
        {
            var waiting = one.Status is InstanceStatus.Running ? InstanceState.Read(json).Waiting : [];
            return named with
            {
                Waiting =
                [
                    .. waiting
                        .OrderBy(w => w.Key, StringComparer.Ordinal)
                        .Select(w => new Standing(
                            w.Key,
                            NameOf(definition, w.Key),
                            w.Value.Run,
                            w.Value.Kind switch
                            {
                                WaitKind.Effect => WaitsFor.Effect,
                                WaitKind.Retry => WaitsFor.Retry,
                                _ => WaitsFor.EventOrTime,
                            },
                            w.Value.Until,
                            w.Value.Failures
                        )),
                ],
            };
        }
        catch (JsonException)
        {
            return named with { IsReadable = false };
        }
    }

    private static string NameOf(WorkflowDefinition? definition, string activity) =>
        definition?.Find(activity)?.Name ?? activity;

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static NpgsqlParameter Optional(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private async Task<List<T>> Read<T>(
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params IEnumerable<NpgsqlParameter> parameters
    )
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        var rows = new List<T>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            rows.Add(read(row));
        return rows;
    }
}
