using Npgsql;
using RefMon.Application.Pipeline;
using RefMon.Workflows.Engine;

namespace RefMon.Application.Operations;

/// <summary>
/// How one reader of events stands: how many events it is behind, whether a node runs it now, how many events it has
/// put aside for an operator.
/// </summary>
public sealed record SubscriptionState(string Name, long Position, long Behind, bool Running, int Parked);

/// <summary>Reads how the subscriptions stand, on whatever node they run.</summary>
public sealed class SubscriptionHealth(NpgsqlDataSource database)
{
    private const string Sql = """
        select expected.name,
               coalesce(p.last_seq_id, 0),
               (select count(*) from (select 1 from mt_events e where e.seq_id > coalesce(p.last_seq_id, 0) limit 10000) b),
               exists (select 1 from subscription_lease l where l.name = expected.name and l.expires_at > clock_timestamp()),
               (select count(*)::int from parked_event k where k.subscription = expected.name and k.resolved_at is null)
        from unnest($1) expected(name)
        left join mt_event_progression p on p.name = expected.name || ':All'
        order by expected.name
        """;

    /// <summary>Every subscription this version runs.</summary>
    public async Task<IReadOnlyList<SubscriptionState>> Read(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql);
        string[] all = [.. ReferralEventStoreRegistration.Subscriptions, WorkflowSubscription.SubscriptionName];
        command.Parameters.Add(new() { Value = all });
        var states = new List<SubscriptionState>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            states.Add(new(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetBoolean(3), row.GetInt32(4)));
        return states;
    }
}
