using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using Xunit;

namespace RefMon.Application.Tests.Referring;

/// <summary>Services of several types: each has outcomes and complexity of its own, and they come and go with it.</summary>
[Trait("Capability", "Referring")]
public sealed class CohortTests(ReferringWorld world) : IClassFixture<ReferringWorld>
{
    private IReadOnlyList<CatalogueCategory> Categories =>
        [.. world.Cohort.Categories.Where(c => c.Outcomes.Count > 0)];

    [Fact]
    public async Task Each_service_type_asks_for_its_own_outcomes_and_complexity_and_all_are_sent()
    {
        var draft = await world.CompleteDraft(world.Cohort);

        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));

        Assert.Equal(Categories.Take(2).Select(c => c.Id), sent.Categories.Select(c => c.Id));
        Assert.All(sent.Categories, category => Assert.Single(category.Outcomes));
    }

    [Fact]
    public async Task Taking_a_service_type_off_says_what_goes_with_it()
    {
        var draft = await world.CompleteDraft(world.Cohort);
        var gone = Categories[1].Name;

        var saved = await world.Get(await world.Types(draft, [Categories[0].Id]));

        Assert.Equal([$"{gone}: complexity level", $"{gone}: desired outcomes"], saved.Removed);
        Assert.Equal(saved.Removed, (await world.Get(new GetCheckAnswers(draft))).Draft.Removed);
        Assert.False((await world.Send(new SendReferral(draft, Guid.NewGuid()))).IsRefused);
    }

    [Fact]
    public async Task A_service_type_the_contract_loses_after_its_outcomes_were_chosen_is_named_left_out_and_must_be_looked_at()
    {
        var draft = await world.CompleteDraft(world.Cohort);
        var (kept, gone) = (Categories[0], Categories[1]);
        await Offer(gone, "'2026-01-01'");
        try
        {
            var page = await world.Get(new GetCheckAnswers(draft));
            Assert.Equal([gone.Name], page.Draft.Withdrawn);
            Assert.DoesNotContain(page.Cards, card => card.Title.StartsWith(gone.Name, StringComparison.Ordinal));
            var task = (await world.Tasks(draft)).Single(t => t.Slug == "service-types");
            Assert.Equal(SectionStatus.InProgress, task.Status);
            Assert.Contains(gone.Name, task.Hint, StringComparison.Ordinal);
            Assert.Equal(
                ["service-types"],
                (await world.Send(new SendReferral(draft, Guid.NewGuid()))).Refusals.Select(r => r.Field)
            );
            Assert.Equal(
                "category-not-chosen",
                (await world.Send(new SaveOutcomes(draft, Guid.NewGuid(), null, gone.Id, [$"{gone.Outcomes[0].Id}"])))
                    .Refusal!
                    .Code
            );

            var saved = await world.Get(await world.Types(draft, [kept.Id]));

            Assert.Contains($"{gone.Name}: desired outcomes", saved.Removed);
            Assert.Empty((await world.Get(new GetDraft(draft))).Draft.Withdrawn);
            var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));
            Assert.Equal([kept.Id], sent.Categories.Select(c => c.Id));
        }
        finally
        {
            await Offer(gone, "null");
        }
    }

    [Fact]
    public async Task Sex_and_age_that_do_not_fit_are_warned_of_on_the_way_and_block_nothing()
    {
        var person = world.NewPerson();
        var draft = await world.CompleteDraft(person: person);
        Assert.Empty((await world.Get(new GetDraft(draft))).Mismatches);
        person.Person = person.Person with { Sex = "Male", DateOfBirth = new(2012, 1, 1) };
        await world.Ask<object>(
            $"update contract set allows_female = true, allows_male = false where id = '{world.Single.Contract.Id}' returning 1"
        );
        var start = world.Clock.Now;
        world.Clock.Now = start.AddMinutes(16);
        try
        {
            await world.Get(await world.PersonalDetails(draft));

            var warned = (await world.Get(new GetDraft(draft))).Mismatches;
            Assert.Equal(2, warned.Count);
            var check = await world.Get(new GetCheckAnswers(draft));
            Assert.Equal(warned, check.Mismatches);
            Assert.Empty(check.Problems);
        }
        finally
        {
            world.Clock.Now = start;
            await world.Ask<object>(
                $"update contract set allows_male = true where id = '{world.Single.Contract.Id}' returning 1"
            );
        }
    }

    private Task Offer(CatalogueCategory category, string closedAt) =>
        world.Ask<object>(
            $"update contract_type_category set closed_at = {closedAt} where service_category_id = '{category.Id}' returning 1"
        );
}
