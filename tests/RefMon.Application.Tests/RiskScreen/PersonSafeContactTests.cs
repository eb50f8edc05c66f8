using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Application.Tests.Referring;
using RefMon.Domain;
using RefMon.Domain.RiskScreen;
using Xunit;
using AmendSafeContact = RefMon.Application.RiskScreen.AmendSafeContact;

namespace RefMon.Application.Tests.RiskScreen;

/// <summary>How to contact a person safely is about the person: it goes with them into each referral, and changes on all of them.</summary>
[Trait("Capability", "RiskScreen")]
public sealed class PersonSafeContactTests(ReferringWorld world) : IClassFixture<ReferringWorld>
{
    private static Viewer Colleague { get; } = ReferringWorld.OtherPractitioner with { Team = "Test delivery unit" };

    [Fact]
    public async Task A_new_draft_begins_with_what_was_said_last_and_is_sent_only_once_somebody_has_looked()
    {
        var person = world.NewPerson();
        var first = await Sent(person, world.Single);
        await Amend(first, "Mornings");

        var draft = await world.Start(person, world.Cohort);

        var page = await world.Get(new GetSafeContact(draft));
        Assert.Equal(("yes", "Mornings"), (page.HasSomething, page.Texts.SafeTimes));
        Assert.Equal(new SafeContactOrigin(first, "Joan Sender", world.Clock.Now), page.Origin);
        Assert.Empty(page.Otherwise);
        var task = await Task(draft);
        Assert.Equal(SectionStatus.InProgress, task.Status);
        Assert.StartsWith($"From referral {first}, said by Joan Sender on 21 November 2026", task.Hint);
        Assert.Contains("safe-contact", await Problems(draft));
        var card = Assert.Single(
            (await world.Get(new GetCheckAnswers(draft))).Cards,
            card => card.Slug == "safe-contact"
        );
        Assert.Contains(card.Rows, row => row.Values[0] == "Mornings" && row.Note!.Contains(first));

        await world.Get(await world.SafeContact(draft, "yes"));

        Assert.Null((await world.Get(new GetSafeContact(draft))).Origin);
        Assert.Equal(SectionStatus.Completed, (await Task(draft)).Status);
        Assert.DoesNotContain("safe-contact", await Problems(draft));
    }

    [Fact]
    public async Task What_a_practitioner_may_not_open_says_nothing_to_them()
    {
        var person = world.NewPerson();
        await Amend(await Sent(person, world.Single), "Mornings");

        var stranger = await world.Start(person, world.Cohort, ReferringWorld.OtherPractitioner);
        var colleague = await world.Start(person, world.Cohort, Colleague with { AccountId = "p-4" });

        Assert.Null((await world.Get(new GetSafeContact(stranger), ReferringWorld.OtherPractitioner)).HasSomething);
        var theirs = await world.Get(new GetSafeContact(colleague), Colleague with { AccountId = "p-4" });
        Assert.Equal("Mornings", theirs.Texts.SafeTimes);
    }

    [Fact]
    public async Task It_is_changed_on_all_ticked_referrals_at_once_and_once_only()
    {
        var person = world.NewPerson();
        var (first, second, third) = await Three(person);
        var form = await world.Get(new GetSafeContactVersions(first));
        Assert.Equal([second, third], form.Others.Select(other => other.Reference).OrderBy(r => r == third));
        Assert.False(form.Differs);
        var command = Command(form, "Mornings", second);

        await world.Get(command);
        await world.Get(command);

        Assert.Equal("1 1 0", await Amendments(first, second, third));
        Assert.Equal("Mornings", (await world.Get(new GetSafeContactVersions(second))).Now!.SafeTimes);
        var now = await world.Get(new GetSafeContactVersions(first));
        Assert.True(now.Differs);
        Assert.Equal(
            (SafeContactStatement.NothingToSay, true),
            (now.Others.Single(other => other.Reference == third).Said, now.Others.All(other => other.IsLive))
        );
        Assert.Equal(1, await Audited(first));
        Assert.Equal(1, await Audited(second));

        // unchanged here, and brought to the one that was left out
        await world.Get(Command(now, "Mornings", second, third));
        Assert.Equal("1 1 1", await Amendments(first, second, third));
        var same = await world.Get(new GetSafeContactVersions(third));
        Assert.False(same.Differs);
        Assert.Equal("unchanged", (await world.Send(Command(same, "Mornings", first, second))).Refusal!.Code);
    }

    [Fact]
    public async Task When_one_was_changed_ended_or_sent_meanwhile_nothing_is_changed_and_it_is_named()
    {
        var person = world.NewPerson();
        var (first, second, third) = await Three(person);
        var stale = await world.Get(new GetSafeContactVersions(first));
        await Amend(second, "Afternoons");

        var refused = await world.Send(Command(stale, "Mornings", second, third));

        Assert.Equal(AmendSafeContact.ChangedMeanwhileCode, refused.Refusal!.Code);
        Assert.Contains(second, refused.Refusal.Message);
        Assert.DoesNotContain(third, refused.Refusal.Message);
        Assert.Equal("0 1 0", await Amendments(first, second, third));
        // what is not ticked may say what it likes
        Assert.False((await world.Send(Command(stale, "Mornings", third))).IsRefused);

        stale = await world.Get(new GetSafeContactVersions(first));
        await Recall(third);
        refused = await world.Send(Command(stale, "Evenings", second, third));
        Assert.Contains(third, refused.Refusal!.Message);
        Assert.Equal("1 1 1", await Amendments(first, second, third));

        stale = await world.Get(new GetSafeContactVersions(first));
        var fourth = await Sent(
            person,
            await world.Get(new GetService(DemonstrationServices.WellbeingEastMidlands.Id))
        );
        refused = await world.Send(Command(stale, "Evenings", second));
        Assert.Contains(fourth, refused.Refusal!.Message);
        var fresh = await world.Get(new GetSafeContactVersions(first));
        await world.Get(Command(fresh, "Evenings", second, fourth));
        Assert.Equal("2 2 1", await Amendments(first, second, fourth));
    }

    [Fact]
    public async Task Two_who_change_it_at_the_same_time_never_leave_half_of_each()
    {
        var person = world.NewPerson();
        var (first, second, third) = await Three(person);
        var (mine, theirs) = (
            await world.Get(new GetSafeContactVersions(first)),
            await world.Get(new GetSafeContactVersions(second), Colleague)
        );

        var outcomes = await System.Threading.Tasks.Task.WhenAll(
            world.Send(Command(mine, "Mornings", second, third)),
            world.Send(Command(theirs, "Evenings", first, third), Colleague)
        );

        Assert.Single(outcomes, outcome => !outcome.IsRefused);
        Assert.Equal("1 1 1", await Amendments(first, second, third));
        Assert.False((await world.Get(new GetSafeContactVersions(first))).Differs);
    }

    [Fact]
    public async Task A_supplier_learns_of_no_other_referral_and_nobody_changes_one_that_is_not_theirs_or_another_persons()
    {
        var person = world.NewPerson();
        var (first, second, _) = await Three(person);
        var elsewhere = await Sent(world.NewPerson(), world.Single);
        var supplier = await world.Get(new GetSafeContactVersions(first), KindAnswering.LeadOf(world.Single));
        Assert.Empty(supplier.Others);
        Assert.Empty(supplier.OutOfReach);
        Assert.DoesNotContain(second, supplier.Shown);
        var form = await world.Get(new GetSafeContactVersions(first));
        var forged = form with { Shown = $"{form.Shown} {Mark(form, elsewhere)}" };

        var refused = await world.Send(Command(forged, "Mornings", elsewhere));
        var unknown = await world.Send(Command(form, "Mornings", "ZZ9999ZZ"));

        Assert.Equal(AmendSafeContact.ChangedMeanwhileCode, refused.Refusal!.Code);
        Assert.Equal(AmendSafeContact.ChangedMeanwhileCode, unknown.Refusal!.Code);
        Assert.Equal("0 0", await Amendments(first, elsewhere));

        // another team's is beyond reach and is said to be there
        await world.Ask<string>(
            $"update case_list_row set sent_by = 'p-9', team = 'Another unit' where reference = '{second}' returning crn"
        );
        var less = await world.Get(new GetSafeContactVersions(first));
        Assert.DoesNotContain(less.Others, other => other.Reference == second);
        Assert.Equal("Another unit", Assert.Single(less.OutOfReach).Team);
        Assert.Equal(
            AmendSafeContact.ChangedMeanwhileCode,
            (await world.Send(Command(form, "Mornings", second))).Refusal!.Code
        );
        Assert.Equal("0", await Amendments(second));
    }

    [Fact]
    public async Task The_persons_page_shows_each_card_where_live_ones_differ_and_no_finished_one_hides_a_live_one()
    {
        var person = world.NewPerson();
        var (first, second, third) = await Three(person);
        world.Clock.Now += TimeSpan.FromMinutes(1);
        await Amend(first, "Mornings");
        await Recall(second);
        var id = new PersonId(await world.Ask<Guid>($"select id from person where crn = '{person.Crn}'"));

        var differing = await world.Get(new ListPersonReferrals(id));
        Assert.Equal([first, third], differing.SafeContacts.Select(said => said.Reference).OrderBy(r => r == third));
        Assert.Null(differing.Person.SafeContact);

        // the one sent last is finished; what the live ones agree on stands
        await Amend(third, "Mornings");
        await Recall(third);
        var agreed = await world.Get(new ListPersonReferrals(id));
        Assert.Empty(agreed.SafeContacts);
        Assert.Equal("Mornings", agreed.Person.SafeContact!.SafeTimes);
        var supplier = await world.Get(new ListPersonReferrals(id), KindAnswering.LeadOf(world.Single));
        Assert.Equal(first, Assert.Single(supplier.Referrals).Reference);

        await Recall(first);
        var past = await world.Get(new ListPersonReferrals(id));
        Assert.Equal("Mornings", past.Person.SafeContact!.SafeTimes);
    }

    [Fact]
    public async Task A_draft_that_is_open_while_it_is_changed_elsewhere_is_looked_at_again()
    {
        var person = world.NewPerson();
        var first = await Sent(person, world.Single);
        var draft = await world.CompleteDraft(world.Cohort, person);
        Assert.Empty(await Problems(draft));
        var stale = await world.SafeContact(draft, "no");
        world.Clock.Now += TimeSpan.FromMinutes(1);
        await Amend(first, "Mornings");

        var news = Assert.Single((await world.Get(new GetDraft(draft))).News);
        Assert.Contains(first, news.What);
        Assert.Equal(world.Clock.Now, news.At);
        Assert.Equal(["safe-contact"], await Problems(draft));
        Assert.Equal(
            ["Safe contact"],
            (await world.Get(new ListMyDrafts())).Drafts.Single(row => row.Id == draft).Missing
        );
        Assert.Equal(
            ["safe-contact"],
            (await world.Send(new Application.Referring.SendReferral(draft, Guid.NewGuid()))).Refusals.Select(r =>
                r.Field
            )
        );
        Assert.Equal("safe-contact-said-elsewhere", (await world.Send(stale)).Refusal!.Code);
        var page = await world.Get(new GetSafeContact(draft));
        Assert.Equal("Mornings", Assert.Single(page.Otherwise).Said!.SafeTimes);
        world.Clock.Now += TimeSpan.FromMinutes(1);

        // it stays as it is here, by somebody who has read the other one
        await world.Get(await world.SafeContact(draft, "no"));

        Assert.Empty(await Problems(draft));
        Assert.Empty((await world.Get(new GetDraft(draft))).News);
        Assert.Equal(first, Assert.Single((await world.Get(new GetSafeContact(draft))).Otherwise).Reference);
        await world.Get(new Application.Referring.SendReferral(draft, Guid.NewGuid()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_decided_before_a_draft_was_answered_and_written_after_it_is_looked_at_too(bool isNoted)
    {
        var person = world.NewPerson();
        var first = await Sent(person, world.Single);
        await Amend(first, "Evenings");
        var decided = world.Clock.Now += TimeSpan.FromMinutes(1);
        var answered = world.Clock.Now += TimeSpan.FromMinutes(1);
        var draft = await world.CompleteDraft(world.Cohort, person);
        Assert.Empty(await Problems(draft));
        // answered before it was noted beside an answer what else there was to read
        if (!isNoted)
            await world.Ask<Guid>(
                $"""
                update draft set fields = (select jsonb_object_agg(name, said - 'beside') from jsonb_each(fields) f(name, said))
                where id = '{draft}' returning id
                """
            );
        Assert.Empty(await Problems(draft));

        world.Clock.Now = decided;
        await Amend(first, "Mornings");
        world.Clock.Now = answered;

        Assert.Equal(isNoted ? ["safe-contact"] : [], await Problems(draft));
        Assert.Equal(isNoted ? 1 : 0, (await world.Get(new GetDraft(draft))).News.Count);
        await world.Get(await world.SafeContact(draft, "no"));
        Assert.Empty(await Problems(draft));
        world.Clock.Now += TimeSpan.FromMinutes(1);
        await Amend(first, "Afternoons");
        Assert.Equal(["safe-contact"], await Problems(draft));
    }

    [Fact]
    public async Task A_record_that_was_merged_says_it_too()
    {
        var former = world.NewPerson();
        var first = await Sent(former, world.Single);
        await Amend(first, "Mornings");
        var present = world.NewPerson();
        former.Person = former.Person with { MergedInto = present.Crn };
        await world.Get(new LookUpPerson(world.Cohort.Id, former.Crn));

        var draft = await world.CompleteDraft(world.Cohort, present);
        var second = (await world.Get(new Application.Referring.SendReferral(draft, Guid.NewGuid()))).Reference;
        var form = await world.Get(new GetSafeContactVersions(second));
        await world.Get(Command(form, "Evenings", first));

        Assert.Equal(first, Assert.Single(form.Others).Reference);
        Assert.Equal("Evenings", (await world.Get(new GetSafeContactVersions(first))).Now!.SafeTimes);
    }

    [Fact]
    public async Task What_was_recalled_as_made_for_the_wrong_person_says_nothing_of_this_one()
    {
        var person = world.NewPerson();
        var reference = await Sent(person, world.Single);
        await Amend(reference, "Mornings, of somebody else");
        await Recall(reference, Domain.Endings.RecallReason.WrongPerson);

        var draft = await world.Start(person, world.Cohort);
        Assert.Null((await world.Get(new GetSafeContact(draft))).Texts.SafeTimes);
        Assert.Null((await world.Get(new GetSafeContact(draft))).HasSomething);
    }

    private static string Mark(SafeContactVersions form, string reference) =>
        $"{reference}:{form.Shown.Split(' ')[0].Split(':')[1]}";

    private static AmendSafeContact Command(SafeContactVersions form, string times, params string[] alsoOn) =>
        new(Guid.NewGuid(), form.Reference, form.Shown, "yes", times, null, null, null, null, alsoOn);

    private async Task Amend(string reference, string times) =>
        await world.Get(Command(await world.Get(new GetSafeContactVersions(reference)), times));

    private async Task Recall(
        string reference,
        Domain.Endings.RecallReason reason = Domain.Endings.RecallReason.WrongSupplier
    ) => await world.Get(new Application.Endings.RecallReferral(Guid.NewGuid(), reference, reason, "Sent by mistake"));

    private async Task<string> Sent(InventedCase person, CatalogueService service)
    {
        var draft = await world.CompleteDraft(service, person);
        return (await world.Get(new Application.Referring.SendReferral(draft, Guid.NewGuid()))).Reference;
    }

    private async Task<(string, string, string)> Three(InventedCase person) =>
        (
            await Sent(person, world.Single),
            await Sent(person, world.Cohort),
            await Sent(person, await world.Get(new GetService(DemonstrationServices.EmploymentEastMidlands.Id)))
        );

    private async Task<DraftTask> Task(DraftId draft) =>
        (await world.Get(new GetDraft(draft)))
            .Groups.SelectMany(group => group.Tasks)
            .Single(task => task.Slug == "safe-contact");

    private async Task<IEnumerable<string?>> Problems(DraftId draft) =>
        (await world.Get(new GetCheckAnswers(draft))).Problems.Select(problem => problem.Field);

    private async Task<string> Amendments(params string[] references)
    {
        var counts = new List<long>();
        foreach (var reference in references)
            counts.Add(
                await world.Ask<long>(
                    $"""
                    select count(*) from mt_events e join case_list_row c on c.referral_id = e.stream_id
                    where e.type = 'safe_contact_amended' and c.reference = '{reference}'
                    """
                )
            );
        return string.Join(' ', counts);
    }

    private Task<long> Audited(string reference) =>
        world.Ask<long>(
            $"""
            select count(*) from audit_entry
            where action = 'AmendSafeContact' and outcome = 'accepted' and subject = '{reference}'
            """
        );
}
