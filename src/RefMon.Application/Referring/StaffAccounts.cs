using Npgsql;

namespace RefMon.Application.Referring;

/// <summary>Finds the account of a member of staff by the name nDelius knows them by.</summary>
internal sealed class StaffAccounts(NpgsqlDataSource database)
{
    /// <summary>Null when the name is not known or belongs to nobody here.</summary>
    public async Task<string?> FindId(string? userName, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(userName))
            return null;
        await using var command = database.CreateCommand("select id from account where user_name = lower($1)");
        command.Parameters.Add(new() { Value = userName });
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }
}
