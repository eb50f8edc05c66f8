namespace RefMon.Domain.RiskScreen;

/// <summary>
/// The overall level as it is to be read. While somebody's level is unknown (<paramref name="UnknownFor"/>), a low or medium
/// level of others (<paramref name="Known"/>) is not the overall one: <paramref name="Level"/> is unknown too. A higher one
/// stands whoever else is not known.
/// </summary>
public sealed record OverallRisk(RoshLevel Level, RoshLevel Known, IReadOnlyList<string> UnknownFor)
{
    /// <summary>True when some levels are known, and the overall one is not.</summary>
    public bool IsPartlyKnown => UnknownFor.Count > 0;

    /// <summary>The level that a version gave as overall, with the groups it gave.</summary>
    public static OverallRisk Of(RoshLevel overall, IReadOnlyList<GroupRisk> groups)
    {
        var known = groups.Select(group => group.Level).Append(overall).Max();
        IReadOnlyList<string> unknown = known is RoshLevel.Low or RoshLevel.Medium
            ? [.. groups.Where(group => group.Level is RoshLevel.Unknown).Select(group => group.Group)]
            : [];
        return new(unknown.Count > 0 ? RoshLevel.Unknown : known, known, unknown);
    }

    /// <summary>The overall level of a version.</summary>
    public static OverallRisk Of(RiskStatement risk) => Of(risk.Overall, risk.Groups);
}
