using Npgsql;

namespace RefMon.Application.Attention;

/// <summary>Finds where a notice goes at the moment it is sent: addresses change, and switched-off accounts get none.</summary>
public sealed class NoticeAddresses(NpgsqlDataSource database)
{
    /// <summary>The address; null when there is none.</summary>
    internal async Task<string?> Of(NoticeRecipient recipient, CancellationToken cancellationToken) =>
        recipient switch
        {
            NoticeRecipient.Mailbox mailbox => await Read(
                "select referral_email from service where id = $1",
                mailbox.Service.Value,
                cancellationToken
            ),
            NoticeRecipient.Caseworker caseworker => await OfAccount(caseworker.Staff.AccountId, cancellationToken),
            NoticeRecipient.Helper helper => await OfAccount(helper.Staff.AccountId, cancellationToken),
            NoticeRecipient.Practitioner practitioner => await OfPractitioner(practitioner, cancellationToken),
            _ => null,
        };

    private async Task<string?> OfPractitioner(
        NoticeRecipient.Practitioner practitioner,
        CancellationToken cancellationToken
    )
    {
        if (practitioner.AccountId is { } id && await OfAccount(id, cancellationToken) is { } own)
            return own;
        if (practitioner.Email is { } onReferral)
            return onReferral;
        return await OfAccount(practitioner.Sender.AccountId, cancellationToken) ?? practitioner.Sender.Email;
    }

    private Task<string?> OfAccount(string id, CancellationToken cancellationToken) =>
        Read("select email from account where id = $1 and disabled_at is null", id, cancellationToken);

    private async Task<string?> Read(string sql, object key, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = key });
        var address = await command.ExecuteScalarAsync(cancellationToken) as string;
        return string.IsNullOrWhiteSpace(address) ? null : address;
    }
}
