using System.Text.Json.Serialization;

namespace RefMon.Domain.RiskScreen;

/// <summary>A new version of the risk information was shared with the supplier.</summary>
public sealed record RiskShared(StaffMember By, DateTimeOffset At, RiskStatement Risk) : IReferralEvent;

/// <summary>A member of the supplier's staff confirmed that they read this version.</summary>
public sealed record RiskAcknowledged(StaffMember By, DateTimeOffset At, RiskVersionId VersionId) : IReferralEvent;

/// <summary>
/// The versions shared, oldest first; there is always one, sent with the referral. <paramref name="SourceNow"/> is what
/// was last heard of the sources since the newest was shared; null when nothing was.
/// </summary>
public sealed record RiskScreenState(IReadOnlyList<RiskVersion> Versions, RiskSourceState? SourceNow = null)
{
    /// <summary>The version that stands.</summary>
    [JsonIgnore]
    public RiskVersion Current => Versions[^1];

    /// <summary>Since when the sources say something else than what was shared; null while nobody has noticed that.</summary>
    [JsonIgnore]
    public RiskSourceState? MovedOn => SourceNow is { } now && now.Mark != Current.SourceMark ? now : null;

    internal RiskScreenState Apply(RiskShared e) => new([.. Versions, RiskVersion.From(e.Risk, e.By, e.At)]);

    internal RiskScreenState Apply(RiskSourceChanged e) =>
        this with
        {
            SourceNow = new RiskSourceState(e.SourceMark, e.AssessedOn, e.At),
        };

    internal RiskScreenState Apply(RiskAcknowledged e) =>
        this with
        {
            Versions =
            [
                .. Versions.Select(v =>
                    v.Id == e.VersionId
                        ? v with
                        {
                            Acknowledgements = [.. v.Acknowledgements, new RiskAcknowledgement(e.By, e.At)],
                        }
                        : v
                ),
            ],
        };
}

/// <summary>What was heard of the sources: their mark, the date of the newest assessment, and when it was heard.</summary>
public sealed record RiskSourceState(string Mark, DateOnly? AssessedOn, DateTimeOffset NoticedAt);

/// <summary>One version of the risk information, without its texts.</summary>
public sealed record RiskVersion(
    RiskVersionId Id,
    DateOnly? AssessedOn,
    RoshLevel Overall,
    StaffMember SharedBy,
    DateTimeOffset SharedAt,
    IReadOnlyList<RiskAcknowledgement> Acknowledgements,
    string? SourceMark = null
)
{
    /// <summary>True when this member of staff has confirmed that they read it.</summary>
    public bool IsAcknowledgedBy(string accountId) => Acknowledgements.Any(a => a.By.AccountId == accountId);

    internal static RiskVersion From(RiskStatement risk, StaffMember by, DateTimeOffset at) =>
        new(risk.VersionId, risk.AssessedOn, risk.Overall, by, at, [], risk.SourceMark);
}

/// <summary>Who acknowledged a version, and when.</summary>
public sealed record RiskAcknowledgement(StaffMember By, DateTimeOffset At);
