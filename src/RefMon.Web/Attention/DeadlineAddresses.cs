using RefMon.Domain.Attention;

namespace RefMon.Web.Attention;

/// <summary>The addresses of the administrator's pages of deadlines.</summary>
internal static class DeadlineAddresses
{
    public static string Of(string contractTypeCode) => $"/admin/deadlines/{Uri.EscapeDataString(contractTypeCode)}";

    public static string Of(string contractTypeCode, DeadlineSetting setting) => $"{Of(contractTypeCode)}/{setting}";
}
