using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>A small sample of what <c>soak ndelius</c> does at length.</summary>
[Trait("Capability", "Attention")]
public sealed class NDeliusDayTests
{
    [Fact]
    public async Task After_a_day_of_failures_nDelius_differs_in_nothing_that_is_not_on_the_operators_list()
    {
        await using var day = await NDeliusDay.Begin(seed: 20270301);
        await day.Work(250);
        await day.CatchUp();
        var result = await day.Reconcile();
        Assert.Empty(result.Unexplained);
        Assert.True(result is { Failures: > 5, Appointments: > 30, Listed: > 0, Explained: > 0 }, $"{result}");
        Assert.True(await day.DiffersWithoutTheList() > 0);
    }
}
