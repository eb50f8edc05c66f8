using FsCheck;
using FsCheck.Fluent;

namespace RefMon.Domain.Tests.Lifecycle;

/// <summary>A sample of <c>soak lifecycle</c>: five hundred walks here, twenty thousand there.</summary>
[Trait("Capability", "Referring")]
public sealed class LifecycleModelTests
{
    private static readonly Arbitrary<int[]> Walks = Gen.Choose(0, int.MaxValue - 1).ArrayOf(120).ToArbitrary();

    [Fact]
    public void The_domain_does_what_the_page_on_the_life_of_a_referral_says() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(
                Walks,
                seeds =>
                {
                    var walk = new ModelledWalk();
                    foreach (var seed in seeds)
                    {
                        if (walk.Step(seed) is { } difference)
                            Assert.Fail(difference);
                    }
                }
            )
        );

    [Fact]
    public void The_walks_reach_every_stage_and_every_end_and_meet_most_refusals()
    {
        var (stages, ends) = (new HashSet<Stage>(), new HashSet<Conclusion>());
        var (refused, accepted) = (new HashSet<string>(), new HashSet<string>());
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var walk = new ModelledWalk();
            for (var step = 0; step < 120; step++)
            {
                walk.Step(random.Next());
                stages.Add(walk.Stage);
            }
            if (walk.End is { } end)
                ends.Add(end);
            refused.UnionWith(walk.Refused);
            accepted.UnionWith(walk.Accepted);
        }
        Assert.Equal(Enum.GetValues<Stage>(), stages.Order());
        Assert.Equal(Enum.GetValues<Conclusion>(), ends.Order());
        // every command, amendment and neighbour's news the walks know of has been accepted somewhere
        Assert.True(accepted.Count == 45, $"{accepted.Count}: {string.Join("; ", accepted.Order())}");
        Assert.True(refused.Count > 150, $"Only {refused.Count}: {string.Join("; ", refused.Order())}");
    }
}
