using RefMon.Application.Appointments;
using RefMon.Application.Attention;
using RefMon.Application.Tests.Appointments;
using RefMon.Application.Tests.CaseLists;
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
using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>Every event there is, with everybody who is told of it: a notice that is dropped, and an event nobody thought of, fail here.</summary>
[Trait("Capability", "Attention")]
public sealed class EveryEventsNoticesTests
{
    private const string Nobody = "";

    private static readonly DateTimeOffset Now = new(2026, 11, 18, 10, 0, 0, TimeSpan.Zero);
    private static readonly StaffMember Casey = Person(Staff.Caseworker);
    private static readonly StaffMember Colin = Person(Staff.Colleague);
    private static readonly StaffMember Else = Person("Somebody-Else");
    private static readonly AppointmentId Assessment = new(Guid.NewGuid());
    private static readonly AppointmentId Session = new(Guid.NewGuid());
    private static readonly Slot Slot = new(
        Now.AddHours(1),
        60,
        MeetingMethod.PhoneCall,
        SessionFormat.OneToOne,
        Place: null
    );
    private static readonly Slot Past = Slot with { StartsAt = Now };

    private static readonly ReferralSent Sent = new SentReferral().ToEvent(Now);

    private static readonly CustodyStatement Custody = new(
        "LEI",
        "HMP Test",
        new DateOnly(2027, 1, 14),
        ReleaseDateSource.Prison,
        ReleaseDateConfidence.Expected,
        null,
        null,
        null
    );

    // each by somebody who is told of nothing, so that nobody is left out because it was their own act
    private static IReadOnlyList<(IReferralEvent Happened, string Told)> All =>
        [.. Working(), .. Ending(), .. Saying(), .. News()];

    [Fact]
    public void Everybody_who_is_told_of_an_event_is_named_here_and_no_event_and_no_notice_is_missing()
    {
        Assert.Equal(
            EventTypes.All.Select(type => type.Name).Order(StringComparer.Ordinal),
            All.Select(row => row.Happened.GetType().Name).Distinct().Order(StringComparer.Ordinal)
        );
        var told = All.Select(row => (row.Happened, row.Told, Is: Told(row.Happened, Full))).ToList();
        Assert.Empty(told.Where(t => t.Told != t.Is).Select(t => $"{t.Happened.GetType().Name}: {t.Is}"));
        var kinds = All.SelectMany(row => Notices(row.Happened, Full)).Select(notice => notice.Kind);
        // that one is told by the clock, not by an event
        Assert.Equal(Enum.GetValues<NoticeKind>(), kinds.Append(NoticeKind.NotReadByColleague).Distinct().Order());
    }

    [Fact]
    public void No_event_needs_a_caseworker_or_a_practitioner_with_an_account_to_be_told_of()
    {
        var bare = new SentReferral { Officer = null, Pdu = null }.ToEvent(Now);
        foreach (var (happened, told) in All)
        {
            var parts = Notices(happened is ReferralSent ? bare : happened, [bare, .. Booked])
                .Select(notice => notice.Recipient.Part)
                .ToList();
            // whoever worked with the person has the mailbox in their place, or is not told of mere details
            Assert.Equal(
                happened is HelperAdded,
                parts.Exists(part => part.StartsWith("helper", StringComparison.Ordinal))
            );
            Assert.Equal(told.Contains(" practitioner", StringComparison.Ordinal), parts.Contains("practitioner"));
        }
    }

    [Fact]
    public void Of_an_assessment_that_the_end_of_the_delivery_calls_off_the_practitioner_is_told_unless_they_ended_it()
    {
        IReferralEvent[] before =
        [
            .. Full,
            new AppointmentBooked(Casey, Now, Assessment, AppointmentKind.SupplierAssessment, null, Slot),
            new ActionPlanSubmitted(Casey, Now, 1, 1, []),
            new OutcomeCorrected(Casey, Now, Session, OutcomeReading.Read(Delivery.Happened).Outcome!, "Mixed up"),
        ];
        var off = new AppointmentCancelled(Else, Now, Assessment, CancelledBecause.ReferralEnded, null);
        Assert.Equal("assessment-cancelled practitioner", Told(off, before));
        Assert.Equal(Nobody, Told(off, [.. before, new EarlyCloseRequested(Else, Now, "NOT", "Words")]));
    }

    private static IReferralEvent[] Booked =>
        [
            new AppointmentBooked(Casey, Now, Assessment, AppointmentKind.SupplierAssessment, null, Slot),
            new AppointmentBooked(Casey, Now, Session, AppointmentKind.DeliverySession, 1, Slot),
            new OutcomeRecorded(Casey, Now, Session, OutcomeReading.Read(Delivery.Missed).Outcome!),
        ];

    private static IReferralEvent[] Full =>
        [Sent, new CaseworkerAssigned(Else, Now, Casey, null), new HelperAdded(Else, Now, Colin), .. Booked];

    private static IReadOnlyList<Notice> Notices(IReferralEvent happened, IReferralEvent[] before) =>
        NotificationPolicy.For(happened, Referral.Fold(happened is ReferralSent ? [happened] : [.. before, happened])!);

    private static string Told(IReferralEvent happened, IReferralEvent[] before) =>
        string.Join("; ", Notices(happened, before).Select(n => $"{n.Template} {n.Recipient.Part}"));

    private static IEnumerable<(IReferralEvent, string)> Working()
    {
        yield return (Sent, "referral-received supplier");
        yield return (
            new CaseworkerAssigned(Else, Now, Casey, null),
            "case-assigned-to-you caseworker; caseworker-named practitioner; caseworker-changed helper-1"
        );
        yield return (
            new CaseworkerAssigned(Else, Now, Person(Staff.SupplierLead), Casey, "Leave"),
            "case-assigned-to-you caseworker; caseworker-named practitioner; case-taken-over former-colleague; caseworker-changed helper-1"
        );
        yield return (new HelperAdded(Else, Now, Person(Staff.SupplierLead)), "help-asked-of-you helper-2");
        yield return (new HelperRemoved(Else, Now, Colin), "help-ended former-colleague");
        yield return (
            new TransferRequested(Else, Now, Sent.Service, "Words"),
            "transfer-waits supplier-leads; transfer-asked-of-yours caseworker; transfer-asked-of-yours helper-1"
        );
        yield return (
            new TransferAccepted(Else, Now, Sent.Service, Sent.Service),
            "transfer-accepted practitioner; referral-handed-over caseworker; referral-handed-over helper-1"
        );
        yield return (
            new AppointmentBooked(Else, Now, new(Guid.NewGuid()), AppointmentKind.SupplierAssessment, null, Slot),
            "assessment-booked practitioner"
        );
        yield return (
            new AppointmentMoved(Else, Now, Assessment, Slot, Slot, ChangeRequestedBy.Supplier, "Words"),
            "assessment-booked practitioner"
        );
        // written down afterwards; and one they still expected
        yield return (
            new AppointmentBooked(Else, Now, new(Guid.NewGuid()), AppointmentKind.SupplierAssessment, null, Past),
            Nobody
        );
        yield return (
            new AppointmentMoved(Else, Now, Assessment, Past, Past, ChangeRequestedBy.Supplier, "Words"),
            Nobody
        );
        yield return (
            new AppointmentMoved(Else, Now, Assessment, Slot, Past, ChangeRequestedBy.Supplier, "Words"),
            "assessment-booked practitioner"
        );
        yield return (
            new AppointmentMoved(Else, Now, Session, Slot, Slot, ChangeRequestedBy.Supplier, "Words"),
            Nobody
        );
        yield return (
            new AppointmentCancelled(Else, Now, Assessment, CancelledBecause.CalledOff, null),
            "assessment-cancelled practitioner"
        );
        yield return (new AppointmentCancelled(Else, Now, Assessment, CancelledBecause.ReferralEnded, null), Nobody);
        yield return (new AppointmentCancelled(Else, Now, Session, CancelledBecause.CalledOff, null), Nobody);
        yield return (Recorded(Delivery.Missed), "appointment-missed practitioner");
        yield return (
            Recorded(Delivery.Happened with { Tell = ["concerns"], Concerns = "Bruises" }),
            "appointment-concerns practitioner"
        );
        yield return (
            new OutcomeCorrected(Else, Now, Session, OutcomeReading.Read(Delivery.Happened).Outcome!, "Mixed up"),
            "attendance-corrected practitioner"
        );
        yield return (new ActionPlanSubmitted(Else, Now, 1, 3, []), "plan-submitted practitioner");
        yield return (
            new ActionPlanObjectedTo(Else, Now, 1, "Words"),
            "plan-objected-to caseworker; plan-objected-to helper-1; plan-objected-to supplier-leads; plan-objected-to probation-leads"
        );
    }

    private static IEnumerable<(IReferralEvent, string)> Ending()
    {
        yield return (
            new ReferralReturned(Else, Now, ReturnReason.Duplicate, "Words"),
            "referral-returned practitioner; referral-returned caseworker; referral-returned helper-1"
        );
        yield return (
            new ReferralRecalled(Else, Now, RecallReason.WrongPerson, null),
            "referral-recalled supplier; referral-recalled caseworker; referral-recalled helper-1"
        );
        yield return (
            new ReferralWithdrawn(Else, Now, "NOT", ""),
            "referral-withdrawn caseworker; referral-withdrawn helper-1"
        );
        yield return (
            new EarlyCloseRequested(Else, Now, "NOT", ""),
            "referral-closed-early caseworker; referral-closed-early helper-1"
        );
        yield return (
            new EndOfServiceReportSubmitted(Else, Now, [], null, Conclusion.Completed),
            "report-submitted practitioner"
        );
        yield return (
            new ConcludedWithoutReport(Else, Now, "", Conclusion.EndedEarly),
            "concluded-without-report practitioner; concluded-without-report caseworker; concluded-without-report helper-1"
        );
        yield return (
            new ReferralPaused(Else, Now, "", new(2027, 1, 1)),
            "referral-paused practitioner; referral-paused caseworker; referral-paused helper-1"
        );
        yield return (
            new ReferralResumed(Else, Now),
            "referral-resumed practitioner; referral-resumed caseworker; referral-resumed helper-1"
        );
    }

    private static IEnumerable<(IReferralEvent, string)> Saying()
    {
        const string Details = "details-changed caseworker; details-changed helper-1";
        yield return (new RiskShared(Else, Now, Sent.Risk), "risk-updated caseworker; risk-updated helper-1");
        yield return (new RiskAcknowledged(Else, Now, Sent.Risk.VersionId), Nobody);
        yield return (new RiskSourceChanged(Else, Now, null, "MARK"), Nobody);
        yield return (
            new SafeContactAmended(Else, Now, null, SafeContactStatement.NothingToSay),
            "safe-contact-changed caseworker; safe-contact-changed helper-1"
        );
        yield return (new TextAmended(Else, Now, AmendableText.FurtherInformation, null, "Words", null), Details);
        var category = Sent.Categories[0];
        yield return (
            new ComplexityLevelAmended(Else, Now, category.Id, category.Complexity, category.Complexity, "Words"),
            Details
        );
        yield return (
            new DesiredOutcomesAmended(Else, Now, category.Id, category.Outcomes, category.Outcomes, "Words"),
            Details
        );
        yield return (
            new CompletionDateAmended(Else, Now, new(2027, 3, 31), new(2027, 4, 30), "Words"),
            "completion-date-changed practitioner; completion-date-changed caseworker; completion-date-changed helper-1"
        );
        yield return (new MaximumEnforceableDaysAmended(Else, Now, 10, 12, "Words"), Details);
        yield return (new InterpreterAmended(Else, Now, false, null, true, "Welsh", "Words"), Details);
        yield return (new ResponsibilitiesAmended(Else, Now, false, null, true, "Mornings", "Words"), Details);
        yield return (new CustodyAmended(Else, Now, CustodyField.Prison, Custody, Custody, null), Details);
        yield return (
            new CaseNoteAdded(Else, Now, new(Guid.NewGuid()), "S", "B", NoteSide.Supplier, null, true),
            "note-added practitioner"
        );
        yield return (
            new CaseNoteAdded(Else, Now, new(Guid.NewGuid()), "S", "B", NoteSide.Probation, null, true),
            "note-added caseworker; note-added helper-1"
        );
        yield return (new AttachmentAdded(Else, Now, new(Guid.NewGuid()), "a.pdf", "application/pdf", 12), Nobody);
        yield return (new MessageSent(Else, Now, new(Guid.NewGuid()), "Hello", false), Nobody);
    }

    private static IEnumerable<(IReferralEvent, string)> News()
    {
        const string Both =
            "circumstances-changed practitioner; circumstances-changed caseworker; circumstances-changed helper-1";
        var by = StaffMember.System;
        yield return (
            new PractitionerReported(by, Now, "Ann", null, null, null, null, null, "ann", true),
            "case-is-yours-now practitioner; practitioner-changed caseworker; practitioner-changed helper-1"
        );
        yield return (
            new PractitionerReported(by, Now, "Ann", null, null, null, null, null, null),
            "details-changed caseworker; details-changed helper-1"
        );
        yield return (new PersonNameReported(by, Now, "Ada", "Zimmer"), Nobody);
        var details = PersonDetails.Of(Sent.Person);
        yield return (
            new PersonDetailsReported(by, Now, details, [PersonDetail.Address]),
            "details-changed caseworker; details-changed helper-1"
        );
        yield return (new IdentifiersReported(by, Now, Sent.Person.Crn, null), Nobody);
        yield return (new PersonRecordsMerged(by, Now, Sent.Person.Id, Sent.Person.Crn, Sent.Person.Crn), Nobody);
        yield return (new CustodyReported(by, Now, Custody), Both);
        yield return (new ReleaseReported(by, Now, new(2026, 11, 20)), Both);
        yield return (new RestrictionReported(by, Now, true), Nobody);
        yield return (new DeathReported(by, Now, null), Both);
    }

    private static OutcomeRecorded Recorded(TypedOutcome typed) =>
        new(Else, Now, Session, OutcomeReading.Read(typed).Outcome!);

    private static StaffMember Person(string account) => new(account, Staff.Name(account), Staff.Email(account));
}
