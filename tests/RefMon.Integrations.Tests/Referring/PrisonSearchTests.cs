using RefMon.Application.Referring;
using RefMon.Integrations.Tests.Operations;
using RefMon.StandIns.People;
using static RefMon.Integrations.Tests.Operations.Neighbourhood;

namespace RefMon.Integrations.Tests.Referring;

[Trait("Capability", "Referring")]
public sealed class PrisonSearchTests(Neighbourhood at) : IClassFixture<Neighbourhood>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_prisoner_has_a_prison_and_release_dates()
    {
        var prisoner = Found(await at.Prisons.FindPrisoner("A1001BL", None));
        Assert.Equal(new Prison("ALM", "Aldermoor (HMP)"), prisoner.Prison);
        Assert.Equal(at.Today.AddDays(49), prisoner.ConfirmedReleaseDate);
        Assert.Equal(at.Today.AddDays(52), prisoner.ConditionalReleaseDate);
        Assert.Equal(at.Today.AddDays(49), prisoner.ExpectedReleaseDate);
    }

    [Fact]
    public async Task A_prisoner_may_have_no_release_date()
    {
        var number = at.StandIns.People.Find(WellKnownPeople.CustodyWithoutReleaseDate)!.NomsNumber!;
        Assert.Null(Found(await at.Prisons.FindPrisoner(number, None)).ExpectedReleaseDate);
    }

    [Fact]
    public async Task Somebody_released_is_not_found_any_more()
    {
        Assert.Equal("not found", Kind(await at.Prisons.FindPrisoner("Z9999ZZ", None)));
        var inside = at.StandIns.People.All.First(p => p is { Custody: not null, NomsNumber: not null });
        Assert.Equal("found", Kind(await at.Prisons.FindPrisoner(inside.NomsNumber!, None)));
        at.StandIns.People.Change(inside.Crn, p => p with { Custody = null });
        Assert.Equal("not found", Kind(await at.Prisons.FindPrisoner(inside.NomsNumber!, None)));
        Assert.Equal(CustodyStatus.Community, Found(await at.Cases.FindPerson(inside.Crn, None)).Status);
    }

    [Fact]
    public async Task The_prisons_come_by_name()
    {
        var prisons = Found(await at.Prisons.ListPrisons(None));
        Assert.Equal(Prisons.All.Count, prisons.Count);
        Assert.Equal(prisons.OrderBy(p => p.Name, StringComparer.Ordinal), prisons);
    }
}
