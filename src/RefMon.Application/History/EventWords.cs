using System.Diagnostics;
using System.Globalization;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.CaseNotes;
using RefMon.Domain.Endings;
using RefMon.Domain.Messages;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.History;

/// <summary>What happened, as one short sentence that follows the name of who did it. Says that a text changed, never the text.</summary>
public static class EventWords
{
    /// <summary>The sentence, beginning with a small letter and without a full stop.</summary>
    public static string Describe(IReferralEvent happened) =>
        happened switch
        {
            ReferralSent e => $"sent the referral to {e.Service.SupplierName}",
            CaseworkerAssigned { Previous: { } previous } e =>
                $"made {e.Caseworker.Name} the caseworker instead of {previous.Name}",
            CaseworkerAssigned e => $"made {e.Caseworker.Name} the caseworker",
            HelperRemoved e => $"ended {e.Helper.Name}’s help with the referral",
            HelperAdded e => $"added {e.Helper.Name} to help the caseworker",
            TransferRequested e => $"asked to transfer the referral to {e.To.SupplierName}",
            TransferAccepted e => $"accepted the transfer from {e.From.SupplierName} to {e.To.SupplierName}",
            ActionPlanSubmitted e => $"submitted version {Number(e.Version)} of the action plan",
            ActionPlanObjectedTo e => $"objected to version {Number(e.Version)} of the action plan",
            RiskShared => "shared new risk information",
            RiskAcknowledged => "confirmed that they have read the risk information",
            RiskSourceChanged => "noted that the risk assessment has changed since it was shared",
            SafeContactAmended { Now.SaysSomething: false } =>
                "recorded that there is nothing to say about safe contact",
            SafeContactAmended => "changed how to contact the person safely",
            CaseNoteAdded => "added a case note",
            AttachmentAdded => "attached a file",
            MessageSent { IsUrgent: true } => "sent an urgent message",
            MessageSent => "sent a message",
            AppointmentBooked or AppointmentMoved or AppointmentCancelled or OutcomeRecorded or OutcomeCorrected =>
                Appointment(happened),
            IConcludesReferral or EarlyCloseRequested or ReferralPaused or ReferralResumed => Ending(happened),
            _ => Change(happened),
        };

    private static string Appointment(IReferralEvent happened) =>
        happened switch
        {
            AppointmentBooked => "booked an appointment",
            AppointmentMoved => "moved an appointment",
            AppointmentCancelled => "cancelled an appointment",
            OutcomeRecorded => "recorded what happened at an appointment",
            OutcomeCorrected => "corrected what was recorded about an appointment",
            _ => throw new UnreachableException(),
        };

    private static string Ending(IReferralEvent happened) =>
        happened switch
        {
            ReferralReturned => "returned the referral to the probation practitioner",
            ReferralRecalled => "recalled the referral",
            ReferralWithdrawn => "withdrew the referral",
            EarlyCloseRequested => "asked to close the referral early",
            EndOfServiceReportSubmitted => "submitted the end-of-service report",
            ConcludedWithoutReport => "concluded the referral without an end-of-service report",
            ReferralPaused e => $"paused the referral until {Day(e.ExpectedUntil)}",
            ReferralResumed => "resumed the referral",
            _ => throw new UnreachableException($"{happened.GetType().Name} has no words."),
        };

    private static string Change(IReferralEvent happened) =>
        happened switch
        {
            TextAmended e => $"changed {Field(e.Field)}",
            ComplexityLevelAmended => "changed a complexity level",
            DesiredOutcomesAmended => "changed desired outcomes",
            CompletionDateAmended e => $"changed the completion date from {Day(e.Previous)} to {Day(e.Now)}",
            MaximumEnforceableDaysAmended e =>
                $"changed the maximum number of enforceable days from {Number(e.Previous)} to {Number(e.Now)}",
            InterpreterAmended => "changed whether an interpreter is needed",
            ResponsibilitiesAmended => "changed caring or employment responsibilities",
            CustodyAmended { Field: CustodyField.Prison } => "changed the prison",
            CustodyAmended { Field: CustodyField.ReleaseDate } => "changed the release date",
            CustodyAmended => "changed the probation office expected after release",
            PractitionerReported => "brought the probation practitioner’s details up to date from nDelius",
            PersonNameReported => "brought the person’s name up to date from nDelius",
            PersonDetailsReported { Changed: [_, ..] } e =>
                $"brought the person’s {And([.. e.Changed.Select(Field)])} up to date from nDelius",
            PersonDetailsReported => "brought the person’s details up to date from nDelius",
            IdentifiersReported => "brought the person’s identifiers up to date",
            PersonRecordsMerged => "joined two records of the person after nDelius merged them",
            CustodyReported { Custody: { ReleaseDate: null, ReleaseDateUnknownReason: not null } } =>
                "brought custody details up to date from the prison service, which has no release date to come",
            CustodyReported => "brought custody details up to date from the prison service",
            ReleaseReported e => $"recorded the release from prison on {Day(e.ReleasedOn)}",
            RestrictionReported { IsRestricted: true } => "noted that access to the person’s record is limited now",
            RestrictionReported => "noted that access to the person’s record is no longer limited",
            DeathReported => "recorded that the person has died",
            _ => throw new UnreachableException($"{happened.GetType().Name} has no words."),
        };

    private static string Field(AmendableText field) =>
        field switch
        {
            AmendableText.ReasonForReferral => "the reason for the referral",
            AmendableText.FurtherInformation => "the further information for the supplier",
            AmendableText.AccessibilityNeeds => "the accessibility needs",
            AmendableText.AdditionalInformation => "the additional information about needs",
            AmendableText.PractitionerName => "the probation practitioner’s name",
            AmendableText.PractitionerEmail => "the probation practitioner’s email address",
            AmendableText.PractitionerPhone => "the probation practitioner’s phone number",
            AmendableText.TeamPhone => "the team’s phone number",
            AmendableText.PractitionerOffice => "the probation practitioner’s office",
        };

    private static string Field(PersonDetail detail) =>
        detail switch
        {
            PersonDetail.DateOfBirth => "date of birth",
            PersonDetail.Sex => "sex",
            PersonDetail.Ethnicity => "ethnicity",
            PersonDetail.PreferredLanguage => "preferred language",
            PersonDetail.Disabilities => "disabilities",
            PersonDetail.Religion => "religion or belief",
            PersonDetail.Address => "address",
            PersonDetail.Phones => "phone numbers",
            PersonDetail.Email => "email address",
        };

    private static string And(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
