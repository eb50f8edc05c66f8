using Npgsql;
using NpgsqlTypes;

namespace RefMon.Application.Access;

/// <summary>
/// The identity provider's unchanging name for a person: tenant and object id, or issuer and subject. Addresses are no
/// identity: they are given to somebody else when a person leaves.
/// </summary>
public sealed record WorkIdentity(string Issuer, string Subject)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(WorkIdentity);
}

/// <summary>
/// Who signed in with a work account. <paramref name="Viewer"/> is null when nobody did;
/// <paramref name="BelongsToAnother"/> says that the address has an account which another work account uses.
/// </summary>
public sealed record WorkAccountSignIn(Viewer? Viewer, bool BelongsToAnother);

/// <summary>
/// Finds the account of a work account. The first sign-in finds it by the address it was registered with and binds it;
/// afterwards only the bound identity finds it, whatever its address is by then.
/// </summary>
public sealed class WorkAccounts(
    NpgsqlDataSource database,
    AccountDirectory accounts,
    AuditTrail audit,
    TimeProvider time
)
{
    /// <summary>The audit's name for the first sign-in's binding.</summary>
    public const string Bound = "BindWorkAccount";

    // of an identity that has an account already, disabled or not, no second one is bound
    private const string Bind = """
        update account set identity_issuer = $2, identity_subject = $3, identity_bound_at = $4
        where id = $1 and identity_issuer is null and disabled_at is null
          and not exists (select 1 from account a where a.identity_issuer = $2 and a.identity_subject = $3)
        """;

    /// <summary>
    /// The account of this identity. <paramref name="address"/> is what the provider calls the person by, null when it
    /// vouches for none. Refusals are audited, and so is a binding.
    /// </summary>
    public async Task<WorkAccountSignIn> Recognise(
        WorkIdentity identity,
        string? address,
        CancellationToken cancellationToken
    )
    {
        if (await accounts.FindByIdentity(identity, cancellationToken) is { } bound)
            return new(bound, false);
        var registered = address is null ? null : await accounts.FindByAddress(address, cancellationToken);
        if (registered is null)
        {
            await audit.Write(null, "SignIn", "unknown-account", null, cancellationToken);
            return new(null, false);
        }
        if (await MayBind(registered, identity, cancellationToken))
            return new(registered, false);
        // a second window of the same person was faster, or the account is somebody else's
        if (await accounts.FindByIdentity(identity, cancellationToken) is { } now)
            return new(now, false);
        await audit.Write(null, "SignIn", "another-work-account", registered.AccountId, cancellationToken);
        return new(null, true);
    }

    private async Task<bool> MayBind(Viewer account, WorkIdentity identity, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var bind = new NpgsqlCommand(Bind, connection, transaction);
        bind.Parameters.Add(new() { Value = account.AccountId });
        bind.Parameters.Add(new() { Value = identity.Issuer });
        bind.Parameters.Add(new() { Value = identity.Subject });
        bind.Parameters.Add(new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        try
        {
            if (await bind.ExecuteNonQueryAsync(cancellationToken) == 0)
                return false;
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(audit.Statement(account, Bound, AuditTrail.Accepted, account.AccountId));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
