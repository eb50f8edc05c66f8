using RefMon.Application.ActionPlans;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Endings;
using RefMon.EventStore;

namespace RefMon.Application.Endings;

/// <summary>An end-of-service report as both sides read it, or as it is being written.</summary>
public sealed record ReportShown(IReadOnlyList<JudgementShown> Judgements, string? FurtherInformation)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(ReportShown);
}

/// <summary>
/// An outcome and what became of it. While the report is being written, what is not answered yet is null. The baseline score
/// is the standing plan's.
/// </summary>
public sealed record JudgementShown(
    DesiredOutcomeId OutcomeId,
    string Outcome,
    string Category,
    Achievement? Achievement,
    string? Progress,
    string? RemainingTasks,
    int? Baseline,
    int? EndScore
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(JudgementShown)} {OutcomeId}";
}

/// <summary>Reads the submitted report from a referral's events.</summary>
internal static class SubmittedReport
{
    /// <summary>The report; null when none was submitted.</summary>
    public static (ReportShown Report, StaffMember By, DateTimeOffset At)? Of(
        Referral referral,
        IReadOnlyList<StoredEvent> events
    )
    {
        if (
            events.Select(stored => stored.Data).OfType<EndOfServiceReportSubmitted>().FirstOrDefault()
            is not { } report
        )
            return null;
        var texts = PlanVersions.OutcomeTexts(events);
        var baselines = Baselines(events);
        var judgements = report.Judgements.Select(j => new JudgementShown(
            j.OutcomeId,
            texts[j.OutcomeId],
            CategoryOf(referral, j.OutcomeId),
            j.Achievement,
            j.Progress,
            j.RemainingTasks,
            Score(baselines, j.OutcomeId),
            j.EndScore
        ));
        return (new ReportShown([.. judgements], report.FurtherInformation), report.By, report.At);
    }

    /// <summary>The scores of the standing plan; empty when it recorded none.</summary>
    public static IReadOnlyDictionary<DesiredOutcomeId, int> Baselines(IReadOnlyList<StoredEvent> events) =>
        (
            events.Select(stored => stored.Data).OfType<ActionPlanSubmitted>().LastOrDefault()?.Baselines ?? []
        ).ToDictionary(baseline => baseline.OutcomeId, baseline => baseline.Score);

    public static int? Score(IReadOnlyDictionary<DesiredOutcomeId, int> baselines, DesiredOutcomeId outcome) =>
        baselines.TryGetValue(outcome, out var score) ? score : null;

    public static string CategoryOf(Referral referral, DesiredOutcomeId outcome) =>
        referral.Referring.Categories.FirstOrDefault(c => c.Outcomes.Any(o => o.Id == outcome))?.Name ?? "";
}
