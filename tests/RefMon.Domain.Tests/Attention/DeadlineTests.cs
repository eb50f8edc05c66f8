using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;

namespace RefMon.Domain.Tests.Attention;

[Trait("Capability", "Attention")]
public sealed class DeadlineTests
{
    // every story begins on Monday 2 November 2026
    private static DateOnly November(int day) => new(2026, 11, day);

    [Fact]
    public void A_sent_referral_owes_a_caseworker_an_assessment_and_an_acknowledgement()
    {
        var deadlines = For(Given.ASentReferral(), November(2));
        Assert.Equal(
            [
                (DeadlineKind.CaseworkerNamed, November(4), OwedBy.SupplierTeamLead, DeadlineState.DueSoon),
                (DeadlineKind.AssessmentHeld, November(16), OwedBy.SupplierTeamLead, DeadlineState.OnTrack),
                (DeadlineKind.RiskAcknowledged, November(4), OwedBy.SupplierTeamLead, DeadlineState.DueSoon),
                (DeadlineKind.Completed, new DateOnly(2027, 3, 31), OwedBy.SupplierTeamLead, DeadlineState.OnTrack),
            ],
            deadlines.Select(d => (d.Kind, d.DueOn, d.OwedBy, d.State))
        );
    }

    [Theory]
    [InlineData(10, DeadlineState.OnTrack, 4)]
    [InlineData(11, DeadlineState.DueSoon, 3)]
    [InlineData(13, DeadlineState.DueSoon, 1)]
    [InlineData(15, DeadlineState.DueSoon, 1)]
    [InlineData(16, DeadlineState.DueToday, 0)]
    [InlineData(17, DeadlineState.Late, -1)]
    public void A_deadline_comes_nearer_is_due_and_is_late(int day, DeadlineState state, int left)
    {
        var deadline = One(Given.AReferralWithACaseworker(), DeadlineKind.AssessmentHeld, November(day));
        Assert.Equal((state, left), (deadline.State, deadline.WorkingDaysLeft));
        Assert.Equal(OwedBy.SupplierCaseworker, deadline.OwedBy);
    }

    [Fact]
    public void A_referral_sent_late_in_the_evening_of_summer_counts_from_its_london_day()
    {
        var story = Story.Begin(Samples.CompleteReferral, new DateTimeOffset(2026, 7, 1, 23, 30, 0, TimeSpan.Zero));
        Assert.Equal(
            new DateOnly(2026, 7, 6),
            One(story, DeadlineKind.CaseworkerNamed, new DateOnly(2026, 7, 2)).DueOn
        );
    }

    [Fact]
    public void Christmas_moves_a_deadline()
    {
        var story = Story.Begin(
            Samples.CompleteReferral,
            LondonTime.InstantOf(new DateOnly(2026, 12, 23), new TimeOnly(12, 0))!.Value
        );
        Assert.Equal(new DateOnly(2026, 12, 29), One(story, DeadlineKind.CaseworkerNamed, story.Today).DueOn);
        Assert.Equal(new DateOnly(2027, 1, 11), One(story, DeadlineKind.AssessmentHeld, story.Today).DueOn);
    }

    [Fact]
    public void What_is_done_is_met_or_met_late()
    {
        Assert.Equal(
            DeadlineState.Met,
            One(Given.AReferralWithACaseworker(), DeadlineKind.CaseworkerNamed, November(20)).State
        );
        var late = Given.ASentReferral().At(November(5)).AssignedTo(People.Caseworker);
        var deadline = One(late, DeadlineKind.CaseworkerNamed, November(20));
        Assert.Equal(
            (DeadlineState.MetLate, November(5), null),
            (deadline.State, deadline.MetOn, deadline.WorkingDaysLeft)
        );
    }

    [Fact]
    public void The_assessment_is_met_on_the_day_it_was_held_whenever_it_was_recorded()
    {
        var story = Given
            .AReferralWithABookedAssessment()
            .At(November(20))
            .Recorded(AppointmentKind.SupplierAssessment, null, Samples.Happened);
        Assert.Equal(
            (November(4), DeadlineState.Met),
            (
                One(story, DeadlineKind.AssessmentHeld, November(20)).MetOn,
                One(story, DeadlineKind.AssessmentHeld, November(20)).State
            )
        );
        Assert.Equal(
            (November(20), DeadlineState.MetLate),
            (
                One(story, DeadlineKind.OutcomeRecorded, November(20)).MetOn,
                One(story, DeadlineKind.OutcomeRecorded, November(20)).State
            )
        );
        Assert.Equal(November(11), One(story, DeadlineKind.ActionPlanSubmitted, November(20)).DueOn);
    }

    [Fact]
    public void A_missed_or_moved_assessment_leaves_its_date_alone()
    {
        var missed = Given
            .AReferralWithACaseworker()
            .Held(AppointmentKind.SupplierAssessment, null, November(4), Samples.Missed);
        Assert.Equal(
            (November(16), null),
            (
                One(missed, DeadlineKind.AssessmentHeld, November(5)).DueOn,
                One(missed, DeadlineKind.AssessmentHeld, November(5)).MetOn
            )
        );
        var moved = Given.AReferralWithABookedAssessment();
        moved.Do(
            (r, now) =>
                MoveAppointment.Decide(
                    r,
                    new MoveAppointment(
                        People.Caseworker,
                        r.Appointments.Assessment!.Id,
                        Samples.ByPhone(November(25), 10),
                        ChangeRequestedBy.Supplier,
                        "Ill"
                    ),
                    [],
                    now
                )
        );
        Assert.Equal(November(16), One(moved, DeadlineKind.AssessmentHeld, November(5)).DueOn);
    }

    [Fact]
    public void A_corrected_assessment_is_owed_again()
    {
        var story = Given.AnAssessedReferral();
        story.Do(
            (r, now) =>
                CorrectOutcome.Decide(
                    r,
                    new CorrectOutcome(
                        People.Caseworker,
                        false,
                        r.Appointments.Assessment!.Id,
                        Samples.Missed,
                        "Mistake"
                    ),
                    now
                )
        );
        Assert.Equal(DeadlineState.Late, One(story, DeadlineKind.AssessmentHeld, November(17)).State);
        Assert.DoesNotContain(For(story, November(17)), d => d.Kind is DeadlineKind.ActionPlanSubmitted);
    }

    [Fact]
    public void An_outcome_is_due_on_the_day_of_each_appointment()
    {
        var story = Given
            .AReferralWithAnActionPlan()
            .Booked(AppointmentKind.DeliverySession, 1, November(9))
            .Booked(AppointmentKind.DeliverySession, 2, November(14));
        var owed = For(story, November(10)).Where(d => d.Kind is DeadlineKind.OutcomeRecorded && d.IsOpen).ToList();
        Assert.Equal(
            [(November(9), DeadlineState.Late), (November(14), DeadlineState.DueSoon)],
            owed.Select(d => (d.DueOn, d.State))
        );
        Assert.All(owed, d => Assert.NotNull(d.AppointmentId));
    }

    [Fact]
    public void A_plan_starts_the_clock_of_the_first_session_and_booking_meets_it()
    {
        var story = Given.AReferralWithAnActionPlan();
        Assert.Equal(November(12), One(story, DeadlineKind.FirstSessionBooked, November(6)).DueOn);
        story.At(November(6)).Booked(AppointmentKind.DeliverySession, 1, November(30));
        Assert.Equal(
            (November(6), DeadlineState.Met),
            (
                One(story, DeadlineKind.FirstSessionBooked, November(7)).MetOn,
                One(story, DeadlineKind.FirstSessionBooked, November(7)).State
            )
        );
        story.Do(
            (r, now) =>
                CancelAppointment.Decide(
                    r,
                    new CancelAppointment(People.Caseworker, r.Appointments.Open.Single().Id, "Ill"),
                    now
                )
        );
        Assert.True(One(story, DeadlineKind.FirstSessionBooked, November(7)).IsOpen);
    }

    [Fact]
    public void A_missed_session_booked_again_leaves_the_first_booking_where_it_was()
    {
        var story = Given.AReferralWithAnActionPlan();
        story.At(November(6)).Booked(AppointmentKind.DeliverySession, 1, November(9));
        story.At(November(10)).Recorded(AppointmentKind.DeliverySession, 1, Samples.Missed);
        story.At(November(25)).Booked(AppointmentKind.DeliverySession, 1, November(30));
        var deadline = One(story, DeadlineKind.FirstSessionBooked, November(26));
        Assert.Equal((November(6), DeadlineState.Met), (deadline.MetOn, deadline.State));
    }

    [Fact]
    public void A_later_version_of_the_plan_does_not_move_its_deadlines()
    {
        var story = Given.AReferralWithAnActionPlan().At(November(11)).Planned(8);
        Assert.Equal(
            (November(5), November(12)),
            (
                One(story, DeadlineKind.ActionPlanSubmitted, November(11)).MetOn,
                One(story, DeadlineKind.FirstSessionBooked, November(11)).DueOn
            )
        );
    }

    [Fact]
    public void Entering_ending_owes_the_report_and_leaves_the_rest()
    {
        var story = Given.AReferralWithEverySessionHeld().RiskAcknowledged();
        var report = One(story, DeadlineKind.ReportSubmitted, November(12));
        Assert.Equal((November(18), DeadlineState.OnTrack), (report.DueOn, report.State));
        Assert.Equal(report, Deadlines.Next(For(story, November(12))));
        Assert.Equal(DeadlineState.Met, One(story, DeadlineKind.Completed, November(12)).State);
    }

    [Fact]
    public void A_concluded_referral_owes_nothing()
    {
        foreach (var story in new[] { Given.ACompletedReferral(), Given.AWithdrawnReferral() })
        {
            var deadlines = For(story, new DateOnly(2028, 1, 1));
            Assert.NotEmpty(deadlines);
            Assert.DoesNotContain(deadlines, d => d.IsOpen);
            Assert.Null(Deadlines.Next(deadlines));
        }
    }

    [Fact]
    public void Closing_early_drops_the_agreed_date() =>
        Assert.DoesNotContain(
            For(Given.AReferralBeingClosedEarly(), November(10)),
            d => d.Kind is DeadlineKind.Completed
        );

    [Fact]
    public void Newer_risk_information_starts_a_new_clock()
    {
        var story = Given.AReferralWithACaseworker().RiskAcknowledged();
        Assert.Equal(DeadlineState.Met, One(story, DeadlineKind.RiskAcknowledged, November(3)).State);
        story.At(November(10)).RiskShared(Samples.Risk(2));
        var owed = One(story, DeadlineKind.RiskAcknowledged, November(10));
        Assert.Equal(
            (November(12), (RiskVersionId?)Samples.Risk(2).VersionId, DeadlineState.DueSoon),
            (owed.DueOn, owed.RiskVersionId, owed.State)
        );
    }

    [Fact]
    public void A_release_date_is_to_be_confirmed_five_working_days_before_it()
    {
        // Monday 4 January 2027 less New Year's Day, the Boxing Day holiday and Christmas
        var story = Given.AReferralOf(Samples.PreReleaseReferral);
        var owed = One(story, DeadlineKind.ReleaseDateConfirmed, November(2));
        Assert.Equal((new DateOnly(2026, 12, 23), OwedBy.ProbationPractitioner), (owed.DueOn, owed.OwedBy));

        story.Do(
            (r, now) =>
                AmendReleaseDate.Decide(
                    r,
                    new AmendReleaseDate(People.Practitioner, new DateOnly(2027, 1, 4), true, null),
                    now
                )
        );
        Assert.Equal(DeadlineState.Met, One(story, DeadlineKind.ReleaseDateConfirmed, November(2)).State);
        story.Do(
            (r, now) =>
                AmendReleaseDate.Decide(
                    r,
                    new AmendReleaseDate(People.Practitioner, new DateOnly(2027, 2, 1), false, null),
                    now
                )
        );
        Assert.True(One(story, DeadlineKind.ReleaseDateConfirmed, November(2)).IsOpen);
    }

    [Fact]
    public void No_release_date_no_deadline()
    {
        var unknown = Samples.Custody with { ReleaseDate = null, ReleaseDateUnknownReason = "Parole" };
        var story = Given.AReferralOf(Samples.PreReleaseReferral with { Custody = unknown });
        Assert.DoesNotContain(For(story, November(2)), d => d.Kind is DeadlineKind.ReleaseDateConfirmed);
    }

    [Fact]
    public void Clocks_stand_still_during_a_pause_and_agreed_dates_do_not()
    {
        var story = Given.AReferralWithACaseworker().At(November(9)).Paused(November(20));
        var assessment = One(story, DeadlineKind.AssessmentHeld, November(13));
        Assert.Equal((DeadlineState.Paused, null), (assessment.State, assessment.WorkingDaysLeft));
        Assert.Equal(DeadlineState.OnTrack, One(story, DeadlineKind.Completed, November(13)).State);

        // five working days stood still: 9 to 13 November
        story.At(November(16)).Resumed();
        Assert.Equal(
            (November(23), DeadlineState.OnTrack),
            (
                One(story, DeadlineKind.AssessmentHeld, November(16)).DueOn,
                One(story, DeadlineKind.AssessmentHeld, November(16)).State
            )
        );
    }

    [Fact]
    public void What_was_late_before_the_pause_stays_late_and_comes_first()
    {
        var story = Given.ASentReferral().At(November(9)).Paused(November(20));
        var next = Deadlines.Next(
            story.Referral,
            WorkingDayCalendar.EnglandAndWales,
            DeadlineRules.Default,
            November(10)
        );
        Assert.Equal((DeadlineKind.CaseworkerNamed, DeadlineState.Late), (next!.Kind, next.State));
        Assert.Equal(DeadlineState.Paused, One(story, DeadlineKind.AssessmentHeld, November(10)).State);
    }

    [Fact]
    public void A_pause_within_one_day_costs_nothing()
    {
        var story = Given
            .AReferralWithACaseworker()
            .At(November(9))
            .Paused(November(20))
            .Later(TimeSpan.FromHours(2))
            .Resumed();
        Assert.Equal(November(16), One(story, DeadlineKind.AssessmentHeld, November(10)).DueOn);
    }

    [Fact]
    public void A_clock_that_begins_during_a_pause_waits_for_its_end()
    {
        var story = Given
            .AnAssessedReferral()
            .At(November(5))
            .Paused(November(20))
            .At(November(6))
            .Planned(3)
            .At(November(16))
            .Resumed();
        Assert.Equal(November(20), One(story, DeadlineKind.FirstSessionBooked, November(16)).DueOn);
    }

    [Fact]
    public void The_earliest_open_one_is_next_and_late_ones_come_first()
    {
        var story = Given.AReferralWithAnActionPlan();
        Assert.Equal(DeadlineKind.RiskAcknowledged, Next(story, November(5)).Kind);
        story.RiskAcknowledged();
        Assert.Equal(DeadlineKind.FirstSessionBooked, Next(story, November(5)).Kind);
        story.Booked(AppointmentKind.DeliverySession, 1, November(9));
        Assert.Equal(DeadlineKind.OutcomeRecorded, Next(story, November(5)).Kind);
    }

    [Fact]
    public void A_receiving_supplier_has_its_own_time_to_name_a_caseworker_and_assess()
    {
        var story = Given.AReferralWithACaseworker().At(November(20)).HandedOver();
        Assert.Equal(November(24), One(story, DeadlineKind.CaseworkerNamed, November(20)).DueOn);
        Assert.Equal(new DateOnly(2026, 12, 4), One(story, DeadlineKind.AssessmentHeld, November(20)).DueOn);
    }

    [Fact]
    public void What_a_receiving_supplier_did_not_inherit_as_done_it_has_its_own_time_for()
    {
        var story = Given
            .AReferralWithACaseworker()
            .RiskAcknowledged()
            .Held(AppointmentKind.SupplierAssessment, null, November(9))
            .Planned(2)
            .Booked(AppointmentKind.DeliverySession, 1, November(30));
        Assert.Equal(DeadlineState.Met, One(story, DeadlineKind.FirstSessionBooked, November(10)).State);
        story.At(November(20)).HandedOver();

        // from Friday the 20th: the plan is there, the session was called off, and nobody has read the risk information
        Assert.Equal(DeadlineState.Met, One(story, DeadlineKind.ActionPlanSubmitted, November(20)).State);
        Assert.Equal(November(27), One(story, DeadlineKind.FirstSessionBooked, November(20)).DueOn);
        Assert.Equal(November(24), One(story, DeadlineKind.RiskAcknowledged, November(20)).DueOn);
        story.RiskAcknowledgedBy(People.OtherCaseworker);
        Assert.Equal(DeadlineState.Met, One(story, DeadlineKind.RiskAcknowledged, November(20)).State);
    }

    [Fact]
    public void The_figures_can_be_set()
    {
        var rules = DeadlineRules.Default with { CaseworkerNamed = 1, AssessmentHeld = 3, DueSoon = 0 };
        var deadlines = Deadlines.For(
            Given.ASentReferral().Referral,
            WorkingDayCalendar.EnglandAndWales,
            rules,
            November(2)
        );
        Assert.Equal([November(3), November(5)], deadlines.Take(2).Select(d => d.DueOn));
        Assert.Equal(DeadlineState.OnTrack, deadlines[0].State);
    }

    [Fact]
    public void A_figure_set_for_a_contract_type_holds_for_what_begins_from_then_on_and_every_deadline_names_its_rule()
    {
        var story = Given.AReferralWithACaseworker();
        var type = story.Referral.Referring.Service.ContractTypeCode;
        DeadlineRuleBook Book(params DeadlineChange[] changes) => new(DeadlineRules.Default, changes);
        Deadline Of(DeadlineRuleBook book, DeadlineKind kind) =>
            Assert.Single(
                Deadlines.For(story.Referral, WorkingDayCalendar.EnglandAndWales, book, November(6)),
                d => d.Kind == kind
            );
        DeadlineChange Assessment(int? days, int from, string? code = null) =>
            new(code ?? type, DeadlineSetting.AssessmentHeld, days, November(from));

        // the referral was sent on the second
        var inTime = Of(Book(Assessment(3, 2)), DeadlineKind.AssessmentHeld);
        var tooLate = Of(Book(Assessment(3, 3)), DeadlineKind.AssessmentHeld);
        var elsewhere = Of(Book(Assessment(3, 1, "XX")), DeadlineKind.AssessmentHeld);
        var taken = Of(Book(Assessment(3, 1), Assessment(null, 2)), DeadlineKind.AssessmentHeld);
        var corrected = Of(Book(Assessment(3, 2), Assessment(4, 2)), DeadlineKind.AssessmentHeld);

        Assert.Equal(
            (November(5), new DeadlineFigure(DeadlineSetting.AssessmentHeld, 3, November(2))),
            (inTime.DueOn, inTime.Rule)
        );
        foreach (var byDefault in (Deadline[])[tooLate, elsewhere, taken])
            Assert.Equal(
                (November(16), new DeadlineFigure(DeadlineSetting.AssessmentHeld, 10, null)),
                (byDefault.DueOn, byDefault.Rule)
            );
        Assert.Equal(November(6), corrected.DueOn);
        Assert.Null(Of(DeadlineRuleBook.Default, DeadlineKind.Completed).Rule);
    }

    [Fact]
    public void How_long_before_something_is_due_soon_goes_by_the_contract_type_and_the_day_of_sending()
    {
        // sent on the second, the assessment due on the sixteenth
        var story = Given.AReferralWithACaseworker();
        var type = story.Referral.Referring.Service.ContractTypeCode;
        DeadlineState On(int day, int from) =>
            Deadlines
                .For(
                    story.Referral,
                    WorkingDayCalendar.EnglandAndWales,
                    new DeadlineRuleBook(
                        DeadlineRules.Default,
                        [new(type, DeadlineSetting.DueSoon, 5, November(from))]
                    ),
                    November(day)
                )
                .Single(d => d.Kind == DeadlineKind.AssessmentHeld)
                .State;

        Assert.Equal((DeadlineState.OnTrack, DeadlineState.DueSoon), (On(6, 2), On(9, 2)));
        Assert.Equal((DeadlineState.OnTrack, DeadlineState.DueSoon), (On(10, 3), On(11, 3)));
    }

    [Fact]
    public void An_outcome_is_owed_on_the_day_unless_more_is_set()
    {
        // a Saturday
        var story = Given.AReferralWithACaseworker().Booked(AppointmentKind.SupplierAssessment, null, November(7));
        DateOnly Due(DeadlineRules rules) =>
            Assert
                .Single(
                    Deadlines.For(story.Referral, WorkingDayCalendar.EnglandAndWales, rules, November(6)),
                    d => d.Kind == DeadlineKind.OutcomeRecorded
                )
                .DueOn;

        Assert.Equal(November(7), Due(DeadlineRules.Default));
        Assert.Equal(November(9), Due(DeadlineRules.Default with { OutcomeRecorded = 1 }));
    }

    private static IReadOnlyList<Deadline> For(Story story, DateOnly today) =>
        Deadlines.For(story.Referral, WorkingDayCalendar.EnglandAndWales, DeadlineRules.Default, today);

    private static Deadline One(Story story, DeadlineKind kind, DateOnly today) =>
        Assert.Single(For(story, today), d => d.Kind == kind);

    private static Deadline Next(Story story, DateOnly today) => Deadlines.Next(For(story, today))!;
}
