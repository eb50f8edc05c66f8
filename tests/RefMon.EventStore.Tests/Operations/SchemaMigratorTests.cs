using Npgsql;
using RefMon.EmbeddedPostgres;
using Xunit;

namespace RefMon.EventStore.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class SchemaMigratorTests
{
    private static readonly TemplatedDatabases Empty = new((_, _) => Task.CompletedTask);

    private static readonly SchemaMigration First = new(1, "first", "create table one(id int)", "a");
    private static readonly SchemaMigration Second = new(
        2,
        "second",
        "create table two(id int); insert into two values (1)",
        "b"
    );

    [Fact]
    public async Task The_event_stores_own_steps_apply_and_a_second_run_has_nothing_to_do()
    {
        var database = await Empty.CreateAsync("own");
        var migrator = new SchemaMigrator(typeof(IEventSession).Assembly);
        Assert.Contains("0001-event-store", (await migrator.MigrateAsync(database)).Applied);
        Assert.Empty((await migrator.MigrateAsync(database)).Applied);
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        Assert.Empty(await migrator.PendingAsync(connection));
    }

    [Fact]
    public async Task Steps_run_in_the_order_of_their_numbers_whatever_order_they_come_in()
    {
        var database = await Empty.CreateAsync("order");
        var result = await new SchemaMigrator([Second, First]).MigrateAsync(database);
        Assert.Equal(["0001-first", "0002-second"], result.Applied);
    }

    [Fact]
    public void Two_steps_with_one_number_are_refused_by_name()
    {
        var refused = Assert.Throws<SchemaMigrationException>(() =>
            new SchemaMigrator([First, Second with { Number = 1 }])
        );
        Assert.Contains("0001-first and 0001-second", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_applied_step_that_was_changed_is_refused_by_name()
    {
        var database = await Empty.CreateAsync("changed");
        await new SchemaMigrator([First]).MigrateAsync(database);
        var refused = await Assert.ThrowsAsync<SchemaMigrationException>(() =>
            new SchemaMigrator([First with { Checksum = "other" }, Second]).MigrateAsync(database)
        );
        Assert.Contains("0001-first", refused.Message, StringComparison.Ordinal);
        Assert.Null(await Scalar(database, "select to_regclass('two')::text"));
    }

    [Fact]
    public async Task A_step_that_fails_leaves_nothing_of_itself_and_keeps_those_before_it()
    {
        var database = await Empty.CreateAsync("failing");
        var failing = Second with { Sql = Second.Sql + "; select 1/0" };
        var refused = await Assert.ThrowsAsync<SchemaMigrationException>(() =>
            new SchemaMigrator([First, failing]).MigrateAsync(database)
        );
        Assert.Contains("0002-second", refused.Message, StringComparison.Ordinal);
        Assert.Null(await Scalar(database, "select to_regclass('two')::text"));
        Assert.Equal(["0002-second"], (await new SchemaMigrator([First, Second]).MigrateAsync(database)).Applied);
    }

    [Fact]
    public async Task Two_runners_at_once_apply_each_step_once()
    {
        var database = await Empty.CreateAsync("concurrent");
        var slow = First with { Sql = First.Sql + "; select pg_sleep(0.2)" };
        var results = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => new SchemaMigrator([slow, Second]).MigrateAsync(database))
        );
        Assert.Equal(2, results.Sum(r => r.Applied.Count));
        Assert.Equal("1", await Scalar(database, "select count(*)::text from two"));
    }

    [Fact]
    public async Task A_newer_database_is_accepted_and_said_so_but_not_one_of_another_line()
    {
        var database = await Empty.CreateAsync("newer");
        await new SchemaMigrator([First, Second]).MigrateAsync(database);
        var said = new List<string>();
        var result = await new SchemaMigrator([First]).MigrateAsync(database, log: said.Add);
        Assert.Empty(result.Applied);
        Assert.Equal(["0002-second"], result.Newer);
        Assert.Contains(said, line => line.Contains("newer", StringComparison.Ordinal));

        var third = new SchemaMigration(3, "third", "create table three(id int)", "c");
        var refused = await Assert.ThrowsAsync<SchemaMigrationException>(() =>
            new SchemaMigrator([First, third]).MigrateAsync(database)
        );
        Assert.Contains("0002-second", refused.Message, StringComparison.Ordinal);
        Assert.Contains("0003-third", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_applications_role_reads_and_writes_rows_and_can_neither_change_the_schema_nor_rewrite_the_audit()
    {
        var database = await Empty.CreateAsync("role");
        var audit = new SchemaMigration(3, "audit", "create table audit_entry(id bigserial, what text)", "c");
        await Task.WhenAll(
            DatabaseRoles.EnsureApplicationRole(database, "app_of_test", "first"),
            DatabaseRoles.EnsureApplicationRole(database, "app_of_test", "first")
        );
        await DatabaseRoles.EnsureApplicationRole(database, "app_of_test", "it's second");
        await new SchemaMigrator([First, Second, audit]).MigrateAsync(database, "app_of_test");
        var application = new NpgsqlConnectionStringBuilder(database)
        {
            Username = "app_of_test",
            Password = "it's second",
        }.ConnectionString;

        await Scalar(application, "insert into one values (1); update one set id = 2; delete from one");
        await Scalar(application, "insert into audit_entry(what) values ('seen')");
        Assert.Equal("1", await Scalar(application, "select count(*)::text from audit_entry"));
        foreach (
            var forbidden in (string[])
                [
                    "create table mine(id int)",
                    "alter table one add column more int",
                    "drop table one",
                    "truncate one",
                    "create function f() returns int language sql as 'select 1'",
                    "update audit_entry set what = 'unseen'",
                    "delete from audit_entry",
                    "delete from schema_migration",
                    "create schema mine",
                    "create role mine",
                ]
        )
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => Scalar(application, forbidden));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    private static async Task<string?> Scalar(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() as string;
    }
}
