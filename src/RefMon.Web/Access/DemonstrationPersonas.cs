namespace RefMon.Web.Access;

/// <summary>One invented person for each role.</summary>
public sealed class DemonstrationPersonas : IPersonas
{
    public static IReadOnlyList<Persona> Everyone { get; } =
    [
        Of("practitioner", "Probation practitioner", "Finds services, refers people and follows their referrals."),
        Of("practitioner-lead", "Probation team lead", "Sees every referral of the team."),
        Of("caseworker", "Supplier caseworker", "Works on the referrals assigned to them."),
        Of("supplier-lead", "Supplier team lead", "Assigns caseworkers and registers colleagues."),
        Of("listing-editor", "Listing editor", "Looks after what the supplier’s services say."),
        Of("auditor", "Auditor", "Reads who did and saw what."),
        Of("administrator", "Administrator", "Manages accounts."),
        Of("operator", "Operator", "Keeps the service running; sees references, not people."),
    ];

    public IReadOnlyList<Persona> All => Everyone;

    /// <summary>The account of a persona.</summary>
    public static string AccountIdOf(string value) => $"demo-{value}";

    private static Persona Of(string value, string label, string does) => new(value, AccountIdOf(value), label, does);
}
