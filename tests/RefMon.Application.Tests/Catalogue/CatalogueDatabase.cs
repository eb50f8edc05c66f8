using Npgsql;
using RefMon.Application.Catalogue;
using RefMon.EmbeddedPostgres;
using RefMon.EventStore;
using Xunit;

namespace RefMon.Application.Tests.Catalogue;

/// <summary>A database with the whole schema, reached under the application's own role, which cannot change the schema.</summary>
public sealed class CatalogueDatabase : IAsyncLifetime
{
    private const string Role = "refmon_app_catalogue";

    private static readonly TemplatedDatabases Databases = new(
        async (connectionString, stop) =>
        {
            await DatabaseRoles.EnsureApplicationRole(connectionString, Role, Role, stop);
            var migrator = new SchemaMigrator(
                typeof(SchemaMigrator).Assembly,
                typeof(RefMon.Workflows.Activities.ActivityCatalogue).Assembly,
                typeof(ServiceCatalogue).Assembly
            );
            await migrator.MigrateAsync(connectionString, Role, cancellationToken: stop);
        }
    );

    private NpgsqlDataSource? source;

    public NpgsqlDataSource Source => source ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => source = await New("catalogue");

    /// <summary>Another empty one.</summary>
    public static async Task<NpgsqlDataSource> New(string hint)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(await Databases.CreateAsync(hint))
        {
            Username = Role,
            Password = Role,
        };
        return NpgsqlDataSource.Create(connectionString.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (source is not null)
            await source.DisposeAsync();
    }
}

/// <summary>A clock that stands still.</summary>
internal sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public static readonly DateTimeOffset Today = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;
}

internal static class DatabaseQuestions
{
    private static readonly string[] Tables =
    [
        "nps_region",
        "pcc_region",
        "probation_delivery_unit",
        "probation_office",
        "prison",
        "supplier",
        "service_category",
        "complexity_level",
        "desired_outcome",
        "desired_outcome_rule",
        "contract_type",
        "contract_type_category",
        "contract",
        "contract_subcontractor",
        "service",
        "withdrawal_reason",
        "bank_holiday",
    ];

    public static async Task<T> Ask<T>(this NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Every row of the catalogue, to the last column, as one text.</summary>
    public static async Task<string> WholeCatalogue(this NpgsqlDataSource database)
    {
        var all = new List<string>();
        foreach (var table in Tables)
            all.Add(
                await database.Ask<string>(
                    $"select '{table}' || coalesce(jsonb_agg(to_jsonb(t) order by to_jsonb(t)::text), '[]')::text from {table} t"
                )
            );
        return string.Join('\n', all);
    }
}
