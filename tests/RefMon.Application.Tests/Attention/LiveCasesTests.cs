using System.Text.Json;
using RefMon.Application.Attention;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.CaseNotes;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>
/// What the existing service tells people, case by case by the name of its template, beside what RefMon tells whom of the same event, or why
/// there is nothing to tell.
/// </summary>
[Trait("Capability", "Attention")]
public sealed class LiveCasesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 18, 10, 0, 0, TimeSpan.Zero);
    private static readonly StaffMember Lead = AttentionWorld.Person(Staff.SupplierLead);
    private static readonly StaffMember Casey = AttentionWorld.Person(Staff.Caseworker);
    private static readonly StaffMember Officer = AttentionWorld.Person(Staff.Officer);
    private static readonly StaffMember Mate = AttentionWorld.Person(Staff.TeamMate);
    private static readonly AppointmentId Appointment = new(Guid.NewGuid());
    private static readonly ServiceCategoryId Category = new(Guid.NewGuid());
    private static readonly ReferralSent Sending = new SentReferral().ToEvent(Now);
    private static readonly Slot At = new(
        Now.AddDays(1),
        60,
        MeetingMethod.PhoneCall,
        SessionFormat.OneToOne,
        Place: null
    );

    private static readonly AppointmentOutcome Came = new(
        true,
        true,
        false,
        null,
        "Summary",
        "Response",
        null,
        null,
        null,
        false,
        null,
        false,
        null
    );

    private static readonly Referral Allocated = Referral.Fold([
        Sending,
        new CaseworkerAssigned(Lead, Now, Casey, null),
        new AppointmentBooked(Casey, Now, Appointment, AppointmentKind.SupplierAssessment, null, At),
    ])!;

    /// <summary>Each case: what happens, and what follows as "template recipient"; or the reason why nothing does.</summary>
    private static readonly Dictionary<string, Covered> Cases = new()
    {
        ["referral-sent"] = Told(Sending, "referral-received supplier"),
        ["referral-assigned"] = Told(
            new CaseworkerAssigned(Lead, Now, Casey, null),
            "case-assigned-to-you caseworker",
            "caseworker-named practitioner"
        ),
        ["action-plan-submitted"] = Told(new ActionPlanSubmitted(Casey, Now, 1, 3, []), "plan-submitted practitioner"),
        ["action-plan-approved"] = Not("A plan stands as it is submitted: its author would be told of their own act."),
        ["initial-assessment-scheduled"] = Told(
            new AppointmentMoved(Casey, Now, Appointment, At, At, ChangeRequestedBy.Supplier, "x"),
            "assessment-booked practitioner"
        ),
        ["appointment-not-attended"] = Told(
            new OutcomeRecorded(Casey, Now, Appointment, Came with { Happened = false, Attended = false }),
            "appointment-missed practitioner"
        ),
        ["session-poor-behaviour"] = Told(
            new OutcomeRecorded(Casey, Now, Appointment, Came with { NotifyOfBehaviour = true, Behaviour = "x" }),
            "appointment-concerns practitioner"
        ),
        ["session-concerns"] = Told(
            new OutcomeRecorded(Casey, Now, Appointment, Came with { NotifyOfConcerns = true, Concerns = "x" }),
            "appointment-concerns practitioner"
        ),
        ["end-of-service-report-submitted"] = Told(
            new EndOfServiceReportSubmitted(Casey, Now, [], null, Conclusion.Completed),
            "report-submitted practitioner"
        ),
        ["case-note-sent"] = Told(
            new CaseNoteAdded(Officer, Now, new(Guid.NewGuid()), "S", "B", NoteSide.Probation, null, true),
            "note-added caseworker"
        ),
        ["case-note-sent-pp"] = Told(
            new CaseNoteAdded(Casey, Now, new(Guid.NewGuid()), "S", "B", NoteSide.Supplier, null, true),
            "note-added practitioner"
        ),
        ["completion-deadline-updated"] = Told(
            new CompletionDateAmended(Mate, Now, new(2027, 3, 31), new(2027, 4, 30), "x"),
            "completion-date-changed practitioner",
            "completion-date-changed caseworker"
        ),
        ["enforceable-days-updated"] = Told(new MaximumEnforceableDaysAmended(Officer, Now, 10, 12, "x"), Details),
        ["reason-for-referral-updated"] = Text(AmendableText.ReasonForReferral),
        ["complexity-level-changed"] = Told(
            new ComplexityLevelAmended(Officer, Now, Category, Low(), Low(), "x"),
            Details
        ),
        ["desired-outcome-changed"] = Told(new DesiredOutcomesAmended(Officer, Now, Category, [], [], "x"), Details),
        ["needs-and-requirements-outcome-changed"] = Text(AmendableText.AccessibilityNeeds),
        ["prison-establishment-updated"] = Custody(CustodyField.Prison),
        ["expected-release-date-updated"] = Custody(CustodyField.ReleaseDate),
        ["probation-office-updated"] = Text(AmendableText.PractitionerOffice),
        ["probation-practitioner-name-updated"] = Text(AmendableText.PractitionerName),
        ["probation-practitioner-email-updated"] = Text(AmendableText.PractitionerEmail),
        ["probation-practitioner-phone-number-updated"] = Text(AmendableText.PractitionerPhone),
        ["probation-practitioner-team-phone-number-updated"] = Text(AmendableText.TeamPhone),
        ["referral-pre-ica-withdrawn"] = Told(
            new ReferralWithdrawn(Officer, Now, "NOT", "x"),
            "referral-withdrawn caseworker"
        ),
        ["referral-post-ica-withdrawn"] = Told(
            new ReferralWithdrawn(Officer, Now, "NOT", "x"),
            "referral-withdrawn caseworker"
        ),
        ["referral-withdraw-early"] = Told(
            new EarlyCloseRequested(Officer, Now, "NOT", "x"),
            "referral-closed-early caseworker"
        ),
        ["referral-cancelled"] = Not("The existing service has the template and never sends it."),
        ["service-provider-performance-report-ready"] = Not("No file is made in the background that one waits for."),
        ["service-provider-performance-report-failed"] = Not("No file is made in the background that could fail."),
    };

    private const string Details = "details-changed caseworker";

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_live_case_is_told_or_has_a_reason_not_to_be(string template)
    {
        var covered = Cases[template];
        if (covered.Happened is not { } happened)
        {
            Assert.NotEmpty(covered.Why!);
            return;
        }
        var notices = NotificationPolicy.For(happened, Allocated);
        Assert.Equal(covered.Told, notices.Select(notice => $"{notice.Template} {notice.Recipient.Part}"));
        Assert.All(notices, notice => Assert.NotNull(NoticeTypes.Find(notice.Template)));
    }

    [Fact]
    public void Before_anybody_is_assigned_changed_details_are_told_to_nobody_and_a_new_date_to_the_practitioner()
    {
        var sent = Referral.Fold([Sending])!;
        Assert.Empty(NotificationPolicy.For(Text(AmendableText.TeamPhone).Happened!, sent));
        Assert.Equal(
            ["practitioner"],
            NotificationPolicy
                .For(Cases["completion-deadline-updated"].Happened!, sent)
                .Select(notice => notice.Recipient.Part)
        );
        Assert.Empty(
            NotificationPolicy.For(
                new AppointmentBooked(Casey, Now, new(Guid.NewGuid()), AppointmentKind.DeliverySession, 1, At),
                Allocated
            )
        );
    }

    [Fact]
    public void None_of_the_real_list_is_left_out()
    {
        var folder = Environment.GetEnvironmentVariable("REFMON_REFERENCE_DATA");
        Assert.SkipWhen(
            string.IsNullOrEmpty(folder),
            "REFMON_REFERENCE_DATA does not name a folder of real reference data."
        );
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder!, "notifications.json")));
        var real = file
            .RootElement.GetProperty("data")
            .EnumerateArray()
            .Select(c => c.GetProperty("template").GetString()!);
        Assert.Equal(real.Order(StringComparer.Ordinal), Cases.Keys.Order(StringComparer.Ordinal));
    }

    private static Covered Text(AmendableText field) =>
        Told(new TextAmended(Officer, Now, field, "before", "after", "x"), Details);

    private static Covered Custody(CustodyField field)
    {
        var custody = new CustodyStatement("MDI", "Moorland", new(2027, 1, 4), null, null, null, null, null);
        return Told(new CustodyAmended(Officer, Now, field, custody, custody, "x"), Details);
    }

    private static ComplexityStatement Low() => new(new ComplexityLevelId(Guid.NewGuid()), ComplexityGrade.Low, "Low");

    private static Covered Told(IReferralEvent happened, params string[] told) => new(happened, null, told);

    private static Covered Not(string why) => new(null, why, []);

    private sealed record Covered(IReferralEvent? Happened, string? Why, string[] Told);
}
