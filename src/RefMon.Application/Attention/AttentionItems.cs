using RefMon.Domain.Attention;

namespace RefMon.Application.Attention;

/// <summary>
/// What an item on a list asks for: an obligation of the referral, or something that has no date, in words. <paramref name="OwedBy"/> is who can
/// do it; what a caseworker owes is the leads' while there is none.
/// </summary>
public sealed record AttentionItem(DeadlineKind? Deadline, OwedBy OwedBy, AttentionPage Page, string Words);

/// <summary>What the items that workflows raise ask for.</summary>
public static class AttentionItems
{
    /// <summary>The item.</summary>
    public static AttentionItem Of(ReminderKind item) =>
        item switch
        {
            ReminderKind.CaseworkerDueSoon or ReminderKind.CaseworkerDueToday or ReminderKind.CaseworkerLate => Of(
                DeadlineKind.CaseworkerNamed,
                OwedBy.SupplierTeamLead
            ),
            ReminderKind.AssessmentDueSoon
            or ReminderKind.AssessmentDueToday
            or ReminderKind.AssessmentLate
            or ReminderKind.AssessmentToBookAgain => Of(DeadlineKind.AssessmentHeld),
            ReminderKind.PlanDueSoon or ReminderKind.PlanDueToday or ReminderKind.PlanLate => Of(
                DeadlineKind.ActionPlanSubmitted
            ),
            ReminderKind.OutcomeToRecord or ReminderKind.OutcomeLate => Of(DeadlineKind.OutcomeRecorded),
            ReminderKind.CompletionNear or ReminderKind.CompletionPassed => Of(DeadlineKind.Completed),
            ReminderKind.RiskToAcknowledge or ReminderKind.RiskNotAcknowledged => Of(DeadlineKind.RiskAcknowledged),
            ReminderKind.ReportDueSoon or ReminderKind.ReportDueToday or ReminderKind.ReportLate => Of(
                DeadlineKind.ReportSubmitted
            ),
            ReminderKind.ReleaseToConfirm or ReminderKind.ReleaseNotConfirmed => Of(
                DeadlineKind.ReleaseDateConfirmed,
                OwedBy.ProbationPractitioner
            ),
            ReminderKind.PersonReleased => Practitioners("Name the probation practitioner in the community"),
            ReminderKind.RiskSourceNewer => Practitioners("Share the newer risk information", AttentionPage.Risk),
            ReminderKind.PauseToReview or ReminderKind.PauseEnds => Practitioners("Decide whether work goes on"),
            ReminderKind.PlanObjectionEnds => Practitioners("Read the action plan", AttentionPage.Plan),
            ReminderKind.DraftEndsSoon => Practitioners("Send or delete your draft", AttentionPage.Drafts),
        };

    /// <summary>Where an obligation is met, or looked into.</summary>
    public static AttentionPage PageOf(DeadlineKind deadline) =>
        deadline switch
        {
            DeadlineKind.AssessmentHeld or DeadlineKind.OutcomeRecorded or DeadlineKind.FirstSessionBooked =>
                AttentionPage.Appointments,
            DeadlineKind.ActionPlanSubmitted => AttentionPage.Plan,
            DeadlineKind.ReportSubmitted => AttentionPage.Report,
            DeadlineKind.RiskAcknowledged => AttentionPage.Risk,
            DeadlineKind.CaseworkerNamed or DeadlineKind.Completed or DeadlineKind.ReleaseDateConfirmed =>
                AttentionPage.Overview,
        };

    private static AttentionItem Of(DeadlineKind deadline, OwedBy owedBy = OwedBy.SupplierCaseworker) =>
        new(deadline, owedBy, PageOf(deadline), DueWording.What(deadline));

    private static AttentionItem Practitioners(string words, AttentionPage page = AttentionPage.Overview) =>
        new(null, OwedBy.ProbationPractitioner, page, words);
}
