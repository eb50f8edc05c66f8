using Microsoft.AspNetCore.WebUtilities;

namespace RefMon.Web.Allocation;

/// <summary>The addresses of assigning: ids and references only.</summary>
internal static class AssignAddress
{
    public static string Check(string reference, string accountId, bool asHelper, string? version) =>
        QueryHelpers.AddQueryString(
            $"/referrals/{reference}/assign/check",
            new Dictionary<string, string?>
            {
                ["colleague"] = accountId,
                ["as"] = asHelper ? "helper" : "caseworker",
                ["version"] = version,
            }
        );

    public static string Done(string reference, string accountId, bool asHelper) =>
        QueryHelpers.AddQueryString(
            $"/referrals/{reference}/assign/done",
            new Dictionary<string, string?> { ["colleague"] = accountId, ["as"] = asHelper ? "helper" : "caseworker" }
        );
}
