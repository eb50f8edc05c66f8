using RefMon.Application.Access;

namespace RefMon.Web.Access;

/// <summary>Access in the words people use.</summary>
internal static class AccessWords
{
    public static string Of(Role role) =>
        role switch
        {
            Role.Practitioner => "Probation practitioner",
            Role.PractitionerLead => "Probation team lead",
            Role.Caseworker => "Supplier caseworker",
            Role.SupplierLead => "Supplier team lead",
            Role.ListingEditor => "Listing editor",
            Role.Auditor => "Auditor",
            Role.Administrator => "Administrator",
            Role.Operator => "Operator",
        };

    /// <summary>AssignCaseworker: Assign caseworker; not-found: Not found.</summary>
    public static string OfCode(string code)
    {
        var words = new System.Text.StringBuilder(code.Length + 8);
        foreach (var c in code)
        {
            if (char.IsUpper(c) && words.Length > 0)
                words.Append(' ');
            words.Append(
                words.Length == 0 ? char.ToUpperInvariant(c)
                : c == '-' ? ' '
                : char.ToLowerInvariant(c)
            );
        }
        return words.ToString();
    }
}
