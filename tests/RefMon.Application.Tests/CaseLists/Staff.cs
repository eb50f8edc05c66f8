using RefMon.Application.Access;
using RefMon.Application.Catalogue;

namespace RefMon.Application.Tests.CaseLists;

/// <summary>The staff of the tests. Account ids are what stands here; user names are the same in lower case with a dot.</summary>
internal static class Staff
{
    public const string Team = "North unit";

    public const string Sender = "Sally-Sender";
    public const string Officer = "Omar-Officer";
    public const string TeamMate = "Tess-Teammate";
    public const string TeamLead = "Lena-Lead";
    public const string Supervisor = "Cara-Caseload";
    public const string Stranger = "Stan-Stranger";
    public const string StrangeLead = "Stella-Lead";

    public const string Caseworker = "Casey-Worker";
    public const string Colleague = "Colin-Worker";
    public const string SupplierLead = "Sasha-Lead";
    public const string OtherContract = "Orla-Worker";
    public const string OtherContractLead = "Oscar-Lead";
    public const string OtherSupplier = "Frank-Worker";
    public const string OtherSupplierLead = "Fay-Lead";
    public const string Disabled = "Dora-Worker";

    public const string Editor = "Ed-Editor";
    public const string Auditor = "Audrey-Auditor";
    public const string Administrator = "Ada-Admin";
    public const string Operator = "Ola-Operator";

    public static readonly string[] Probation =
    [
        Sender,
        Officer,
        TeamMate,
        TeamLead,
        Supervisor,
        Stranger,
        StrangeLead,
    ];

    public static readonly string[] Suppliers =
    [
        Caseworker,
        Colleague,
        SupplierLead,
        OtherContract,
        OtherContractLead,
        OtherSupplier,
        OtherSupplierLead,
    ];

    public static readonly string[] Others = [Editor, Auditor, Administrator, Operator];

    public static string UserName(string account) => account.ToLowerInvariant().Replace('-', '.');

    public static string Name(string account) => account.Replace('-', ' ');

    public static string Email(string account) => $"{UserName(account)}@work.example";

    public static async Task Add(CasesWorld world)
    {
        var (first, second, foreign) = (CasesWorld.First, CasesWorld.Second, CasesWorld.Foreign);
        await Practitioner(world, Sender, Role.Practitioner, "South unit");
        await Practitioner(world, Officer, Role.Practitioner, "South unit");
        await Practitioner(world, TeamMate, Role.Practitioner, Team);
        await Practitioner(world, TeamLead, Role.PractitionerLead, Team);
        await Practitioner(world, Supervisor, Role.Practitioner, "West unit");
        await Practitioner(world, Stranger, Role.Practitioner, "West unit");
        await Practitioner(world, StrangeLead, Role.PractitionerLead, "West unit");
        await Supplier(world, Caseworker, Role.Caseworker, first);
        await Supplier(world, Colleague, Role.Caseworker, first);
        await Supplier(world, SupplierLead, Role.SupplierLead, first);
        await Supplier(world, OtherContract, Role.Caseworker, second);
        await Supplier(world, OtherContractLead, Role.SupplierLead, second);
        await Supplier(world, OtherSupplier, Role.Caseworker, foreign);
        await Supplier(world, OtherSupplierLead, Role.SupplierLead, foreign);
        await Supplier(world, Disabled, Role.Caseworker, first);
        await world.Execute("update account set disabled_at = now() where id = $1", Disabled);
        await Practitioner(world, Editor, Role.ListingEditor, null);
        await Practitioner(world, Auditor, Role.Auditor, null);
        await Practitioner(world, Administrator, Role.Administrator, null);
        await Practitioner(world, Operator, Role.Operator, null);
    }

    private static Task Practitioner(CasesWorld world, string account, Role role, string? team) =>
        world.Execute(
            """
            insert into account (id, user_name, name, email, role, team, created_at, created_by)
            values ($1, $2, $3, $4, $5, $6::text, now(), 'test')
            """,
            account,
            UserName(account),
            Name(account),
            Email(account),
            role.ToString(),
            team
        );

    private static async Task Supplier(CasesWorld world, string account, Role role, DemonstrationService service)
    {
        await world.Execute(
            """
            insert into account (id, user_name, name, email, role, supplier_id, created_at, created_by)
            values ($1, $2, $3, $4, $5, $6, now(), 'test')
            """,
            account,
            UserName(account),
            Name(account),
            Email(account),
            role.ToString(),
            service.Supplier.Id.Value
        );
        await world.Execute(
            "insert into account_contract (account_id, contract_id) values ($1, $2)",
            account,
            service.ContractId.Value
        );
    }
}
