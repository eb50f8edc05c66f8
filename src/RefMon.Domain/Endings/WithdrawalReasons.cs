namespace RefMon.Domain.Endings;

/// <summary>
/// The codes of the existing service's 13 reasons for withdrawing or closing early. Their descriptions and groups are
/// reference data; which are offered depends on how far the referral has come.
/// </summary>
public static class WithdrawalReasons
{
    /// <summary>The service has done its work already; offered once the supplier assessment has happened.</summary>
    public const string CompletedAlready = "EAR";

    private static readonly string[] Always =
    [
        "INE",
        "MIS",
        "NOT",
        "NEE",
        "MOV",
        "WOR",
        "USE",
        "ACQ",
        "RET",
        "SER",
        "SEE",
        "ANO",
    ];

    /// <summary>Every code.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Always, CompletedAlready];

    /// <summary>The codes offered for this referral as it stands.</summary>
    public static IReadOnlyList<string> OfferedFor(Referral referral) =>
        referral.Stage >= Stage.Assessed ? All : Always;
}
