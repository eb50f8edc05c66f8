using System.Text.Json.Serialization;

namespace RefMon.Domain.RiskScreen;

/// <summary>A new version of the risk information was shared with the supplier.</summary>
public sealed record RiskShared(StaffMember By, DateTimeOffset At, RiskStatement Risk) : IReferralEvent;

/// <summary>A member of the supplier's staff confirmed that they read this version.</summary>
public sealed record RiskAcknowledged(StaffMember By, DateTimeOffset At, RiskVersionId VersionId) : IReferralEvent;

/// <summary>The versions shared, oldest first; there is always one, sent with the referral.</summary>
public sealed record RiskScreenState(IReadOnlyList<RiskVersion> Versions)
{
    /// <summary>The version that stands.</summary>
    [JsonIgnore]
    public RiskVersion Current => Versions[^1];

    internal RiskScreenState Apply(RiskShared e) => new([.. Versions, RiskVersion.From(e.Risk, e.By, e.At)]);

    internal RiskScreenState Apply(RiskAcknowledged e) =>
        new([
            .. Versions.Select(v =>
                v.Id == e.VersionId
                    ? v with
                    {
                        Acknowledgements = [.. v.Acknowledgements, new RiskAcknowledgement(e.By, e.At)],
                    }
                    : v
            ),
        ]);
}

/// <summary>One version of the risk information, without its texts.</summary>
public sealed record RiskVersion(
    RiskVersionId Id,
    DateOnly? AssessedOn,
    RoshLevel Overall,
    StaffMember SharedBy,
    DateTimeOffset SharedAt,
    IReadOnlyList<RiskAcknowledgement> Acknowledgements
)
{
    internal static RiskVersion From(RiskStatement risk, StaffMember by, DateTimeOffset at) =>
        new(risk.VersionId, risk.AssessedOn, risk.Overall, by, at, []);
}

/// <summary>Who acknowledged a version, and when.</summary>
public sealed record RiskAcknowledgement(StaffMember By, DateTimeOffset At);
