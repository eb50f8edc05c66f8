using System.Diagnostics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;
using RefMon.Application.Operations;
using RefMon.EventStore;

namespace RefMon.Web.Operations;

/// <summary>
/// Says in the log what a start waits for and how long it took until people may be sent here. Outside Development it ends
/// the program when the application's role could change the schema: that is the owner's to do, by <c>migrate</c>.
/// </summary>
internal sealed partial class StartUpReport(
    NpgsqlDataSource database,
    SchemaMigrator schema,
    SubscriptionHealth subscriptions,
    IServer server,
    IHostApplicationLifetime lifetime,
    IHostEnvironment environment,
    ILogger<StartUpReport> log
) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var started = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStarted, stoppingToken);
        await Task.Delay(Timeout.Infinite, started.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stoppingToken.IsCancellationRequested)
            return;
        Listening(string.Join(", ", server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []), Elapsed());
        if (await WhenReady(stoppingToken) && !environment.IsDevelopment())
        {
            RoleIsTooStrong();
            Environment.ExitCode = 1;
            lifetime.StopApplication();
            return;
        }
        Ready(schema.Migrations.Count, Elapsed());
    }

    // waits until nothing is missing; whether the application's role could change the schema
    private async Task<bool> WhenReady(CancellationToken stop)
    {
        var said = "";
        while (true)
        {
            var missing = await Missing(stop);
            if (missing.Length == 0)
            {
                try
                {
                    return await MayChangeTheSchema(stop);
                }
                catch (NpgsqlException)
                {
                    missing = "database does not answer";
                }
            }
            if (missing != said)
                Waiting(missing, Elapsed());
            said = missing;
            await Task.Delay(Between, stop);
        }
    }

    private async Task<string> Missing(CancellationToken stop) =>
        string.Join("; ", await Health.Problems(database, schema, subscriptions, stop));

    private async Task<bool> MayChangeTheSchema(CancellationToken stop)
    {
        await using var command = database.CreateCommand(
            "select has_schema_privilege(current_user, 'public', 'create')"
        );
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }

    private static double Elapsed()
    {
        using var process = Process.GetCurrentProcess();
        var began = new DateTimeOffset(process.StartTime.ToUniversalTime());
        return Math.Round((TimeProvider.System.GetUtcNow() - began).TotalSeconds, 1);
    }

    [LoggerMessage(1, LogLevel.Information, "Listening at {Addresses} after {Seconds} s")]
    private partial void Listening(string addresses, double seconds);

    [LoggerMessage(2, LogLevel.Information, "Not ready after {Seconds} s: {Missing}")]
    private partial void Waiting(string missing, double seconds);

    [LoggerMessage(3, LogLevel.Information, "Ready after {Seconds} s; the schema has all of its {Steps} steps")]
    private partial void Ready(int steps, double seconds);

    [LoggerMessage(
        4,
        LogLevel.Critical,
        "ConnectionStrings:RefMon names a role that may change the schema. Name the application's own role there, and the owner in ConnectionStrings:RefMonOwner for the command migrate."
    )]
    private partial void RoleIsTooStrong();
}
