using Npgsql;
using RefMon.Application.Catalogue;
using RefMon.Application.Operations;
using RefMon.EmbeddedPostgres;
using RefMon.EventStore;
using RefMon.Web.Operations;

namespace RefMon.TestKit;

/// <summary>
/// The one database cluster of a test run, with a template that has the schema, the demonstration catalogue and the
/// demonstration accounts. Each test class gets a copy of its own, and uses it as the application's role.
/// </summary>
public static class TestCluster
{
    private const string ApplicationRole = "refmon_app";
    private const string Password = "only-for-tests";

    private static readonly TemplatedDatabases Databases = new(Build);

    /// <summary>A new database; the connection strings of its owner and of the application's role.</summary>
    public static async Task<(string Owner, string Application)> NewDatabase(
        string hint,
        CancellationToken cancellation = default
    )
    {
        var owner = await Databases.CreateAsync(hint, cancellation);
        return (owner, AsApplication(owner));
    }

    /// <summary>Puts schema, demonstration catalogue and accounts into a database of somebody else's cluster; the application's connection string.</summary>
    public static async Task<string> Furnish(string owner, CancellationToken cancellation = default)
    {
        await Build(owner, cancellation);
        return AsApplication(owner);
    }

    private static async Task Build(string owner, CancellationToken cancellation)
    {
        await DatabaseRoles.EnsureApplicationRole(owner, ApplicationRole, Password, cancellation);
        await Database.Schema.MigrateAsync(owner, ApplicationRole, _ => { }, cancellation);
        await using var database = NpgsqlDataSource.Create(owner);
        await DemonstrationCatalogue.Load(database, TimeProvider.System, cancellation);
        await DemonstrationAccounts.Load(database, TimeProvider.System, cancellation);
    }

    private static string AsApplication(string owner) =>
        new NpgsqlConnectionStringBuilder(owner)
        {
            Username = ApplicationRole,
            Password = Password,
            MaxPoolSize = 40,
        }.ConnectionString;
}
