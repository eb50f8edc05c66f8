using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Allocation;
using RefMon.Application.Referring;

namespace RefMon.Application.Access;

/// <summary>
/// An account as an operator asks for it, in their own words. <paramref name="UserName"/> is the name nDelius knows a
/// probation account by; for others the e-mail address does.
/// </summary>
public sealed record NewAccount(
    IReadOnlyList<string> Roles,
    string? Name,
    string? Email,
    string? UserName = null,
    string? Team = null,
    string? Supplier = null
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(NewAccount);
}

/// <summary>
/// The operator's command that makes an account: the first ones of an installation, and those that nobody in it may make.
/// It becomes usable with the first sign-in of the work account with its e-mail address.
/// </summary>
public static partial class AccountCreation
{
    /// <summary>The audit's name for it.</summary>
    public const string Action = "CreateAccount";

    private const int LongestName = 100;
    private const int LongestUserName = 254;

    private static readonly Dictionary<string, Role> RoleNames = Enum.GetValues<Role>()
        .ToDictionary(Named, StringComparer.OrdinalIgnoreCase);

    // together they could give themselves rights and hide it
    private static readonly Role[] KeptApart = [Role.Administrator, Role.Auditor, Role.Operator];

    private const string Insert = """
        insert into account (id, user_name, name, email, role, supplier_id, team, created_at, created_by)
        select $1, lower($2), $3, $4, $5, $6, $7, $8, 'create-account'
        where not exists (select 1 from account a
            where lower(a.email) in (lower($2), lower($4)) or a.user_name in (lower($2), lower($4)))
        on conflict do nothing
        """;

    /// <summary>Makes the account and says so. 0: done; 1: nothing was made, with every reason.</summary>
    public static async Task<int> Run(
        NewAccount wanted,
        NpgsqlDataSource database,
        TimeProvider time,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var problems = Problems(wanted).ToList();
        var role = problems.Count == 0 ? RoleNames[wanted.Roles[0].Trim()] : default;
        Guid? supplier = null;
        if (problems.Count == 0 && BelongsToSupplier(role))
        {
            supplier = await FindSupplier(wanted.Supplier!, database, cancellationToken);
            if (supplier is null)
                problems.Add(
                    "--supplier: no supplier has this name. Import the reference data first, and write the name as it is there"
                );
        }
        if (problems.Count == 0 && role.IsProbation() && !await IsTeam(wanted.Team!, database, cancellationToken))
            problems.Add(
                "--team: no probation delivery unit has this name. Import the reference data first, and write the name as it is there"
            );
        var audit = new AuditTrail(database, time);
        if (problems.Count > 0)
            return await Refuse(problems, "not-valid", audit, output, cancellationToken);
        var id = await Write(wanted, role, supplier, database, audit, time.GetUtcNow(), cancellationToken);
        if (id is null)
            return await Refuse(
                ["the user name or the e-mail address belongs to an account already"],
                "duplicate",
                audit,
                output,
                cancellationToken
            );
        await output.WriteLineAsync(
            $"Account {id} was made ({Named(role)}). It is linked to the first work account that signs in with its e-mail address."
        );
        return 0;
    }

    /// <summary>A role as it is written on the command line: <c>practitioner-lead</c>.</summary>
    public static string Named(Role role) => WordStart().Replace(role.ToString(), "-$0").ToLowerInvariant();

    private static IEnumerable<string> Problems(NewAccount wanted)
    {
        Role? role = null;
        if (wanted.Roles.Count == 0)
            yield return $"--role is missing: one of {string.Join(", ", RoleNames.Keys)}";
        else if (RoleProblem(wanted.Roles) is { } problem)
            yield return problem;
        else
            role = RoleNames[wanted.Roles[0].Trim()];
        if (
            string.IsNullOrWhiteSpace(wanted.Name)
            || wanted.Name.Trim().Length > LongestName
            || wanted.Name.Any(char.IsControl)
        )
            yield return $"--name is missing, longer than {LongestName} characters or not on one line";
        if (wanted.Email is null || !ContactRules.IsEmail(wanted.Email.Trim()))
            yield return "--email is missing or not an address like name@example.com";
        if (
            wanted.UserName is { } userName
            && (userName.Length > LongestUserName || !UserNameShape().IsMatch(userName))
        )
            yield return "--user-name holds something else than letters, numbers and . _ - @";
        if (role is { } known)
        {
            foreach (var problem in Belonging(known, wanted))
                yield return problem;
        }
    }

    private static string? RoleProblem(IReadOnlyList<string> roles)
    {
        var asked = roles
            .SelectMany(r => r.Split(',', '+', ' '))
            .Select(r => r.Trim())
            .Where(r => r.Length > 0)
            .ToList();
        if (asked.Find(r => !RoleNames.ContainsKey(r)) is { } unknown)
            return $"--role: there is no role '{unknown}'. Roles: {string.Join(", ", RoleNames.Keys)}";
        if (asked.Count == 1)
            return null;
        return asked.Count(r => KeptApart.Contains(RoleNames[r])) > 1
            ? "--role: administrator, auditor and operator are never one account, so that nobody can both give rights and hide it. Make an account for each, for different people"
            : "--role: an account has one role. Make an account for each";
    }

    private static IEnumerable<string> Belonging(Role role, NewAccount wanted)
    {
        if (role.IsProbation() && string.IsNullOrWhiteSpace(wanted.Team))
            yield return "--team is missing: the probation delivery unit";
        if (role.IsProbation() && wanted.UserName is null)
            yield return "--user-name is missing: the name nDelius knows the person by";
        if (!role.IsProbation() && wanted.Team is not null)
            yield return "--team is for probation accounts only";
        if (BelongsToSupplier(role) && string.IsNullOrWhiteSpace(wanted.Supplier))
            yield return "--supplier is missing: the name of the supplier";
        if (!BelongsToSupplier(role) && wanted.Supplier is not null)
            yield return "--supplier is for supplier accounts only";
    }

    private static bool BelongsToSupplier(Role role) => role.IsSupplier() || role is Role.ListingEditor;

    private static async Task<Guid?> FindSupplier(
        string name,
        NpgsqlDataSource database,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            "select id from supplier where lower(name) = lower($1) and closed_at is null limit 1"
        );
        command.Parameters.Add(new() { Value = name.Trim() });
        return (Guid?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task<bool> IsTeam(string name, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select exists (select 1 from probation_delivery_unit where name = $1 and closed_at is null)"
        );
        command.Parameters.Add(new() { Value = name.Trim() });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<string?> Write(
        NewAccount wanted,
        Role role,
        Guid? supplier,
        NpgsqlDataSource database,
        AuditTrail audit,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var id = Guid.CreateVersion7(now).ToString();
        var email = wanted.Email!.Trim();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var insert = new NpgsqlCommand(Insert, connection, transaction);
        insert.Parameters.Add(new() { Value = id });
        insert.Parameters.Add(new() { Value = wanted.UserName ?? email });
        insert.Parameters.Add(new() { Value = wanted.Name!.Trim() });
        insert.Parameters.Add(new() { Value = email });
        insert.Parameters.Add(new() { Value = role.ToString() });
        insert.Parameters.Add(new() { Value = (object?)supplier ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        insert.Parameters.Add(
            new() { Value = (object?)wanted.Team?.Trim() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        insert.Parameters.Add(new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        if (await insert.ExecuteNonQueryAsync(cancellationToken) == 0)
            return null;
        await using var rest = new NpgsqlBatch(connection, transaction);
        if (supplier is { } of)
            rest.BatchCommands.Add(Contracts(id, of));
        rest.BatchCommands.Add(audit.Statement(null, Action, AuditTrail.Accepted, id));
        await rest.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return id;
    }

    private static NpgsqlBatchCommand Contracts(string id, Guid supplier) =>
        new($"insert into account_contract (account_id, contract_id) select $2, own.id from ({OwnContracts.Sql}) own")
        {
            Parameters =
            {
                new() { Value = supplier },
                new() { Value = id },
            },
        };

    private static async Task<int> Refuse(
        IReadOnlyList<string> problems,
        string code,
        AuditTrail audit,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        await audit.Write(null, Action, code, null, cancellationToken);
        await output.WriteLineAsync("No account was made.");
        foreach (var problem in problems)
            await output.WriteLineAsync($"  {problem}");
        return 1;
    }

    [GeneratedRegex("(?<!^)[A-Z]", RegexOptions.None, 500)]
    private static partial Regex WordStart();

    [GeneratedRegex(@"^[A-Za-z0-9._@-]+$", RegexOptions.None, 500)]
    private static partial Regex UserNameShape();
}
