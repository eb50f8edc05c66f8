using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Domain;
using RefMon.Domain.Endings;
using RefMon.Domain.RiskScreen;
using Xunit;
using RecallReferral = RefMon.Application.Endings.RecallReferral;
using SendReferral = RefMon.Application.Referring.SendReferral;

namespace RefMon.Application.Tests.Referring;

/// <summary>Sending a referral that came back to another service.</summary>
[Trait("Capability", "Referring")]
public sealed class CopyReferralTests(ReferringWorld world) : IClassFixture<ReferringWorld>
{
    [Fact]
    public async Task A_returned_referral_goes_elsewhere_with_every_answer_that_applies_and_is_linked_to_the_former()
    {
        var (reference, former) = await Returned();
        var elsewhere = await SameNeeds();

        var draft = (await world.Get(Copy(reference, elsewhere))).DraftId;

        var tasks = await world.Get(new GetDraft(draft));
        Assert.Equal(reference, tasks.Copy!.Reference);
        Assert.Equal(
            ["Risk information: read it again and confirm what this supplier is given"],
            tasks.Copy.LeftOut.Where(line => !line.Contains("desired outcomes"))
        );
        // what is to be looked at again, and nothing else
        Assert.Equal(
            ["personal-details", "risk", "safe-contact"],
            (await world.Get(new GetCheckAnswers(draft))).Problems.Select(problem => problem.Field)
        );
        await world.Get(await world.PersonalDetails(draft));
        await world.Get(await world.Risk(draft, "as-is"));
        await world.Get(await world.SafeContact(draft));
        var confirmed = (await world.Get(new GetCheckAnswers(draft))).Carried!.Shown;
        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid(), confirmed)));

        var was = await world.FirstEvent(reference);
        Assert.Equal(former, sent.CopiedFrom);
        Assert.Equal(
            (was.MaximumEnforceableDays, was.CompletionDate, was.ReasonForReferral, was.FurtherInformation),
            (sent.MaximumEnforceableDays, sent.CompletionDate, sent.ReasonForReferral, sent.FurtherInformation)
        );
        Assert.Equal((was.Needs, was.Sentence, was.SafeContact), (sent.Needs, sent.Sentence, sent.SafeContact));
        Assert.Equal(was.Categories[0].Outcomes[0].Text, sent.Categories[0].Outcomes[0].Text);
        Assert.Equal([sent.Reference.Value], (await world.Get(new GetOverview(reference))).Copies.SentOnAs);
        Assert.Equal(reference, (await world.Get(new GetOverview(sent.Reference.Value))).Copies.CopiedFrom);
        // neither supplier learns of the other
        Assert.Empty((await world.Get(new GetOverview(reference), Lead(world.Single))).Copies.SentOnAs);
        Assert.Null((await world.Get(new GetOverview(sent.Reference.Value), Lead(elsewhere))).Copies.CopiedFrom);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_reworded_of_risk_waits_in_the_copy_until_it_is_looked_at(bool isAssessedAgain)
    {
        var person = world.NewPerson();
        person.Registrations =
        [
            new("WEAP", "Weapons", "Register", RegistrationKind.Other, new(2026, 1, 1), null),
            new("STLK", "Stalking", "Register", RegistrationKind.Stalking, new(2026, 2, 1), null),
        ];
        var first = await world.CompleteDraft(person: person);
        var weapons = RiskWording.KeysOf(person.Registrations)[0];
        await world.Get(
            await world.Risk(first, "edit") with
            {
                WhoIsAtRisk = "A safer wording",
                NatureOfRisk = "",
                LeftOut = [weapons],
            }
        );
        var reference = await world.SendAndReturn(first);
        if (isAssessedAgain)
            person.Risk = person.Risk! with { WhoIsAtRisk = "Known adults and a child", RiskImminence = "Always" };

        var draft = (await world.Get(Copy(reference, await SameNeeds()))).DraftId;

        var page = await world.Get(new GetRiskInformation(draft));
        Assert.Equal(
            (null, "A safer wording", "", false),
            (page.Choice, page.Edits.WhoIsAtRisk, page.Edits.NatureOfRisk, page.Acknowledged)
        );
        Assert.Equal([weapons], page.LeftOut);
        Assert.Equal(isAssessedAgain ? ["WhoIsAtRisk"] : [], page.ChangedSinceEdited);
        Assert.Equal(isAssessedAgain ? "Always" : "At weekends", page.Edits.RiskImminence);
        var check = await world.Get(new GetCheckAnswers(draft));
        Assert.Contains(check.Problems, problem => problem.Field == "risk");
    }

    [Fact]
    public async Task A_silent_source_loses_no_wording_between_a_referral_and_its_copy()
    {
        var person = world.NewPerson();
        RiskRegistration stalking = new("STLK", "Stalking", "Alerts", RegistrationKind.Stalking, new(2026, 2, 1), null);
        // two that are alike but for the register
        person.Registrations = [stalking, stalking with { Register = "Register" }];
        var leftOut = RiskWording.KeysOf(person.Registrations)[0];
        var first = await world.CompleteDraft(person: person);
        await world.Get(
            await world.Risk(first, "edit") with
            {
                WhoIsAtRisk = "A safer wording",
                NatureOfRisk = "",
                LeftOut = [leftOut],
            }
        );
        var reference = (await world.Get(new SendReferral(first, Guid.NewGuid()))).Reference;
        world.Risks.Fault = NeighbourFault.Down;
        var form = await world.Get(new GetRiskToShare(reference));
        RiskTexts texts = form.Edits;
        await world.Get(
            new Application.RiskScreen.ShareRisk(
                Guid.NewGuid(),
                reference,
                form.Shown,
                "as-is",
                texts.WhoIsAtRisk,
                texts.NatureOfRisk,
                texts.RiskImminence,
                texts.SelfHarm,
                texts.Suicide,
                texts.HostelSetting,
                texts.Vulnerability,
                "Shared while nobody answered",
                [leftOut],
                Acknowledged: true
            )
        );
        await world.Get(
            new RefMon.Application.Endings.ReturnReferral(
                Guid.NewGuid(),
                reference,
                ReturnReason.CannotMeetTheNeed,
                "No space before spring"
            ),
            Lead(world.Single)
        );
        var draft = (await world.Get(Copy(reference, await SameNeeds()))).DraftId;
        world.Risks.Fault = null;

        var page = await world.Get(new GetRiskInformation(draft));

        Assert.Equal(
            ("A safer wording", "", "At weekends"),
            (page.Edits.WhoIsAtRisk, page.Edits.NatureOfRisk, page.Edits.RiskImminence)
        );
        Assert.Empty(page.ChangedSinceEdited);
    }

    [Fact]
    public async Task What_the_other_service_does_not_offer_is_left_out_and_said()
    {
        var (reference, _) = await Returned();
        var other = await OtherNeeds();

        var draft = (await world.Get(Copy(reference, other))).DraftId;

        var category = world.Single.Categories[0];
        var tasks = await world.Get(new GetDraft(draft));
        Assert.Contains($"{category.Name}: this service does not offer it", tasks.Copy!.LeftOut);
        Assert.Equal(
            0,
            await world.Ask<long>(
                $"select count(*) from draft where id = '{draft}' and fields::text like '%{category.Id}%'"
            )
        );
        Assert.Contains("enforceable-days", Completed(tasks));
    }

    [Fact]
    public async Task A_date_that_has_passed_is_left_out()
    {
        var (reference, _) = await Returned();
        var now = world.Clock.Now;
        world.Clock.Now = new(2027, 3, 2, 12, 0, 0, TimeSpan.Zero);

        var draft = (await world.Get(Copy(reference, await SameNeeds()))).DraftId;

        Assert.Contains("Completion date: it has passed", (await world.Get(new GetDraft(draft))).Copy!.LeftOut);
        world.Clock.Now = now;
    }

    [Fact]
    public async Task A_draft_that_is_there_already_is_resumed_as_it_is()
    {
        var (reference, _) = await Returned();
        var elsewhere = await SameNeeds();
        var first = (await world.Get(Copy(reference, elsewhere))).DraftId;
        await world.Get(await world.Days(first, "7"));

        var again = await world.Get(Copy(reference, elsewhere));

        Assert.Equal((first, true), (again.DraftId, again.Resumed));
        Assert.Equal("7", (await world.Get(new GetEnforceableDays(first))).MaximumEnforceableDays);
    }

    [Fact]
    public async Task Only_what_came_back_can_be_sent_elsewhere_and_only_by_those_who_may_see_it()
    {
        var elsewhere = await SameNeeds();
        var open = (await world.Get(new SendReferral(await world.CompleteDraft(), Guid.NewGuid()))).Reference;
        Assert.Equal("not-returned", (await world.Send(Copy(open, elsewhere))).Refusal!.Code);
        var wrongPerson = (await world.Get(new SendReferral(await world.CompleteDraft(), Guid.NewGuid()))).Reference;
        await world.Get(new RecallReferral(Guid.NewGuid(), wrongPerson, RecallReason.WrongPerson, null));
        Assert.Equal("not-returned", (await world.Send(Copy(wrongPerson, elsewhere))).Refusal!.Code);

        var (reference, _) = await Returned();
        Assert.Equal(
            "service-missing",
            (await world.Send(new CopyReferral(Guid.NewGuid(), reference, null))).Refusal!.Code
        );
        Assert.Equal("service-closed", (await world.Send(Copy(reference, world.Closed))).Refusal!.Code);
        Assert.Equal("not-permitted", (await world.Send(Copy(reference, elsewhere), Lead(world.Single))).Refusal!.Code);
        Assert.Equal("not-found", (await world.Send(Copy(reference, elsewhere), Stranger)).Refusal!.Code);
    }

    [Fact]
    public async Task Services_elsewhere_that_fit_come_first_and_the_former_last_and_those_that_may_not_say_why()
    {
        var person = world.NewPerson();
        person.Person = person.Person with { Sex = "Male" };
        var reference = await world.SendAndReturn(await world.CompleteDraft(person: person));

        List<ServiceElsewhere> all = [];
        ServicesElsewhere page;
        do
        {
            page = await world.Get(new ListServicesElsewhere(reference, [], [], all.Count / 20 + 1));
            all.AddRange(page.Services);
        } while (all.Count < page.Total);

        Assert.Equal(all.Count, all.DistinctBy(service => service.Service.Id).Count());
        Assert.Equal(world.Single.Id, Assert.Single(all, service => service.CameBack).Service.Id);
        Assert.Equal(world.Single.Id, all[^1].Service.Id);
        var others = all.SkipLast(1).Select(service => service.Mismatches.Count > 0).ToList();
        Assert.Equal(others.Order(), others);
        var women = all.Where(service => !service.Service.Contract.Eligibility.Men).ToList();
        Assert.NotEmpty(women);
        Assert.All(
            women,
            service => Assert.Contains(service.Mismatches, reason => reason.StartsWith("This service is for women. "))
        );
        Assert.Equal(
            RefusalKind.NotFound,
            (await world.Send(new ListServicesElsewhere(reference, [], []), Stranger)).Refusal!.Kind
        );
    }

    private static Viewer Stranger { get; } = ReferringWorld.OtherPractitioner with { Team = "Another unit" };

    private static CopyReferral Copy(string reference, CatalogueService service) =>
        new(Guid.NewGuid(), reference, service.Id);

    private static IEnumerable<string> Completed(DraftTaskList tasks) =>
        tasks
            .Groups.SelectMany(group => group.Tasks)
            .Where(task => task.Status == SectionStatus.Completed)
            .Select(task => task.Slug);

    private async Task<(string Reference, ReferralId Id)> Returned()
    {
        var draft = await world.CompleteDraft();
        return (await world.SendAndReturn(draft), new ReferralId(draft.Value));
    }

    private static Viewer Lead(CatalogueService service) => KindAnswering.LeadOf(service);

    private Task<CatalogueService> SameNeeds() =>
        Find(service => service.Id != world.Single.Id && service.Categories.Count == 1 && Shares(service));

    private Task<CatalogueService> OtherNeeds() => Find(service => service.Categories.Count == 1 && !Shares(service));

    private bool Shares(CatalogueService service) =>
        service.Categories.Any(category =>
            category.Name == world.Single.Categories[0].Name && category.Outcomes.Count > 0
        );

    private async Task<CatalogueService> Find(Func<CatalogueService, bool> fits)
    {
        foreach (var listed in DemonstrationServices.All)
        {
            var service = await world.Get(new GetService(listed.Id));
            if (service.Contract.IsOpen(world.Clock.Now) && fits(service))
                return service;
        }
        throw new InvalidOperationException("The demonstration has no such service.");
    }
}
