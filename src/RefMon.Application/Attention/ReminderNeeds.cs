using RefMon.Domain;
using RefMon.Domain.Attention;

namespace RefMon.Application.Attention;

/// <summary>
/// Whether a reminder is still worth sending when it leaves, which may be hours after a workflow asked for it: not when what it is about has
/// been done meanwhile, and not when its words have become untrue.
/// </summary>
internal static class ReminderNeeds
{
    public static bool IsNeeded(
        WorkflowSubject? subject,
        ReminderKind reminder,
        string? key,
        WorkingDayCalendar calendar,
        DeadlineRuleBook rules,
        DateOnly today
    )
    {
        if (subject is WorkflowSubject.OfDraft)
            return reminder is ReminderKind.DraftEndsSoon;
        if (subject is not WorkflowSubject.OfReferral { Referral.Stage: < Stage.Concluded })
            return false;
        if (AttentionItems.Of(reminder).Deadline is not { } deadline)
            return StillSo(subject, reminder);
        if (WorkflowFacts.Owed(subject, deadline.ToString(), key, calendar, rules, today) is not { } owed)
            return false;
        return reminder switch
        {
            ReminderKind.CaseworkerDueSoon
            or ReminderKind.AssessmentDueSoon
            or ReminderKind.PlanDueSoon
            or ReminderKind.ReportDueSoon => owed.DueOn > today,
            ReminderKind.CaseworkerDueToday
            or ReminderKind.AssessmentDueToday
            or ReminderKind.PlanDueToday
            or ReminderKind.ReportDueToday => owed.DueOn == today,
            // booked again meanwhile
            ReminderKind.AssessmentToBookAgain => WorkflowFacts.IsSo(subject, "IsAssessmentToBookAgain"),
            _ => true,
        };
    }

    // what has no deadline of its own
    private static bool StillSo(WorkflowSubject subject, ReminderKind reminder) =>
        reminder switch
        {
            ReminderKind.PauseToReview or ReminderKind.PauseEnds => WorkflowFacts.IsSo(subject, "IsPaused"),
            ReminderKind.RiskSourceNewer => WorkflowFacts.IsSo(subject, "IsRiskSourceNewer"),
            ReminderKind.PersonReleased => WorkflowFacts.IsSo(subject, "IsReleased"),
            ReminderKind.PlanObjectionEnds => WorkflowFacts.IsSo(subject, "IsPlanSubmitted")
                && !WorkflowFacts.IsSo(subject, "IsPlanObjectedTo"),
            _ => true,
        };
}
