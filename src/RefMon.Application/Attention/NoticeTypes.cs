using System.Collections.Frozen;

namespace RefMon.Application.Attention;

/// <summary>Every kind of notice there is, in words.</summary>
public static class NoticeTypes
{
    private static readonly FrozenDictionary<string, NoticeType> ByCode = Enum.GetValues<NoticeKind>()
        .Select(Of)
        .Concat(Enum.GetValues<ReminderKind>().Select(Of))
        .ToFrozenDictionary(type => type.Code, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<NoticeType> All => ByCode.Values;

    /// <summary>The kind with this code; null when there is none any more.</summary>
    public static NoticeType? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>What follows from an event.</summary>
    public static NoticeType Of(NoticeKind kind)
    {
        var (topic, page, words) = Parts(kind);
        return new(Notice.TemplateOf(kind), topic, page, words);
    }

    /// <summary>What a workflow asks for.</summary>
    public static NoticeType Of(ReminderKind kind)
    {
        var (page, words) = Parts(kind);
        return new(TellHandler.TemplateOf(kind), NoticeTopic.Deadlines, page, words) { IsReminder = true };
    }

    private static (NoticeTopic, AttentionPage, string) Parts(NoticeKind kind) =>
        kind switch
        {
            NoticeKind.ReferralReceived => (NoticeTopic.NewWork, AttentionPage.Overview, "A new referral has come in"),
            NoticeKind.CaseAssignedToYou => (NoticeTopic.NewWork, AttentionPage.Overview, "You are the caseworker now"),
            NoticeKind.CaseIsYoursNow => (
                NoticeTopic.NewWork,
                AttentionPage.Overview,
                "nDelius says you are the probation practitioner now"
            ),
            NoticeKind.TransferWaits => (
                NoticeTopic.NewWork,
                AttentionPage.Transfers,
                "You are asked to take a referral over"
            ),
            NoticeKind.HelpAskedOfYou => (NoticeTopic.NewWork, AttentionPage.Overview, "You help with a referral now"),
            NoticeKind.CaseTakenOver => (
                NoticeTopic.People,
                AttentionPage.Overview,
                "A colleague is the caseworker now, in your place"
            ),
            NoticeKind.HelpEnded => (
                NoticeTopic.People,
                AttentionPage.Overview,
                "You do not help with the referral any more"
            ),
            NoticeKind.CaseworkerChanged => (
                NoticeTopic.People,
                AttentionPage.Overview,
                "A referral you help with has a new caseworker"
            ),
            NoticeKind.CaseworkerNamed => (
                NoticeTopic.People,
                AttentionPage.Overview,
                "The supplier has named a caseworker"
            ),
            NoticeKind.PractitionerChanged => (
                NoticeTopic.People,
                AttentionPage.Overview,
                "There is another probation practitioner"
            ),
            NoticeKind.TransferAskedOfYours => (
                NoticeTopic.People,
                AttentionPage.Overview,
                "Another supplier was asked to take the referral over"
            ),
            NoticeKind.TransferAccepted => (
                NoticeTopic.People,
                AttentionPage.Overview,
                "Another supplier has taken the referral over"
            ),
            NoticeKind.HandedOver => (
                NoticeTopic.People,
                AttentionPage.HandedOver,
                "Your referral is another supplier’s now"
            ),
            NoticeKind.AssessmentBooked => (
                NoticeTopic.Appointments,
                AttentionPage.Appointments,
                "The supplier assessment was booked or moved"
            ),
            NoticeKind.AssessmentCancelled => (
                NoticeTopic.Appointments,
                AttentionPage.Appointments,
                "The supplier assessment was cancelled"
            ),
            NoticeKind.AppointmentMissed => (
                NoticeTopic.Appointments,
                AttentionPage.Appointments,
                "An appointment was missed"
            ),
            NoticeKind.AttendanceCorrected => (
                NoticeTopic.Appointments,
                AttentionPage.Appointments,
                "An appointment was not missed after all: the record was corrected"
            ),
            NoticeKind.PlanSubmitted => (
                NoticeTopic.PlansAndReports,
                AttentionPage.Plan,
                "An action plan was submitted"
            ),
            NoticeKind.PlanObjectedTo => (
                NoticeTopic.PlansAndReports,
                AttentionPage.Plan,
                "The probation practitioner objects to the action plan"
            ),
            NoticeKind.ReportSubmitted => (
                NoticeTopic.PlansAndReports,
                AttentionPage.Report,
                "The end-of-service report was submitted"
            ),
            NoticeKind.ConcludedWithoutReport => (
                NoticeTopic.PlansAndReports,
                AttentionPage.Overview,
                "The referral was concluded without a report"
            ),
            NoticeKind.DetailsChanged => (
                NoticeTopic.Details,
                AttentionPage.Details,
                "Details of the referral were changed"
            ),
            NoticeKind.CompletionDateChanged => (
                NoticeTopic.Details,
                AttentionPage.Details,
                "The completion date was changed"
            ),
            NoticeKind.NoteAdded => (NoticeTopic.Notes, AttentionPage.Notes, "The other side added a note for you"),
            _ => UrgentOrEnding(kind),
        };

    private static (NoticeTopic, AttentionPage, string) UrgentOrEnding(NoticeKind kind) =>
        kind switch
        {
            NoticeKind.CircumstancesChanged => (
                NoticeTopic.Safety,
                AttentionPage.Overview,
                "Custody, release or a death was reported: look before you contact anybody"
            ),
            NoticeKind.RiskUpdated => (NoticeTopic.Safety, AttentionPage.Risk, "Newer risk information was shared"),
            NoticeKind.SafeContactChanged => (
                NoticeTopic.Safety,
                AttentionPage.Overview,
                "How to make contact safely has changed"
            ),
            NoticeKind.AppointmentConcerns => (
                NoticeTopic.Safety,
                AttentionPage.Appointments,
                "Concerns were recorded at an appointment"
            ),
            NoticeKind.ReferralRecalled => (
                NoticeTopic.Safety,
                AttentionPage.ConcludedCases,
                "Probation has taken the referral back: stop work on it"
            ),
            NoticeKind.NotReadByColleague => (
                NoticeTopic.Safety,
                AttentionPage.Overview,
                "A colleague has not read an urgent notice"
            ),
            NoticeKind.ReferralReturned => (
                NoticeTopic.Endings,
                AttentionPage.Overview,
                "The referral was returned to probation"
            ),
            NoticeKind.Withdrawn => (NoticeTopic.Endings, AttentionPage.Overview, "Probation withdrew the referral"),
            NoticeKind.ClosedEarly => (
                NoticeTopic.Endings,
                AttentionPage.Report,
                "Probation ends the referral early: the report is owed"
            ),
            NoticeKind.Paused => (NoticeTopic.Endings, AttentionPage.Overview, "Work on the referral is paused"),
            NoticeKind.Resumed => (NoticeTopic.Endings, AttentionPage.Overview, "Work on the referral goes on"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of notice has no words."),
        };

    private static (AttentionPage, string) Parts(ReminderKind kind) =>
        kind switch
        {
            ReminderKind.CaseworkerDueSoon => (AttentionPage.Overview, "A caseworker must be named soon"),
            ReminderKind.CaseworkerDueToday => (AttentionPage.Overview, "A caseworker must be named today"),
            ReminderKind.CaseworkerLate => (AttentionPage.Overview, "No caseworker was named in time"),
            ReminderKind.AssessmentDueSoon => (AttentionPage.Appointments, "The supplier assessment must be held soon"),
            ReminderKind.AssessmentDueToday => (
                AttentionPage.Appointments,
                "The supplier assessment must be held today"
            ),
            ReminderKind.AssessmentLate => (AttentionPage.Appointments, "The supplier assessment was not held in time"),
            ReminderKind.AssessmentToBookAgain => (
                AttentionPage.Appointments,
                "The supplier assessment did not take place: book it again"
            ),
            ReminderKind.PlanDueSoon => (AttentionPage.Plan, "The action plan must be submitted soon"),
            ReminderKind.PlanDueToday => (AttentionPage.Plan, "The action plan must be submitted today"),
            ReminderKind.PlanLate => (AttentionPage.Plan, "The action plan was not submitted in time"),
            ReminderKind.PlanObjectionEnds => (AttentionPage.Plan, "You can object to the action plan until tomorrow"),
            ReminderKind.OutcomeToRecord => (AttentionPage.Appointments, "Say what happened at an appointment"),
            ReminderKind.OutcomeLate => (AttentionPage.Appointments, "Nobody has said what happened at an appointment"),
            ReminderKind.CompletionNear => (AttentionPage.Overview, "The completion date is near"),
            ReminderKind.CompletionPassed => (AttentionPage.Overview, "The completion date has passed"),
            ReminderKind.ReleaseToConfirm => (AttentionPage.Overview, "Confirm the release date"),
            ReminderKind.ReleaseNotConfirmed => (AttentionPage.Overview, "The release date was not confirmed in time"),
            ReminderKind.PersonReleased => (AttentionPage.Overview, "Somebody was released: name their practitioner"),
            ReminderKind.RiskToAcknowledge => (AttentionPage.Risk, "Confirm that you have read the risk information"),
            ReminderKind.RiskNotAcknowledged => (
                AttentionPage.Risk,
                "Nobody has confirmed reading the risk information"
            ),
            ReminderKind.RiskSourceNewer => (AttentionPage.Risk, "The risk assessment is newer than what was shared"),
            ReminderKind.ReportDueSoon => (AttentionPage.Report, "The end-of-service report must be submitted soon"),
            ReminderKind.ReportDueToday => (AttentionPage.Report, "The end-of-service report must be submitted today"),
            ReminderKind.ReportLate => (AttentionPage.Report, "The end-of-service report was not submitted in time"),
            ReminderKind.PauseToReview => (AttentionPage.Overview, "Work is still paused: is it to go on?"),
            ReminderKind.PauseEnds => (AttentionPage.Overview, "Work was expected to go on today"),
            ReminderKind.DraftEndsSoon => (AttentionPage.Drafts, "A draft of yours will be deleted soon"),
        };
}
