using System.Globalization;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Referring;

namespace RefMon.Application.ActionPlans;

/// <summary>A plan being written, read from its answers.</summary>
internal sealed class PlanWork(OpenWork open)
{
    public const string Sessions = "sessions";
    public const string Order = "order";

    public static string Text(ActivityId id) => $"activity:{id}:text";

    public static string OutcomesOf(ActivityId id) => $"activity:{id}:outcomes";

    public static string Baseline(DesiredOutcomeId id) => $"baseline:{id}";

    /// <summary>The activities in order, those that were taken out left away.</summary>
    public IReadOnlyList<ActivityId> Activities { get; } =
    [.. Ids(open[Order]).Select(id => new ActivityId(id)).Distinct()];

    public IEnumerable<OutcomeStatement> Outcomes => open.Referral.Referring.Outcomes;

    public int? SessionCount => Number(open[Sessions]);

    /// <summary>An activity, its outcomes in the referral's order; those no longer part of it come last.</summary>
    public PlanActivity Activity(ActivityId id)
    {
        var chosen = Ids(open[OutcomesOf(id)]).Select(o => new DesiredOutcomeId(o)).ToList();
        return new(
            id,
            [
                .. Outcomes.Select(outcome => outcome.Id).Where(chosen.Contains),
                .. chosen.Except(Outcomes.Select(o => o.Id)),
            ],
            open[Text(id)] ?? ""
        );
    }

    public int? BaselineOf(DesiredOutcomeId id) => Number(open[Baseline(id)]);

    /// <summary>The command that submits what is written.</summary>
    public SubmitActionPlan ToCommand() =>
        new(
            open.Viewer.AsStaffMember(),
            SessionCount ?? 0,
            [.. Activities.Select(Activity)],
            [
                .. Outcomes
                    .Select(outcome => (outcome.Id, Score: BaselineOf(outcome.Id)))
                    .Where(scored => scored.Score is not null)
                    .Select(scored => new BaselineScore(scored.Id, scored.Score!.Value)),
            ]
        );

    /// <summary>Answers to begin from: activities in order, the number of sessions, and baseline scores.</summary>
    public static IEnumerable<(string Name, string? Value)> Answers(
        IReadOnlyList<PlanActivity> activities,
        int? sessions,
        IEnumerable<BaselineScore> baselines
    )
    {
        yield return (Order, Join(activities.Select(activity => activity.Id.Value)));
        yield return (Sessions, sessions?.ToString(CultureInfo.InvariantCulture));
        foreach (var activity in activities)
        {
            yield return (Text(activity.Id), activity.Description);
            yield return (OutcomesOf(activity.Id), JoinSorted(activity.Outcomes.Select(o => o.Value)));
        }
        foreach (var baseline in baselines)
            yield return (Baseline(baseline.OutcomeId), baseline.Score.ToString(CultureInfo.InvariantCulture));
    }

    public static string Join(IEnumerable<Guid> ids) => string.Join(' ', ids);

    /// <summary>In an order that does not depend on the order of the boxes ticked.</summary>
    public static string? JoinSorted(IEnumerable<Guid> ids) =>
        Join(ids.Distinct().Order()) is { Length: > 0 } text ? text : null;

    public static IEnumerable<Guid> Ids(string? text) =>
        (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse);

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
