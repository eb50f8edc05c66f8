using RefMon.Domain.RiskScreen;
using static RefMon.Domain.Tests.RefusalAssert;

namespace RefMon.Domain.Tests.RiskScreen;

[Trait("Capability", "RiskScreen")]
public sealed class RiskTests
{
    [Fact]
    public void The_referral_carries_the_first_version_and_newer_ones_take_its_place()
    {
        var story = Given.ASentReferral().Do((r, now) => Share(r, 2, now));
        Assert.Equal(2, story.Referral.Risk.Versions.Count);
        Assert.Equal(Samples.Risk(2).VersionId, story.Referral.Risk.Current.Id);
        Assert.Equal(Samples.Risk(2).VersionId, story.Details.Now.Risk.VersionId);
    }

    [Fact]
    public void Refusals_of_sharing()
    {
        Refused("risk-already-shared", Given.ASentReferral().Try((r, now) => Share(r, 1, now)));
        Refused(
            "sharing-not-confirmed",
            Given
                .ASentReferral()
                .Try(
                    (r, now) =>
                        ShareRisk.Decide(
                            r,
                            new ShareRisk(People.Practitioner, Samples.Risk(2) with { Acknowledged = false }),
                            now
                        )
                )
        );
        Refused("concluded", Given.ACompletedReferral().Try((r, now) => Share(r, 2, now)));
    }

    [Fact]
    public void An_acknowledgement_names_the_version_that_stands()
    {
        var story = Given.AReferralWithACaseworker().RiskAcknowledged();
        Assert.Equal(People.Caseworker, Assert.Single(story.Referral.Risk.Current.Acknowledgements).By);

        Refused("already-acknowledged", Acknowledge(story, 1));
        Refused("no-such-risk-version", Acknowledge(story, 9));
        story.Do((r, now) => Share(r, 2, now));
        Refused("newer-risk-shared", Acknowledge(story, 1));
        story.Accept(Acknowledge(story, 2));
        Refused("concluded", Acknowledge(Given.ACompletedReferral(), 1));
    }

    private static Decision Share(Referral r, int version, DateTimeOffset now) =>
        ShareRisk.Decide(r, new ShareRisk(People.Practitioner, Samples.Risk(version)), now);

    private static Decision Acknowledge(Story story, int version) =>
        story.Try(
            (r, now) =>
                AcknowledgeRisk.Decide(r, new AcknowledgeRisk(People.Caseworker, Samples.Risk(version).VersionId), now)
        );
}
