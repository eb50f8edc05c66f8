using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Amendments;
using RefMon.Domain.Referring;
using RefMon.EventStore;

namespace RefMon.Application.ActionPlans;

/// <summary>One version of the action plan as both sides read it.</summary>
public sealed record PlanShown(
    int Version,
    StaffMember By,
    DateTimeOffset At,
    int Sessions,
    IReadOnlyList<ActivityShown> Activities,
    IReadOnlyList<ScoreShown> Baselines,
    ObjectionShown? Objection
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(PlanShown)} {Version}";
}

/// <summary>An activity with the outcomes it serves, in words.</summary>
public sealed record ActivityShown(ActivityId Id, string Description, IReadOnlyList<string> Outcomes)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(ActivityShown)} {Id}";
}

/// <summary>An outcome in words and a score from 0 to 10.</summary>
public sealed record ScoreShown(DesiredOutcomeId OutcomeId, string Outcome, int Score);

/// <summary>The practitioner's objection to a version.</summary>
public sealed record ObjectionShown(StaffMember By, DateTimeOffset At, string Words)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(ObjectionShown);
}

/// <summary>Reads the versions of the plan from a referral's events.</summary>
internal static class PlanVersions
{
    /// <summary>Every version, oldest first.</summary>
    public static IReadOnlyList<PlanShown> Of(IReadOnlyList<StoredEvent> events)
    {
        var texts = OutcomeTexts(events);
        var objections = events
            .Select(stored => stored.Data)
            .OfType<ActionPlanObjectedTo>()
            .ToDictionary(o => o.Version, o => new ObjectionShown(o.By, o.At, o.Objection));
        return
        [
            .. events
                .Select(stored => stored.Data)
                .OfType<ActionPlanSubmitted>()
                .Select(plan => Shown(plan, texts, objections.GetValueOrDefault(plan.Version))),
        ];
    }

    /// <summary>The words of every outcome the referral has ever had: older versions may serve one that was taken out.</summary>
    public static IReadOnlyDictionary<DesiredOutcomeId, string> OutcomeTexts(IReadOnlyList<StoredEvent> events)
    {
        var texts = new Dictionary<DesiredOutcomeId, string>();
        foreach (var happened in events.Select(stored => stored.Data))
        {
            var outcomes = happened switch
            {
                ReferralSent sent => sent.Categories.SelectMany(category => category.Outcomes),
                DesiredOutcomesAmended amended => amended.Now,
                _ => [],
            };
            foreach (var outcome in outcomes)
                texts[outcome.Id] = outcome.Text;
        }
        return texts;
    }

    private static PlanShown Shown(
        ActionPlanSubmitted plan,
        IReadOnlyDictionary<DesiredOutcomeId, string> texts,
        ObjectionShown? objection
    ) =>
        new(
            plan.Version,
            plan.By,
            plan.At,
            plan.Sessions,
            [
                .. plan.Activities.Select(activity => new ActivityShown(
                    activity.Id,
                    activity.Description,
                    [.. activity.Outcomes.Select(id => texts[id])]
                )),
            ],
            [.. (plan.Baselines ?? []).Select(b => new ScoreShown(b.OutcomeId, texts[b.OutcomeId], b.Score))],
            objection
        );
}
