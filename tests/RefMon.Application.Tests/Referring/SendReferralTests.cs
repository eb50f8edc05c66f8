using RefMon.Application.Access;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Domain.Referring;
using Xunit;
using SendReferral = RefMon.Application.Referring.SendReferral;

namespace RefMon.Application.Tests.Referring;

[Trait("Capability", "Referring")]
public sealed class SendReferralTests(ReferringWorld world) : IClassFixture<ReferringWorld>
{
    [Fact]
    public async Task A_sent_referral_states_everything_and_the_draft_is_gone()
    {
        var person = world.NewPerson();
        var draft = await world.CompleteDraft(person: person);
        var check = await world.Get(new GetCheckAnswers(draft));
        Assert.Empty(check.Problems);

        var reference = await world.Get(new SendReferral(draft, Guid.NewGuid()));
        var sent = await world.Sent(reference);

        Assert.Equal(draft.Value, sent.ReferralId.Value);
        Assert.Equal(person.Crn, sent.Person.Crn.Value);
        Assert.Equal(world.Single.Contract.Id, sent.Service.ContractId);
        Assert.Equal(
            (ReferralKind.Community, 12, new DateOnly(2027, 3, 1)),
            (sent.Kind, sent.MaximumEnforceableDays, sent.CompletionDate)
        );
        Assert.Equal(("101", "Theft"), (sent.Sentence.Id, sent.Sentence.Category));
        Assert.Equal("Joan Sender", sent.BackUp!.Name);
        Assert.Equal(["1 Test Street", "Testham", "TE1 1ST"], sent.Person.AddressLines!);
        Assert.Equal(0, await world.Ask<long>($"select count(*) from draft where id = '{draft}'"));
        Assert.Equal(
            reference.Reference,
            await world.Ask<string>($"select reference from case_list_row where referral_id = '{draft}'")
        );
        Assert.Equal(
            world.Single.Supplier.Name,
            (await world.Get(new GetConfirmation(reference.Reference))).SupplierName
        );
    }

    [Fact]
    public async Task An_officer_without_a_user_name_is_no_obstacle_from_the_start_to_the_sending()
    {
        var person = world.NewPerson();
        person.Officer = person.Officer with { Username = null };

        var draft = await world.CompleteDraft(person: person);
        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));

        Assert.Equal(("Pat Officer", null), (sent.Practitioner.Name.Shown(), sent.Practitioner.AccountId));
    }

    [Fact]
    public async Task A_cohort_referral_carries_each_chosen_category_with_its_outcomes_and_level()
    {
        var draft = await world.CompleteDraft(world.Cohort);

        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));

        Assert.Equal(2, sent.Categories.Count);
        Assert.All(sent.Categories, category => Assert.Single(category.Outcomes));
    }

    [Fact]
    public async Task Everything_missing_is_listed_with_its_section()
    {
        var draft = await world.Start(world.Cohort);

        var outcome = await world.Send(new SendReferral(draft, Guid.NewGuid()));

        Assert.Equal(
            [
                "practitioner-details",
                "personal-details",
                "risk",
                "safe-contact",
                "needs",
                "service-types",
                "sentence",
                "service-types",
                "enforceable-days",
                "completion-date",
                "reason",
            ],
            outcome.Refusals.Select(r => r.Field)
        );
        Assert.All(outcome.Refusals, r => Assert.Equal(ReferringRefusals.SectionIncompleteCode, r.Code));
        Assert.Equal(1, await world.Ask<long>($"select count(*) from draft where id = '{draft}'"));
    }

    [Fact]
    public async Task Fifty_sends_at_once_of_two_people_make_one_referral_and_the_others_are_shown_its_reference()
    {
        var draft = await world.CompleteDraft();

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(n => n % 2 == 0 ? ReferringWorld.Practitioner : ReferringWorld.Colleague)
                .Select(viewer => Task.Run(() => world.Send(new SendReferral(draft, Guid.NewGuid()), viewer)))
        );

        var reference = Assert.Single(outcomes, o => !o.IsRefused).Value.Reference;
        Assert.All(outcomes.Where(o => o.IsRefused), o => Assert.Equal(reference, o.Refusal!.SentReference()));
        Assert.Equal(1, await world.Ask<long>($"select count(*) from mt_events where stream_id = '{draft}'"));
        Assert.Equal(
            1,
            await world.Ask<long>($"select count(*) from reference_reservation where referral_id = '{draft}'")
        );
    }

    [Fact]
    public async Task A_second_click_returns_the_first_outcome()
    {
        var command = new SendReferral(await world.CompleteDraft(), Guid.NewGuid());

        var first = await world.Get(command);
        var second = await world.Get(command);

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task A_click_that_a_second_one_overtakes_returns_the_outcome_of_both()
    {
        var command = new SendReferral(await world.CompleteDraft(), Guid.NewGuid());
        var now = world.Clock.Now;
        world.Clock.Now = now.AddMinutes(16);
        SentReferral? overtaking = null;
        world.Cases.WhileAsked("FindResponsibleOfficer", async () => overtaking = await world.Get(command));

        var overtaken = await world.Send(command);

        world.Clock.Now = now;
        Assert.NotNull(overtaking);
        Assert.False(overtaken.IsRefused, overtaken.Refusal?.Code);
        Assert.Equal(overtaking, overtaken.Value);
    }

    [Fact]
    public async Task The_back_button_after_sending_shows_the_reference_and_nothing_to_another_team()
    {
        var draft = await world.CompleteDraft();
        var stale = await world.Reason(draft, "Too late", "Too late");
        var reference = (await world.Get(new SendReferral(draft, Guid.NewGuid()))).Reference;

        Assert.Equal(reference, (await world.Send(new GetDraft(draft))).Refusal!.SentReference());
        Assert.Equal(reference, (await world.Send(new GetCheckAnswers(draft))).Refusal!.SentReference());
        Assert.Equal(reference, (await world.Send(stale)).Refusal!.SentReference());
        Assert.Equal(reference, (await world.Send(new DeleteDraft(draft, Guid.NewGuid()))).Refusal!.SentReference());
        Assert.Equal(
            "not-found",
            (await world.Send(new GetDraft(draft), ReferringWorld.OtherPractitioner)).Refusal!.Code
        );
    }

    [Fact]
    public async Task A_taken_reference_is_drawn_again()
    {
        var first = (await world.Get(new SendReferral(await world.CompleteDraft(), Guid.NewGuid()))).Reference;
        var draft = await world.CompleteDraft();
        lock (world.References.Next)
        {
            for (var i = 0; i < 9; i++)
                world.References.Next.Enqueue(first);
        }

        var second = (await world.Get(new SendReferral(draft, Guid.NewGuid()))).Reference;

        Assert.NotEqual(first, second);
        Assert.Empty(world.References.Next);
    }

    [Fact]
    public async Task A_reference_of_a_referral_that_was_never_drafted_here_counts_as_taken()
    {
        var drafted = await world.CompleteDraft();
        var first = (await world.Get(new SendReferral(drafted, Guid.NewGuid()))).Reference;
        await world.Ask<object>($"delete from reference_reservation where reference = '{first}' returning 1");
        var draft = await world.CompleteDraft();
        lock (world.References.Next)
            world.References.Next.Enqueue(first);

        Assert.NotEqual(first, (await world.Get(new SendReferral(draft, Guid.NewGuid()))).Reference);
    }

    [Fact]
    public async Task Ten_taken_references_are_a_clear_refusal_and_the_draft_stays()
    {
        var taken = (await world.Get(new SendReferral(await world.CompleteDraft(), Guid.NewGuid()))).Reference;
        var draft = await world.CompleteDraft();
        lock (world.References.Next)
        {
            for (var i = 0; i < 10; i++)
                world.References.Next.Enqueue(taken);
        }

        var outcome = await world.Send(new SendReferral(draft, Guid.NewGuid()));

        Assert.Equal("no-reference", outcome.Refusal!.Code);
        Assert.False((await world.Send(new GetDraft(draft))).IsRefused);
        Assert.False((await world.Send(new SendReferral(draft, Guid.NewGuid()))).IsRefused);
    }

    [Fact]
    public async Task A_reference_reserved_for_a_send_that_failed_is_used_when_it_succeeds()
    {
        var draft = await world.CompleteDraft();
        await world.Ask<object>(
            $"insert into reference_reservation (reference, reserved_at, referral_id) values ('QQ1234ZZ', now(), '{draft}') returning 1"
        );

        Assert.Equal("QQ1234ZZ", (await world.Get(new SendReferral(draft, Guid.NewGuid()))).Reference);
    }

    [Fact]
    public async Task A_contract_closed_since_stops_the_send_and_says_so_on_the_task_list()
    {
        var draft = await world.CompleteDraft();
        var contract = world.Single.Contract.Id;
        await world.Ask<object>($"update contract set open_until = '2026-11-01' where id = '{contract}' returning 1");
        try
        {
            var outcome = await world.Send(new SendReferral(draft, Guid.NewGuid()));
            Assert.Equal("service-closed", outcome.Refusal!.Code);
            var list = await world.Get(new GetDraft(draft));
            Assert.Equal((false, false), (list.Draft.ServiceIsOpen, list.ReadyToSend));
        }
        finally
        {
            await world.Ask<object>($"update contract set open_until = null where id = '{contract}' returning 1");
        }
    }

    [Fact]
    public async Task A_person_who_died_or_was_taken_into_custody_since_is_not_referred()
    {
        var (died, held) = (world.NewPerson(), world.NewPerson());
        var (first, second) = (await world.CompleteDraft(person: died), await world.CompleteDraft(person: held));
        died.Person = died.Person with { DeceasedOn = new(2026, 11, 20) };
        held.InPrison();
        var now = world.Clock.Now;
        world.Clock.Now = now.AddMinutes(16);

        var ofDied = await world.Send(new SendReferral(first, Guid.NewGuid()));
        var ofHeld = await world.Send(new SendReferral(second, Guid.NewGuid()));

        Assert.Contains(ofDied.Refusals, r => r.Code == "person-deceased");
        Assert.Contains(ofHeld.Refusals, r => r.Field == "where");
        world.Clock.Now = now;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_restricted_or_excluded_a_moment_ago_is_neither_sent_nor_shown(bool restricted)
    {
        var person = world.NewPerson();
        var draft = await world.CompleteDraft(person: person);
        Assert.False((await world.Send(new GetCheckAnswers(draft))).IsRefused);
        person.Limits = restricted
            ? new(["somebody.else"], "Restricted", [], null)
            : new([], null, [ReferringWorld.Practitioner.UserName], "Excluded");

        // what is known is younger than fifteen minutes, and sending asks all the same
        var outcome = await world.Send(new SendReferral(draft, Guid.NewGuid()));

        Assert.Equal("not-found", outcome.Refusal!.Code);
        Assert.Equal("not-found", (await world.Send(new GetDraft(draft))).Refusal!.Code);
        Assert.DoesNotContain((await world.Get(new ListMyDrafts())).Drafts, row => row.Id == draft);
        Assert.Equal(0, await world.Ask<long>($"select count(*) from case_list_row where referral_id = '{draft}'"));
        Assert.Equal(1, await world.Ask<long>($"select count(*) from draft where id = '{draft}'"));
    }

    [Fact]
    public async Task A_person_whose_record_was_merged_since_takes_the_draft_along_and_is_looked_at_again()
    {
        var (former, survivor) = (world.NewPerson(), world.NewPerson());
        var draft = await world.CompleteDraft(person: former);
        former.Person = former.Person with { MergedInto = survivor.Crn };
        var now = world.Clock.Now;
        world.Clock.Now = now.AddMinutes(16);

        var outcome = await world.Send(new SendReferral(draft, Guid.NewGuid()));

        Assert.Contains(outcome.Refusals, r => r.Field == "personal-details");
        Assert.Equal(survivor.Crn, (await world.Get(new GetDraft(draft))).Draft.Crn);
        await world.Get(await world.PersonalDetails(draft));
        await world.Get(await world.Practitioner(draft));
        await world.Get(await world.Risk(draft, "as-is"));
        Assert.False((await world.Send(new SendReferral(draft, Guid.NewGuid()))).IsRefused);
        world.Clock.Now = now;
    }

    [Fact]
    public async Task Of_two_drafts_whose_people_turn_out_to_be_one_the_former_persons_says_so_and_only_the_other_is_sent()
    {
        var (former, survivor) = (world.NewPerson(), world.NewPerson());
        var left = await world.CompleteDraft(person: former);
        var stays = await world.CompleteDraft(person: survivor);
        former.Person = former.Person with { MergedInto = survivor.Crn };

        await world.Follow(former.Crn);
        await world.Follow(former.Crn);

        var tasks = await world.Get(new GetDraft(left));
        Assert.Equal((former.Crn, world.Clock.Now), (tasks.Draft.Crn, Assert.Single(tasks.News).At));
        Assert.Contains("for which whoever began this draft has one of this referral too", tasks.News[0].What);
        Assert.Equal((false, true), (tasks.ReadyToSend, tasks.PersonProblem?.Contains("merged this CRN")));
        Assert.Equal(
            tasks.PersonProblem,
            (await world.Get(new ListMyDrafts())).Drafts.Single(d => d.Id == left).PersonProblem
        );
        var other = await world.Get(new GetDraft(stays));
        Assert.Equal((true, null), (other.ReadyToSend, other.PersonProblem));
        Assert.Empty(other.News);
        Assert.Contains(
            (await world.Send(new SendReferral(left, Guid.NewGuid()))).Refusals,
            refusal => refusal.Code == "person-merged"
        );
        Assert.False((await world.Send(new SendReferral(stays, Guid.NewGuid()))).IsRefused);
    }

    [Fact]
    public async Task A_sentence_that_ended_since_must_be_chosen_again()
    {
        var person = world.NewPerson();
        var draft = await world.CompleteDraft(person: person);
        person.Sentences = [.. person.Sentences.Skip(1)];
        var now = world.Clock.Now;
        world.Clock.Now = now.AddMinutes(16);

        var refused = await world.Send(new SendReferral(draft, Guid.NewGuid()));

        Assert.Equal("sentence", Assert.Single(refused.Refusals).Field);
        await world.Get(await world.Sentence(draft, "102"));
        Assert.False((await world.Send(new SendReferral(draft, Guid.NewGuid()))).IsRefused);
        world.Clock.Now = now;
    }

    [Fact]
    public async Task A_sentence_that_ends_on_another_day_now_must_be_looked_at_again()
    {
        var person = world.NewPerson();
        var draft = await world.CompleteDraft(person: person);
        person.Sentences = [person.Sentences[0] with { EndDate = new(2027, 4, 30) }, .. person.Sentences.Skip(1)];
        var now = world.Clock.Now;
        world.Clock.Now = now.AddMinutes(16);

        var refused = await world.Send(new SendReferral(draft, Guid.NewGuid()));

        Assert.Equal("sentence", Assert.Single(refused.Refusals).Field);
        Assert.Contains("it ends on 30 April 2027", refused.Refusal!.Message, StringComparison.Ordinal);
        await world.Get(await world.Sentence(draft, "101"));
        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));
        Assert.Equal(new DateOnly(2027, 4, 30), sent.Sentence.EndDate);
        world.Clock.Now = now;
    }

    [Fact]
    public async Task A_practitioner_whom_nDelius_names_no_more_is_not_named()
    {
        var draft = await world.CompleteDraft();
        var now = world.Clock.Now;
        world.Clock.Now = now.AddMinutes(16);
        world.Cases.Nothing.Add(nameof(IProbationCases.FindResponsibleOfficer));

        var outcome = await world.Send(new SendReferral(draft, Guid.NewGuid()));

        world.Cases.Nothing.Clear();
        world.Clock.Now = now;
        Assert.True(outcome.IsRefused);
        Assert.Contains(outcome.Refusals, r => r.Field is "practitioner-details" or "where");
    }

    [Theory]
    [InlineData(nameof(IProbationCases.FindPerson), "Person")]
    [InlineData(nameof(IProbationCases.FindResponsibleOfficer), "Practitioner")]
    [InlineData(nameof(IProbationCases.FindSentences), "Sentences")]
    [InlineData("risk", "RiskAssessment RiskScores")]
    [InlineData("registers", "Registrations")]
    [InlineData("prisons", "Prison")]
    public async Task A_silent_neighbour_does_not_stop_a_send_of_what_was_reviewed_and_it_is_said(
        string question,
        string stale
    )
    {
        var draft = await world.CompleteDraftOf(ReferralKind.PreRelease);
        var now = world.Clock.Now;
        world.Clock.Now = now.AddMinutes(16);
        switch (question)
        {
            case "risk":
                world.Risks.Fault = NeighbourFault.Slow;
                break;
            case "registers":
                world.Registers.Fault = NeighbourFault.Nonsense;
                break;
            case "prisons":
                world.Prisons.Fault = NeighbourFault.Down;
                break;
            default:
                world.Cases.Faults[question] = NeighbourFault.Down;
                break;
        }

        var check = await world.Get(new GetCheckAnswers(draft));
        var outcome = await world.Send(new SendReferral(draft, Guid.NewGuid()));

        world.Cases.Faults.Clear();
        (world.Risks.Fault, world.Registers.Fault, world.Prisons.Fault) = (null, null, null);
        world.Clock.Now = now;
        Assert.False(outcome.IsRefused, outcome.Refusal?.Message);
        // it goes as it was read, and everybody can see that
        var said = (await world.Get(new GetConfirmation(outcome.Value.Reference))).NotCheckedAgain;
        Assert.Equal(said, check.NotCheckedAgain.Select(read => new UncheckedSource(read.Source, read.ReadAt)));
        Assert.Equal(stale.Split(' '), said.Select(source => source.Source.ToString()));
        Assert.All(said, source => Assert.Equal(now, source.ReadAt));
        Assert.Equal(
            [.. stale.Split(' ')],
            check.Cards.SelectMany(card => card.Reads).Where(read => read.IsOld).Select(r => $"{r.Source}").Distinct()
        );
    }

    [Theory]
    [InlineData(ReferralKind.Community)]
    [InlineData(ReferralKind.PreRelease)]
    public async Task Everybody_who_must_be_asked_again_is_asked_at_once_and_nobody_else(ReferralKind kind)
    {
        var person = world.PersonOf(kind);
        if (kind == ReferralKind.Community)
            person.Person = person.Person with { NomsNumber = "A0001AA" };
        var draft = await world.CompleteDraftOf(kind, person: person);
        var now = world.Clock.Now;
        world.Clock.Now = now.AddMinutes(16);
        // whether the person may be seen is asked before every request
        await world.Get(new GetDraft(draft));
        string[] all =
        [
            nameof(IProbationCases.FindPerson),
            .. kind.IsInCustody() ? [nameof(IPrisonSearch.FindPrisoner)] : Array.Empty<string>(),
            nameof(IRiskRegistrations.FindRegistrations),
            nameof(IProbationCases.FindResponsibleOfficer),
            nameof(IProbationCases.FindRestrictions),
            nameof(IRiskAssessments.FindRisk),
            nameof(IRiskAssessments.FindScores),
            nameof(IProbationCases.FindSentences),
        ];
        var gathering = world.Cases.Gathering = new(all);

        var outcome = await world.Send(new SendReferral(draft, Guid.NewGuid()));

        world.Cases.Gathering = null;
        world.Clock.Now = now;
        Assert.False(outcome.IsRefused, outcome.Refusal?.Message);
        Assert.Equal(all.Order(StringComparer.Ordinal), gathering.Asked);
        Assert.True(gathering.CameTogether);
    }

    [Fact]
    public async Task Suppliers_cannot_draft()
    {
        var caseworker = ReferringWorld.Practitioner with { Role = Role.Caseworker };

        Assert.Equal(
            "not-permitted",
            (await world.Send(new StartDraft(world.Single.Id, Guid.NewGuid(), "X123456"), caseworker)).Refusal!.Code
        );
    }
}
