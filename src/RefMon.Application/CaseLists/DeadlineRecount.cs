using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.EventStore;

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

    /// <summary>Counts again; returns how many events were read.</summary>
    public static async Task<long> Run(string connectionString, CancellationToken cancellationToken)
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
        return await provider
            .GetRequiredService<ProjectionRebuilder>()
            .Rebuild(CaseListProjection.ProjectionName, cancellationToken);
    }
}
