using RefMon.Application.CaseLists;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Application.Tests.Referring;
using RefMon.Domain.Referring;
using Xunit;
using SendReferral = RefMon.Application.Referring.SendReferral;

namespace RefMon.Application.Tests.Amendments;

/// <summary>The sweep of everybody RefMon holds something about, while some neighbours do not answer about some people.</summary>
[Trait("Capability", "Amendments")]
public sealed class NightlySweepTests(ReferringWorld world) : IClassFixture<ReferringWorld>
{
    [Fact]
    public async Task Many_people_about_whom_nobody_answers_keep_the_next_one_waiting_for_minutes_not_nights()
    {
        var silent = Enumerable.Range(0, 25).Select(_ => world.NewPerson()).ToList();
        var last = world.NewPerson();
        foreach (var person in silent.Append(last))
            await world.Start(person);
        world.Cases.SilentAbout.UnionWith(silent.Select(person => person.Crn));
        world.Clock.Now = world.Clock.Now.AddDays(1);

        var looks = 0;
        while (!await world.Sweep.Run(default))
        {
            Assert.True(++looks < 4, "the sweep does not end");
            world.Clock.Now = world.Clock.Now.AddMinutes(5);
        }

        Assert.Equal(1, looks);
        Assert.True(await Checked(last));
        Assert.False(await Checked(silent[0]));
        world.Cases.SilentAbout.Clear();
    }

    [Fact]
    public async Task A_silent_prison_search_keeps_nothing_back_that_nDelius_says()
    {
        var person = world.PersonOf(ReferralKind.PreRelease);
        var complete = await world.CompleteDraftOf(ReferralKind.PreRelease, person: person);
        var reference = (await world.Get(new SendReferral(complete, Guid.NewGuid()))).Reference;
        var drafts = new[] { await world.Start(person), await world.Start(person, world.Cohort) };
        world.Prisons.Fault = NeighbourFault.Down;
        person.Person = person.Person with { LastName = "Renamed-Now" };
        world.Clock.Now = world.Clock.Now.AddDays(2);

        await world.Sweep.Run(default);

        world.Prisons.Fault = null;
        foreach (var draft in drafts)
            Assert.EndsWith("Renamed-Now", (await world.Get(new GetDraft(draft))).Draft.PersonName);
        Assert.EndsWith(
            "Renamed-Now",
            await world.Ask<string>($"select person_last_name from case_list_row where reference = '{reference}'")
        );
        Assert.False(await Checked(person));
    }

    [Fact]
    public async Task Who_stays_in_prison_without_a_date_is_no_news_to_sweep_or_notice()
    {
        var person = world.PersonOf(ReferralKind.UnallocatedStaying);
        var complete = await world.CompleteDraftOf(ReferralKind.UnallocatedStaying, person: person);
        var reference = (await world.Get(new SendReferral(complete, Guid.NewGuid()))).Reference;
        world.Clock.Now = world.Clock.Now.AddDays(2);

        await world.Sweep.Run(default);
        await world.Follow(person.Crn);

        var overview = await world.Get(new GetOverview(reference));
        Assert.Empty(overview.Reported);
        Assert.True(overview.Watch.Custody!.IsStaying);
        Assert.True(await Checked(person));
    }

    private Task<bool> Checked(InventedCase person) =>
        world.Ask<bool>(
            $"select exists (select 1 from person_check where crn = '{person.Crn}' and checked_at is not null)"
        );
}
