using Npgsql;
using RefMon.Workflows.Definitions;

namespace RefMon.Workflows.Engine;

/// <summary>What runs in a database, for whoever checks definitions against it.</summary>
public static class RunningVersions
{
    /// <summary>Versions with running instances, by what their content was.</summary>
    public static async Task<IReadOnlyList<RunningVersion>> Read(
        NpgsqlDataSource database,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.CreateCommand(
            """
            select d.definition_id, d.version, d.fingerprint, count(*) from workflow_definition d
            join workflow_instance i on i.definition_id = d.definition_id and i.version = d.version and i.status = 'Running'
            group by d.definition_id, d.version
            """
        );
        var running = new List<RunningVersion>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            running.Add(new(row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetInt64(3)));
        return running;
    }
}
