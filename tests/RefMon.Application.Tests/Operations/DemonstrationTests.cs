using RefMon.TestKit;
using Xunit;

namespace RefMon.Application.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class DemonstrationTests(DemonstrationTests.Host host) : IClassFixture<DemonstrationTests.Host>
{
    public sealed class Host : RefMonHost
    {
        protected override Task Prepare() => LoadDemonstrationReferrals();
    }

    [Fact]
    public async Task The_demonstration_has_referrals_in_every_stage_and_with_every_ending()
    {
        Assert.Equal(7L, await host.Scalar<long>("select count(distinct stage) from case_list_row"));
        Assert.Equal(5L, await host.Scalar<long>("select count(distinct conclusion) from case_list_row"));
        Assert.True(await host.Scalar<bool>("select exists (select 1 from case_list_row where paused)"));
    }

    [Fact]
    public async Task The_demonstration_has_referrals_of_every_kind_with_and_without_a_release_date()
    {
        Assert.Equal(4L, await host.Scalar<long>("select count(distinct kind) from case_list_row"));
        Assert.Equal(2L, await host.Scalar<long>("select count(distinct urgency) from case_list_row"));
        Assert.Equal(2L, await host.Scalar<long>("select count(distinct release_confidence) from case_list_row"));
        Assert.True(await host.Scalar<bool>("select exists (select 1 from case_list_row where release_unknown)"));
    }

    [Fact]
    public async Task Loading_the_demonstration_again_adds_nothing()
    {
        var before = await host.Scalar<long>("select count(*) from mt_events");
        await host.LoadDemonstrationReferrals();
        Assert.Equal(before, await host.Scalar<long>("select count(*) from mt_events"));
    }
}
