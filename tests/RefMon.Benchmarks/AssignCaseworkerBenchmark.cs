using RefMon.Application.Allocation;
using RefMon.Application.Operations;
using RefMon.TestKit;

namespace RefMon.Benchmarks;

/// <summary>
/// Hands referrals back and forth between two caseworkers through the whole pipeline: access, command record, decision,
/// event, snapshot, list row and audit entry. Each worker keeps to a referral of its own.
/// </summary>
public sealed class AssignCaseworkerBenchmark : ICommandBenchmark
{
    private Host? host;
    private (string Reference, long Version)[] referrals = [];
    private string[] colleagues = [];

    public async Task Prepare(string superuserConnectionString, int workers)
    {
        host = new Host(superuserConnectionString);
        await host.InitializeAsync();
        await host.LoadDemonstrationReferrals();
        colleagues =
        [
            .. DemonstrationAccounts
                .All.Where(a => a.Supplier == DemonstrationAccounts.SupplierLead.Supplier && a.Name.Contains('\''))
                .Select(a => a.Id),
            DemonstrationAccounts.Caseworker.Id,
        ];
        referrals = await Referrals(workers);
    }

    public async Task Send(int worker)
    {
        var (reference, version) = referrals[worker];
        var to = colleagues[version % 2];
        await host!
            .As(DemonstrationAccounts.SupplierLead)
            .Must(
                new AssignCaseworker(Guid.NewGuid(), reference, to, AsHelper: false, version, Reason: "Taking turns")
            );
        referrals[worker] = (reference, version + 1);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
    }

    // those that neither of the two has yet, so that they can take turns from the first assignment on
    private async Task<(string, long)[]> Referrals(int workers)
    {
        await using var command = host!.Database.CreateCommand(
            """
            select reference, version from case_list_row
            where supplier_name = $2 and stage in ('Sent', 'Allocated') and (caseworker_id is null or caseworker_id <> all($3))
            order by reference limit $1
            """
        );
        command.Parameters.Add(new() { Value = workers });
        command.Parameters.Add(new() { Value = DemonstrationAccounts.SupplierLead.Supplier!.Name });
        command.Parameters.Add(new() { Value = colleagues });
        var found = new List<(string, long)>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            found.Add((rows.GetString(0), rows.GetInt64(1)));
        return found.Count == workers
            ? [.. found]
            : throw new InvalidOperationException(
                $"The demonstration has {found.Count} suitable referrals for {workers} workers."
            );
    }

    private sealed class Host(string owner) : RefMonHost
    {
        protected override async Task<(string Owner, string Application)> MakeDatabase() =>
            (owner, await TestCluster.Furnish(owner));
    }
}
