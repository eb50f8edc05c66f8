using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Operations;
using RefMon.EventStore;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Application.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class DemonstrationTests(DemonstrationTests.Host host) : IClassFixture<DemonstrationTests.Host>
{
    /// <summary>Its first load is stopped after a few, as somebody stops a start; the second finishes it.</summary>
    public sealed class Host : RefMonHost
    {
        public long LoadedAtFirst { get; private set; }

        protected override async Task Prepare()
        {
            using var stop = new CancellationTokenSource();
            var load = LoadDemonstrationReferrals(stop.Token);
            while (!load.IsCompleted && await Referrals() < 3)
                await Task.Delay(5, CancellationToken.None);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => load);
            LoadedAtFirst = await Referrals();
            await LoadDemonstrationReferrals();
        }

        private Task<long> Referrals() => Scalar<long>("select count(*) from case_list_row");
    }

    [Fact]
    public async Task A_load_that_was_stopped_midway_is_finished_by_the_next()
    {
        Assert.InRange(host.LoadedAtFirst, 3, 30);
        Assert.Equal(
            await host.Scalar<long>("select count(*) from case_list_row"),
            await host.Scalar<long>("select count(distinct (crn, sent_at)) from case_list_row")
        );
        Assert.Equal(
            DemonstrationPlots.All.Count,
            await host.Scalar<long>("select count(distinct reference) from case_list_row")
        );
    }

    [Fact]
    public async Task Every_projection_made_anew_from_the_events_is_the_same()
    {
        string[] tables =
        [
            "mt_doc_referral",
            "case_list_row",
            "assessment_wait",
            "appointment_slot",
            "handed_over_case",
            "waiting_transfer",
        ];
        var rebuilder = host.Services.GetRequiredService<ProjectionRebuilder>();
        var before = await Rows();
        foreach (var name in rebuilder.Names)
            await rebuilder.Rebuild(name);
        Assert.Equal(before, await Rows());

        async Task<List<string>> Rows()
        {
            var rows = new List<string>();
            foreach (var table in tables)
                rows.Add(
                    await host.Scalar<string>(
                        // what the database notes of the writing itself is no part of the row
                        $"select '{table} ' || count(*) || ' ' || md5(coalesce(string_agg((to_jsonb(t) - 'mt_last_modified')::text, '|' order by to_jsonb(t)::text), '')) from {table} t"
                    )
                );
            return rows;
        }
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
