using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.EventStore;
using Xunit;

namespace RefMon.Application.Tests.CaseLists;

/// <summary>Deadlines follow the bank holidays that were imported: those counted from now on, and those counted before.</summary>
[Trait("Capability", "CaseLists")]
public sealed class WorkingDaysTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    // the clock stands at Wednesday 18 November 2026; a caseworker is owed two working days after
    private static readonly DateOnly Friday = new(2026, 11, 20);
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Fact]
    public async Task A_new_bank_holiday_moves_dates_due_in_lists_and_overviews_and_a_recount_those_there_already()
    {
        var before = await world.Sent(new SentReferral());
        Assert.Equal((Friday, Friday), await Due(before));

        await world.Execute(
            "insert into bank_holiday (date, title, source) values (date '2026-11-19', 'A day of rest', 'import')"
        );
        world.Clock.Now += WorkingDays.ReadAgainAfter;
        var after = await world.Sent(new SentReferral());
        Assert.Equal((Monday, Monday), await Due(after));
        // written with its events, so it stands as it was counted then
        Assert.Equal((Friday, Monday), await Due(before));

        await world.Services.GetRequiredService<ProjectionRebuilder>().Rebuild(CaseListProjection.ProjectionName);
        Assert.Equal((Monday, Monday), await Due(before));
        Assert.Equal((Monday, Monday), await Due(after));
    }

    private async Task<(DateOnly? Listed, DateOnly? Shown)> Due(Sent sent)
    {
        var overview = await world.Get(new GetOverview(sent.Reference), Staff.SupplierLead);
        var list = await world.Get(
            new ListCases(CaseView.Unassigned, CaseFilters.None, PageSize: 100),
            Staff.SupplierLead
        );
        var row = Assert.Single(list.Rows, r => r.Reference == sent.Reference);
        return (row.Next!.DueOn, overview.Next!.Owed.Obligation.DueOn);
    }
}
