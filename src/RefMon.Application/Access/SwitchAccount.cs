using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Appointments;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Access;

/// <summary>
/// Disables an account, which signs its owner out with their next click, or enables it again. Refused for one's own
/// account. Doing it twice changes nothing.
/// </summary>
[Requires(Permission.ManageAccounts)]
public sealed record SwitchAccount(Guid CommandId, string AccountId, bool Enabled) : ICommand<Done>, IConcernsAccount;

internal sealed class SwitchAccountHandler(
    NpgsqlDataSource database,
    IEventSession session,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<SwitchAccount, Outcome<Done>>
{
    private static readonly Refusal OwnAccount = new(
        "own-account",
        null,
        "You cannot disable your own account. Ask another administrator."
    );

    public async Task<Outcome<Done>> Handle(SwitchAccount request, CancellationToken cancellationToken)
    {
        if (request.AccountId == current.Required.AccountId)
            return OwnAccount;
        await using var exists = database.CreateCommand("select 1 from account where id = $1");
        exists.Parameters.Add(new() { Value = request.AccountId });
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
            return AccessRefusals.NotFound;
        session.Enlist(Switch(request));
        // the address of its calendar dies with the account, and does not come back with it
        if (!request.Enabled)
            session.Enlist(CalendarFeeds.Revoke(request.AccountId));
        return Done.Value;
    }

    private NpgsqlBatchCommand Switch(SwitchAccount request)
    {
        var statement = new NpgsqlBatchCommand(
            request.Enabled
                ? "update account set disabled_at = null where id = $1"
                : "update account set disabled_at = coalesce(disabled_at, $2) where id = $1"
        );
        statement.Parameters.Add(new() { Value = request.AccountId });
        if (!request.Enabled)
            statement.Parameters.Add(new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return statement;
    }
}
