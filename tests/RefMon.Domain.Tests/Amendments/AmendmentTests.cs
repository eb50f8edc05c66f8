using RefMon.Domain.Amendments;
using RefMon.Domain.Referring;
using static RefMon.Domain.Tests.RefusalAssert;

namespace RefMon.Domain.Tests.Amendments;

[Trait("Capability", "Amendments")]
public sealed class AmendmentTests
{
    private static readonly StaffMember By = People.Practitioner;

    [Theory]
    [InlineData(AmendableText.ReasonForReferral)]
    [InlineData(AmendableText.FurtherInformation)]
    [InlineData(AmendableText.AccessibilityNeeds)]
    [InlineData(AmendableText.AdditionalInformation)]
    [InlineData(AmendableText.PractitionerName)]
    [InlineData(AmendableText.PractitionerEmail)]
    [InlineData(AmendableText.PractitionerPhone)]
    [InlineData(AmendableText.TeamPhone)]
    [InlineData(AmendableText.PractitionerOffice)]
    public void Each_text_is_changed_from_what_was_shown(AmendableText field)
    {
        var story = Given.ASentReferral();
        story.Accept(Text(story, field, "New words"));
        Refused("unchanged", Text(story, field, "New words"));
        story.Accept(Text(story, field, "Newer words"));
        Assert.Equal("New words", Assert.IsType<TextAmended>(story.Events[^1]).Previous);
        Refused("concluded", Text(Given.ACompletedReferral(), field, "New words"));
    }

    [Fact]
    public void A_value_from_ndelius_is_the_previous_one_and_an_empty_one_is_no_obstacle()
    {
        var story = Given.ASentReferral();
        story.Accept(Text(story, AmendableText.PractitionerName, "Ann Hill"));
        Assert.Equal("Sian O’Neill", Assert.IsType<TextAmended>(story.Events[^1]).Previous);
        Assert.Equal("Ann Hill", story.Referral.Referring.Practitioner.Name.Shown());
        story.Accept(Text(story, AmendableText.PractitionerPhone, "01632 960001"));
        Assert.Null(Assert.IsType<TextAmended>(story.Events[^1]).Previous);
        Assert.Equal("01632 960001", story.Details.Now.Practitioner.Phone.Value);
    }

    [Fact]
    public void Needs_want_a_reason_and_some_texts_cannot_be_emptied()
    {
        var story = Given.ASentReferral();
        Refused("reason-missing", Text(story, AmendableText.AccessibilityNeeds, "Lift", reason: " "));
        Refused("value-missing", Text(story, AmendableText.ReasonForReferral, "  "));
        Refused("value-missing", Text(story, AmendableText.PractitionerName, null));
        story.Accept(Text(story, AmendableText.AccessibilityNeeds, ""));
        Assert.Null(story.Details.Now.Needs.AccessibilityNeeds);
    }

    [Fact]
    public void Complexity_and_outcomes_change_until_the_first_session_happened()
    {
        var story = Given.AReferralWithAnActionPlan();
        story.Accept(Complexity(story, Samples.High));
        Assert.Equal(Samples.High, story.Referral.Referring.Categories[0].Complexity);
        Refused("unchanged", Complexity(story, Samples.High));
        Refused("reason-missing", Complexity(story, Samples.Medium, reason: ""));
        Refused(
            "no-such-category",
            Complexity(story, Samples.Medium, category: new ServiceCategoryId(Samples.Id(199)))
        );

        story.Accept(Outcomes(story, Samples.FirstOutcome, Samples.SecondOutcome, Samples.ThirdOutcome));
        Assert.Equal(3, story.Details.Now.Categories[0].Outcomes.Count);

        var delivering = Given.AReferralInDelivery();
        Assert.Equal(Stage.Delivering, Refused("delivery-has-begun", Complexity(delivering, Samples.High)).Stage);
        Refused("delivery-has-begun", Outcomes(delivering, Samples.FirstOutcome));
    }

    [Fact]
    public void Refusals_of_changing_outcomes()
    {
        var story = Given.AReferralWithAnActionPlan();
        var orphan = Refused("would-orphan-activity", Outcomes(story, Samples.FirstOutcome, Samples.ThirdOutcome));
        Assert.Contains(Samples.SecondOutcome.Text, orphan.Message, StringComparison.Ordinal);
        Refused("outcome-missing", Outcomes(story));
        Refused("unchanged", Outcomes(story, Samples.SecondOutcome, Samples.FirstOutcome));
        Assert.False(Outcomes(Given.AnAssessedReferral(), Samples.ThirdOutcome).IsRefused);
    }

    [Fact]
    public void The_completion_date_may_be_today_but_not_earlier()
    {
        var story = Given.AReferralInDelivery();
        Decision Try(DateOnly date, string reason = "Slower than hoped") =>
            story.Try((r, now) => AmendCompletionDate.Decide(r, new AmendCompletionDate(By, date, reason), now));

        Refused("unchanged", Try(new DateOnly(2027, 3, 31)));
        Refused("completion-date-passed", Try(story.Today.AddDays(-1)));
        Refused("reason-missing", Try(story.Today, ""));
        story.Accept(Try(story.Today));
        Assert.Equal(story.Today, story.Referral.Referring.CompletionDate);
        Assert.Equal(new DateOnly(2027, 3, 31), Assert.IsType<CompletionDateAmended>(story.Events[^1]).Previous);
    }

    [Theory]
    [InlineData(0, "enforceable-days-out-of-range")]
    [InlineData(41, "enforceable-days-out-of-range")]
    [InlineData(10, "unchanged")]
    [InlineData(1, null)]
    [InlineData(40, null)]
    public void Enforceable_days_stay_from_1_to_40(int days, string? code)
    {
        var decision = Given
            .AReferralInDelivery()
            .Try(
                (r, now) =>
                    AmendMaximumEnforceableDays.Decide(r, new AmendMaximumEnforceableDays(By, days, "More needed"), now)
            );
        Assert.Equal(code, decision.Refusal?.Code);
    }

    [Fact]
    public void Interpreter_and_responsibilities_carry_their_details_only_with_a_yes()
    {
        var story = Given.ASentReferral();
        Decision Interpreter(bool needed, string? language, string reason = "Asked for") =>
            story.Try(
                (r, now) =>
                    AmendInterpreter.Decide(r, story.Details, new AmendInterpreter(By, needed, language, reason), now)
            );
        Decision Responsibilities(bool has, string? when, string reason = "New job") =>
            story.Try(
                (r, now) =>
                    AmendResponsibilities.Decide(
                        r,
                        story.Details,
                        new AmendResponsibilities(By, has, when, reason),
                        now
                    )
            );

        Refused("language-missing", Interpreter(true, " "));
        Refused("unchanged", Interpreter(false, "Welsh"));
        Refused("reason-missing", Interpreter(true, "Welsh", ""));
        story.Accept(Interpreter(true, "Welsh"));
        story.Accept(Interpreter(false, "Welsh"));
        Assert.Null(story.Details.Now.Needs.InterpreterLanguage);

        Refused("times-missing", Responsibilities(true, null));
        Refused("unchanged", Responsibilities(false, null));
        Refused("reason-missing", Responsibilities(true, "Mornings", ""));
        story.Accept(Responsibilities(true, "Mornings"));
        Assert.Equal("Mornings", story.Details.Now.Needs.WhenUnavailable);
    }

    [Fact]
    public void Custody_details_are_changed_part_by_part()
    {
        var story = Given.AReferralOf(Samples.PreReleaseReferral);
        Decision Prison(string id, string reason = "Moved") =>
            story.Try((r, now) => AmendPrison.Decide(r, new AmendPrison(By, id, id, reason), now));
        Decision Release(DateOnly? date, bool confirmed, string? unknown = null) =>
            story.Try((r, now) => AmendReleaseDate.Decide(r, new AmendReleaseDate(By, date, confirmed, unknown), now));
        Decision Office(string? office, string? unknown) =>
            story.Try((r, now) => AmendExpectedOffice.Decide(r, new AmendExpectedOffice(By, office, unknown), now));

        Refused("prison-missing", Prison(""));
        Refused("reason-missing", Prison("MDI", ""));
        story.Accept(Prison("MDI"));
        Refused("unchanged", Prison("MDI"));
        Refused("release-date-passed", Release(story.Today.AddDays(-1), true));
        Refused("release-date-missing", Release(null, false, " "));
        story.Accept(Release(null, false, "Awaiting the parole board"));
        Assert.Null(story.Referral.Referring.Custody!.ReleaseDate);
        story.Accept(Release(new DateOnly(2027, 2, 1), true));
        Assert.Null(story.Referral.Referring.Custody!.ReleaseDateUnknownReason);
        Assert.Equal(story.Now, story.Referral.Referring.ReleaseConfirmedAt);
        Refused("office-missing", Office("", " "));
        story.Accept(Office("", "Not decided"));
        story.Accept(Office("York", "ignored"));
        Assert.Equal(
            ("York", null),
            (story.Details.Now.Custody!.ExpectedOffice, story.Details.Now.Custody.ExpectedOfficeUnknownReason)
        );
        Refused(
            "not-in-custody",
            Given.ASentReferral().Try((r, now) => AmendPrison.Decide(r, new AmendPrison(By, "MDI", "MDI", "x"), now))
        );
    }

    private static Decision Text(Story story, AmendableText field, string? value, string reason = "Has changed") =>
        story.Try((r, now) => AmendText.Decide(r, story.Details, new AmendText(By, field, value, reason), now));

    private static Decision Complexity(
        Story story,
        ComplexityStatement level,
        string reason = "More support",
        ServiceCategoryId? category = null
    ) =>
        story.Try(
            (r, now) =>
                AmendComplexityLevel.Decide(
                    r,
                    new AmendComplexityLevel(By, category ?? Samples.Accommodation, level, reason),
                    now
                )
        );

    private static Decision Outcomes(Story story, params OutcomeStatement[] outcomes) =>
        story.Try(
            (r, now) =>
                AmendDesiredOutcomes.Decide(
                    r,
                    new AmendDesiredOutcomes(By, Samples.Accommodation, outcomes, "New need"),
                    now
                )
        );
}
