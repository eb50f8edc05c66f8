using Npgsql;
using RefMon.Application.Access;

namespace RefMon.Application.Referring;

/// <summary>Finds the account of a member of staff by the name nDelius knows them by, and names by account.</summary>
internal sealed class StaffAccounts(NpgsqlDataSource database)
{
    /// <summary>What somebody without an account here is called.</summary>
    public const string Unnamed = "a colleague";

    public static IReadOnlyDictionary<string, string> Nobody { get; } = new Dictionary<string, string>();

    /// <summary>The names of these accounts but the viewer's own; asks nothing where there is no other.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NamesOf(
        IEnumerable<string> accounts,
        string viewer,
        CancellationToken cancellationToken
    )
    {
        var others = accounts.Where(account => account != viewer).Distinct(StringComparer.Ordinal).ToArray();
        if (others.Length == 0)
            return Nobody;
        await using var command = database.CreateCommand("select id, name from account where id = any($1)");
        command.Parameters.Add(new() { Value = others });
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            names.Add(row.GetString(0), row.GetString(1));
        return names;
    }

    /// <summary>Who did something, as the viewer is shown them.</summary>
    public async Task<DraftHand> HandOf(
        string account,
        Viewer viewer,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) =>
        account == viewer.AccountId
            ? new(viewer.Name, IsViewer: true, at)
            : new(
                (await NamesOf([account], viewer.AccountId, cancellationToken)).GetValueOrDefault(account, Unnamed),
                IsViewer: false,
                at
            );

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
