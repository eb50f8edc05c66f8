using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Pipeline;

namespace RefMon.Application.Access;

/// <summary>All accounts by name, a page of fifty at a time (from 1), of one role when given.</summary>
[Requires(Permission.ManageAccounts)]
[AuditedRead]
public sealed record ListAccounts(Role? Role = null, int Page = 1) : IQuery<AccountList>
{
    /// <summary>Accounts on a page.</summary>
    public const int PageSize = 50;
}

/// <summary>A page of accounts and how many there are in all.</summary>
public sealed record AccountList(IReadOnlyList<AccountSummary> Accounts, int Total);

/// <summary>An account as an administrator sees it. <paramref name="LinkedAt"/> is when a work account was bound to it.</summary>
public sealed record AccountSummary(
    string Id,
    string Name,
    string? Email,
    Role Role,
    string? OrganisationName,
    DateTimeOffset? SignedInAt,
    DateTimeOffset? DisabledAt,
    DateTimeOffset? LinkedAt
);

/// <summary>One account.</summary>
[Requires(Permission.ManageAccounts)]
[AuditedRead]
public sealed record GetAccount(string AccountId) : IQuery<AccountSummary>, IConcernsAccount;

internal sealed class ListAccountsHandler(NpgsqlDataSource database)
    : IRequestHandler<ListAccounts, Outcome<AccountList>>,
        IRequestHandler<GetAccount, Outcome<AccountSummary>>
{
    private const string Columns = """
        select a.id, a.name, a.email, a.role, coalesce(s.name, a.team), a.signed_in_at, a.disabled_at,
            a.identity_bound_at, count(*) over ()
        from account a left join supplier s on s.id = a.supplier_id
        """;

    public async Task<Outcome<AccountList>> Handle(ListAccounts request, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            {Columns} where $1::text is null or a.role = $1
            order by a.name collate "en-GB-x-icu", a.id limit $2 offset $3
            """
        );
        command.Parameters.Add(
            new() { Value = (object?)request.Role?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        command.Parameters.Add(new() { Value = ListAccounts.PageSize });
        command.Parameters.Add(new() { Value = (Math.Clamp(request.Page, 1, 10_000) - 1) * ListAccounts.PageSize });
        var (accounts, total) = await Read(command, cancellationToken);
        return new AccountList(accounts, total);
    }

    public async Task<Outcome<AccountSummary>> Handle(GetAccount request, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"{Columns} where a.id = $1");
        command.Parameters.Add(new() { Value = request.AccountId });
        var (accounts, _) = await Read(command, cancellationToken);
        return accounts is [var found] ? found : AccessRefusals.NotFound;
    }

    private static async Task<(List<AccountSummary>, int)> Read(
        NpgsqlCommand command,
        CancellationToken cancellationToken
    )
    {
        var accounts = new List<AccountSummary>();
        var total = 0;
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            total = (int)row.GetInt64(8);
            accounts.Add(
                new(
                    row.GetString(0),
                    row.GetString(1),
                    row.IsDBNull(2) ? null : row.GetString(2),
                    Enum.Parse<Role>(row.GetString(3)),
                    row.IsDBNull(4) ? null : row.GetString(4),
                    row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
                    row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6),
                    row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7)
                )
            );
        }
        return (accounts, total);
    }
}
