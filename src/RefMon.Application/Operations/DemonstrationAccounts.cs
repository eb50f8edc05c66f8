using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Domain;

namespace RefMon.Application.Operations;

/// <summary>One invented account. Probation accounts use the user names nDelius knows; supplier accounts work on all of their supplier's contracts.</summary>
public sealed record DemonstrationAccount(
    string Id,
    string UserName,
    string Name,
    Role Role,
    DemonstrationSupplier? Supplier = null,
    string? Team = null
)
{
    /// <summary>As actor of an event.</summary>
    public StaffMember Staff => new(Id, Name, Email);

    /// <summary>At a domain that cannot exist.</summary>
    public string Email => $"{UserName}@{Supplier?.MailDomain ?? "probation.example"}";

    /// <summary>The contracts of its supplier, as prime or as subcontractor; none for other accounts.</summary>
    public IReadOnlyList<ContractId> Contracts =>
        Supplier is null
            ? []
            :
            [
                .. DemonstrationServices
                    .All.Where(s => s.Supplier == Supplier || s.Subcontractors.Contains(Supplier))
                    .Select(s => s.ContractId),
            ];
}

/// <summary>
/// The accounts of the demonstration: one persona a role (<c>demo-practitioner</c> …), other practitioners nDelius knows,
/// and a lead and two caseworkers for each supplier. Development only.
/// </summary>
public static class DemonstrationAccounts
{
    private const string DerbyCity = "Derby City";

    /// <summary>The persona who refers.</summary>
    public static readonly DemonstrationAccount Practitioner = new(
        "demo-practitioner",
        "pat.practitioner",
        "Pat Practitioner",
        Role.Practitioner,
        Team: DerbyCity
    );

    /// <summary>The persona who leads the practitioner's team.</summary>
    public static readonly DemonstrationAccount PractitionerLead = new(
        "demo-practitioner-lead",
        "lee.lead",
        "Lee Lead",
        Role.PractitionerLead,
        Team: DerbyCity
    );

    /// <summary>The persona who delivers.</summary>
    public static readonly DemonstrationAccount Caseworker = new(
        "demo-caseworker",
        "casey.caseworker",
        "Casey Caseworker",
        Role.Caseworker,
        DemonstrationSuppliers.Larkmead
    );

    /// <summary>The persona who allocates.</summary>
    public static readonly DemonstrationAccount SupplierLead = new(
        "demo-supplier-lead",
        "sasha.lead",
        "Sasha Lead",
        Role.SupplierLead,
        DemonstrationSuppliers.Larkmead
    );

    /// <summary>Every account, personas first.</summary>
    public static IReadOnlyList<DemonstrationAccount> All { get; } =
    [
        Practitioner,
        PractitionerLead,
        Caseworker,
        SupplierLead,
        new("demo-listing-editor", "lyn.listing", "Lyn Listing", Role.ListingEditor, DemonstrationSuppliers.Larkmead),
        new("demo-auditor", "audrey.audit", "Audrey Audit", Role.Auditor),
        new("demo-administrator", "adi.admin", "Adi Admin", Role.Administrator),
        new("demo-operator", "ola.operator", "Ola Operator", Role.Operator),
        Officer("robin.carr", "Robin Carr", DerbyCity),
        Officer("nia.brynmor", "Nia Brynmor", "Cwm Taf Morgannwg"),
        Officer("sam.osei", "Sam Osei", "Enfield and Haringey"),
        Officer("tariq.mahmood", "Tariq Mahmood", "Wakefield"),
        Officer("grace.oconnell", "Grace O'Connell", "Sefton"),
        .. Team(DemonstrationSuppliers.Larkmead, lead: null, "Bronwen Ŵyn", "Idris O'Shea"),
        .. Team(DemonstrationSuppliers.Brackenfold, "Hollis Marsh", "Tamsin Reeve", "Kofi Mensah"),
        .. Team(DemonstrationSuppliers.Merrowgate, "Priya Raman", "Owen Thackray", "Zofia Nowak"),
        .. Team(DemonstrationSuppliers.Rowanhythe, "Maeve Donnelly", "Ruth Adeyemi", "Siân Prys"),
        .. Team(DemonstrationSuppliers.Pennyfield, "Colm Hartley", "Anjali Bose", "Femi Cole"),
        .. Team(DemonstrationSuppliers.Ashlow, "Greta Lindqvist", "Marek Dudek", "Joy Okafor"),
        .. Team(DemonstrationSuppliers.Fennelby, "Silas Webb", "Noor Haddad", "Erin Caddick"),
        .. Team(DemonstrationSuppliers.CwmEithin, "Gwenllian Tŷ-Mawr", "Hywel Bevan", "Llŷr ap Rhys"),
    ];

    /// <summary>Writes the accounts that are not there yet. Returns how many were added.</summary>
    public static async Task<int> Load(
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var added = 0;
        foreach (var account in All)
            added += await Add(connection, account, time.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    /// <summary>
    /// Where the catalogue was imported, the demonstration's suppliers do not exist: their accounts join the imported
    /// suppliers with most contracts, so that every persona has something to do. Returns how many accounts joined.
    /// </summary>
    public static async Task<int> JoinImportedSuppliers(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        // suppliers without a home in the order of the accounts, personas' first; homes by their number of contracts
        await using var command = database.CreateCommand(
            """
            with homeless as (
                select wanted.id, row_number() over (order by wanted.place) - 1 as place
                from unnest($1) with ordinality wanted (id, place)
                where not exists (select 1 from supplier s where s.id = wanted.id)
            ), home as (
                select s.id, row_number() over (order by count(*) desc, s.id) - 1 as place, count(*) over () as homes
                from supplier s join contract k on k.supplier_id = s.id
                where s.closed_at is null and k.closed_at is null group by s.id
            ), joined as (
                update account a set supplier_id = h.id from homeless l join home h on h.place = l.place % h.homes
                where a.supplier_id = l.id and a.created_by = 'demonstration' returning a.id, a.supplier_id
            ), contracts as (
                insert into account_contract (account_id, contract_id)
                select j.id, k.id from joined j join contract k on k.supplier_id = j.supplier_id
                on conflict do nothing
            )
            select count(*)::int from joined
            """
        );
        var suppliers = All.Where(account => account.Supplier is not null)
            .Select(account => account.Supplier!.Id.Value);
        command.Parameters.Add(new() { Value = suppliers.Distinct().ToArray() });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static DemonstrationAccount Officer(string userName, string name, string team) =>
        new($"demo-{userName}", userName, name, Role.Practitioner, Team: team);

    private static IEnumerable<DemonstrationAccount> Team(
        DemonstrationSupplier supplier,
        string? lead,
        params string[] caseworkers
    )
    {
        if (lead is not null)
            yield return Colleague(supplier, lead, Role.SupplierLead);
        foreach (var caseworker in caseworkers)
            yield return Colleague(supplier, caseworker, Role.Caseworker);
    }

    private static DemonstrationAccount Colleague(DemonstrationSupplier supplier, string name, Role role)
    {
        var userName = string.Concat(
            name.ToLowerInvariant().Select(c => c == ' ' ? '.' : c).Where(c => char.IsAsciiLetter(c) || c == '.')
        );
        return new($"demo-{userName}", userName, name, role, supplier);
    }

    private static async Task<int> Add(
        NpgsqlConnection connection,
        DemonstrationAccount account,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            with added as (
                insert into account (id, user_name, name, email, role, supplier_id, team, created_at, created_by)
                values ($1, $2, $3, $4, $5, $6, $7, $8, 'demonstration')
                on conflict do nothing returning id),
            memberships as (
                insert into account_contract (account_id, contract_id)
                select added.id, contract from added, unnest($9::uuid[]) contract on conflict do nothing)
            select count(*)::int from added
            """,
            connection
        );
        var parameters = command.Parameters;
        parameters.Add(new() { Value = account.Id });
        parameters.Add(new() { Value = account.UserName });
        parameters.Add(new() { Value = account.Name });
        parameters.Add(new() { Value = account.Email });
        parameters.Add(new() { Value = account.Role.ToString() });
        parameters.Add(
            new()
            {
                Value = (object?)account.Supplier?.Id.Value ?? DBNull.Value,
                NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid,
            }
        );
        parameters.Add(
            new() { Value = (object?)account.Team ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }
        );
        parameters.Add(new() { Value = now });
        parameters.Add(new() { Value = account.Contracts.Select(c => c.Value).ToArray() });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
