using System.Globalization;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.Domain.Tests;
using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>
/// A referral from the last of November to Easter, through Christmas, a pause and the change of the clocks: who is told what, and
/// when, as worked out by hand from the calendar.
/// </summary>
[Trait("Capability", "Attention")]
public sealed class FourMonthsTests
{
    private const AppointmentKind Assessment = AppointmentKind.SupplierAssessment;
    private const AppointmentKind Session = AppointmentKind.DeliverySession;

    // London time. Bank holidays: 25 and 28 December, 1 January, 26 and 29 March. The clocks go forward on 28 March
    private static readonly string[] Expected =
    [
        // sent on Monday 30 November: a caseworker by Wednesday 2 December, risk confirmed by then
        "2026-12-01 09:00 Supplier RiskToAcknowledge",
        "2026-12-01 09:00 SupplierLeads CaseworkerDueSoon",
        "2026-12-02 09:00 SupplierLeads CaseworkerDueToday",
        "2026-12-03 09:00 BothLeads CaseworkerLate",
        "2026-12-03 09:00 SupplierLeads RiskNotAcknowledged",
        // the assessment by Monday 14 December, three working days before it, and missed on the 11th
        "2026-12-09 09:00 Supplier AssessmentDueSoon",
        "2026-12-11 12:00 Supplier AssessmentToBookAgain",
        "2026-12-14 09:00 Supplier AssessmentDueToday",
        "2026-12-15 09:00 BothLeads AssessmentLate",
        // held on Wednesday the 16th, recorded the day after at eleven
        "2026-12-16 17:00 Supplier OutcomeToRecord",
        "2026-12-17 09:00 Supplier OutcomeToRecord",
        // the plan by the 23rd; paused on the 22nd with two working days to go
        "2026-12-21 09:00 Supplier PlanDueSoon",
        "2026-12-29 09:00 Practitioner PauseToReview",
        "2027-01-04 09:00 BothSides PauseEnds",
        // goes on at noon: two days left are the 4th and the 5th
        "2027-01-04 12:00 Supplier PlanDueSoon",
        "2027-01-05 09:00 Supplier PlanDueToday",
        "2027-01-06 09:00 BothLeads PlanLate",
        // submitted on the 6th: the fifth working day after is the 13th
        "2027-01-12 09:00 Practitioner PlanObjectionEnds",
        // a new version of the risk information on Monday 1 February, confirmed the next day at noon
        "2027-02-02 09:00 Supplier RiskToAcknowledge",
        // to be completed by Wednesday 31 March: 20 and 5 working days before, past Good Friday and Easter Monday
        "2027-03-01 09:00 BothSides CompletionNear",
        "2027-03-22 09:00 BothSides CompletionNear",
        // the last session on Wednesday 24 March; its third working day is the 31st, in summer time
        "2027-03-24 17:00 Supplier OutcomeToRecord",
        "2027-03-25 09:00 Supplier OutcomeToRecord",
        "2027-03-31 17:00 SupplierLeads OutcomeLate",
        "2027-04-01 09:00 BothSides CompletionPassed",
        // recorded on 1 April: the report by Thursday the 8th
        "2027-04-06 09:00 Supplier ReportDueSoon",
        "2027-04-08 09:00 Supplier ReportDueToday",
        "2027-04-09 09:00 BothLeads ReportLate",
    ];

    [Fact]
    public async Task Every_reminder_and_escalation_comes_on_its_day_and_no_other()
    {
        var story = Story.Begin(Samples.CompleteReferral, Day(2026, 11, 30));
        story.At(new(2026, 11, 30), 10);
        var walk = new WorkflowWalk(story);
        await walk.Follow();

        await Tell(() => story.At(new(2026, 12, 3), 14).AssignedTo(People.Caseworker).RiskAcknowledged());
        await Tell(() => story.Booked(Assessment, null, new(2026, 12, 11)));
        await Tell(() => story.At(new(2026, 12, 11), 12).Recorded(Assessment, null, Samples.Missed));
        await Tell(() => story.At(new(2026, 12, 15), 10).Booked(Assessment, null, new(2026, 12, 16)));
        await Tell(() => story.At(new(2026, 12, 17), 11).Recorded(Assessment, null, Samples.Happened));
        await Tell(() => story.At(new(2026, 12, 22), 10).Paused(new(2027, 1, 4)));
        Assert.Contains("paused-referral", walk.Running);
        await Tell(() => story.At(new(2027, 1, 4), 12).Resumed());
        await Tell(() => story.At(new(2027, 1, 6), 15).Planned(2));
        await Tell(() => story.Booked(Session, 1, new(2027, 1, 14)));
        await Tell(() => story.At(new(2027, 1, 14), 16).Recorded(Session, 1, Samples.Happened));
        await Tell(() => story.At(new(2027, 2, 1), 10).RiskShared(Samples.Risk(2)));
        await Tell(() => story.At(new(2027, 2, 2), 12).RiskAcknowledged());
        await Tell(() => story.At(new(2027, 3, 8), 10).Booked(Session, 2, new(2027, 3, 24)));
        await Tell(() => story.At(new(2027, 4, 1), 10).Recorded(Session, 2, Samples.Happened));
        Assert.Empty(walk.Listed);
        story.At(new(2027, 4, 9), 12);
        await walk.Follow();
        Assert.Equal(["BothLeads ReportLate"], walk.Listed);
        await Tell(() => story.Reported());

        Assert.Equal(Expected, walk.Told);
        Assert.Empty(walk.Running);
        Assert.Empty(walk.Listed);

        async Task Tell(Func<Story> more)
        {
            // time passes first, then it happens
            more();
            await walk.Follow();
        }
    }

    // the same four months: each deadline as it stands at noon of a day, by hand
    [Fact]
    public void Every_deadline_falls_on_its_day_and_says_how_it_stands()
    {
        var story = Story.Begin(Samples.CompleteReferral, Day(2026, 11, 30));
        Stands(
            "2026-12-01",
            "CaseworkerNamed 2026-12-02 DueSoon",
            "RiskAcknowledged 2026-12-02 DueSoon",
            "AssessmentHeld 2026-12-14 OnTrack",
            "Completed 2027-03-31 OnTrack"
        );
        story.At(new(2026, 12, 3), 14).AssignedTo(People.Caseworker).RiskAcknowledged();
        story.Booked(Assessment, null, new(2026, 12, 11));
        Stands(
            "2026-12-09",
            "CaseworkerNamed 2026-12-02 MetLate",
            "RiskAcknowledged 2026-12-02 MetLate",
            "OutcomeRecorded 2026-12-11 DueSoon",
            "AssessmentHeld 2026-12-14 DueSoon",
            "Completed 2027-03-31 OnTrack"
        );
        story.At(new(2026, 12, 11), 12).Recorded(Assessment, null, Samples.Missed);
        story.At(new(2026, 12, 15), 10).Booked(Assessment, null, new(2026, 12, 16));
        Stands(
            "2026-12-16",
            "CaseworkerNamed 2026-12-02 MetLate",
            "RiskAcknowledged 2026-12-02 MetLate",
            "OutcomeRecorded 2026-12-11 Met",
            "AssessmentHeld 2026-12-14 Late",
            "OutcomeRecorded 2026-12-16 DueToday",
            "Completed 2027-03-31 OnTrack"
        );
        story.At(new(2026, 12, 17), 11).Recorded(Assessment, null, Samples.Happened);
        Open("2026-12-18", "ActionPlanSubmitted 2026-12-23 DueSoon", "Completed 2027-03-31 OnTrack");
        Assert.Contains("AssessmentHeld 2026-12-14 MetLate", Lines("2026-12-18"));
        Assert.Contains("OutcomeRecorded 2026-12-16 MetLate", Lines("2026-12-18"));
        // paused on the 22nd after three of five working days; Christmas, Boxing Day's substitute and New Year's Day go by
        story.At(new(2026, 12, 22), 10).Paused(new(2027, 1, 4));
        foreach (var day in (string[])["2026-12-22", "2026-12-29", "2027-01-03"])
            Assert.Contains(Lines(day), line => line.StartsWith("ActionPlanSubmitted") && line.EndsWith("Paused"));
        story.At(new(2027, 1, 4), 12).Resumed();
        Open("2027-01-04", "ActionPlanSubmitted 2027-01-05 DueSoon", "Completed 2027-03-31 OnTrack");
        Open("2027-01-06", "ActionPlanSubmitted 2027-01-05 Late", "Completed 2027-03-31 OnTrack");
        story.At(new(2027, 1, 6), 15).Planned(2);
        Open("2027-01-06", "FirstSessionBooked 2027-01-13 OnTrack", "Completed 2027-03-31 OnTrack");
        Assert.Contains("ActionPlanSubmitted 2027-01-05 MetLate", Lines("2027-01-06"));
        story.Booked(Session, 1, new(2027, 1, 14));
        Open("2027-01-11", "OutcomeRecorded 2027-01-14 DueSoon", "Completed 2027-03-31 OnTrack");
        Assert.Contains("FirstSessionBooked 2027-01-13 Met", Lines("2027-01-11"));
        story.At(new(2027, 1, 14), 16).Recorded(Session, 1, Samples.Happened);
        story.At(new(2027, 2, 1), 10).RiskShared(Samples.Risk(2));
        Open("2027-02-01", "RiskAcknowledged 2027-02-03 DueSoon", "Completed 2027-03-31 OnTrack");
        story.At(new(2027, 2, 2), 12).RiskAcknowledged();
        story.At(new(2027, 3, 8), 10).Booked(Session, 2, new(2027, 3, 24));
        // Good Friday and Easter Monday are no working days, and the clocks have gone forward
        Open("2027-03-24", "OutcomeRecorded 2027-03-24 DueToday", "Completed 2027-03-31 DueSoon");
        Open("2027-04-01", "OutcomeRecorded 2027-03-24 Late", "Completed 2027-03-31 Late");
        story.At(new(2027, 4, 1), 10).Recorded(Session, 2, Samples.Happened);
        Open("2027-04-01", "ReportSubmitted 2027-04-08 OnTrack");
        Assert.Contains("Completed 2027-03-31 MetLate", Lines("2027-04-01"));
        story.At(new(2027, 4, 9), 12).Reported();
        Open("2027-04-12");
        Assert.Contains("ReportSubmitted 2027-04-08 MetLate", Lines("2027-04-12"));

        void Stands(string day, params string[] expected) => Assert.Equal(expected, Lines(day));

        void Open(string day, params string[] expected) =>
            Assert.Equal(expected, Lines(day).Where(l => l.Split(' ')[^1] is not ("Met" or "MetLate")));

        List<string> Lines(string day) =>
            [
                .. Deadlines
                    .For(
                        story.Referral,
                        WorkingDayCalendar.EnglandAndWales,
                        DeadlineRuleBook.Default,
                        DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture)
                    )
                    .Select(d =>
                        string.Create(CultureInfo.InvariantCulture, $"{d.Kind} {d.DueOn:yyyy-MM-dd} {d.State}")
                    )
                    .OrderBy(line => line.Split(' ')[1], StringComparer.Ordinal)
                    .ThenBy(line => line, StringComparer.Ordinal),
            ];
    }

    [Fact]
    public async Task A_release_date_that_nobody_confirms_is_asked_for_and_then_escalated()
    {
        // expected on Monday 4 January: to be confirmed five working days before, on Wednesday 23 December
        var story = Story.Begin(Samples.PreReleaseReferral, Day(2026, 12, 1));
        var walk = new WorkflowWalk(story);
        await walk.Follow();
        story.At(new(2026, 12, 24), 12);
        await walk.Follow();
        Assert.Equal(
            [
                "2026-12-16 09:00 Practitioner ReleaseToConfirm",
                "2026-12-23 09:00 Practitioner ReleaseToConfirm",
                "2026-12-24 09:00 PractitionerLeads ReleaseNotConfirmed",
            ],
            walk.Told.Where(t => t.Contains("Release", StringComparison.Ordinal))
        );
        Assert.Contains("PractitionerLeads ReleaseNotConfirmed", walk.Listed);
        Assert.Single(walk.Running, "release-watch");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_assessment_recorded_and_corrected_to_and_fro_is_followed_by_one_plan_and_its_reminders(
        bool together
    )
    {
        var story = Story.Begin(Samples.CompleteReferral, Day(2026, 11, 30));
        var walk = new WorkflowWalk(story);
        await walk.Follow();
        story.AssignedTo(People.Caseworker).Booked(Assessment, null, new(2026, 12, 2)).At(new(2026, 12, 2), 18);
        await walk.Follow();
        await Tell(() => story.Recorded(Assessment, null, Samples.Happened));
        var id = story.Referral.Appointments.Assessment!.Id;
        await Tell(() => Corrected(Samples.Missed));
        await Tell(() => Corrected(Samples.Happened));
        await Tell(() => Corrected(Samples.Happened));
        if (together)
            await walk.FollowTogether();
        Assert.Single(walk.Running, "action-plan");
        // owed by Wednesday the 9th
        story.At(new(2026, 12, 10), 12);
        await walk.Follow();
        Assert.Equal(
            [
                "2026-12-07 09:00 Supplier PlanDueSoon",
                "2026-12-09 09:00 Supplier PlanDueToday",
                "2026-12-10 09:00 BothLeads PlanLate",
            ],
            walk.Told.Where(t => t.Contains("Plan", StringComparison.Ordinal))
        );

        Story Corrected(AppointmentOutcome outcome) =>
            story.Do(
                (r, now) =>
                    CorrectOutcome.Decide(r, new CorrectOutcome(People.Caseworker, false, id, outcome, "Mistaken"), now)
            );

        async Task Tell(Func<Story> more)
        {
            more();
            if (!together)
                await walk.Follow();
        }
    }

    [Fact]
    public async Task The_practitioner_is_reminded_a_day_before_objecting_ends_whatever_time_is_set_for_it()
    {
        var story = Story.Begin(Samples.CompleteReferral, Day(2026, 11, 30));
        var code = story.Referral.Referring.Service.ContractTypeCode;
        var set = new DeadlineChange(code, DeadlineSetting.PlanObjection, 8, new(2026, 1, 1));
        var walk = new WorkflowWalk(story, new DeadlineRuleBook(DeadlineRules.Default, [set]));
        await walk.Follow();
        story.AssignedTo(People.Caseworker).Held(Assessment, null, new(2026, 12, 2));
        // the eighth working day after Wednesday 6 January is Monday the 18th
        story.At(new(2027, 1, 6), 15).Planned(2).At(new(2027, 1, 20), 12);
        await walk.Follow();
        Assert.Single(walk.Told, told => told.Contains("PlanObjectionEnds", StringComparison.Ordinal));
        Assert.Contains("2027-01-15 09:00 Practitioner PlanObjectionEnds", walk.Told);
    }

    [Fact]
    public async Task The_reminder_before_objecting_ends_waits_while_the_referral_is_paused()
    {
        var story = Story.Begin(Samples.CompleteReferral, Day(2026, 11, 30));
        var walk = new WorkflowWalk(story);
        await walk.Follow();
        story.AssignedTo(People.Caseworker).Held(Assessment, null, new(2026, 12, 2));
        // the fifth working day after Wednesday 6 January is the 13th; paused on the 11th with three to go, going on on the 25th
        story.At(new(2027, 1, 6), 15).Planned(2).At(new(2027, 1, 11), 12).Paused(new(2027, 1, 20));
        await walk.Follow();
        story.At(new(2027, 1, 25), 8).Resumed().At(new(2027, 1, 29), 12);
        await walk.Follow();
        Assert.Equal(
            ["2027-01-26 09:00 Practitioner PlanObjectionEnds"],
            walk.Told.Where(told => told.Contains("PlanObjectionEnds", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_report_is_asked_for_once_however_many_events_say_that_it_is_owed()
    {
        var story = Story.Begin(Samples.CompleteReferral, Day(2026, 11, 30));
        var walk = new WorkflowWalk(story);
        await walk.Follow();
        story.AssignedTo(People.Caseworker).Held(Assessment, null, new(2026, 12, 2)).Planned(2);
        story.Held(Session, 1, new(2026, 12, 4)).EndedEarly();
        await walk.FollowTogether();
        Assert.Single(walk.Running, "end-of-service-report");
    }

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 10, 0, 0, TimeSpan.Zero);
}
