using System.Diagnostics;

namespace RefMon.EventStore.Daemon;

/// <summary>
/// The right to run one subscription, lent by the database for a quarter of a minute and renewed well before that. A node
/// that stops gives it back; one that dies loses it. It saves nodes from working against each other; what keeps a frozen
/// and woken owner harmless is the fenced checkpoint, not this.
/// </summary>
internal sealed class Lease(DaemonDataSource database, string name, Guid owner, TimeSpan duration)
{
    private long renewed;

    /// <summary>Whether this process holds it, by its own clock since the last renewal was asked for.</summary>
    public bool IsHeld => Remaining > TimeSpan.Zero;

    private TimeSpan Remaining =>
        Interlocked.Read(ref renewed) is not 0 and var at ? duration - Stopwatch.GetElapsedTime(at) : TimeSpan.Zero;

    /// <summary>Takes or renews it; false when another process has it.</summary>
    public async Task<bool> Acquire(CancellationToken cancellationToken)
    {
        var asked = Stopwatch.GetTimestamp();
        await using var command = database.Source.CreateCommand(
            """
            insert into subscription_lease (name, owner, expires_at) values ($1, $2, clock_timestamp() + $3)
            on conflict (name) do update set owner = excluded.owner, expires_at = excluded.expires_at
            where subscription_lease.owner = excluded.owner or subscription_lease.expires_at < clock_timestamp()
            """
        );
        command.Parameters.Add(Statements.Text(name));
        command.Parameters.Add(Statements.Uuid(owner));
        command.Parameters.Add(new() { Value = duration });
        var held = await command.ExecuteNonQueryAsync(cancellationToken) == 1;
        Interlocked.Exchange(ref renewed, held ? asked : 0);
        return held;
    }

    /// <summary>
    /// Renews until told to stop or until it is lost, and then cancels what runs under it: when another process has it,
    /// and when it runs out because the database does not answer, whether or not the question is still on its way.
    /// </summary>
    public async Task Keep(CancellationTokenSource lost)
    {
        try
        {
            while (Remaining is var left && left > TimeSpan.Zero)
            {
                lost.CancelAfter(left);
                await Task.Delay(duration / 3, lost.Token);
                try
                {
                    await Acquire(lost.Token);
                }
                catch (Npgsql.NpgsqlException) when (IsHeld)
                {
                    // the database is away for a moment: it stays held until it runs out
                }
            }
        }
        finally
        {
            await lost.CancelAsync();
        }
    }

    /// <summary>Gives it back at once, so that another node need not wait.</summary>
    public async Task Release()
    {
        if (Interlocked.Exchange(ref renewed, 0) == 0)
            return;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await using var command = database.Source.CreateCommand(
            "delete from subscription_lease where name = $1 and owner = $2"
        );
        command.Parameters.Add(Statements.Text(name));
        command.Parameters.Add(Statements.Uuid(owner));
        await command.ExecuteNonQueryAsync(patience.Token);
    }
}
