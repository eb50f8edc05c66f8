using RefMon.Domain.RiskScreen;
using RefMon.Web.RiskScreen;
using Xunit;

namespace RefMon.Web.Tests.RiskScreen;

[Trait("Capability", "RiskScreen")]
public sealed class RiskAnswersModelTests
{
    private static readonly RiskTexts Assessed = new("A child by name", "Harm", "Nights", null, null, null, null, null);
    private static readonly RiskTexts Shared = Assessed with { WhoIsAtRisk = "Nobody by name" };

    [Fact]
    public void Wording_that_stood_in_for_a_silent_source_does_not_make_way_for_what_it_says_when_it_is_back()
    {
        var opened = RiskAnswersModel.From(Shared, Shared, nameof(RiskTexts.WhoIsAtRisk));

        opened.Follow(Assessed with { NatureOfRisk = "Worse harm" });

        Assert.Equal(("Nobody by name", "Worse harm"), (opened.WhoIsAtRisk, opened.NatureOfRisk));
        // put back as assessed on that page, it follows from then on
        opened.WhoIsAtRisk = Assessed.WhoIsAtRisk;
        opened.Follow(Assessed with { WhoIsAtRisk = "Two children" });
        Assert.Equal("Two children", opened.WhoIsAtRisk);
    }

    [Fact]
    public void Boxes_stay_as_they_are_when_a_source_falls_silent_and_follow_when_it_is_back()
    {
        var opened = RiskAnswersModel.From(Assessed, Assessed);
        opened.NatureOfRisk = "In my words";
        opened.Acknowledged = ["yes"];

        opened.Follow(Shared, areFormer: true);

        Assert.Equal(("A child by name", "In my words"), (opened.WhoIsAtRisk, opened.NatureOfRisk));
        Assert.False(opened.IsConfirmed);
        opened.Follow(Assessed with { WhoIsAtRisk = "Two children" });
        Assert.Equal(("Two children", "In my words"), (opened.WhoIsAtRisk, opened.NatureOfRisk));
    }
}
