namespace RefMon.Domain.RiskScreen;

/// <summary>Risk of serious harm.</summary>
public enum RoshLevel
{
    /// <summary>No assessment, or none that says.</summary>
    Unknown,

    /// <summary>No current indication.</summary>
    Low,

    /// <summary>Indicators, but unlikely unless circumstances change.</summary>
    Medium,

    /// <summary>Could happen at any time, and would be serious.</summary>
    High,

    /// <summary>Imminent, more likely than not.</summary>
    VeryHigh,
}

/// <summary>
/// One version of the risk information shared with the supplier. <paramref name="AssessedOn"/> is the date of the
/// assessment it was taken from; <paramref name="Edited"/> says whether the practitioner changed its words;
/// <paramref name="Acknowledged"/> that they understood it is shared.
/// </summary>
public sealed record RiskStatement(
    RiskVersionId VersionId,
    DateOnly? AssessedOn,
    RoshLevel Overall,
    IReadOnlyList<GroupRisk> Groups,
    RiskTexts Texts,
    bool Edited,
    bool Acknowledged
);

/// <summary>The level of risk to one group, for example children.</summary>
public sealed record GroupRisk(string Group, RoshLevel Level);

/// <summary>The eight texts of the risk information; null where nothing is said.</summary>
public sealed record RiskTexts(
    string? WhoIsAtRisk,
    string? NatureOfRisk,
    string? RiskImminence,
    string? Suicide,
    string? SelfHarm,
    string? HostelSetting,
    string? Vulnerability,
    string? AdditionalInformation
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(RiskTexts);
}
