using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Domain;
using Xunit;

namespace RefMon.Application.Tests.Referring;

[Trait("Capability", "Referring")]
public sealed class StartDraftTests(ReferringWorld world) : IClassFixture<ReferringWorld>, IDisposable
{
    public void Dispose()
    {
        world.Cases.Faults.Clear();
        world.Cases.Refuses.Clear();
        world.Risks.Fault = null;
    }

    [Theory]
    [InlineData(null, "crn-missing")]
    [InlineData("", "crn-missing")]
    [InlineData(" \t\u200b ", "crn-missing")]
    [InlineData("X12345", "crn-malformed")]
    [InlineData("1234567", "crn-malformed")]
    [InlineData("X1234567", "crn-malformed")]
    [InlineData("'; drop table draft;--", "crn-malformed")]
    [InlineData("X999999", "crn-not-found")]
    public async Task A_crn_that_finds_nobody_is_refused_at_its_field(string? crn, string code)
    {
        var outcome = await world.Send(new StartDraft(world.Single.Id, Guid.NewGuid(), crn));

        Assert.Equal((code, "Crn"), (outcome.Refusal!.Code, outcome.Refusal.Field));
    }

    [Fact]
    public async Task A_crn_typed_in_small_letters_with_spaces_is_understood()
    {
        var person = world.NewPerson();

        var started = await world.Get(
            new StartDraft(world.Single.Id, Guid.NewGuid(), $" {person.Crn.ToLowerInvariant()[..1]} {person.Crn[1..]} ")
        );

        Assert.False(started.WasMerged);
        Assert.Equal(person.Crn, (await world.Get(new GetDraft(started.DraftId))).Draft.Crn);
    }

    [Fact]
    public async Task Restricted_excluded_and_unknown_people_are_refused_with_the_same_words_and_audited_alike()
    {
        var restricted = world.NewPerson();
        restricted.Limits = new(["somebody.else"], "Restricted, secretly", [], null);
        var excluded = world.NewPerson();
        excluded.Limits = new([], null, ["JOAN.SENDER"], "Excluded, secretly");
        var before = await world.Ask<long>("select count(*) from audit_entry where outcome = 'crn-not-found'");

        var unknown = await world.Send(new StartDraft(world.Single.Id, Guid.NewGuid(), "Z000000"));
        foreach (var hidden in (string[])[restricted.Crn, excluded.Crn])
        {
            var outcome = await world.Send(new StartDraft(world.Single.Id, Guid.NewGuid(), hidden));
            Assert.Equal(unknown.Refusal, outcome.Refusal);
            var preview = await world.Send(new LookUpPerson(world.Single.Id, hidden));
            Assert.Equal(unknown.Refusal, preview.Refusal);
        }

        Assert.Equal(
            before + 5,
            await world.Ask<long>("select count(*) from audit_entry where outcome = 'crn-not-found'")
        );
    }

    [Fact]
    public async Task A_person_restricted_to_the_viewer_can_be_referred()
    {
        var person = world.NewPerson();
        person.Limits = new(["Joan.Sender"], null, ["someone.else"], null);

        var draft = await world.Start(person);

        Assert.Equal(person.Crn, (await world.Get(new GetDraft(draft))).Draft.Crn);
    }

    [Fact]
    public async Task A_merged_crn_leads_to_the_surviving_one_and_says_so()
    {
        var surviving = world.NewPerson();
        var old = world.NewPerson();
        old.Person = old.Person with { MergedInto = surviving.Crn };

        var started = await world.Get(new StartDraft(world.Single.Id, Guid.NewGuid(), old.Crn));

        Assert.True(started.WasMerged);
        var list = await world.Get(new GetDraft(started.DraftId));
        Assert.Equal((surviving.Crn, old.Crn), (list.Draft.Crn, list.MergedFromCrn));
    }

    [Fact]
    public async Task Restriction_of_the_surviving_record_hides_the_merged_crn_too()
    {
        var surviving = world.NewPerson();
        surviving.Limits = new(["somebody.else"], null, [], null);
        var old = world.NewPerson();
        old.Person = old.Person with { MergedInto = surviving.Crn };

        var outcome = await world.Send(new StartDraft(world.Single.Id, Guid.NewGuid(), old.Crn));

        Assert.Equal("crn-not-found", outcome.Refusal!.Code);
    }

    [Fact]
    public async Task Crns_merged_in_a_circle_are_refused_as_nDelius_not_answering()
    {
        var (one, two) = (world.NewPerson(), world.NewPerson());
        one.Person = one.Person with { MergedInto = two.Crn };
        two.Person = two.Person with { MergedInto = one.Crn };

        var outcome = await world.Send(new StartDraft(world.Single.Id, Guid.NewGuid(), one.Crn));

        Assert.Equal("neighbour-unavailable", outcome.Refusal!.Code);
    }

    [Fact]
    public async Task A_person_who_has_died_is_refused()
    {
        var died = world.NewPerson();
        died.Person = died.Person with { DeceasedOn = new(2026, 10, 1) };

        var outcome = await world.Send(new StartDraft(world.Single.Id, Guid.NewGuid(), died.Crn));

        Assert.Equal("person-deceased", outcome.Refusal!.Code);
    }

    [Theory]
    [InlineData("FindPerson")]
    [InlineData("FindRestrictions")]
    [InlineData("FindPerson", "FindRestrictions", "FindResponsibleOfficer")]
    [InlineData("FindResponsibleOfficer")]
    public async Task A_person_whom_nDelius_refuses_to_show_is_not_told_from_nobody(params string[] questions)
    {
        var person = world.NewPerson();
        var unknown = await world.Send(new StartDraft(world.Single.Id, Guid.NewGuid(), "Z000000"));
        world.Cases.Refuses.UnionWith(questions);

        var outcome = await world.Send(new StartDraft(world.Single.Id, Guid.NewGuid(), person.Crn));

        Assert.Equal(("crn-not-found", unknown.Refusal), (outcome.Refusal!.Code, outcome.Refusal));
        Assert.Equal(unknown.Refusal, (await world.Send(new LookUpPerson(world.Single.Id, person.Crn))).Refusal);
    }

    [Theory]
    [InlineData("FindPerson", NeighbourFault.Down)]
    [InlineData("FindRestrictions", NeighbourFault.Slow)]
    [InlineData("FindResponsibleOfficer", NeighbourFault.Nonsense)]
    public async Task When_nDelius_gives_no_answer_nothing_is_started(string question, NeighbourFault fault)
    {
        var person = world.NewPerson();
        world.Cases.Faults[question] = fault;

        var outcome = await world.Send(new StartDraft(world.Single.Id, Guid.NewGuid(), person.Crn));

        Assert.Equal(("neighbour-unavailable", RefusalKind.Unavailable), (outcome.Refusal!.Code, outcome.Refusal.Kind));
        Assert.Equal(0, await world.Ask<long>($"select count(*) from draft where crn = '{person.Crn}'"));
    }

    [Fact]
    public async Task Sentences_and_risk_may_be_missing_at_the_start_and_are_asked_for_when_their_page_is_opened()
    {
        world.Cases.Faults["FindSentences"] = NeighbourFault.Down;
        world.Risks.Fault = NeighbourFault.Slow;
        var draft = await world.Start();
        Assert.Null((await world.Get(new GetSentence(draft))).FetchedAt);
        Assert.Equal(RiskAvailability.Unavailable, (await world.Get(new GetRiskInformation(draft))).Basis.Availability);

        Dispose();

        Assert.Equal(2, (await world.Get(new GetSentence(draft))).Options.Count);
        Assert.Equal(RiskAvailability.Assessed, (await world.Get(new GetRiskInformation(draft))).Basis.Availability);
    }

    [Fact]
    public async Task A_closed_service_and_an_unknown_one_are_refused()
    {
        var person = world.NewPerson();

        var closed = await world.Send(new StartDraft(world.Closed.Id, Guid.NewGuid(), person.Crn));
        var unknown = await world.Send(new StartDraft(new(Guid.NewGuid()), Guid.NewGuid(), person.Crn));

        Assert.Equal("service-closed", closed.Refusal!.Code);
        Assert.Equal("service-unknown", unknown.Refusal!.Code);
    }

    [Fact]
    public async Task Starting_again_resumes_the_draft_and_another_practitioner_gets_their_own()
    {
        var person = world.NewPerson();
        var mine = await world.Start(person);

        var again = await world.Get(new StartDraft(world.Single.Id, Guid.NewGuid(), person.Crn));
        var theirs = await world.Get(
            new StartDraft(world.Single.Id, Guid.NewGuid(), person.Crn),
            ReferringWorld.OtherPractitioner
        );
        var elsewhere = await world.Get(new StartDraft(world.Cohort.Id, Guid.NewGuid(), person.Crn));

        Assert.Equal((mine, true), (again.DraftId, again.Resumed));
        Assert.NotEqual(mine, theirs.DraftId);
        Assert.NotEqual(mine, elsewhere.DraftId);
    }

    [Fact]
    public async Task Ten_starts_at_once_make_one_draft()
    {
        var person = world.NewPerson();

        var started = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => world.Get(new StartDraft(world.Single.Id, Guid.NewGuid(), person.Crn)))
        );

        Assert.Single(started.Select(s => s.DraftId).Distinct());
        Assert.Equal(1, await world.Ask<long>($"select count(*) from draft where crn = '{person.Crn}'"));
        Assert.Equal(1, await world.Ask<long>($"select count(*) from person where crn = '{person.Crn}'"));
    }

    [Fact]
    public async Task Somebody_of_another_team_cannot_open_list_or_delete_a_draft()
    {
        var draft = await world.Start();

        var opened = await world.Send(new GetDraft(draft), ReferringWorld.OtherPractitioner);
        var deleted = await world.Send(new DeleteDraft(draft, Guid.NewGuid()), ReferringWorld.OtherPractitioner);
        var listed = (await world.Get(new ListMyDrafts(), ReferringWorld.OtherPractitioner)).Drafts;
        var ofTeam = (await world.Get(new ListTeamDrafts(), ReferringWorld.OtherPractitioner)).Drafts;

        Assert.Equal("not-found", opened.Refusal!.Code);
        Assert.Equal("not-found", deleted.Refusal!.Code);
        Assert.DoesNotContain(listed.Concat(ofTeam), row => row.Id == draft);
        Assert.Contains((await world.Get(new ListMyDrafts())).Drafts, row => row.Id == draft);
    }

    [Fact]
    public async Task A_deleted_draft_says_so_to_its_author_and_a_second_click_is_harmless()
    {
        var draft = await world.Start();
        var command = new DeleteDraft(draft, Guid.NewGuid());

        await world.Get(command);
        var again = await world.Send(command);
        var opened = await world.Send(new GetDraft(draft));

        Assert.False(again.IsRefused);
        Assert.Equal("draft-deleted", opened.Refusal!.Code);
        Assert.Equal(
            "not-found",
            (await world.Send(new GetDraft(draft), ReferringWorld.OtherPractitioner)).Refusal!.Code
        );
    }

    [Fact]
    public async Task A_draft_for_a_person_of_whom_nothing_is_known_is_hidden_until_nDelius_answers()
    {
        var person = world.NewPerson();
        var draft = await world.Start(person);
        await world.Ask<string>($"delete from limited_access where crn = '{person.Crn}' returning crn");
        world.Cases.Faults[nameof(IProbationCases.FindRestrictions)] = NeighbourFault.Down;
        try
        {
            var silent = await world.Get(new ListMyDrafts());
            Assert.True(silent.LimitedAccessIsOld);
            Assert.DoesNotContain(silent.Drafts, row => row.Id == draft);
        }
        finally
        {
            world.Cases.Faults.Remove(nameof(IProbationCases.FindRestrictions));
        }
        var answered = await world.Get(new ListMyDrafts());
        Assert.False(answered.LimitedAccessIsOld);
        Assert.Contains(answered.Drafts, row => row.Id == draft);
    }

    [Fact]
    public async Task A_person_restricted_while_the_draft_is_open_takes_the_draft_out_of_sight()
    {
        var person = world.NewPerson();
        var draft = await world.Start(person);
        person.Limits = new(["somebody.else"], null, [], null);
        world.Clock.Now += TimeSpan.FromMinutes(16);

        Assert.Equal("not-found", (await world.Send(new GetDraft(draft))).Refusal!.Code);
        Assert.Equal("not-found", (await world.Send(new SendReferral(draft, Guid.NewGuid()))).Refusal!.Code);
        Assert.DoesNotContain((await world.Get(new ListMyDrafts())).Drafts, row => row.Id == draft);
    }
}
