using RefMon.Application.Access;
using RefMon.Application.Amendments;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Application.Tests.Referring;
using RefMon.Domain;
using RefMon.Domain.Amendments;
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
        // far from midnight, where a sweep begins anew: the other tests leave the clock at any time of day
        world.Clock.Now = new(world.Clock.Now.UtcDateTime.Date.AddDays(2).AddHours(12), TimeSpan.Zero);

        // the first look may be given up before it comes to them; the next begins with whoever has not been looked up at all
        for (var looks = 0; looks < 2; looks++)
        {
            await world.Sweep.Run(default);
            world.Clock.Now = world.Clock.Now.AddMinutes(5);
        }

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
        person.Person = person.Person with { LastName = "Renamed-Now", Phones = ["07700 900999"] };
        world.Clock.Now = world.Clock.Now.AddDays(2);

        await world.Sweep.Run(default);

        world.Prisons.Fault = null;
        foreach (var draft in drafts)
            Assert.EndsWith("Renamed-Now", (await world.Get(new GetDraft(draft))).Draft.PersonName);
        Assert.EndsWith(
            "Renamed-Now",
            await world.Ask<string>($"select person_last_name from case_list_row where reference = '{reference}'")
        );
        var details = await world.Get(new GetReferralDetails(reference));
        var change = Assert.Single(details.PersonChanges);
        Assert.Equal(["07700 900999"], details.Details.Now.Person.Phones);
        Assert.Equal([PersonDetail.Phones], change.Changed);
        Assert.Equal(details.Details.AsSent.Person.Phones, change.Before.Phones);
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

    [Fact]
    public async Task A_notice_that_cannot_be_followed_is_put_aside_until_an_operator_or_the_sweep_has_it_followed()
    {
        var people = new[] { world.NewPerson(), world.NewPerson(), world.NewPerson() };
        var (retried, swept, circle) = (people[0], people[1], people[2]);
        foreach (var person in people)
            await world.Start(person);
        world.Cases.SilentAbout.UnionWith([retried.Crn, swept.Crn]);
        circle.Person = circle.Person with { MergedInto = circle.Crn };
        var notices = people.Select(Notice).ToList();
        foreach (var notice in notices)
            Assert.Equal(NoticeReceipt.Accepted, await world.Notices.Receive(notice, default));

        for (var tries = 0; tries < InboundNotices.MostAttempts; tries++)
        {
            Assert.Equal(3, await world.FollowDue());
            world.Clock.Now = world.Clock.Now.AddMinutes(11);
        }
        var nonsense = Assert.Single(await PutAside());
        world.Clock.Now = world.Clock.Now.AddDays(1);
        await world.FollowDue();
        var all = await PutAside();
        world.Clock.Now = world.Clock.Now.AddDays(1);
        Assert.Equal(0, await world.FollowDue());

        Assert.Equal(
            ("ndelius", notices[2].Id, InboundNotices.MostAttempts),
            (nonsense.Source, nonsense.Id, nonsense.Attempts)
        );
        Assert.Contains("not what was agreed", nonsense.Why, StringComparison.Ordinal);
        Assert.Equal(notices.Select(n => n.Id).Order(), all.Select(n => n.Id).Order());
        Assert.Equal((0, 3), await Waiting());
        Assert.Equal(RefusalKind.Forbidden, (await world.Send(new GetNoticesPutAside())).Refusal!.Kind);
        var retry = new RetryNotices(Guid.NewGuid(), "ndelius", notices[0].Id);
        Assert.Equal(RefusalKind.Forbidden, (await world.Send(retry)).Refusal!.Kind);

        // while the neighbour is silent still, patience begins anew
        await world.Get(retry, Operator);
        Assert.Equal(1, await world.FollowDue());
        Assert.Equal((1, 2), await Waiting());
        world.Cases.SilentAbout.Clear();
        world.Clock.Now = world.Clock.Now.AddMinutes(1);
        Assert.Equal(1, await world.FollowDue());
        Assert.Equal((0, 2), await Waiting());
        var again = await world.Send(retry with { CommandId = Guid.NewGuid() }, Operator);
        Assert.Equal("dealt-with", again.Refusal!.Code);

        await world.Sweep.Run(default);
        Assert.Equal(notices[2].Id, Assert.Single(await PutAside()).Id);
        circle.Person = circle.Person with { MergedInto = null };
        await world.Get(new RetryNotices(Guid.NewGuid(), null, null), Operator);
        Assert.Equal(1, await world.FollowDue());
        Assert.Equal((0, 0), await Waiting());
    }

    [Fact]
    public async Task A_notice_whose_following_fails_here_keeps_no_other_waiting_and_is_put_aside_as_our_own_fault()
    {
        var (failing, fine) = (world.NewPerson(), world.NewPerson());
        foreach (var person in (InventedCase[])[failing, fine])
            await world.Start(person);
        var notice = Notice(failing);
        await world.Notices.Receive(notice, default);
        world.Clock.Now = world.Clock.Now.AddSeconds(1);
        await world.Notices.Receive(Notice(fine), default);

        for (var tries = 1; tries <= InboundNotices.MostAttempts; tries++)
        {
            Assert.DoesNotContain(await PutAside(), aside => aside.Id == notice.Id);
            world.Cases.WhileAsked(
                nameof(IProbationCases.FindPerson),
                () => throw new InvalidOperationException("set by the test")
            );
            Assert.Equal(tries == 1 ? 2 : 1, await world.FollowDue());
            world.Clock.Now = world.Clock.Now.AddMinutes(11);
        }

        var aside = Assert.Single(await PutAside(), aside => aside.Id == notice.Id);
        Assert.Equal(("Person", InboundNotices.MostAttempts), (aside.Kind, aside.Attempts));
        Assert.Contains("RefMon itself could not follow it", aside.Why, StringComparison.Ordinal);
        Assert.Equal((0, 1), await Waiting());
        await world.Get(new RetryNotices(Guid.NewGuid(), "ndelius", notice.Id), Operator);
        Assert.Equal(1, await world.FollowDue());
        Assert.Equal((0, 0), await Waiting());
    }

    [Fact]
    public async Task Of_another_teams_referral_that_a_merge_brought_beside_ones_own_only_the_service_and_the_day_are_said()
    {
        var (former, survivor) = (world.NewPerson(), world.NewPerson());
        var own = await Sent(former, world.Single);
        var theirs = await Sent(survivor, world.Cohort);
        Assert.Empty((await world.Get(new GetOverview(own))).Doubles);
        former.Person = former.Person with { MergedInto = survivor.Crn };
        await world.Follow(former.Crn);
        Assert.Equal(theirs, Assert.Single((await world.Get(new GetOverview(own))).Doubles).Reference);

        await world.Ask<string>(
            $"update case_list_row set sent_by = 'p-9', team = 'Another unit' where reference = '{theirs}' returning crn"
        );
        var id = new PersonId(await world.Ask<Guid>($"select id from person where crn = '{survivor.Crn}'"));
        var beside = Assert.Single((await world.Get(new GetOverview(own))).Doubles);
        Assert.Equal(
            (null, world.Cohort.Title, world.Clock.Now, false, true),
            (beside.Reference, beside.ServiceTitle, beside.SentAt, beside.IsSameService, beside.Merged)
        );
        var all = (await world.Get(new ListPersonReferrals(id))).Doubles;
        Assert.Equal([own, null], all.Select(referral => referral.Reference).OrderBy(reference => reference is null));
        Assert.Empty((await world.Get(new GetOverview(own), KindAnswering.LeadOf(world.Single))).Doubles);
    }

    private async Task<string> Sent(InventedCase person, CatalogueService service)
    {
        var draft = await world.CompleteDraft(service, person);
        return (await world.Get(new SendReferral(draft, Guid.NewGuid()))).Reference;
    }

    private static Viewer Operator { get; } =
        ReferringWorld.Practitioner with
        {
            AccountId = "o-1",
            Role = Role.Operator,
        };

    private ChangeNotice Notice(InventedCase about) =>
        new(Guid.NewGuid(), NoticeSource.NDelius, ChangeKind.Person, Crn.Parse(about.Crn), world.Clock.Now);

    private Task<IReadOnlyList<NoticePutAside>> PutAside() => world.Get(new GetNoticesPutAside(), Operator);

    private async Task<(int Waiting, int PutAside)> Waiting()
    {
        var waiting = await world.Notices.Waiting(default);
        return (waiting.Count, waiting.PutAside);
    }

    private Task<bool> Checked(InventedCase person) =>
        world.Ask<bool>(
            $"select exists (select 1 from person_check where crn = '{person.Crn}' and checked_at is not null)"
        );
}
