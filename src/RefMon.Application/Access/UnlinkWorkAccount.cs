using MediatR;
using Npgsql;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Access;

/// <summary>
/// Lets the next work account with the account's address sign in and be bound to it: for somebody whose work account was
/// replaced. Refused for one's own account. Doing it twice changes nothing.
/// </summary>
[Requires(Permission.ManageAccounts)]
public sealed record UnlinkWorkAccount(Guid CommandId, string AccountId) : ICommand<Done>, IConcernsAccount;

internal sealed class UnlinkWorkAccountHandler(NpgsqlDataSource database, IEventSession session, CurrentViewer current)
    : IRequestHandler<UnlinkWorkAccount, Outcome<Done>>
{
    private static readonly Refusal OwnAccount = new(
        "own-account",
        null,
        "You cannot unlink your own work account. Ask another administrator."
    );

    public async Task<Outcome<Done>> Handle(UnlinkWorkAccount request, CancellationToken cancellationToken)
    {
        if (request.AccountId == current.Required.AccountId)
            return OwnAccount;
        await using var exists = database.CreateCommand("select 1 from account where id = $1");
        exists.Parameters.Add(new() { Value = request.AccountId });
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
            return AccessRefusals.NotFound;
        session.Enlist(
            new(
                "update account set identity_issuer = null, identity_subject = null, identity_bound_at = null where id = $1"
            )
            {
                Parameters = { new() { Value = request.AccountId } },
            }
        );
        return Done.Value;
    }
}
