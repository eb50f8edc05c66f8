using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.EventStore;
using RefMon.Workflows.Engine;

namespace RefMon.Application.CaseLists;

/// <summary>
/// Counts the deadlines in the list of cases again, from the events and with the bank holidays as they are now. The
/// application goes on meanwhile. Other nodes may count with the former bank holidays for up to
/// <see cref="WorkingDays.ReadAgainAfter"/>, so whoever changed them waits that long first.
/// </summary>
public static class DeadlineRecount
{
    /// <summary>True when there is a referral whose deadlines could change.</summary>
    public static async Task<bool> IsNeeded(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select exists (select 1 from case_list_row)");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Counts again, and has whatever waits for a deadline look at it again.</summary>
    public static async Task<Recounted> Run(string connectionString, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddRefMonApplication();
        services.AddEventStore(store =>
        {
            store.ConnectTo(connectionString);
            store.RunDaemon = false;
            store.AddReferrals();
        });
        await using var provider = services.BuildServiceProvider();
        var events = await provider
            .GetRequiredService<ProjectionRebuilder>()
            .Rebuild(CaseListProjection.ProjectionName, cancellationToken);
        var database = provider.GetRequiredService<NpgsqlDataSource>();
        var time = provider.GetRequiredService<TimeProvider>();
        return new(events, await WorkflowOperator.LookAgain(database, time, cancellationToken));
    }
}

/// <summary>How many events were read, and how many waiting reminders look at their dates again.</summary>
public sealed record Recounted(long Events, int Timers);
