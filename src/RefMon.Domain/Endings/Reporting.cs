using RefMon.Domain.ActionPlans;
using RefMon.Domain.Appointments;

namespace RefMon.Domain.Endings;

/// <summary>Submit the end-of-service report, with a judgement on each desired outcome.</summary>
public sealed record SubmitReport(
    StaffMember By,
    IReadOnlyList<OutcomeJudgement> Judgements,
    string? FurtherInformation
)
{
    /// <summary>
    /// Concludes as completed, or as ended early when that was asked for. Refuses: not Ending, an outcome without a
    /// judgement, a judgement without words, twice, with a score off the scale, or on an outcome that is not in the
    /// referral.
    /// </summary>
    public static Decision Decide(Referral referral, SubmitReport command, DateTimeOffset now)
    {
        var refusal =
            Guard.Between(referral, Stage.Ending, Stage.Ending, "submit the end-of-service report")
            ?? RefuseJudgements(referral, command.Judgements);
        return refusal is not null
            ? refusal
            : CallingOff.Then(
                referral,
                new EndOfServiceReportSubmitted(
                    command.By,
                    now,
                    command.Judgements,
                    command.FurtherInformation,
                    Concluding.As(referral)
                ),
                CancelledBecause.ReferralEnded
            );
    }

    private static Refusal? RefuseJudgements(Referral referral, IReadOnlyList<OutcomeJudgement> judgements)
    {
        var wanted = referral.Referring.Outcomes.ToList();
        if (judgements.Any(j => wanted.All(o => o.Id != j.OutcomeId)))
            return new Refusal(
                "outcome-not-in-referral",
                "judgements",
                "The desired outcomes have changed. Open the report again and judge those listed there."
            );
        if (judgements.DistinctBy(j => j.OutcomeId).Count() != judgements.Count)
            return new Refusal("outcome-judged-twice", "judgements", "Judge each outcome once");
        var missing = wanted
            .Where(o => judgements.All(j => j.OutcomeId != o.Id))
            .Select(o => new Refusal(
                "outcome-without-judgement",
                "judgements",
                $"Say how far this was achieved: {o.Text}"
            ))
            .ToList();
        if (missing.Count > 0)
            return Refusal.Several(
                "outcome-without-judgement",
                "Some outcomes have no judgement. Say how far each was achieved.",
                missing
            );
        if (judgements.Any(j => string.IsNullOrWhiteSpace(j.Progress)))
            return new Refusal("progress-missing", "judgements", "Describe the progress made with each outcome");
        return judgements.All(j => Scores.Allow(j.EndScore))
            ? null
            : new Refusal("score-off-scale", "judgements", "Choose a score from 0 to 10");
    }
}

/// <summary>Conclude without a report, with the reason why there is none.</summary>
public sealed record ConcludeWithoutReport(StaffMember By, string Reason)
{
    /// <summary>Concludes as the report would have. Refuses: not Ending, no reason.</summary>
    public static Decision Decide(Referral referral, ConcludeWithoutReport command, DateTimeOffset now)
    {
        var refusal =
            Guard.Between(referral, Stage.Ending, Stage.Ending, "conclude it without a report")
            ?? Guard.Words(command.Reason, "reason-missing", "reason", "Enter why there will be no report");
        return refusal is not null
            ? refusal
            : CallingOff.Then(
                referral,
                new ConcludedWithoutReport(command.By, now, command.Reason, Concluding.As(referral)),
                CancelledBecause.ReferralEnded
            );
    }
}

internal static class Concluding
{
    public static Conclusion As(Referral referral) =>
        referral.Ending.EndRequest is null ? Conclusion.Completed : Conclusion.EndedEarly;
}
