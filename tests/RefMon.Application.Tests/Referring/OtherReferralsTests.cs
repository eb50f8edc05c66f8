using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Endings;
using Xunit;

namespace RefMon.Application.Tests.Referring;

/// <summary>What is said of a person's other referrals before one more is made: by whomever, and no more than may be known.</summary>
[Trait("Capability", "Referring")]
public sealed class OtherReferralsTests(ReferringWorld world) : IClassFixture<ReferringWorld>
{
    // neither the sender nor of the team that holds the people
    private static Viewer Stranger => ReferringWorld.OtherPractitioner;

    [Fact]
    public async Task Other_live_referrals_of_the_person_are_a_warning()
    {
        var person = world.NewPerson();
        var sent = await world.Get(new SendReferral(await world.CompleteDraft(world.Single, person), Guid.NewGuid()));

        var preview = await world.Get(new LookUpPerson(world.Cohort.Id, person.Crn));
        var draft = await world.Start(person, world.Cohort);

        Assert.Equal(sent.Reference, Assert.Single(preview.OtherReferrals).Reference);
        Assert.Equal(sent.Reference, Assert.Single((await world.Get(new GetDraft(draft))).OtherReferrals).Reference);
        Assert.Empty(preview.PastReferrals);
    }

    [Fact]
    public async Task A_live_referral_for_the_same_need_is_named_and_a_finished_one_is_past()
    {
        var person = world.NewPerson();
        var service = await world.Get(new GetService(DemonstrationServices.AccommodationEastMidlands.Id));
        var sent = await world.Get(new SendReferral(await world.CompleteDraft(service, person), Guid.NewGuid()));

        var same = await world.Get(new LookUpPerson(service.Id, person.Crn));
        var other = await world.Get(new LookUpPerson(DemonstrationServices.EmploymentEastMidlands.Id, person.Crn));
        await world.Get(
            new Application.Endings.RecallReferral(
                Guid.NewGuid(),
                sent.Reference,
                RecallReason.WrongSupplier,
                "Sent by mistake"
            )
        );
        var later = await world.Get(new LookUpPerson(service.Id, person.Crn));

        Assert.Equal(["Accommodation"], Assert.Single(same.OtherReferrals).SameNeeds);
        Assert.Empty(Assert.Single(other.OtherReferrals).SameNeeds);
        Assert.Empty(later.OtherReferrals);
        var past = Assert.Single(later.PastReferrals);
        Assert.Equal((sent.Reference, Conclusion.Recalled), (past.Reference, past.Conclusion));
        Assert.Equal(["Accommodation"], past.SameNeeds);
    }

    [Fact]
    public async Task What_was_sent_for_the_same_person_while_the_draft_was_open_is_said_before_sending()
    {
        var person = world.NewPerson();
        var draft = await world.CompleteDraft(person: person);
        Assert.Empty((await world.Get(new GetCheckAnswers(draft))).OtherReferrals);
        var meanwhile = await world.Get(
            new SendReferral(await world.CompleteDraft(world.Cohort, person: person), Guid.NewGuid())
        );

        var check = await world.Get(new GetCheckAnswers(draft));

        Assert.Equal(meanwhile.Reference, Assert.Single(check.OtherReferrals).Reference);
        Assert.Empty(check.Problems);
    }

    [Fact]
    public async Task Of_a_referral_made_by_another_team_the_service_the_team_and_the_day_are_known_and_nothing_else()
    {
        var person = world.NewPerson();
        var service = await world.Get(new GetService(DemonstrationServices.AccommodationEastMidlands.Id));
        var sent = await world.Get(new SendReferral(await world.CompleteDraft(service, person), Guid.NewGuid()));

        var before = await world.Get(new LookUpPerson(service.Id, person.Crn), Stranger);
        var draft = await world.Start(person, service, Stranger);
        var tasks = await world.Get(new GetDraft(draft), Stranger);
        var check = await world.Get(new GetCheckAnswers(draft), Stranger);

        var other = Assert.Single(before.OtherReferrals);
        Assert.Equal(
            (null, service.Id, null, world.Clock.Now, "Test delivery unit"),
            (other.Reference, other.ServiceId, other.Stage, other.SentAt, other.Team)
        );
        Assert.Equal(["Accommodation"], other.SameNeeds);
        Assert.Equal(service.Title, Assert.Single(tasks.OtherReferrals).ServiceTitle);
        Assert.Null(Assert.Single(check.OtherReferrals).Reference);
        Assert.Equal("not-found", (await world.Send(new GetConfirmation(sent.Reference), Stranger)).Refusal!.Code);
        // whoever holds the person opens it as ever
        var colleague = Stranger with
        {
            AccountId = "p-3",
            Team = "Test delivery unit",
        };
        Assert.Equal(
            sent.Reference,
            Assert
                .Single((await world.Get(new LookUpPerson(service.Id, person.Crn), colleague)).OtherReferrals)
                .Reference
        );
        Assert.Equal(
            1,
            await world.Ask<long>(
                $"select count(*) from audit_entry where account_id = 'p-3' and action = 'LookUpPerson' and subject = (select id::text from person where crn = '{person.Crn}')"
            )
        );
    }

    [Fact]
    public async Task One_that_another_team_concluded_is_past_for_a_year_and_one_taken_back_is_not_told()
    {
        var person = world.NewPerson();
        var returned = await world.SendAndReturn(await world.CompleteDraft(person: person));
        var recalled = (
            await world.Get(new SendReferral(await world.CompleteDraft(world.Cohort, person), Guid.NewGuid()))
        ).Reference;
        await world.Get(
            new Application.Endings.RecallReferral(Guid.NewGuid(), recalled, RecallReason.WrongPerson, null)
        );

        var mine = await world.Get(new LookUpPerson(world.Single.Id, person.Crn));
        var recent = await world.Get(new LookUpPerson(world.Single.Id, person.Crn), Stranger);
        await world.Ask<string>(
            $"update case_list_row set concluded_at = concluded_at - interval '366 days' where reference = '{returned}' returning crn"
        );
        var old = await world.Get(new LookUpPerson(world.Single.Id, person.Crn), Stranger);

        Assert.Equivalent(
            new[] { recalled, returned },
            mine.PastReferrals.Select(other => other.Reference),
            strict: true
        );
        var past = Assert.Single(recent.PastReferrals);
        Assert.Equal(
            (null, null, world.Single.Id, world.Clock.Now, "Test delivery unit"),
            (past.Reference, past.Conclusion, past.ServiceId, past.ConcludedAt, past.Team)
        );
        Assert.Empty(recent.OtherReferrals);
        Assert.Empty(old.PastReferrals);
    }

    [Fact]
    public async Task A_referral_under_a_record_that_was_merged_is_the_persons_too_unless_nDelius_keeps_that_record_from_the_viewer()
    {
        var former = world.NewPerson();
        var sent = await world.Get(new SendReferral(await world.CompleteDraft(person: former), Guid.NewGuid()));
        var present = world.NewPerson();
        former.Person = former.Person with { MergedInto = present.Crn };
        // the CRN typed is how RefMon learns of the merge
        await world.Get(new LookUpPerson(world.Single.Id, former.Crn));
        world.Clock.Now += LimitedAccessFreshness.Tolerated;
        former.Limits = new([], null, [Stranger.UserName], "Excluded, secretly");

        var mine = await world.Get(new LookUpPerson(world.Single.Id, present.Crn));
        var theirs = await world.Get(new LookUpPerson(world.Single.Id, present.Crn), Stranger);

        Assert.Equal(sent.Reference, Assert.Single(mine.OtherReferrals).Reference);
        Assert.Empty(theirs.OtherReferrals);
    }

    [Fact]
    public async Task A_referral_for_the_same_made_while_the_check_page_was_open_is_seen_before_sending()
    {
        var person = world.NewPerson();
        var draft = await world.CompleteDraft(person: person);
        var shown = (await world.Get(new GetCheckAnswers(draft))).LiveShown;
        var elsewhere = await world.Get(new GetService(DemonstrationServices.EmploymentEastMidlands.Id));
        await SentByAnotherTeam(person, elsewhere, elsewhere);
        // another need is no second of the same
        var unlike = OtherReferrals.Unseen(
            (await world.Get(new GetCheckAnswers(draft))).OtherReferrals,
            world.Single.Id,
            shown
        );
        await SentByAnotherTeam(person, world.Cohort, world.Single);

        var refused = await world.Send(new SendReferral(draft, Guid.NewGuid(), null, shown));
        var check = await world.Get(new GetCheckAnswers(draft));
        var sent = await world.Send(new SendReferral(draft, Guid.NewGuid(), null, check.LiveShown));

        Assert.Empty(unlike);
        Assert.Equal(SendReferral.ReferredMeanwhileCode, refused.Refusal!.Code);
        Assert.Contains(world.Single.Title, refused.Refusal.Message);
        Assert.Equal(2, check.OtherReferrals.Count);
        Assert.Empty(check.Problems);
        Assert.False(sent.IsRefused);
    }

    // the sender does not see it any more: the row is another team's, and says that it went there
    private async Task SentByAnotherTeam(InventedCase person, CatalogueService service, CatalogueService there)
    {
        var draft = await world.CompleteDraft(service, person);
        var reference = (await world.Get(new SendReferral(draft, Guid.NewGuid()))).Reference;
        await world.Ask<string>(
            $"""
            update case_list_row set sent_by = 'p-9', team = 'Another unit', service_id = '{there.Id}',
                service_title = '{there.Title.Replace("'", "''", StringComparison.Ordinal)}'
            where reference = '{reference}' returning crn
            """
        );
    }
}
