using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Attention;

namespace RefMon.Application.Allocation;

/// <summary>Reads the staff of one supplier: who can be assigned, and who there is; and who of those on a referral may not answer.</summary>
public sealed class ColleagueDirectory(NpgsqlDataSource database, TimeProvider time)
{
    // somebody nDelius keeps the person from can not work on the referral, and is not offered
    private static readonly string NotExcluded = AccessPredicate.NotExcluded("c", "a.user_name");

    /// <summary>
    /// Caseworkers and leads of the viewer's supplier on the referral's contract who may sign in and may see the person, by
    /// name, each with how many open referrals they work on.
    /// </summary>
    internal async Task<IReadOnlyList<AssignableColleague>> OnReferral(
        Viewer viewer,
        string reference,
        CancellationToken cancellationToken
    )
    {
        // indexes: case_list_row_reference_key, account_contract_contract, case_list_row_caseworkers
        await using var command = database.CreateCommand(
            $"""
            select a.id, a.name, a.email, a.role,
                (select count(*) from case_list_row o where o.caseworker_ids @> array[a.id] and o.stage <> 'Concluded'),
                l.first_day, l.last_day
            from case_list_row c
            join account_contract ac on ac.contract_id = c.contract_id
            join account a on a.id = ac.account_id
            left join account_leave l on l.account_id = a.id and l.last_day >= @today
            where c.reference = @reference and a.supplier_id = @supplier and a.disabled_at is null
                and a.role in ('Caseworker', 'SupplierLead') and {NotExcluded}
            order by a.name collate "en-GB-x-icu", a.id
            """
        );
        command.Parameters.AddWithValue("reference", reference);
        command.Parameters.AddWithValue("today", LondonTime.DayOf(time.GetUtcNow()));
        command.Parameters.Add(Supplier(viewer));
        var colleagues = new List<AssignableColleague>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            colleagues.Add(
                new(
                    row.GetString(0),
                    row.GetString(1),
                    row.IsDBNull(2) ? null : row.GetString(2),
                    Enum.Parse<Role>(row.GetString(3)),
                    (int)row.GetInt64(4),
                    row.IsDBNull(5) ? null : new(row.GetFieldValue<DateOnly>(5), row.GetFieldValue<DateOnly>(6))
                )
            );
        return colleagues;
    }

    /// <summary>One account as the domain asks about it; null when it is not of the viewer's supplier or does not exist.</summary>
    internal async Task<Colleague?> Find(
        Viewer viewer,
        string reference,
        string accountId,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select a.id, a.name, a.email, a.disabled_at is null,
                a.role in ('Caseworker', 'SupplierLead')
                and exists (select 1 from account_contract ac where ac.account_id = a.id and ac.contract_id = c.contract_id)
                and {NotExcluded}
            from case_list_row c, account a
            where c.reference = @reference and a.id = @account and a.supplier_id = @supplier
            """
        );
        command.Parameters.AddWithValue("reference", reference);
        command.Parameters.AddWithValue("account", accountId);
        command.Parameters.Add(Supplier(viewer));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return null;
        var staff = new StaffMember(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2));
        return new(staff, IsOnContract: row.GetBoolean(4), IsEnabled: row.GetBoolean(3));
    }

    /// <summary>Nobody is away or switched off.</summary>
    internal static IReadOnlyDictionary<string, AccountStanding> NothingTheMatter { get; } =
        new Dictionary<string, AccountStanding>();

    /// <summary>Of these accounts, of whichever side, those that are switched off or have leave now or to come, by id.</summary>
    internal async Task<IReadOnlyDictionary<string, AccountStanding>> Standings(
        IReadOnlyCollection<string> accounts,
        CancellationToken cancellationToken
    )
    {
        if (accounts.Count == 0)
            return NothingTheMatter;
        await using var command = database.CreateCommand(
            """
            select a.id, a.disabled_at is not null, l.first_day, l.last_day
            from account a left join account_leave l on l.account_id = a.id and l.last_day >= @today
            where a.id = any (@accounts) and (a.disabled_at is not null or l.account_id is not null)
            """
        );
        command.Parameters.AddWithValue("today", LondonTime.DayOf(time.GetUtcNow()));
        command.Parameters.AddWithValue("accounts", accounts.ToArray());
        var standings = new Dictionary<string, AccountStanding>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            standings[row.GetString(0)] = new(
                row.GetBoolean(1),
                row.IsDBNull(2) ? null : new(row.GetFieldValue<DateOnly>(2), row.GetFieldValue<DateOnly>(3))
            );
        return standings;
    }

    private static NpgsqlParameter Supplier(Viewer viewer) =>
        new("supplier", NpgsqlDbType.Uuid) { Value = (object?)viewer.SupplierId?.Value ?? DBNull.Value };
}

/// <summary>Somebody who can be given a referral, with how many open ones they work on now, and their leave now or next.</summary>
public sealed record AssignableColleague(
    string AccountId,
    string Name,
    string? Email,
    Role Role,
    int OpenCases,
    Leave? Leave
);

/// <summary>Why somebody may not answer: their account is switched off, or they have leave, now or next.</summary>
public sealed record AccountStanding(bool IsSwitchedOff, Leave? Leave);
