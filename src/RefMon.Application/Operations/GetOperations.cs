using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Amendments;
using RefMon.Application.Pipeline;
using RefMon.EventStore;
using RefMon.EventStore.Daemon;

namespace RefMon.Application.Operations;

/// <summary>How the system runs: subscriptions, events put aside, neighbours, schema. References and ids, no people.</summary>
[Requires(Permission.Operate)]
public sealed record GetOperations : IQuery<OperationsView>;

/// <summary>What an operator sees. <paramref name="PendingSteps"/> are steps of the schema the database still lacks.</summary>
public sealed record OperationsView(
    IReadOnlyList<SubscriptionState> Subscriptions,
    IReadOnlyList<ParkedEvent> Parked,
    IReadOnlyList<NeighbourHealth> Neighbours,
    IReadOnlyList<AppliedStep> AppliedSteps,
    IReadOnlyList<string> PendingSteps
)
{
    /// <summary>Why events were put aside, where that is known.</summary>
    public IReadOnlyList<ParkedReason> Reasons { get; init; } = [];

    /// <summary>Notices from neighbours that have not been followed yet.</summary>
    public NoticesWaiting Notices { get; init; } = new(0, null, null);

    /// <summary>The latest nightly sweep; null before the first.</summary>
    public SweepState? Sweep { get; init; }

    /// <summary>How many urgent notices and reminders no team lead could be told of: see <see cref="GetNobodyTold"/>.</summary>
    public long NobodyTold { get; init; }

    /// <summary>Why an event was put aside, in plain words.</summary>
    public string WhyParked(ParkedEvent parked)
    {
        ArgumentNullException.ThrowIfNull(parked);
        var reasons = Reasons.Where(r => r.Subscription == parked.Subscription && r.Sequence == parked.Sequence);
        return parked.Error is null ? "It waits behind an earlier event of the same referral that was put aside."
            : reasons.Any() ? string.Join(" ", reasons.Select(r => $"{r.Words} Referral {r.Reference}."))
            : $"It failed ({parked.Error}).";
    }
}

/// <summary>A step of the schema and when it was applied.</summary>
public sealed record AppliedStep(int Number, string Name, DateTimeOffset At);

internal sealed class GetOperationsHandler(
    NpgsqlDataSource database,
    SubscriptionHealth subscriptions,
    ParkedEvents parked,
    ParkedReasons reasons,
    InboundNotices notices,
    NightlySweep sweep,
    INeighbourHealth neighbours,
    SchemaMigrator schema
) : IRequestHandler<GetOperations, Outcome<OperationsView>>
{
    public async Task<Outcome<OperationsView>> Handle(GetOperations request, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return new OperationsView(
            await subscriptions.Read(cancellationToken),
            await parked.List(cancellationToken: cancellationToken),
            await neighbours.Ask(cancellationToken),
            await Applied(connection, cancellationToken),
            await schema.PendingAsync(connection, cancellationToken)
        )
        {
            Reasons = await reasons.Read(cancellationToken),
            Notices = await notices.Waiting(cancellationToken),
            Sweep = await sweep.Latest(cancellationToken),
            NobodyTold = await GetNobodyToldHandler.Count(connection, cancellationToken),
        };
    }

    private static async Task<IReadOnlyList<AppliedStep>> Applied(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "select number, name, applied_at from schema_migration order by number desc",
            connection
        );
        var steps = new List<AppliedStep>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            steps.Add(new(row.GetInt32(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)));
        return steps;
    }
}
