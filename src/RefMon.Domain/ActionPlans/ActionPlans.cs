using System.Text.Json.Serialization;

namespace RefMon.Domain.ActionPlans;

/// <summary>
/// A version of the action plan was submitted and stands from then on; no approval is needed. Versions count from 1,
/// <paramref name="Sessions"/> is the number of sessions of the whole plan, and <paramref name="Baselines"/> says where the
/// person stands at its beginning, for the outcomes that were scored (null in plans made before there were scores).
/// </summary>
public sealed record ActionPlanSubmitted(
    StaffMember By,
    DateTimeOffset At,
    int Version,
    int Sessions,
    IReadOnlyList<PlanActivity> Activities,
    IReadOnlyList<BaselineScore>? Baselines = null
) : IReferralEvent;

/// <summary>The practitioner objected to a version of the plan; it goes on standing.</summary>
public sealed record ActionPlanObjectedTo(StaffMember By, DateTimeOffset At, int Version, string Objection)
    : IReferralEvent;

/// <summary>Something the supplier will do, and the desired outcomes it serves (at least one).</summary>
public sealed record PlanActivity(ActivityId Id, IReadOnlyList<DesiredOutcomeId> Outcomes, string Description);

/// <summary>Where the person stands with an outcome when the plan begins, from 0 (nowhere near) to 10 (there).</summary>
public sealed record BaselineScore(DesiredOutcomeId OutcomeId, int Score);

/// <summary>The scale of baseline and end scores.</summary>
public static class Scores
{
    /// <summary>Nowhere near the outcome.</summary>
    public const int Lowest = 0;

    /// <summary>The outcome is reached.</summary>
    public const int Highest = 10;

    internal static bool Allow(int? score) => score is null or (>= Lowest and <= Highest);
}

/// <summary>Every version of the plan, oldest first.</summary>
public sealed record ActionPlansState(IReadOnlyList<PlanVersion> Versions)
{
    /// <summary>The version that stands: the last submitted; null before the first.</summary>
    [JsonIgnore]
    public PlanVersion? Standing => Versions.Count == 0 ? null : Versions[^1];

    internal ActionPlansState Apply(ActionPlanSubmitted e) =>
        new([
            .. Versions,
            new PlanVersion(
                e.Version,
                e.Sessions,
                [.. e.Activities.SelectMany(a => a.Outcomes).Distinct()],
                e.By,
                e.At,
                ObjectedAt: null
            ),
        ]);

    internal ActionPlansState Apply(ActionPlanObjectedTo e) =>
        new([.. Versions.Select(v => v.Version == e.Version ? v with { ObjectedAt = e.At } : v)]);
}

/// <summary>A version of the plan without its texts: the number of sessions and the outcomes its activities serve.</summary>
public sealed record PlanVersion(
    int Version,
    int Sessions,
    IReadOnlyList<DesiredOutcomeId> Outcomes,
    StaffMember SubmittedBy,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? ObjectedAt
);
