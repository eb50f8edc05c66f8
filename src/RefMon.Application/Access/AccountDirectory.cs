using Npgsql;
using NpgsqlTypes;
using RefMon.Domain;

namespace RefMon.Application.Access;

/// <summary>Reads accounts as they stand now. Sign-in and each request use it; nothing is cached, so a disabled account is out at once.</summary>
public sealed class AccountDirectory(NpgsqlDataSource database, TimeProvider time)
{
    private const string Select = """
        select a.id, a.user_name, a.name, a.email, a.role, a.supplier_id, s.name, a.team,
               coalesce((select array_agg(c.contract_id order by c.contract_id) from account_contract c where c.account_id = a.id),
                        '{}'::uuid[])
        from account a left join supplier s on s.id = a.supplier_id
        where a.disabled_at is null and
        """;

    /// <summary>The viewer for a signed-in account; null when it does not exist or is disabled.</summary>
    public Task<Viewer?> Find(string accountId, CancellationToken cancellationToken) =>
        Read($"{Select} a.id = $1", [accountId], cancellationToken);

    /// <summary>The viewer whose account is bound to this identity; index account_identity.</summary>
    internal Task<Viewer?> FindByIdentity(WorkIdentity identity, CancellationToken cancellationToken) =>
        Read(
            $"{Select} a.identity_issuer = $1 and a.identity_subject = $2",
            [identity.Issuer, identity.Subject],
            cancellationToken
        );

    /// <summary>
    /// The viewer whose account was registered with this e-mail address or user name, whatever its case; null when
    /// there is none, or more than one.
    /// </summary>
    internal Task<Viewer?> FindByAddress(string address, CancellationToken cancellationToken) =>
        Read($"{Select} (lower(a.email) = lower($1) or a.user_name = lower($1))", [address], cancellationToken);

    /// <summary>Records that the account signed in now.</summary>
    public async Task SignedIn(string accountId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("update account set signed_in_at = $2 where id = $1");
        command.Parameters.Add(new() { Value = accountId });
        command.Parameters.Add(new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<Viewer?> Read(string sql, string[] keys, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var key in keys)
            command.Parameters.Add(new() { Value = key });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return null;
        var viewer = Viewer(row);
        return await row.ReadAsync(cancellationToken) ? null : viewer;
    }

    private static Viewer Viewer(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            Text(row, 3),
            Enum.Parse<Role>(row.GetString(4)),
            row.IsDBNull(5) ? null : new SupplierId(row.GetGuid(5)),
            Text(row, 6) ?? Text(row, 7),
            Text(row, 7),
            [.. row.GetFieldValue<Guid[]>(8).Select(id => new ContractId(id))]
        );

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}
