using Npgsql;
using RefMon.Application.Operations;
using RefMon.EventStore;
using RefMon.Workflows.Engine;

namespace RefMon.Web.Operations;

/// <summary>
/// Whether this node lives (<c>/health/live</c>) and whether it may be sent people (<c>/health/ready</c>: the database answers, its
/// schema is current, and every reader of events runs on some node). Names and words only, nothing secret.
/// </summary>
internal static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health").AllowAnonymous();
        health
            .MapGet("/live", () => new LiveAnswer("live"))
            .WithSummary("Whether this node lives")
            .WithDescription("Answers as long as the program runs, whatever it depends on.");
        health
            .MapGet("/ready", Ready)
            .WithSummary("Whether this node may be sent people")
            .WithDescription(
                "Not ready names each problem: the database, its schema, or a reader of events. Degraded names the workflow definitions that are not right; the last good ones go on."
            )
            .Produces<ReadyAnswer>()
            .Produces<ReadyAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> Ready(
        NpgsqlDataSource database,
        SchemaMigrator schema,
        SubscriptionHealth subscriptions,
        WorkflowProblems workflows,
        CancellationToken aborted
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        patience.CancelAfter(Patience);
        var problems = await Problems(database, schema, subscriptions, patience.Token);
        // the last good definitions go on: people may be sent here, and an operator is told
        if (problems.Count == 0 && workflows.Found.Count > 0)
            return Results.Json(new ReadyAnswer("degraded", [.. workflows.Found.Select(p => $"workflow {p}")]));
        return Results.Json(
            new ReadyAnswer(problems.Count == 0 ? "ready" : "not ready", problems),
            statusCode: problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable
        );
    }

    /// <summary>What keeps this node from being sent people; empty when nothing does.</summary>
    public static async Task<IReadOnlyList<string>> Problems(
        NpgsqlDataSource database,
        SchemaMigrator schema,
        SubscriptionHealth subscriptions,
        CancellationToken patience
    )
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(patience);
            var pending = await schema.PendingAsync(connection, patience);
            if (pending.Count > 0)
                return [.. pending.Select(step => $"schema lacks {step}")];
            var states = await subscriptions.Read(patience);
            return [.. states.Where(s => !s.Running).Select(s => $"{s.Name} is not running")];
        }
        catch (SchemaMigrationException)
        {
            return ["schema is not the one this version knows"];
        }
        catch (Exception away) when (away is NpgsqlException or OperationCanceledException)
        {
            return ["database does not answer"];
        }
    }
}

/// <summary>What <c>/health/live</c> answers: always "live".</summary>
internal sealed record LiveAnswer(string Status);

/// <summary>What <c>/health/ready</c> answers: "ready", or "degraded" or "not ready" and why.</summary>
internal sealed record ReadyAnswer(string Status, IReadOnlyList<string> Problems);
