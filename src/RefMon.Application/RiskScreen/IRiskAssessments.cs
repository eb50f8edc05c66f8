using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.RiskScreen;

/// <summary>
/// Assess Risks and Needs: the latest risk assessment of a person, and the place where what was shared with a supplier is
/// kept. Reads are retried; the write is sent once and can be repeated under its key.
/// </summary>
public interface IRiskAssessments
{
    /// <summary>The latest assessment; not found when the person was never assessed.</summary>
    Task<NeighbourReply<RiskAssessment>> FindRisk(string crn, CancellationToken cancellationToken);

    /// <summary>The scores that hold now, in the order of their kinds; not found when the person was never assessed.</summary>
    Task<NeighbourReply<IReadOnlyList<RiskScore>>> FindScores(string crn, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps one version of what a supplier was told. The key is applied once, however often it is sent; the same version
    /// under another key is refused (risk-already-shared), an unknown person too (person-unknown). Never not found.
    /// </summary>
    Task<NeighbourReply<NeighbourReceipt>> ShareRisk(
        string key,
        string crn,
        RiskShare share,
        CancellationToken cancellationToken
    );
}

/// <summary>
/// One version of what was shared, for one referral: its words as the supplier reads them, and
/// <paramref name="AssessedOn"/> as the date of the assessment they were taken from.
/// </summary>
public sealed record RiskShare(
    RiskVersionId VersionId,
    ReferralId ReferralId,
    DateTimeOffset SharedAt,
    DateOnly? AssessedOn,
    bool Edited,
    RiskTexts Texts
)
{
    /// <summary>The version of a statement shared with a referral.</summary>
    public static RiskShare Of(ReferralId referralId, RiskStatement risk, DateTimeOffset sharedAt) =>
        new(risk.VersionId, referralId, sharedAt, risk.AssessedOn, risk.Edited, risk.Texts);
}

/// <summary>How serious the harm to a group could be, in the community.</summary>
public enum RoshLevel
{
    /// <summary>No current sign of a risk of serious harm.</summary>
    Low,

    /// <summary>Signs are there; unlikely unless circumstances change.</summary>
    Medium,

    /// <summary>Could happen at any time, with serious effect.</summary>
    High,

    /// <summary>Imminent: more likely than not.</summary>
    VeryHigh,
}

/// <summary>Answer to "is this a concern now?".</summary>
public enum ConcernAnswer
{
    /// <summary>A concern now.</summary>
    Yes,

    /// <summary>Not a concern now.</summary>
    No,

    /// <summary>The assessor does not know.</summary>
    DontKnow,
}

/// <summary>A group at risk and its level; a null level means that the assessor gave none.</summary>
public sealed record GroupRisk(string Group, RoshLevel? Level);

/// <summary>One concern about the person's own safety; null when the question was not answered. <paramref name="Text"/> is the assessor's.</summary>
public sealed record SelfConcern(ConcernAnswer? Current, string? Text)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(SelfConcern);
}

/// <summary>The five concerns about the person's own safety.</summary>
public sealed record RiskToSelf(
    SelfConcern Suicide,
    SelfConcern SelfHarm,
    SelfConcern HostelSetting,
    SelfConcern Vulnerability,
    SelfConcern Custody
);

/// <summary>
/// A risk of serious harm (RoSH) summary with levels in the community and risk to self. Any text may be missing.
/// <paramref name="Levels"/> holds no levels at all when the assessment recorded none.
/// </summary>
public sealed record RiskAssessment(
    DateOnly? AssessedOn,
    string? WhoIsAtRisk,
    string? NatureOfRisk,
    string? RiskImminence,
    string? IncreaseFactors,
    string? ReductionFactors,
    IReadOnlyList<GroupRisk> Levels,
    RiskToSelf ToSelf
)
{
    /// <summary>
    /// The highest level of any group; null ("unknown level") when no group has one, and when some have none and the highest
    /// of the others would calm.
    /// </summary>
    public RoshLevel? Overall =>
        Levels.Max(l => l.Level) is { } highest && (highest >= RoshLevel.High || Levels.All(l => l.Level is not null))
            ? highest
            : null;

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(RiskAssessment);
}
