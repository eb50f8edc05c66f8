using RefMon.Application.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.RiskScreen;

/// <summary>An overall level of risk in words.</summary>
public static class OverallRiskWords
{
    /// <summary>The level, or what is known of it and for whom nothing is.</summary>
    public static string InWords(this OverallRisk risk) =>
        risk.IsPartlyKnown
            ? $"{RiskSection.InWords(risk.Known)} for those assessed; unknown for {And(risk.UnknownFor)}"
            : RiskSection.InWords(risk.Level);

    private static string And(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
}
