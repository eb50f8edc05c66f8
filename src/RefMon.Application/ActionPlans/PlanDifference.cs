using RefMon.Domain;

namespace RefMon.Application.ActionPlans;

/// <summary>How something stands in the later of two versions.</summary>
public enum DifferenceKind
{
    /// <summary>As before.</summary>
    Same,

    /// <summary>Only in the later one.</summary>
    Added,

    /// <summary>Only in the earlier one.</summary>
    Removed,

    /// <summary>In both, and not the same.</summary>
    Changed,
}

/// <summary>Two versions of the plan side by side.</summary>
public sealed record PlanDifference(
    PlanShown Before,
    PlanShown After,
    IReadOnlyList<ActivityDifference> Activities,
    IReadOnlyList<ScoreDifference> Baselines
)
{
    /// <summary>Whether the number of sessions is another.</summary>
    public DifferenceKind Sessions => Before.Sessions == After.Sessions ? DifferenceKind.Same : DifferenceKind.Changed;

    /// <summary>
    /// What became of each activity, in the order of the later version; those taken out follow where they stood. An activity
    /// is the same one when it has the same id.
    /// </summary>
    public static PlanDifference Between(PlanShown before, PlanShown after)
    {
        var kept = after.Activities.Select(a => a.Id).Where(id => before.Activities.Any(b => b.Id == id)).ToList();
        var formerOrder = before.Activities.Select(b => b.Id).Where(kept.Contains).ToList();
        var rows = after.Activities.Select(now => Row(before.Activities, now, kept, formerOrder)).ToList();
        foreach (var (gone, position) in before.Activities.Select((activity, i) => (activity, i)))
        {
            if (!kept.Contains(gone.Id))
                rows.Insert(Math.Min(position, rows.Count), Removed(gone));
        }
        return new PlanDifference(before, after, rows, Scores(before, after));
    }

    private static ActivityDifference Row(
        IReadOnlyList<ActivityShown> before,
        ActivityShown now,
        List<ActivityId> kept,
        List<ActivityId> formerOrder
    )
    {
        if (before.FirstOrDefault(b => b.Id == now.Id) is not { } then)
            return new(DifferenceKind.Added, HasMoved: false, null, now);
        var isSame = then.Description == now.Description && then.Outcomes.ToHashSet().SetEquals(now.Outcomes);
        return new(
            isSame ? DifferenceKind.Same : DifferenceKind.Changed,
            kept.IndexOf(now.Id) != formerOrder.IndexOf(now.Id),
            then,
            now
        );
    }

    private static ActivityDifference Removed(ActivityShown gone) =>
        new(DifferenceKind.Removed, HasMoved: false, gone, null);

    private static IReadOnlyList<ScoreDifference> Scores(PlanShown before, PlanShown after)
    {
        var outcomes = after.Baselines.Concat(before.Baselines).DistinctBy(score => score.OutcomeId);
        return
        [
            .. outcomes.Select(score => new ScoreDifference(
                score.Outcome,
                before.Baselines.FirstOrDefault(b => b.OutcomeId == score.OutcomeId)?.Score,
                after.Baselines.FirstOrDefault(a => a.OutcomeId == score.OutcomeId)?.Score
            )),
        ];
    }
}

/// <summary>One activity in both versions.</summary>
public sealed record ActivityDifference(DifferenceKind Kind, bool HasMoved, ActivityShown? Before, ActivityShown? After)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(ActivityDifference)} {Kind}";
}

/// <summary>A baseline score in both versions; null where it was not given.</summary>
public sealed record ScoreDifference(string Outcome, int? Before, int? After);
