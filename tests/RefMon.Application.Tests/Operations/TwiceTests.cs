using RefMon.Application.Tests.CaseLists;
using Xunit;

namespace RefMon.Application.Tests.Operations;

/// <summary>A few of the presses that <c>soak twice</c> makes by the hundred.</summary>
[Trait("Capability", "Operations")]
public sealed class TwiceTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    [Fact]
    public async Task Buttons_pressed_twice_at_once_and_again_later_do_their_work_once()
    {
        var rounds = new TwiceRounds(world);
        Assert.Null(await rounds.Run(atOnce: 4, replays: 2));
        Assert.Equal(7, rounds.Presses.Count);
    }
}
