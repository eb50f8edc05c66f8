using System.Text.Json.Serialization;

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
/// assessment it was taken from; <paramref name="Edited"/> says whether the practitioner changed its words or left a
/// registration out; <paramref name="Acknowledged"/> that they understood it is shared. <paramref name="SourceMark"/>
/// tells what it was taken from apart from what the sources say later, and holds nothing of it. The last five are missing
/// in versions shared before they were asked for.
/// </summary>
public sealed record RiskStatement(
    RiskVersionId VersionId,
    DateOnly? AssessedOn,
    RoshLevel Overall,
    IReadOnlyList<GroupRisk> Groups,
    RiskTexts Texts,
    bool Edited,
    bool Acknowledged,
    IReadOnlyList<RiskScore>? Scores = null,
    IReadOnlyList<RiskRegistration>? Registrations = null,
    RiskSources? Sources = null,
    string? SourceMark = null,
    RiskOrigin? Origin = null
)
{
    /// <summary>
    /// Whether there was an assessment, be it one without a date and groups. Words stand for one where nothing else tells and
    /// they are not the practitioner's own.
    /// </summary>
    [JsonIgnore]
    public bool IsAssessed =>
        Origin?.IsAssessed
        ?? (
            AssessedOn is not null
            || Groups.Count > 0
            || Overall is not RoshLevel.Unknown
            || (!Edited && Texts.SaySomething)
        );

    /// <summary>True when a reader learns the same from both, and both were taken from the same.</summary>
    public bool SaysTheSameAs(RiskStatement other) =>
        (AssessedOn, Overall, Texts, SourceMark) == (other.AssessedOn, other.Overall, other.Texts, other.SourceMark)
        && Groups.SequenceEqual(other.Groups)
        && (Scores ?? []).SequenceEqual(other.Scores ?? [])
        && (Registrations ?? []).SequenceEqual(other.Registrations ?? [])
        && (Sources?.ScoresReadAt is null) == (other.Sources?.ScoresReadAt is null)
        && (Sources?.RegistrationsReadAt is null) == (other.Sources?.RegistrationsReadAt is null);

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(RiskStatement)} {VersionId}";
}

/// <summary>
/// What a version was made from, where its own words do not tell: whether there was an assessment; a mark of each of its seven
/// texts (<paramref name="TextMarks"/>, null where that is not known), so that what the practitioner reworded is told from what
/// they left; and whether they left out a registration. Holds nothing of what the sources say.
/// </summary>
public sealed record RiskOrigin(bool IsAssessed, string? TextMarks, bool LeavesSomeOut);

/// <summary>
/// When each source gave what was shared; null where it had not answered, so that nothing found there never reads as
/// nothing recorded. The assessment and the scores come from Assess Risks and Needs, the registrations from nDelius.
/// </summary>
public sealed record RiskSources(
    DateTimeOffset? AssessmentReadAt,
    DateTimeOffset? ScoresReadAt,
    DateTimeOffset? RegistrationsReadAt
);

/// <summary>What a score predicts.</summary>
public enum RiskScoreKind
{
    /// <summary>Any reoffending (OGRS).</summary>
    Reoffending,

    /// <summary>Violent reoffending (OVP).</summary>
    ViolentReoffending,

    /// <summary>Serious reoffending (RSR).</summary>
    SeriousReoffending,

    /// <summary>Sexual reoffending with contact (OSP, direct contact).</summary>
    ContactSexualReoffending,

    /// <summary>Sexual reoffending with images or without contact (OSP, images and indirect contact).</summary>
    IndirectSexualReoffending,
}

/// <summary>
/// A score: its band in the words of the levels of serious harm (unknown where only a number was given), its percentage
/// over two years, from 0 to 100, and the London date it was worked out; each but the band may be missing.
/// </summary>
public sealed record RiskScore(RiskScoreKind Kind, RoshLevel Band, decimal? Percent, DateOnly? CompletedOn);

/// <summary>The registrations that change how a person is met.</summary>
public enum RegistrationKind
{
    /// <summary>Domestic abuse: has harmed a partner or relative.</summary>
    DomesticAbusePerpetrator,

    /// <summary>Domestic abuse: has been harmed.</summary>
    DomesticAbuseVictim,

    /// <summary>Stalking.</summary>
    Stalking,

    /// <summary>Any other; its words are nDelius's.</summary>
    Other,
}

/// <summary>
/// An active registration or alert of nDelius: its code, nDelius's words for it and for the register it stands in, since
/// when, and when it is to be reviewed. Its notes are not read.
/// </summary>
public sealed record RiskRegistration(
    string Code,
    string Description,
    string Register,
    RegistrationKind Kind,
    DateOnly StartedOn,
    DateOnly? ReviewDueOn
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(RiskRegistration);
}

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
    /// <summary>Nothing said in any of them.</summary>
    public static RiskTexts Nothing { get; } = new(null, null, null, null, null, null, null, null);

    /// <summary>True when one of the seven texts of an assessment says something; the additional information is the practitioner's.</summary>
    [JsonIgnore]
    public bool SaySomething => this with { AdditionalInformation = null } != Nothing;

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(RiskTexts);
}
