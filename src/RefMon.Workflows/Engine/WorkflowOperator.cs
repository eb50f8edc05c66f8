using System.Globalization;
using Npgsql;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Engine;

/// <summary>What an operator may do about instances. Each act is written down with who did it and why.</summary>
public sealed partial class WorkflowOperator
{
    private readonly NpgsqlDataSource database;
    private readonly InstanceEngine engine;
    private readonly DefinitionStore definitions;
    private readonly WorkflowOptions options;
    private readonly TimeProvider time;

    internal WorkflowOperator(
        NpgsqlDataSource database,
        InstanceEngine engine,
        DefinitionStore definitions,
        WorkflowOptions options,
        TimeProvider time
    )
    {
        this.options = options;
        this.database = database;
        this.engine = engine;
        this.definitions = definitions;
        this.time = time;
    }

    /// <summary>Tries what failed again at once; false when it does not wait any more.</summary>
    public Task<bool> Retry(
        Guid instance,
        string activity,
        string by,
        string note,
        CancellationToken cancellationToken
    ) =>
        OnInstance(
            instance,
            async (connection, held) =>
            {
                var page = new TurnPage(connection, new(by, note));
                if (Again(page, held, [activity], new(by, note)) == 0)
                    return false;
                await page.Write(cancellationToken);
                return true;
            },
            cancellationToken
        );

    private static NpgsqlBatchCommand Asked(Guid instance, string activity, string by, string note) =>
        Sql.Command(
            "update workflow_incident set resolved_by = $3, note = $4, parked = false where instance_id = $1 and activity_id = $2 and resolved_at is null",
            Sql.Of(instance),
            Sql.Of(activity),
            Sql.Of(by),
            Sql.Of(note)
        );

    /// <summary>
    /// Passes a waiting activity over, by a port of it (its first when none is named); false when it does not wait any more. With the
    /// number of the run it waits in, the same act done twice does not pass over the next time the flow comes there.
    /// </summary>
    public Task<bool> Skip(
        Guid instance,
        string activity,
        string? port,
        string by,
        string note,
        CancellationToken cancellationToken,
        int? run = null
    ) =>
        OnInstance(
            instance,
            async (connection, held) =>
                (run is null || held.State.Waiting.GetValueOrDefault(activity)?.Run == run)
                && await engine.Skip(connection, held, activity, port, by, note, cancellationToken),
            cancellationToken
        );

    /// <summary>Ends an instance; false when it is over already.</summary>
    public Task<bool> Cancel(Guid instance, string by, string note, CancellationToken cancellationToken) =>
        OnInstance(
            instance,
            async (connection, held) =>
            {
                await engine.Cancel(connection, held, by, note, cancellationToken);
                return true;
            },
            cancellationToken
        );

    /// <summary>
    /// Has an instance go on in another version of its definition, which is written into its journal. Empty when it does; otherwise
    /// why it stays as it is.
    /// </summary>
    public async Task<IReadOnlyList<MoveProblem>> Move(
        Guid instance,
        int version,
        string by,
        string note,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<MoveProblem> problems = [new("over", null, "It is over.")];
        await OnInstance(
            instance,
            async (connection, held) =>
            {
                (var moved, problems) = await TryMove(held, version, cancellationToken);
                if (moved is null)
                    return false;
                var page = new TurnPage(connection, new(by, note));
                var detail = string.Create(CultureInfo.InvariantCulture, $"{held.Version} to {version}");
                var step = new Step(++moved.Steps, moved.Root, StepKind.Moved, detail);
                var turning = page.Hold(held);
                turning.Version = version;
                page.Take(turning, new(moved, [step], [], [], []), null, time.GetUtcNow());
                await page.Write(cancellationToken);
                return true;
            },
            cancellationToken
        );
        return problems;
    }

    /// <summary>
    /// The other versions of an instance's definition, newest first, and what keeps it from going on in each; none when it is over.
    /// </summary>
    public async Task<IReadOnlyList<(int Version, IReadOnlyList<MoveProblem> Problems)>> Moves(
        InstanceShown instance,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(instance);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // held only while this statement runs
        if (
            !instance.IsReadable || await InstanceStore.Hold(connection, instance.Id, cancellationToken) is not { } held
        )
            return [];
        var found = new List<(int, IReadOnlyList<MoveProblem>)>();
        foreach (var other in await definitions.Versions(held.DefinitionId, cancellationToken))
        {
            if (other.Version != held.Version)
                found.Add((other.Version, (await TryMove(held, other.Version, cancellationToken)).Problems));
        }
        return found;
    }

    private async Task<(InstanceState? State, IReadOnlyList<MoveProblem> Problems)> TryMove(
        HeldInstance held,
        int version,
        CancellationToken cancellationToken
    )
    {
        if (version == held.Version)
            return (null, [new("same-version", null, "It goes by this version already.")]);
        if (await definitions.IsRetired(held.DefinitionId, cancellationToken))
            return (
                null,
                [new("retired", null, "The file of this definition is gone: what runs ends on the version it has.")]
            );
        var versions = await definitions.Versions(held.DefinitionId, cancellationToken);
        if (versions.FirstOrDefault(d => d.Version == version) is not { } to)
            return (null, [new("no-such-version", null, "There is no such version, or it cannot be read.")]);
        if (versions.FirstOrDefault(d => d.Version == held.Version) is not { } from)
            return (null, [new("not-understood", null, "The version it goes by cannot be read.")]);
        return VersionMove.Try(from, to, held.State);
    }

    /// <summary>
    /// Has every waiting deadline looked at again now, as after a change of the bank holidays; how many timers there are. Nothing
    /// that is not due fires.
    /// </summary>
    public Task<int> LookAgain(CancellationToken cancellationToken) => LookAgain(database, time, cancellationToken);

    /// <summary>The same, from a process that runs no engine: the nodes look within a second.</summary>
    public static async Task<int> LookAgain(
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(time);
        var (all, instance, activity) = (0, Guid.Empty, "");
        var now = time.GetUtcNow();
        // a part at a time and in one order: whoever turns instances meanwhile never waits long, nor in a circle
        while (true)
        {
            await using var command = database.CreateCommand(
                """
                with part as (
                    select instance_id, activity_id from workflow_timer where (instance_id, activity_id) > ($2, $3)
                    order by instance_id, activity_id limit 500 for update),
                moved as (
                    update workflow_timer t set due_at = $1 from part p
                    where t.instance_id = p.instance_id and t.activity_id = p.activity_id and t.due_at > $1 returning 1)
                select (select count(*)::int from moved), p.instance_id, p.activity_id
                from part p order by p.instance_id desc, p.activity_id desc limit 1
                """
            );
            command.Parameters.Add(Sql.Instant(now));
            command.Parameters.Add(Sql.Of(instance));
            command.Parameters.Add(Sql.Of(activity));
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            if (!await row.ReadAsync(cancellationToken))
                return all;
            all += row.GetInt32(0);
            (instance, activity) = (row.GetGuid(1), row.GetString(2));
        }
    }

    private async Task<bool> OnInstance(
        Guid instance,
        Func<NpgsqlConnection, HeldInstance, Task<bool>> act,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await InstanceStore.Hold(connection, instance, cancellationToken) is not { } held)
            return false;
        if (!await act(connection, held))
            return false;
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
