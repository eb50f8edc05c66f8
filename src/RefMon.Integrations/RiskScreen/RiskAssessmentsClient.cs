using System.Text.Json;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Domain.RiskScreen;
using RefMon.Integrations.Operations;
using RefMon.Integrations.Referring;
using GroupRisk = RefMon.Application.RiskScreen.GroupRisk;
using RoshLevel = RefMon.Application.RiskScreen.RoshLevel;
using SharedLevel = RefMon.Domain.RiskScreen.RoshLevel;

namespace RefMon.Integrations.RiskScreen;

/// <summary>Assess Risks and Needs over HTTP; the CRN travels in the body.</summary>
internal sealed class RiskAssessmentsClient(NeighbourCaller caller) : IRiskAssessments
{
    public Task<NeighbourReply<RiskAssessment>> FindRisk(string crn, CancellationToken cancellationToken) =>
        caller.Ask<WireRisk, RiskAssessment>(
            nameof(FindRisk),
            "risks/find",
            new { crn },
            found => found.ToAssessment(crn),
            cancellationToken
        );

    public Task<NeighbourReply<IReadOnlyList<RiskScore>>> FindScores(string crn, CancellationToken cancellationToken) =>
        caller.Ask<WireScores, IReadOnlyList<RiskScore>>(
            nameof(FindScores),
            "risks/scores",
            new { crn },
            found => found.ToScores(crn),
            cancellationToken
        );

    public Task<NeighbourReply<NeighbourReceipt>> ShareRisk(
        string key,
        string crn,
        RiskShare share,
        CancellationToken cancellationToken
    ) =>
        caller.Write<WireReceipt, NeighbourReceipt>(
            nameof(ShareRisk),
            () =>
            {
                var request = NeighbourCaller.Post(
                    "risks/shared",
                    new
                    {
                        crn,
                        VersionId = share.VersionId.Value,
                        ReferralId = share.ReferralId.Value,
                        share.SharedAt,
                        share.AssessedOn,
                        share.Edited,
                        share.Texts,
                    }
                );
                request.Headers.Add("Idempotency-Key", key);
                return request;
            },
            receipt => new NeighbourReceipt(receipt.Id, receipt.AlreadyApplied),
            cancellationToken
        );
}

internal sealed record WireRisk(string Crn, WireSummary Summary, WireToSelf RiskToSelf, DateOnly? AssessedOn = null)
{
    // shown first and in this order, whether a level was given or not
    private static readonly string[] StandingGroups = ["Children", "Public", "Known adult", "Staff"];

    public RiskAssessment ToAssessment(string asked)
    {
        Wire.Same(asked, Crn);
        var levels = Summary
            .RiskInCommunity.SelectMany(level => Wire.All(level.Value ?? []).Select(group => (group, level.Key)))
            // a group named under two levels counts as the higher
            .GroupBy(pair => pair.group, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => (RoshLevel?)g.Max(pair => pair.Key), StringComparer.OrdinalIgnoreCase);
        var others = levels.Keys.Except(StandingGroups, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal);
        return new RiskAssessment(
            AssessedOn,
            Summary.WhoIsAtRisk,
            Summary.NatureOfRisk,
            Summary.RiskImminence,
            Summary.IncreaseFactors,
            Summary.ReductionFactors,
            StandingGroups.Concat(others).Select(g => new GroupRisk(g, levels.GetValueOrDefault(g))).ToList(),
            new RiskToSelf(
                WireConcern.Read(RiskToSelf.Suicide),
                WireConcern.Read(RiskToSelf.SelfHarm),
                WireConcern.Read(RiskToSelf.HostelSetting),
                WireConcern.Read(RiskToSelf.Vulnerability),
                WireConcern.Read(RiskToSelf.Custody)
            )
        );
    }
}

internal sealed record WireScores(string Crn, IReadOnlyList<WireScore?> Scores)
{
    public IReadOnlyList<RiskScore> ToScores(string asked)
    {
        Wire.Same(asked, Crn);
        return Wire.All(Scores)
            .Select(score => score.ToScore())
            // the latest of each kind stands; one without a date is older than any
            .GroupBy(score => score.Kind)
            .Select(same => same.MaxBy(score => score.CompletedOn ?? DateOnly.MinValue)!)
            .OrderBy(score => score.Kind)
            .ToList();
    }
}

internal sealed record WireScore(
    WireScoreKind Kind,
    RoshLevel? Band = null,
    decimal? Percent = null,
    DateOnly? CompletedOn = null
)
{
    public RiskScore ToScore() =>
        Percent is < 0 or > 100
            ? throw new JsonException("A score is not a percentage.")
            : new RiskScore(
                Kind switch
                {
                    WireScoreKind.Ogrs => RiskScoreKind.Reoffending,
                    WireScoreKind.Ovp => RiskScoreKind.ViolentReoffending,
                    WireScoreKind.Rsr => RiskScoreKind.SeriousReoffending,
                    WireScoreKind.OspDc => RiskScoreKind.ContactSexualReoffending,
                    WireScoreKind.OspIic => RiskScoreKind.IndirectSexualReoffending,
                },
                Band is { } band ? Shared(band) : SharedLevel.Unknown,
                Percent,
                CompletedOn
            );

    private static SharedLevel Shared(RoshLevel band) =>
        band switch
        {
            RoshLevel.Low => SharedLevel.Low,
            RoshLevel.Medium => SharedLevel.Medium,
            RoshLevel.High => SharedLevel.High,
            RoshLevel.VeryHigh => SharedLevel.VeryHigh,
        };
}

/// <summary>The scores' own short names, as Assess Risks and Needs writes them.</summary>
internal enum WireScoreKind
{
    Ogrs,
    Ovp,
    Rsr,
    OspDc,
    OspIic,
}

internal sealed record WireSummary(
    Dictionary<RoshLevel, IReadOnlyList<string?>?> RiskInCommunity,
    string? WhoIsAtRisk = null,
    string? NatureOfRisk = null,
    string? RiskImminence = null,
    string? IncreaseFactors = null,
    string? ReductionFactors = null
);

internal sealed record WireToSelf(
    WireConcern? Suicide = null,
    WireConcern? SelfHarm = null,
    WireConcern? HostelSetting = null,
    WireConcern? Vulnerability = null,
    WireConcern? Custody = null
);

internal sealed record WireConcern(ConcernAnswer? Current = null, string? CurrentConcernsText = null)
{
    public static SelfConcern Read(WireConcern? concern) => new(concern?.Current, concern?.CurrentConcernsText);
}
