using System.Text.Json;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Engine;

/// <content>Trying again, one by one and all of a kind.</content>
public sealed partial class WorkflowOperator
{
    /// <summary>
    /// Tries everything again at once that waits for an operator with this error, and has effects that wait with it tried now; how many that
    /// were. What cannot be tried again (an instance nobody can read) is left as it is.
    /// </summary>
    public async Task<int> RetryAll(string error, string by, string note, CancellationToken cancellationToken)
    {
        await using var hurry = database.CreateCommand(
            "update workflow_effect set next_try_at = clock_timestamp() where state = 'waiting' and error = $1 and next_try_at > clock_timestamp() + $2"
        );
        hurry.Parameters.Add(Sql.Of(error));
        // what is due sooner may be on its way at this moment
        hurry.Parameters.Add(Sql.Of(options.OneEffect + options.EffectSpare));
        var tried = await hurry.ExecuteNonQueryAsync(cancellationToken);
        // a part at a time, each in a transaction of its own
        for (var after = 0L; ; )
        {
            var part = await Parked(error, after, cancellationToken);
            if (part.Count == 0)
                return tried;
            after = part[^1].Id;
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var page = new TurnPage(connection, new(by, note));
            var activities = part.ToLookup(p => p.Instance, p => p.Activity);
            Guid[] instances = [.. activities.Select(a => a.Key)];
            foreach (var held in await InstanceStore.Hold(connection, instances, cancellationToken))
                tried += Again(page, held, [.. activities[held.Id]], new(by, note));
            await page.Write(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    private async Task<List<(long Id, Guid Instance, string Activity)>> Parked(
        string error,
        long after,
        CancellationToken cancellationToken
    )
    {
        // index: workflow_incident_open
        await using var command = database.CreateCommand(
            "select id, instance_id, activity_id from workflow_incident where resolved_at is null and parked and error = $1 and id > $2 order by id limit 200"
        );
        command.Parameters.Add(Sql.Of(error));
        command.Parameters.Add(Sql.Of(after));
        var parked = new List<(long, Guid, string)>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            parked.Add((row.GetInt64(0), row.GetGuid(1), row.GetString(2)));
        return parked;
    }

    // how many of the activities are tried again
    private int Again(TurnPage page, HeldInstance held, IReadOnlyList<string> activities, DoneBy by)
    {
        var (tried, now) = (0, time.GetUtcNow());
        // the instance as a whole could not be turned: its timers are due now
        if (activities.Contains(""))
        {
            page.First(Asked(held.Id, "", by.Account, by.Note));
            page.First(
                Sql.Command(
                    "update workflow_timer set due_at = $2 where instance_id = $1 and due_at > $2",
                    Sql.Of(held.Id),
                    Sql.Instant(now)
                )
            );
            tried++;
        }
        if (activities.All(a => a.Length == 0) || ReadOf(held) is not { } state)
            return tried;
        var steps = new List<Step>();
        foreach (var activity in activities)
        {
            if (state.Waiting.GetValueOrDefault(activity) is not { Kind: not WaitKind.Stimulus } wait)
                continue;
            page.First(Asked(held.Id, activity, by.Account, by.Note));
            page.First(
                Sql.Command(
                    "update workflow_effect set state = 'waiting', attempts = 0, next_try_at = clock_timestamp() where instance_id = $1 and activity_id = $2 and state in ('waiting', 'parked')",
                    Sql.Of(held.Id),
                    Sql.Of(activity)
                )
            );
            if (wait.Kind is WaitKind.Retry)
                state.Waiting[activity] = wait with { Until = now, Failures = 0 };
            steps.Add(new Step(++state.Steps, activity, StepKind.Retried, null));
        }
        if (steps.Count > 0)
            page.Take(page.Hold(held), new(state, steps, [], [], []), null, now);
        return tried + steps.Count;
    }

    private static InstanceState? ReadOf(HeldInstance held)
    {
        try
        {
            return held.State.Copy();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
