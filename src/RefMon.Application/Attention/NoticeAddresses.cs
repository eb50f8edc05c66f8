using Npgsql;
using NpgsqlTypes;
using RefMon.Domain;

namespace RefMon.Application.Attention;

/// <summary>
/// Finds where a notice goes at the moment it is sent: addresses change, and switched-off accounts get none. Whoever has none has somebody in
/// their place: for the supplier's people <see cref="Tellable"/>, for a practitioner whoever sent the referral.
/// </summary>
public sealed class NoticeAddresses(NpgsqlDataSource database)
{
    /// <summary>The address, and whose it is; null when there is none.</summary>
    internal async Task<Addressee?> Of(NoticeRecipient recipient, CancellationToken cancellationToken) =>
        recipient switch
        {
            NoticeRecipient.Mailbox mailbox => await Read(
                "select referral_email from service where id = $1",
                mailbox.Service.Value,
                cancellationToken
            )
                is { } address
                ? new(address, null)
                : null,
            NoticeRecipient.Practitioner practitioner => (await Find(practitioner, cancellationToken)).Addressee,
            NoticeRecipient.Author author => await OfAccount(author.AccountId, cancellationToken),
            NoticeRecipient.Reader reader => await OfAccount(reader.AccountId, cancellationToken),
            _ => NoticesOutbound.AccountOf(recipient) is { } account
                ? await OfAccount(account, cancellationToken)
                : null,
        };

    /// <summary>
    /// The referral as far as telling people of it goes: when nobody who works on it at the supplier has an open account any more, it is as if
    /// nobody was named. While one of them has, they see to it.
    /// </summary>
    internal async Task<Referral> Tellable(Referral referral, CancellationToken cancellationToken)
    {
        var team = referral.Allocation.Team;
        // after a hand-over nobody works on it yet, and those told of it are the former ones
        if (referral.Allocation is { Caseworker: null, Helpers: [], FormerSuppliers: [.., var former] })
            team = former.Caseworker is { } caseworker ? [caseworker, .. former.Helpers] : former.Helpers;
        var accounts = team.Select(member => member.AccountId).ToArray();
        if (accounts.Length == 0)
            return referral;
        await using var command = database.CreateCommand(
            "select exists (select from account where id = any ($1) and disabled_at is null)"
        );
        command.Parameters.Add(new() { Value = accounts });
        return await command.ExecuteScalarAsync(cancellationToken) is true
            ? referral
            : NotificationPolicy.WithoutTeam(referral);
    }

    /// <summary>Whether it would reach anybody: an inbox, or an address.</summary>
    internal async Task<bool> IsReached(NoticeRecipient recipient, CancellationToken cancellationToken) =>
        await Of(recipient, cancellationToken) is not null || (await Readers(recipient, cancellationToken)).Count > 0;

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
            // whoever has left has no work to lose
            NoticeRecipient.FormerColleague former => await IsOpen(former.Staff.AccountId, cancellationToken)
                ? [former]
                : [],
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
            return (await Find(practitioner, cancellationToken)).Reader is { } found ? [found] : [];
        var account = recipient is NoticeRecipient.Author author
            ? author.AccountId
            : NoticesOutbound.AccountOf(recipient);
        return account is not null && await IsOpen(account, cancellationToken) ? [new(account, GetsEmail: true)] : [];
    }

    // their own account; an open one with the address on the referral; that address, unless whoever had it has been switched off; the sender
    private async Task<PractitionerFound> Find(
        NoticeRecipient.Practitioner practitioner,
        CancellationToken cancellationToken
    )
    {
        var (email, sender) = (practitioner.Email, practitioner.Sender);
        var accounts = await AccountsOf(practitioner, cancellationToken);
        var withAddress = accounts
            .Where(a => email is not null && string.Equals(a.Email, email, StringComparison.OrdinalIgnoreCase))
            .ToList();
        var own =
            accounts.Find(a => a.IsOpen && a.Id == practitioner.AccountId)
            ?? withAddress.Find(account => account.IsOpen);
        if (own is not null)
            return new(new(own.Id, GetsEmail: true), (own.Email ?? email) is { } address ? new(address, own.Id) : null);
        var from = accounts.Find(a => a.Id == sender.AccountId);
        var isSenderOpen = from is { IsOpen: true };
        if (email is not null && withAddress.Count == 0)
            return new(isSenderOpen ? new(sender.AccountId, GetsEmail: false) : null, new(email, null));
        var sendersAddress =
            from is null ? sender.Email
            : isSenderOpen ? from.Email ?? sender.Email
            : null;
        return new(
            isSenderOpen ? new(sender.AccountId, GetsEmail: true) : null,
            sendersAddress is null ? null : new(sendersAddress, sender.AccountId)
        );
    }

    private async Task<List<AccountFound>> AccountsOf(
        NoticeRecipient.Practitioner practitioner,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            select id, nullif(trim(email), ''), disabled_at is null from account
            where id in ($1, $2) or lower(email) = lower($3) order by id
            """
        );
        command.Parameters.Add(Text(practitioner.AccountId));
        command.Parameters.Add(Text(practitioner.Sender.AccountId));
        command.Parameters.Add(Text(practitioner.Email));
        var found = new List<AccountFound>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            found.Add(new(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetBoolean(2)));
        return found;

        static NpgsqlParameter Text(string? value) =>
            new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
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

    private async Task<Addressee?> OfAccount(string id, CancellationToken cancellationToken) =>
        await Read("select email from account where id = $1 and disabled_at is null", id, cancellationToken) is { } own
            ? new(own, id)
            : null;

    private async Task<string?> Read(string sql, object key, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = key });
        var address = await command.ExecuteScalarAsync(cancellationToken) as string;
        return string.IsNullOrWhiteSpace(address) ? null : address;
    }

    private sealed record AccountFound(string Id, string? Email, bool IsOpen);

    private sealed record PractitionerFound(InboxReader? Reader, Addressee? Addressee);
}

/// <summary>
/// Where an e-mail goes, and whose account that is: not always that of whom it is for. No account for a mailbox, and for an address on the
/// referral of somebody without one.
/// </summary>
internal sealed record Addressee(string Address, string? AccountId)
{
    /// <summary>Shows the account only.</summary>
    public override string ToString() => $"{nameof(Addressee)} {AccountId}";
}
