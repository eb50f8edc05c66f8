using RefMon.Domain.RiskScreen;
using static RefMon.Domain.Tests.RefusalAssert;

namespace RefMon.Domain.Tests.RiskScreen;

[Trait("Capability", "RiskScreen")]
public sealed class RiskTests
{
    [Fact]
    public void The_referral_carries_the_first_version_and_newer_ones_take_its_place()
    {
        var story = Given.ASentReferral().RiskShared(Samples.Risk(2));
        Assert.Equal(2, story.Referral.Risk.Versions.Count);
        Assert.Equal(Samples.Risk(2).VersionId, story.Referral.Risk.Current.Id);
        Assert.Equal(Samples.Risk(2).VersionId, story.Details.Now.Risk.VersionId);
    }

    [Fact]
    public void Refusals_of_sharing()
    {
        Refused("risk-already-shared", Share(Given.ASentReferral(), Samples.Risk()));
        Refused("sharing-not-confirmed", Share(Given.ASentReferral(), Samples.Risk(2) with { Acknowledged = false }));
        Refused("concluded", Share(Given.ACompletedReferral(), Samples.Risk(2)));
    }

    [Fact]
    public void The_same_again_is_refused_however_it_was_made_and_any_difference_is_not()
    {
        var same = Samples.Risk() with
        {
            VersionId = new RiskVersionId(Guid.NewGuid()),
            Edited = false,
            Groups = [.. Samples.Risk().Groups],
            Sources = Samples.Risk().Sources! with { AssessmentReadAt = Given.MondayMorning.AddDays(1) },
        };
        Refused("risk-unchanged", Share(Given.ASentReferral(), same));

        RiskStatement[] others =
        [
            same with
            {
                Texts = same.Texts with { Suicide = "Now a concern" },
            },
            same with
            {
                Overall = RoshLevel.Unknown,
            },
            same with
            {
                Groups = [.. same.Groups.Reverse()],
            },
            same with
            {
                AssessedOn = null,
            },
            same with
            {
                Scores = [],
            },
            same with
            {
                Registrations = null,
            },
            same with
            {
                SourceMark = "ANOTHER",
            },
            // nothing registered is not the same as nDelius not having answered
            same with
            {
                Sources = same.Sources! with { RegistrationsReadAt = Given.MondayMorning },
            },
        ];
        Assert.All(others, other => Assert.False(Share(Given.ASentReferral(), other).IsRefused));
    }

    [Fact]
    public void An_assessment_without_a_date_and_groups_is_one_and_the_practitioners_own_words_are_none()
    {
        var words = Samples.Risk() with
        {
            AssessedOn = null,
            Groups = [],
            Overall = RoshLevel.Unknown,
            Edited = false,
            Texts = RiskTexts.Nothing with { WhoIsAtRisk = "Known adults" },
        };
        Assert.True(words.IsAssessed);
        Assert.False((words with { Edited = true }).IsAssessed);
        Assert.False((words with { Texts = RiskTexts.Nothing with { AdditionalInformation = "Calm" } }).IsAssessed);
        Assert.True((words with { Edited = true, AssessedOn = new(2026, 5, 1) }).IsAssessed);
        Assert.True((words with { Edited = true, Origin = new(true, null, false) }).IsAssessed);
        Assert.False((words with { Origin = new(false, null, false) }).IsAssessed);
    }

    [Fact]
    public void An_acknowledgement_names_the_version_that_stands()
    {
        var story = Given.AReferralWithACaseworker().RiskAcknowledged();
        Assert.Equal(People.Caseworker, Assert.Single(story.Referral.Risk.Current.Acknowledgements).By);

        Refused("already-acknowledged", Acknowledge(story, 1));
        Refused("no-such-risk-version", Acknowledge(story, 9));
        story.RiskShared(Samples.Risk(2));
        Refused("newer-risk-shared", Acknowledge(story, 1));
        story.Accept(Acknowledge(story, 2));
        Refused("concluded", Acknowledge(Given.ACompletedReferral(), 1));
    }

    [Fact]
    public void News_of_the_source_makes_what_was_shared_not_current_until_a_newer_version_is_shared()
    {
        var day = new DateOnly(2026, 11, 2);
        var story = Given.ASentReferral();
        Assert.Empty(News(story, "MARK1").Events);

        story.Accept(News(story, "MARK2"));
        Assert.Equal(new RiskSourceState("MARK2", day, story.Now), story.Referral.Risk.MovedOn);
        Assert.Empty(News(story, "MARK2").Events);

        story.Accept(News(story, "MARK1"));
        Assert.Null(story.Referral.Risk.MovedOn);

        story.Accept(News(story, "MARK3"));
        story.RiskAcknowledgedBy(People.OtherCaseworker);
        Assert.NotNull(story.Referral.Risk.MovedOn);
        story.RiskShared(Samples.Risk(3));
        Assert.Null(story.Referral.Risk.MovedOn);
        Assert.Empty(News(Given.ACompletedReferral(), "MARK2").Events);

        Decision News(Story of, string mark) => of.Try((r, now) => FollowRiskSource.Decide(r, day, mark, now));
    }

    [Fact]
    public void Safe_contact_is_changed_with_both_versions_kept()
    {
        var story = Given.ASentReferral();
        var now = Samples.SafeContact with { StaffSafety = "Two of you", SafeWays = "  " };

        story.Accept(Amend(story, true, now));

        var kept = Assert.IsType<SafeContactAmended>(story.Events[^1]);
        Assert.Equal((Samples.SafeContact, now with { SafeWays = null }), (kept.Before, kept.Now));
        Assert.Equal(kept.Now, story.Details.Now.SafeContact);
        Assert.Equal(Samples.SafeContact, story.Details.AsSent.SafeContact);
    }

    [Fact]
    public void Nothing_to_say_is_an_answer_and_passes_over_what_stands_beside_it()
    {
        var story = Given.ASentReferral();
        story.Accept(Amend(story, false, Samples.SafeContact));
        Assert.False(story.Details.Now.SafeContact!.SaysSomething);
        Refused("unchanged", Amend(story, false, Samples.SafeContact));
    }

    [Fact]
    public void Refusals_of_changing_safe_contact()
    {
        var story = Given.ASentReferral();
        var blank = new SafeContactStatement(" ", "", null, "\n", null);
        Assert.Equal("safeTimes", Refused("safe-contact-missing", Amend(story, true, blank)).Field);
        Refused("unchanged", Amend(story, true, Samples.SafeContact));
        Refused("concluded", Amend(Given.ACompletedReferral(), false, blank));
    }

    private static Decision Amend(Story story, bool hasSomething, SafeContactStatement statement) =>
        story.Try(
            (r, now) =>
                AmendSafeContact.Decide(
                    r,
                    story.Details,
                    new AmendSafeContact(People.Practitioner, hasSomething, statement),
                    now
                )
        );

    private static Decision Share(Story story, RiskStatement risk) =>
        story.Try((r, now) => ShareRisk.Decide(r, story.Details, new ShareRisk(People.Practitioner, risk), now));

    private static Decision Acknowledge(Story story, int version) =>
        story.Try(
            (r, now) =>
                AcknowledgeRisk.Decide(r, new AcknowledgeRisk(People.Caseworker, Samples.Risk(version).VersionId), now)
        );
}
