using FluentValidation;
using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Allocation;

/// <summary>
/// A supplier's lead registers a colleague before their first sign-in; the sign-in finds the account by its e-mail address.
/// Only for the lead's own supplier and its contracts. Refused when the address has an account already, whoever's it is.
/// </summary>
[Requires(Permission.RegisterColleagues)]
public sealed record RegisterColleague(
    Guid CommandId,
    string? Name,
    string? Email,
    Role? Role,
    IReadOnlyList<Guid> Contracts
) : ICommand<string>
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(RegisterColleague);
}

internal sealed class RegisterColleagueValidator : AbstractValidator<RegisterColleague>
{
    private const int LongestName = 100;
    private const int LongestEmail = 254;

    public RegisterColleagueValidator()
    {
        RuleFor(command => command.Name)
            .Cascade(CascadeMode.Stop)
            .Must(name => !string.IsNullOrWhiteSpace(name))
            .WithErrorCode("name-missing")
            .WithMessage("Enter your colleague’s full name")
            .Must(name => name!.Trim().Length <= LongestName)
            .WithErrorCode("name-too-long")
            .WithMessage($"Name must be {LongestName} characters or fewer")
            .Must(name => !name!.Any(char.IsControl))
            .WithErrorCode("name-not-text")
            .WithMessage("Name must be on one line, without special control characters");
        RuleFor(command => command.Email)
            .Cascade(CascadeMode.Stop)
            .Must(email => !string.IsNullOrWhiteSpace(email))
            .WithErrorCode("email-missing")
            .WithMessage("Enter your colleague’s work email address")
            .Must(email => email!.Trim().Length <= LongestEmail && IsAddress(email!.Trim()))
            .WithErrorCode("email-not-valid")
            .WithMessage("Enter an email address in the correct format, like name@example.com");
        RuleFor(command => command.Role)
            .Must(role => role is Access.Role.Caseworker or Access.Role.SupplierLead)
            .WithErrorCode("role-missing")
            .WithMessage("Select whether your colleague is a caseworker or a team lead");
        RuleFor(command => command.Contracts)
            .Must(contracts => contracts is { Count: > 0 })
            .WithErrorCode("contracts-missing")
            .WithMessage("Select at least one contract your colleague will work on");
    }

    private static bool IsAddress(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0
            && at == text.LastIndexOf('@')
            && text[(at + 1)..] is var domain
            && domain.Contains('.', StringComparison.Ordinal)
            && !domain.StartsWith('.')
            && !domain.EndsWith('.')
            && !domain.Contains("..", StringComparison.Ordinal)
            && text.All(c => c is > ' ' and not ('<' or '>' or '(' or ')' or ',' or ';' or ':' or '"' or '\u007f'));
    }
}

internal sealed class RegisterColleagueHandler(
    IEventSession session,
    NpgsqlDataSource database,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<RegisterColleague, Outcome<string>>
{
    private static readonly Refusal Registered = new(
        "email-registered",
        nameof(RegisterColleague.Email),
        "This email address already has an account. If your colleague cannot sign in with it, contact support",
        RefusalKind.Conflict
    );

    private static readonly Refusal NotOwnContract = new(
        "contract-not-own",
        nameof(RegisterColleague.Contracts),
        "Select contracts from the list of your own organisation’s contracts"
    );

    public async Task<Outcome<string>> Handle(RegisterColleague request, CancellationToken cancellationToken)
    {
        var viewer = current.Required;
        if (viewer.SupplierId is not { } supplier)
            return AccessRefusals.NotPermitted;
        var contracts = request.Contracts.Distinct().ToArray();
        var email = request.Email!.Trim();
        var refusals = new List<Refusal>();
        if (await IsRegistered(email, cancellationToken))
            refusals.Add(Registered);
        if (!await AreOwn(supplier, contracts, cancellationToken))
            refusals.Add(NotOwnContract);
        if (refusals.Count > 0)
            return refusals;

        var id = Guid.CreateVersion7().ToString();
        // when another lead was faster nothing is inserted, the pipeline asks again and the check above refuses
        session.Enlist(Insert(id, request, email, supplier, viewer), expectRows: 1);
        session.Enlist(
            new(
                """
                insert into account_contract (account_id, contract_id)
                select a.id, contract from account a, unnest($2) contract where a.id = $1
                """
            )
            {
                Parameters =
                {
                    new() { Value = id },
                    new() { Value = contracts },
                },
            },
            expectRows: contracts.Length
        );
        return id;
    }

    private NpgsqlBatchCommand Insert(
        string id,
        RegisterColleague request,
        string email,
        SupplierId supplier,
        Viewer viewer
    ) =>
        new(
            """
            insert into account (id, user_name, name, email, role, supplier_id, created_at, created_by)
            values ($1, lower($2), $3, $2, $4, $5, $6, $7) on conflict do nothing
            """
        )
        {
            Parameters =
            {
                new() { Value = id },
                new() { Value = email },
                new() { Value = request.Name!.Trim() },
                new() { Value = request.Role!.Value.ToString() },
                new() { Value = supplier.Value },
                new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = viewer.AccountId },
            },
        };

    private async Task<bool> IsRegistered(string email, CancellationToken cancellationToken)
    {
        // index: account_email
        await using var command = database.CreateCommand(
            "select exists (select 1 from account where lower(email) = lower($1) or user_name = lower($1))"
        );
        command.Parameters.Add(new() { Value = email });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<bool> AreOwn(SupplierId supplier, Guid[] contracts, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"select count(*) from ({OwnContracts.Sql}) own where own.id = any ($2)"
        );
        command.Parameters.Add(new() { Value = supplier.Value });
        command.Parameters.Add(new() { Value = contracts });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))! == contracts.Length;
    }
}
