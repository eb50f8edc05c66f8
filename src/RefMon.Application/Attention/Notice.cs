namespace RefMon.Application.Attention;

/// <summary>What a notice is about; each has a template of its own.</summary>
public enum NoticeKind
{
    /// <summary>A referral has come in for a service.</summary>
    ReferralReceived,

    /// <summary>You are the caseworker now.</summary>
    CaseAssignedToYou,

    /// <summary>The supplier has named a caseworker.</summary>
    CaseworkerNamed,

    /// <summary>A colleague is the caseworker in your place.</summary>
    CaseTakenOver,

    /// <summary>You were asked to help with a referral.</summary>
    HelpAskedOfYou,

    /// <summary>You do not help with a referral any more.</summary>
    HelpEnded,

    /// <summary>The supplier has sent the referral back.</summary>
    ReferralReturned,

    /// <summary>Probation has taken the referral back; the supplier cannot open it any more.</summary>
    ReferralRecalled,

    /// <summary>nDelius has made you the practitioner of somebody who has been referred.</summary>
    CaseIsYoursNow,

    /// <summary>Another practitioner supervises the person.</summary>
    PractitionerChanged,

    /// <summary>Where the person is, or whether they live, has changed: look before you contact them.</summary>
    CircumstancesChanged,

    /// <summary>The practitioner has shared newer risk information.</summary>
    RiskUpdated,

    /// <summary>The practitioner has changed how to contact the person safely.</summary>
    SafeContactChanged,

    /// <summary>The supplier recorded behaviour or concerns at an appointment.</summary>
    AppointmentConcerns,

    /// <summary>The person did not attend an appointment.</summary>
    AppointmentMissed,

    /// <summary>An appointment that was recorded as missed was attended.</summary>
    AttendanceCorrected,

    /// <summary>A version of the action plan stands.</summary>
    PlanSubmitted,

    /// <summary>The practitioner objects to the action plan.</summary>
    PlanObjectedTo,

    /// <summary>The end-of-service report can be read.</summary>
    ReportSubmitted,

    /// <summary>The referral was concluded without a report.</summary>
    ConcludedWithoutReport,

    /// <summary>Probation withdrew the referral.</summary>
    Withdrawn,

    /// <summary>Probation closes the referral early: the report is owed.</summary>
    ClosedEarly,

    /// <summary>Work is paused.</summary>
    Paused,

    /// <summary>Work goes on.</summary>
    Resumed,

    /// <summary>You are asked to take a referral over.</summary>
    TransferWaits,

    /// <summary>Another supplier was asked to take your referral over.</summary>
    TransferAskedOfYours,

    /// <summary>Another supplier has taken the referral over.</summary>
    TransferAccepted,

    /// <summary>Your referral is another supplier's now.</summary>
    HandedOver,

    /// <summary>The other side added a note.</summary>
    NoteAdded,

    /// <summary>The supplier assessment was booked or moved.</summary>
    AssessmentBooked,

    /// <summary>The supplier assessment was called off: its date does not stand any more.</summary>
    AssessmentCancelled,

    /// <summary>Something the referral says was changed.</summary>
    DetailsChanged,

    /// <summary>The completion date was changed.</summary>
    CompletionDateChanged,

    /// <summary>There is another caseworker, for whoever helps them.</summary>
    CaseworkerChanged,

    /// <summary>A colleague has not read an urgent notice in time.</summary>
    NotReadByColleague,
}

/// <summary>One message to one recipient.</summary>
public sealed record Notice(NoticeKind Kind, NoticeRecipient Recipient)
{
    /// <summary>The name of its template at GOV.UK Notify.</summary>
    public string Template => TemplateOf(Kind);

    /// <summary>The name of a kind's template at GOV.UK Notify.</summary>
    public static string TemplateOf(NoticeKind kind) =>
        kind switch
        {
            NoticeKind.ReferralReceived => "referral-received",
            NoticeKind.CaseAssignedToYou => "case-assigned-to-you",
            NoticeKind.CaseworkerNamed => "caseworker-named",
            NoticeKind.CaseTakenOver => "case-taken-over",
            NoticeKind.HelpAskedOfYou => "help-asked-of-you",
            NoticeKind.HelpEnded => "help-ended",
            NoticeKind.CaseworkerChanged => "caseworker-changed",
            NoticeKind.ReferralReturned => "referral-returned",
            NoticeKind.ReferralRecalled => "referral-recalled",
            NoticeKind.CaseIsYoursNow => "case-is-yours-now",
            NoticeKind.PractitionerChanged => "practitioner-changed",
            NoticeKind.CircumstancesChanged => "circumstances-changed",
            NoticeKind.RiskUpdated => "risk-updated",
            NoticeKind.SafeContactChanged => "safe-contact-changed",
            NoticeKind.AppointmentConcerns => "appointment-concerns",
            NoticeKind.AppointmentMissed => "appointment-missed",
            NoticeKind.AttendanceCorrected => "attendance-corrected",
            NoticeKind.PlanSubmitted => "plan-submitted",
            NoticeKind.PlanObjectedTo => "plan-objected-to",
            NoticeKind.ReportSubmitted => "report-submitted",
            NoticeKind.ConcludedWithoutReport => "concluded-without-report",
            NoticeKind.Withdrawn => "referral-withdrawn",
            NoticeKind.ClosedEarly => "referral-closed-early",
            NoticeKind.Paused => "referral-paused",
            NoticeKind.Resumed => "referral-resumed",
            NoticeKind.TransferWaits => "transfer-waits",
            NoticeKind.TransferAskedOfYours => "transfer-asked-of-yours",
            NoticeKind.TransferAccepted => "transfer-accepted",
            NoticeKind.HandedOver => "referral-handed-over",
            NoticeKind.NoteAdded => "note-added",
            NoticeKind.AssessmentBooked => "assessment-booked",
            NoticeKind.AssessmentCancelled => "assessment-cancelled",
            NoticeKind.DetailsChanged => "details-changed",
            NoticeKind.CompletionDateChanged => "completion-date-changed",
            NoticeKind.NotReadByColleague => "urgent-notice-unread",
        };
}
