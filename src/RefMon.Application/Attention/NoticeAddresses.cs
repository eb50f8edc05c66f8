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
            NoticeRecipient.SupplierLead lead => await OfAccount(lead.AccountId, cancellationToken),
            NoticeRecipient.Author author => await OfAccount(author.AccountId, cancellationToken),
            NoticeRecipient.ProbationLead lead => await OfAccount(lead.AccountId, cancellationToken),
            NoticeRecipient.Reader reader => await OfAccount(reader.AccountId, cancellationToken),
            _ => null,
        };

    /// <summary>The recipients a group stands for, those switched off left out; a single one stands for itself.</summary>
    internal async Task<IReadOnlyList<NoticeRecipient>> Members(
        NoticeRecipient recipient,
        CancellationToken cancellationToken
    ) =>
        recipient switch
        {
            NoticeRecipient.SupplierLeads group =>
            [
                .. (
                    await Accounts(
                        """
                        select a.id from account a join account_contract ac on ac.account_id = a.id
                        where ac.contract_id = $1 and a.role = 'SupplierLead' and a.disabled_at is null order by a.id
                        """,
                        group.Contract.Value,
                        cancellationToken
                    )
                ).Select(id => new NoticeRecipient.SupplierLead(id)),
            ],
            NoticeRecipient.ProbationLeads group =>
            [
                .. (
                    await Accounts(
                        """
                        select id from account
                        where team = $1 and role = 'PractitionerLead' and disabled_at is null order by id
                        """,
                        group.Team,
                        cancellationToken
                    )
                ).Select(id => new NoticeRecipient.ProbationLead(id)),
            ],
            _ => [recipient],
        };

    /// <summary>
    /// Whose inbox has the notice: the recipient's, and for a mailbox those of the leads on its contract. A practitioner without an account has
    /// none; then whoever sent the referral finds it in theirs.
    /// </summary>
    internal async Task<IReadOnlyList<InboxReader>> Readers(
        NoticeRecipient recipient,
        CancellationToken cancellationToken
    )
    {
        if (recipient is NoticeRecipient.Mailbox mailbox)
        {
            var leads = await Accounts(
                """
                select a.id from service s join account_contract ac on ac.contract_id = s.contract_id
                join account a on a.id = ac.account_id
                where s.id = $1 and a.role = 'SupplierLead' and a.disabled_at is null order by a.id
                """,
                mailbox.Service.Value,
                cancellationToken
            );
            return [.. leads.Select(lead => new InboxReader(lead, GetsEmail: false))];
        }
        if (recipient is NoticeRecipient.Practitioner practitioner)
            return await ReadersFor(practitioner, cancellationToken);
        var account = recipient is NoticeRecipient.Author author
            ? author.AccountId
            : NoticesOutbound.AccountOf(recipient);
        return account is not null && await IsOpen(account, cancellationToken) ? [new(account, GetsEmail: true)] : [];
    }

    private async Task<IReadOnlyList<InboxReader>> ReadersFor(
        NoticeRecipient.Practitioner practitioner,
        CancellationToken cancellationToken
    )
    {
        if (practitioner.AccountId is { } own && await IsOpen(own, cancellationToken))
            return [new(own, GetsEmail: true)];
        const string WithAddress = "select id from account where lower(email) = lower($1) and disabled_at is null";
        if (practitioner.Email is { } email && await Read(WithAddress, email, cancellationToken) is { } account)
            return [new(account, GetsEmail: true)];
        var sender = practitioner.Sender.AccountId;
        return await IsOpen(sender, cancellationToken) ? [new(sender, GetsEmail: practitioner.Email is null)] : [];
    }

    private async Task<bool> IsOpen(string account, CancellationToken cancellationToken) =>
        await Read("select id from account where id = $1 and disabled_at is null", account, cancellationToken)
            is not null;

    private async Task<List<string>> Accounts(string sql, object key, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = key });
        var ids = new List<string>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            ids.Add(row.GetString(0));
        return ids;
    }

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
