using RefMon.Application.Catalogue;

namespace RefMon.Application.Endings;

/// <summary>The words of the reasons for withdrawing, from the catalogue.</summary>
internal static class EndReasons
{
    /// <summary>The words; the code itself for one that the catalogue no longer has.</summary>
    public static async Task<string> WordsOf(
        string code,
        ServiceCatalogue catalogue,
        CancellationToken cancellationToken
    ) =>
        (await catalogue.WithdrawalReasons(cancellationToken))
            .FirstOrDefault(reason => reason.Code == code)
            ?.Description
        ?? code;
}
