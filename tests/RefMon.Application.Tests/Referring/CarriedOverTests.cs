using RefMon.Application.Catalogue;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Referring;
using Xunit;
using SendReferral = RefMon.Application.Referring.SendReferral;

namespace RefMon.Application.Tests.Referring;

/// <summary>
/// Where a person is, their release and whom to contact, when a referral is sent elsewhere: carried over and confirmed once where
/// they still hold, asked again with the reason where they do not.
/// </summary>
[Trait("Capability", "Referring")]
public sealed class CarriedOverTests(ReferringWorld world) : IClassFixture<ReferringWorld>, IDisposable
{
    private static readonly string[] Looks = ["personal-details", "risk", "safe-contact"];
    private readonly DateTimeOffset start = world.Clock.Now;

    public void Dispose()
    {
        world.Clock.Now = start;
        world.Prisons.Fault = null;
    }

    [Theory]
    [InlineData(ReferralKind.Community, "practitioner-details")]
    [InlineData(ReferralKind.PreRelease, "where prison release-date practitioner-details")]
    [InlineData(ReferralKind.UnallocatedReleasing, "where prison release-date expected-office main-contact")]
    [InlineData(ReferralKind.UnallocatedStaying, "where prison main-contact")]
    public async Task Facts_that_still_hold_are_carried_over_and_confirmed_once_when_the_answers_are_checked(
        ReferralKind kind,
        string facts
    )
    {
        var reference = await Returned(world.PersonOf(kind), kind);
        var was = await world.FirstEvent(reference);
        world.Clock.Now = start.AddDays(12);

        var draft = await Copied(reference);

        var check = await world.Get(new GetCheckAnswers(draft));
        Assert.Equal(kind, check.Draft.Kind);
        Assert.Equal(Looks, check.Problems.Select(problem => problem.Field));
        Assert.Equal(
            (reference, facts),
            (check.Carried!.Reference, string.Join(' ', check.Carried.Facts.Select(f => f.Slug)))
        );
        Assert.All(check.Carried.Facts, fact => Assert.Equal((start, true), (fact.StatedAt, fact.Values.Count > 0)));
        // one tick stands for all of it
        await Look(draft);
        var unconfirmed = await world.Send(new SendReferral(draft, Guid.NewGuid()));
        Assert.Equal(
            [(CarriedOver.UnconfirmedCode, "Confirmed")],
            unconfirmed.Refusals.Select(refusal => (refusal.Code, refusal.Field))
        );
        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid(), check.Carried.Shown)));
        Assert.Equal((kind, was.Custody, was.Urgency), (sent.Kind, sent.Custody, sent.Urgency));
        Assert.Equal(was.Practitioner, sent.Practitioner);
        Assert.Equal(was.ReasonBeforeAllocation, sent.ReasonBeforeAllocation);
    }

    public static TheoryData<string> Changes => [.. All.Keys];

    private static readonly Dictionary<string, Change> All = new()
    {
        ["moved to another prison"] = new(
            ReferralKind.PreRelease,
            person => person.Prisoner = person.Prisoner! with { Prison = new("BBB", "Otherby (HMP)") },
            "prison",
            "Prison: the referral had Testmoor (HMP), the prison service has Otherby (HMP) now"
        ),
        ["moved away from the prison where the contact works"] = new(
            ReferralKind.UnallocatedStaying,
            person => person.Prisoner = person.Prisoner! with { Prison = new("BBB", "Otherby (HMP)") },
            "prison main-contact",
            "Main point of contact: they work at Testmoor (HMP), where the person is not any more"
        ),
        ["released"] = new(
            ReferralKind.PreRelease,
            person => person.Person = person.Person with { Status = CustodyStatus.Community },
            "",
            "Where the person is: nDelius has them in the community now. What was said of prison and release is left out"
        ),
        ["released with nobody allocated"] = new(
            ReferralKind.UnallocatedReleasing,
            person => person.Person = person.Person with { Status = CustodyStatus.Community },
            "where",
            "Where the person is and whom to contact: asked again, since nDelius has them in the community now"
        ),
        ["taken into custody"] = new(
            ReferralKind.Community,
            person => person.InPrison(),
            "where",
            "Where the person is and whom to contact: asked again, since nDelius has them in prison now"
        ),
        ["somebody was allocated"] = new(
            ReferralKind.UnallocatedReleasing,
            person => person.Officer = new InventedCase(person.Crn).Officer,
            "where",
            "Where the person is and whom to contact: asked again, since nDelius names a probation practitioner now: Pat Officer"
        ),
        ["to be released after all"] = new(
            ReferralKind.UnallocatedStaying,
            person => person.Prisoner = person.Prisoner! with { ReleaseDate = new(2027, 1, 8) },
            "where",
            "Where the person is and whom to contact: asked again, since the prison service expects the release on 8 January 2027, within 12 weeks"
        ),
        ["not to be released so soon"] = new(
            ReferralKind.UnallocatedReleasing,
            person => person.Prisoner = person.Prisoner! with { ReleaseDate = new(2027, 9, 3) },
            "where",
            "Where the person is and whom to contact: asked again, since the prison service expects the release on 3 September 2027, more than 12 weeks away"
        ),
        ["another release date"] = new(
            ReferralKind.PreRelease,
            person => person.InPrison(new(2027, 2, 5)),
            "release-date",
            "Expected release date: the referral had 29 January 2027, the prison service has 5 February 2027 now"
        ),
        ["no release date any more"] = new(
            ReferralKind.PreRelease,
            person => person.InPrison(),
            "release-date",
            "Expected release date: the prison service does not have 29 January 2027 any more"
        ),
        ["another practitioner"] = new(
            ReferralKind.PreRelease,
            person => person.Officer = person.Officer with { Name = "Nia Newcomer", Username = "nia.newcomer" },
            "practitioner-details",
            "Practitioner details: nDelius names somebody else now"
        ),
        ["another phone number of the practitioner"] = new(
            ReferralKind.Community,
            person => person.Officer = person.Officer with { Phone = "020 7946 0777" },
            "practitioner-details",
            "Practitioner details: nDelius has others now, so look at them again"
        ),
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_fact_that_has_changed_is_asked_again_and_it_is_said_why(string happened)
    {
        var change = All[happened];
        var person = world.PersonOf(change.Kind);
        var reference = await Returned(person, change.Kind);
        change.Happens(person);

        var draft = await Copied(reference);

        var (tasks, check) = (await world.Get(new GetDraft(draft)), await world.Get(new GetCheckAnswers(draft)));
        Assert.Contains(change.Said, tasks.Copy!.LeftOut);
        var asked = check.Problems.Select(problem => problem.Field).Except(Looks).Distinct();
        Assert.Equal(change.Asked, string.Join(' ', asked.Where(slug => slug != "urgency")));
        Assert.DoesNotContain(check.Carried?.Facts ?? [], fact => change.Asked.Split(' ').Contains(fact.Slug));
    }

    [Fact]
    public async Task A_release_date_that_has_passed_is_asked_again()
    {
        var reference = await Returned(world.PersonOf(ReferralKind.PreRelease), ReferralKind.PreRelease);
        world.Clock.Now = new(2027, 2, 1, 12, 0, 0, TimeSpan.Zero);

        var draft = await Copied(reference);

        Assert.Contains(
            "Expected release date: 29 January 2027 has passed",
            (await world.Get(new GetDraft(draft))).Copy!.LeftOut
        );
    }

    [Fact]
    public async Task A_practitioner_entered_here_is_carried_over_while_nDelius_still_has_nobody()
    {
        var person = world.NewPerson();
        person.Officer = new(false, null, null, null, null, null, null, null);
        var draft = await world.Start(person);
        await world.Get(await world.Kind(draft, ReferralKind.Community));
        var units = (await world.Get(new GetPractitionerDetails(draft))).DeliveryUnits;
        await world.Get(await world.Practitioner(draft) with { Name = "Ada Typed", Pdu = units[0] });
        await world.AnswerCommon(draft, world.Single);

        var copy = await Copied(await world.SendAndReturn(draft));

        var check = await world.Get(new GetCheckAnswers(copy));
        Assert.Equal(Looks, check.Problems.Select(problem => problem.Field));
        Assert.Equal(["where", "practitioner-details"], check.Carried!.Facts.Select(fact => fact.Slug));
        await Look(copy);
        var sent = await world.Sent(await world.Get(new SendReferral(copy, Guid.NewGuid(), check.Carried.Shown)));
        Assert.Equal(new SourcedValue("Ada Typed", null), sent.Practitioner.Name);
    }

    [Fact]
    public async Task A_record_that_was_merged_since_is_followed_and_said_and_joined_to_the_other()
    {
        var (former, survivor) = (world.PersonOf(ReferralKind.UnallocatedStaying), world.NewPerson());
        var reference = await Returned(former, ReferralKind.UnallocatedStaying);
        survivor.Person = former.Person with { Crn = survivor.Crn };
        (survivor.Prisoner, survivor.Officer) = (former.Prisoner, former.Officer);
        former.Person = former.Person with { MergedInto = survivor.Crn, NomsNumber = null };

        var draft = await Copied(reference);

        var tasks = await world.Get(new GetDraft(draft));
        Assert.Equal(survivor.Crn, tasks.Draft.Crn);
        Assert.Equal(
            $"CRN: nDelius has merged {former.Crn} into {survivor.Crn}, so the referral is for {survivor.Crn}",
            tasks.Copy!.LeftOut[0]
        );
        var facts = (await world.Get(new GetCheckAnswers(draft))).Carried!.Facts;
        Assert.Equal(["where", "prison", "main-contact"], facts.Select(fact => fact.Slug));
        Assert.Equal(
            survivor.Crn,
            await world.Ask<string>($"select merged_into from person where crn = '{former.Crn}'")
        );
    }

    [Fact]
    public async Task While_the_prison_service_is_silent_facts_are_carried_over_and_it_is_said_that_nobody_compared_them()
    {
        var reference = await Returned(world.PersonOf(ReferralKind.PreRelease), ReferralKind.PreRelease);
        world.Prisons.Fault = NeighbourFault.Down;

        var draft = await Copied(reference);

        var facts = (await world.Get(new GetCheckAnswers(draft))).Carried!.Facts.ToDictionary(fact => fact.Slug);
        Assert.All(
            ["prison", "release-date"],
            slug => Assert.Equal("The prison service has not answered, so it is not compared", facts[slug].Compared)
        );
        world.Prisons.Fault = null;
        facts = (await world.Get(new GetCheckAnswers(draft))).Carried!.Facts.ToDictionary(fact => fact.Slug);
        Assert.Equal(
            ("The prison service has the same", start),
            (facts["prison"].Compared, facts["prison"].ComparedAt)
        );
    }

    [Fact]
    public async Task What_changes_after_copying_is_looked_at_and_what_was_confirmed_before_does_not_count()
    {
        var person = world.PersonOf(ReferralKind.PreRelease);
        var draft = await Copied(await Returned(person, ReferralKind.PreRelease));
        await Look(draft);
        var confirmed = (await world.Get(new GetCheckAnswers(draft))).Carried!.Shown;
        person.Prisoner = person.Prisoner! with { Prison = new("BBB", "Otherby (HMP)") };
        world.Clock.Now = start.AddMinutes(16);

        var refused = await world.Send(new SendReferral(draft, Guid.NewGuid(), confirmed));

        Assert.Equal(["prison", "Confirmed"], refused.Refusals.Select(refusal => refusal.Field));
        Assert.StartsWith(
            "Prison: The prison service now has the person in Otherby (HMP)",
            refused.Refusals[0].Message
        );
        await world.Get(await world.Prison(draft, "BBB"));
        var left = (await world.Get(new GetCheckAnswers(draft))).Carried!;
        Assert.Equal(["where", "release-date", "practitioner-details"], left.Facts.Select(fact => fact.Slug));
        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid(), left.Shown)));
        Assert.Equal("BBB", sent.Custody!.PrisonId);
    }

    [Fact]
    public async Task Saving_a_section_as_it_stands_is_a_look_at_it_and_all_of_them_need_no_confirmation()
    {
        var draft = await Copied(
            await Returned(world.PersonOf(ReferralKind.UnallocatedReleasing), ReferralKind.UnallocatedReleasing)
        );
        await Look(draft);
        await world.Get(await world.Kind(draft, ReferralKind.UnallocatedReleasing));
        await world.Get(await world.Prison(draft, "AAA"));
        await world.Get(await world.Release(draft, "prison"));
        var contact = await world.Contact(draft);
        Assert.Equal(
            ["expected-office", "main-contact"],
            (await world.Get(new GetCheckAnswers(draft))).Carried!.Facts.Select(fact => fact.Slug)
        );
        var hints = (await world.Tasks(draft)).ToDictionary(task => task.Slug, task => (task.Status, task.Hint));
        Assert.Equal((SectionStatus.Completed, null), hints["prison"]);
        Assert.StartsWith("Carried over from the earlier referral", hints["main-contact"].Hint);

        await world.Get(await world.Office(draft));
        await world.Get(contact);

        Assert.Null((await world.Get(new GetCheckAnswers(draft))).Carried);
        await world.Get(new SendReferral(draft, Guid.NewGuid()));
    }

    private sealed record Change(ReferralKind Kind, Action<InventedCase> Happens, string Asked, string Said);

    private async Task Look(DraftId draft)
    {
        await world.Get(await world.PersonalDetails(draft));
        await world.Get(await world.Risk(draft, "as-is"));
        await world.Get(await world.SafeContact(draft));
    }

    private async Task<string> Returned(InventedCase person, ReferralKind kind) =>
        await world.SendAndReturn(await world.CompleteDraftOf(kind, person: person));

    /// <summary>A copy for another supplier that offers the same.</summary>
    private async Task<DraftId> Copied(string reference)
    {
        foreach (var listed in DemonstrationServices.All.Where(listed => listed.Id != world.Single.Id))
        {
            var service = await world.Get(new GetService(listed.Id));
            if (
                service.Contract.IsOpen(world.Clock.Now)
                && service.Categories is [var category]
                && category
                    .Outcomes.Select(o => o.Description)
                    .Contains(world.Single.Categories[0].Outcomes[0].Description)
            )
                return (await world.Get(new CopyReferral(Guid.NewGuid(), reference, service.Id))).DraftId;
        }
        throw new InvalidOperationException("The demonstration has no such service.");
    }
}
