using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace RefMon.EventStore;

/// <summary>One numbered step of the schema, read from an assembly's embedded <c>Schema/NNNN-name.sql</c>.</summary>
public sealed record SchemaMigration(int Number, string Name, string Sql, string Checksum)
{
    /// <summary>As its file is called: <c>0001-event-store</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number:0000}-{Name}");
}

/// <summary>
/// What a run did: the steps it applied, and those the database has from a newer version of the application, with which
/// this one runs side by side.
/// </summary>
public sealed record MigrationResult(IReadOnlyList<string> Applied, IReadOnlyList<string> Newer);

/// <summary>The schema cannot be brought up to date; the message names the step and what to do.</summary>
public sealed class SchemaMigrationException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Brings a database's schema up to date: the steps of all given assemblies in the order of their numbers, each file one
/// transaction, one runner at a time by an advisory lock. An applied step may never change afterwards.
/// </summary>
public sealed partial class SchemaMigrator
{
    private const long LockKey = 0x5265664D6F6E; // "RefMon"

    private readonly IReadOnlyList<SchemaMigration> migrations;

    /// <summary>Reads the steps of the assemblies.</summary>
    /// <exception cref="SchemaMigrationException">A number is used twice.</exception>
    public SchemaMigrator(params IEnumerable<Assembly> assemblies)
        : this(assemblies.SelectMany(Read).ToList()) { }

    internal SchemaMigrator(IReadOnlyList<SchemaMigration> found)
    {
        migrations = [.. found.OrderBy(m => m.Number)];
        foreach (var same in migrations.GroupBy(m => m.Number).Where(g => g.Count() > 1))
            throw new SchemaMigrationException(
                $"Two migrations have one number: {string.Join(" and ", same)}. Renumber one."
            );
    }

    /// <summary>The steps this version of the application knows, in order.</summary>
    public IReadOnlyList<SchemaMigration> Migrations => migrations;

    /// <summary>
    /// Applies what is missing and then gives the application's role its rights: rows of all tables, but only to read and
    /// add in <c>audit_entry</c>, and nothing of the schema itself. Without a role no rights are changed.
    /// </summary>
    public async Task<MigrationResult> MigrateAsync(
        string connectionString,
        string? applicationRole = null,
        Action<string>? log = null,
        CancellationToken cancellationToken = default
    )
    {
        var own = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 };
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await Execute(connection, $"select pg_advisory_lock({LockKey})", cancellationToken);
        await Execute(
            connection,
            """
            create table if not exists schema_migration
            (
                number     integer primary key,
                name       varchar not null,
                checksum   varchar not null,
                applied_at timestamp with time zone not null default now()
            )
            """,
            cancellationToken
        );
        var applied = await Applied(connection, cancellationToken);
        var (pending, newer) = Compare(applied);
        foreach (var migration in pending)
        {
            log?.Invoke($"Schema: applying {migration}");
            await Apply(connection, migration, cancellationToken);
        }

        if (newer.Count > 0)
            log?.Invoke(
                $"Schema: the database is newer than this version of the application ({string.Join(", ", newer)})"
            );
        if (applicationRole is not null)
            await Grant(connection, applicationRole, cancellationToken);
        return new MigrationResult([.. pending.Select(m => m.ToString())], newer);
    }

    /// <summary>The steps the database still lacks; empty when it is up to date or newer. Changes nothing.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken = default
    )
    {
        await using var exists = new NpgsqlCommand("select to_regclass('schema_migration') is not null", connection);
        var applied = await exists.ExecuteScalarAsync(cancellationToken) is true
            ? await Applied(connection, cancellationToken)
            : new Dictionary<int, (string, string)>();
        return [.. Compare(applied).Pending.Select(m => m.ToString())];
    }

    private (IReadOnlyList<SchemaMigration> Pending, IReadOnlyList<string> Newer) Compare(
        IReadOnlyDictionary<int, (string Name, string Checksum)> applied
    )
    {
        foreach (var known in migrations)
        {
            if (applied.TryGetValue(known.Number, out var was) && was.Checksum != known.Checksum)
            {
                throw new SchemaMigrationException(
                    $"Migration {known} was changed after it was applied to this database (as '{was.Name}'). Put the file back as it was, and write a new migration for the change."
                );
            }
        }

        var pending = migrations.Where(m => !applied.ContainsKey(m.Number)).ToList();
        var newer = applied
            .Where(a => migrations.All(m => m.Number != a.Key))
            .OrderBy(a => a.Key)
            .Select(a => new SchemaMigration(a.Key, a.Value.Name, "", a.Value.Checksum).ToString())
            .ToList();
        // newer means: everything known here and more besides; with some missing it is another line of development
        if (pending.Count > 0 && newer.Count > 0)
        {
            throw new SchemaMigrationException(
                $"This database has migrations this version does not know ({string.Join(", ", newer)}) and lacks some it needs ({string.Join(", ", pending)}). It belongs to another line of versions: use the version that made it, or another database."
            );
        }

        return (pending, newer);
    }

    private static async Task<IReadOnlyDictionary<int, (string Name, string Checksum)>> Applied(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        var applied = new Dictionary<int, (string, string)>();
        await using var command = new NpgsqlCommand("select number, name, checksum from schema_migration", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            applied.Add(reader.GetInt32(0), (reader.GetString(1), reader.GetString(2)));
        return applied;
    }

    private static async Task Apply(
        NpgsqlConnection connection,
        SchemaMigration migration,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await Execute(connection, migration.Sql, cancellationToken);
        }
        catch (PostgresException failure)
        {
            throw new SchemaMigrationException(
                $"Migration {migration} failed and was undone: {failure.MessageText}",
                failure
            );
        }

        await using var record = new NpgsqlCommand(
            "insert into schema_migration (number, name, checksum) values ($1, $2, $3)",
            connection
        )
        {
            Parameters =
            {
                new() { Value = migration.Number },
                new() { Value = migration.Name },
                new() { Value = migration.Checksum },
            },
        };
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task Grant(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        // temporary tables are no part of the schema; a rebuild fills them before it swaps rows in
        await using var command = new NpgsqlCommand(
            """
            select format($grants$
                revoke create on schema public from public;
                revoke create on schema public from %1$I;
                grant connect, temporary on database %2$I to %1$I;
                grant usage on schema public to %1$I;
                grant select, insert, update, delete on all tables in schema public to %1$I;
                grant usage, select on all sequences in schema public to %1$I;
                revoke insert, update, delete on schema_migration from %1$I;
            $grants$, $1, current_database())
            || case when to_regclass('public.audit_entry') is null then ''
                    else format('revoke update, delete on audit_entry from %1$I;', $1) end
            """,
            connection
        )
        {
            Parameters = { new() { Value = role } },
        };
        var grants = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Execute(connection, grants, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static IEnumerable<SchemaMigration> Read(Assembly assembly)
    {
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (ResourceName().Match(resource) is not { Success: true } match)
                continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            // a checkout on Windows may have other line ends
            var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
            var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
            var number = int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
            yield return new SchemaMigration(number, match.Groups["name"].Value, sql, checksum);
        }
    }

    [GeneratedRegex(@"\.Schema\.(?<number>\d{4})-(?<name>[a-z0-9-]+)\.sql$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ResourceName();
}
