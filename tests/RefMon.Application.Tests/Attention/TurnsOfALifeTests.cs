using RefMon.Application.Attention;
using RefMon.Domain;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.Referring;
using RefMon.Domain.Tests;
using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>
/// What a referral's processes do when its life takes a turn: handed over, released, back in prison, corrected. Days worked out by
/// hand.
/// </summary>
[Trait("Capability", "Attention")]
public sealed class TurnsOfALifeTests
{
    private const AppointmentKind Assessment = AppointmentKind.SupplierAssessment;
    private static readonly StaffMember NDelius = new("ndelius", "nDelius", null);

    [Fact]
    public async Task A_receiving_supplier_is_asked_to_confirm_the_risk_information_that_the_former_one_confirmed()
    {
        var story = Story.Begin(Samples.CompleteReferral, Day(2026, 11, 30));
        var walk = new WorkflowWalk(story);
        await walk.Follow();
        story.AssignedTo(People.Caseworker).RiskAcknowledged().At(new(2026, 12, 8), 10);
        await walk.Follow();
        Assert.DoesNotContain("Risk", string.Join(' ', walk.Told));

        // handed over on Tuesday 8 December: to be confirmed by Thursday the 10th
        story.HandedOver();
        await walk.Follow();
        story.At(new(2026, 12, 11), 12);
        await walk.Follow();

        Assert.Equal(
            ["2026-12-09 09:00 Supplier RiskToAcknowledge", "2026-12-11 09:00 SupplierLeads RiskNotAcknowledged"],
            walk.Told.Where(t => t.Contains("Risk", StringComparison.Ordinal))
        );
        Assert.Single(walk.Running, "risk-acknowledgement");
        story.AssignedTo(People.OtherCaseworker).RiskAcknowledgedBy(People.OtherCaseworker);
        await walk.Follow();
        Assert.DoesNotContain("SupplierLeads RiskNotAcknowledged", walk.Listed);
    }

    [Fact]
    public async Task A_receiving_supplier_is_reminded_of_its_own_assessment_and_not_to_book_one_again()
    {
        var story = Story.Begin(Samples.CompleteReferral, Day(2026, 11, 30));
        var walk = new WorkflowWalk(story);
        await walk.Follow();
        story.AssignedTo(People.Caseworker).RiskAcknowledged().Booked(Assessment, null, new(2026, 12, 10));
        await walk.Follow();
        // handed over on Tuesday 8 December: the assessment by Tuesday the 22nd
        story.At(new(2026, 12, 8), 10).HandedOver();
        await walk.FollowTogether();
        story.At(new(2026, 12, 23), 12);
        await walk.Follow();
        Assert.Equal(
            [
                "2026-12-17 09:00 Supplier AssessmentDueSoon",
                "2026-12-22 09:00 Supplier AssessmentDueToday",
                "2026-12-23 09:00 BothLeads AssessmentLate",
            ],
            walk.Told.Where(t => t.Contains("Assessment", StringComparison.Ordinal))
        );
        Assert.Single(walk.Running, "initial-assessment");
    }

    [Fact]
    public async Task An_amended_completion_date_is_followed_as_the_first_one_was()
    {
        var story = Story.Begin(Samples.CompleteReferral, Day(2026, 11, 30));
        var walk = new WorkflowWalk(story);
        await walk.Follow();
        story.AssignedTo(People.Caseworker).RiskAcknowledged().At(new(2026, 12, 4), 10);
        // from Wednesday 31 March to Friday 26 February: 20 and 5 working days before
        story.Amended(new(People.Practitioner, new DateOnly(2027, 2, 26), "Sentence ends earlier"));
        await walk.Follow();
        Assert.Single(walk.Running, "completion-date");
        story.At(new(2027, 3, 1), 12);
        await walk.Follow();
        Assert.Equal(
            [
                "2027-01-29 09:00 BothSides CompletionNear",
                "2027-02-19 09:00 BothSides CompletionNear",
                "2027-03-01 09:00 BothSides CompletionPassed",
            ],
            walk.Told.Where(t => t.Contains("Completion", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void What_instances_of_earlier_versions_ask_is_still_known()
    {
        string[] asked =
        [
            "ExpectedToResume",
            "IsAssessmentOwed",
            "IsInCustody",
            "IsOpen",
            "IsPaused",
            "IsPlanOwed",
            "IsPlanSubmitted",
            "IsReleased",
            "IsReportOwed",
            "IsRiskSourceCurrent",
            "IsRiskSourceNewer",
            "PlanSubmitted",
            "WasAssessmentMissed",
        ];
        Assert.Empty(asked.Except(WorkflowFacts.All));
    }

    [Fact]
    public async Task A_release_date_that_moves_is_asked_for_once_and_other_news_of_the_prison_ask_nothing_again()
    {
        // expected on Monday 4 January: five working days before is Wednesday 23 December
        var story = Story.Begin(Samples.PreReleaseReferral, Day(2026, 12, 1));
        var walk = new WorkflowWalk(story);
        await walk.Follow();
        story.At(new(2026, 12, 17), 12);
        await walk.Follow();
        // another prison, the same date
        Reported(story, Samples.Custody with { PrisonName = "Elsewhere" });
        await walk.Follow();
        // and a date a week later, Monday 11 January: to be confirmed by Monday 4 January
        story.At(new(2026, 12, 18), 12);
        Reported(story, Samples.Custody with { ReleaseDate = new(2027, 1, 11) });
        await walk.Follow();
        story.At(new(2027, 1, 5), 12);
        await walk.Follow();

        Assert.Equal(
            [
                "2026-12-16 09:00 Practitioner ReleaseToConfirm",
                "2026-12-23 09:00 Practitioner ReleaseToConfirm",
                "2027-01-04 09:00 Practitioner ReleaseToConfirm",
                "2027-01-05 09:00 PractitionerLeads ReleaseNotConfirmed",
            ],
            walk.Told.Where(t => t.Contains("Release", StringComparison.Ordinal))
        );
        Assert.Single(walk.Running, "release-watch");
    }

    [Fact]
    public async Task Once_released_a_practitioner_is_asked_for_until_one_is_named_and_a_return_to_prison_is_watched_again()
    {
        var story = Story.Begin(Samples.PreReleaseReferral, Day(2026, 12, 1));
        var walk = new WorkflowWalk(story);
        await walk.Follow();
        story.At(new(2026, 12, 14), 12).Happens(at => new ReleaseReported(NDelius, at, new(2026, 12, 14)));
        await walk.Follow();
        Assert.Contains("Practitioner PersonReleased", walk.Listed);
        Assert.Contains("2026-12-14 12:00 Practitioner PersonReleased", walk.Told);
        story.Happens(at => new PractitionerReported(
            NDelius,
            at,
            "Nia Newman",
            "nia@probation.example",
            null,
            null,
            null,
            null,
            null,
            IsSomebodyElse: true
        ));
        await walk.Follow();
        Assert.DoesNotContain("Practitioner PersonReleased", walk.Listed);

        // back in prison, out again on Monday 15 February: to be confirmed by Monday the 8th
        story.At(new(2027, 1, 20), 12);
        Reported(story, Samples.Custody with { ReleaseDate = new(2027, 2, 15) });
        await walk.Follow();
        story.At(new(2027, 2, 8), 12);
        await walk.Follow();
        Assert.Equal(
            ["2027-02-01 09:00 Practitioner ReleaseToConfirm", "2027-02-08 09:00 Practitioner ReleaseToConfirm"],
            walk.Told.Where(t => t.StartsWith("2027", StringComparison.Ordinal) && t.Contains("ReleaseTo"))
        );
        story.Happens(at => new ReleaseReported(NDelius, at, new(2027, 2, 8)));
        await walk.Follow();
        Assert.Contains("2027-02-08 12:00 Practitioner PersonReleased", walk.Told);
        Assert.Single(walk.Running, "release-watch");
    }

    [Fact]
    public async Task An_assessment_that_a_correction_takes_back_is_asked_for_again()
    {
        // owed by Monday 14 December
        var story = Story.Begin(Samples.CompleteReferral, Day(2026, 11, 30));
        var walk = new WorkflowWalk(story);
        await walk.Follow();
        story.AssignedTo(People.Caseworker).RiskAcknowledged().Held(Assessment, null, new(2026, 12, 2));
        await walk.Follow();
        Assert.DoesNotContain("initial-assessment", walk.Running);
        var id = story.Referral.Appointments.Assessment!.Id;
        story.At(new(2026, 12, 4), 12);
        story.Do(
            (r, now) =>
                CorrectOutcome.Decide(
                    r,
                    new CorrectOutcome(People.Caseworker, false, id, Samples.Missed, "Mistaken"),
                    now
                )
        );
        await walk.Follow();
        Assert.Single(walk.Running, "initial-assessment");
        story.At(new(2026, 12, 15), 12);
        await walk.Follow();
        Assert.Equal(
            [
                "2026-12-09 09:00 Supplier AssessmentDueSoon",
                "2026-12-14 09:00 Supplier AssessmentDueToday",
                "2026-12-15 09:00 BothLeads AssessmentLate",
            ],
            walk.Told.Where(t => t.Contains("AssessmentDue") || t.Contains("AssessmentLate"))
        );
    }

    [Fact]
    public async Task An_assessment_called_off_with_nothing_in_its_place_is_to_be_booked_again()
    {
        var story = Story.Begin(Samples.CompleteReferral, Day(2026, 11, 30));
        var walk = new WorkflowWalk(story);
        await walk.Follow();
        story.AssignedTo(People.Caseworker).Booked(Assessment, null, new(2026, 12, 7));
        var id = story.Referral.Appointments.Assessment!.Id;
        story.At(new(2026, 12, 1), 12);
        story.Happens(at => new AppointmentCancelled(
            People.Caseworker,
            at,
            id,
            CancelledBecause.CalledOff,
            "Office closed"
        ));
        await walk.Follow();
        Assert.Equal(
            ["2026-12-01 12:00 Supplier AssessmentToBookAgain"],
            walk.Told.Where(t => t.Contains("BookAgain", StringComparison.Ordinal))
        );
    }

    private static void Reported(Story story, CustodyStatement custody) =>
        story.Happens(at => new CustodyReported(NDelius, at, custody));

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 10, 0, 0, TimeSpan.Zero);
}
