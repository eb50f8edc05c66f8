using Npgsql;

namespace RefMon.EventStore;

/// <summary>The database roles the application runs under; in production a database administrator makes them instead.</summary>
public static class DatabaseRoles
{
    /// <summary>Makes the role, or gives an existing one this password. It may log in and nothing else: its rights come from the migrator.</summary>
    public static async Task EnsureApplicationRole(
        string superuserConnectionString,
        string role,
        string password,
        CancellationToken cancellationToken = default
    )
    {
        var own = new NpgsqlConnectionStringBuilder(superuserConnectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("select 1 from pg_roles where rolname = $1", connection)
        {
            Parameters = { new() { Value = role } },
        };
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            try
            {
                await Execute(connection, "create", role, password, cancellationToken);
                return;
            }
            catch (PostgresException other)
                when (other.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation)
            {
                // another process made it a moment ago: give it this password below
            }
        }

        await Execute(connection, "alter", role, password, cancellationToken);
    }

    private static async Task Execute(
        NpgsqlConnection connection,
        string verb,
        string role,
        string password,
        CancellationToken cancellationToken
    )
    {
        await using var write = new NpgsqlCommand(
            "select format('%s role %I login nosuperuser nocreatedb nocreaterole noreplication password %L', $1, $2, $3)",
            connection
        )
        {
            Parameters =
            {
                new() { Value = verb },
                new() { Value = role },
                new() { Value = password },
            },
        };
        var statement = (string)(await write.ExecuteScalarAsync(cancellationToken))!;
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
