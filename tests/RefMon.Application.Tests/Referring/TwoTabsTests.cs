using FsCheck.Fluent;
using RefMon.Application.Referring;
using RefMon.Domain;
using Xunit;

namespace RefMon.Application.Tests.Referring;

[Trait("Capability", "Referring")]
public sealed class TwoTabsTests(ReferringWorld world) : IClassFixture<ReferringWorld>
{
    [Fact]
    public async Task A_save_over_an_answer_changed_meanwhile_is_refused_with_both_values()
    {
        var draft = await world.Start();
        var (one, two) = (
            await world.Reason(draft, "From tab one", "One"),
            await world.Reason(draft, "From tab two", "One")
        );
        await world.Get(one);

        var outcome = await world.Send(two);

        Assert.Equal(
            (ReferringRefusals.DraftChangedCode, "Reason", RefusalKind.Conflict),
            (outcome.Refusal!.Code, outcome.Refusal.Field, outcome.Refusal.Kind)
        );
        Assert.Single(outcome.Refusals);
        var page = await world.Get(new GetReason(draft));
        var stored = page.Head.Stored.Single(s => s.Field == outcome.Refusal.Field);
        Assert.Equal(("From tab one", "Joan Sender", world.Clock.Now), (stored.Words, stored.SavedBy, stored.SavedAt));

        await world.Get(two with { CommandId = Guid.NewGuid(), Shown = page.Head.Shown });
        Assert.Equal("From tab two", (await world.Get(new GetReason(draft))).Reason);
    }

    [Fact]
    public async Task Different_answers_of_one_section_merge_silently()
    {
        var draft = await world.Start();
        await world.Get(await world.Reason(draft, "Old reason", "Old further"));
        var one = await world.Reason(draft, "New reason", "Old further");
        var two = await world.Reason(draft, "Old reason", "New further");

        await world.Get(one);
        await world.Get(two);

        var page = await world.Get(new GetReason(draft));
        Assert.Equal(("New reason", "New further"), (page.Reason, page.FurtherInformation));
    }

    [Fact]
    public async Task Two_edits_of_different_risk_texts_merge()
    {
        var draft = await world.Start();
        var one = await world.Risk(draft, "edit") with { WhoIsAtRisk = "One" };
        var two = await world.Risk(draft, "edit") with { NatureOfRisk = "Two" };

        await world.Get(one);
        await world.Get(two);

        var edits = (await world.Get(new GetRiskInformation(draft))).Edits;
        Assert.Equal(("One", "Two"), (edits.WhoIsAtRisk, edits.NatureOfRisk));
    }

    [Fact]
    public async Task An_edit_of_risk_and_sharing_it_as_it_is_are_shown_both_whichever_is_saved_first()
    {
        var draft = await world.Start();
        await world.Get(await world.Risk(draft, "edit") with { NatureOfRisk = "Shorter" });
        var edit = await world.Risk(draft, "edit") with { WhoIsAtRisk = "Nobody by name" };
        await world.Get(await world.Risk(draft, "as-is"));

        var refused = await world.Send(edit);

        Assert.Equal(
            (ReferringRefusals.DraftChangedCode, "Choice"),
            (Assert.Single(refused.Refusals).Code, refused.Refusal!.Field)
        );
        var stored = (await world.Get(new GetRiskInformation(draft))).Head.Compared("risk", refused.Refusals);
        Assert.Equal("Share as it is", Assert.Single(stored).Words);
        var asIs = await world.Risk(draft, "as-is");
        await world.Get((SaveRiskInformation)await RenewedForm.Of(world, draft, edit, refused.Refusals));
        Assert.Equal(("edit", "Nobody by name"), await Kept(draft));

        // the page that was shared as it is has not seen the edit: nothing to save there, and nothing is undone
        await world.Get(asIs);
        Assert.Equal(("edit", "Nobody by name"), await Kept(draft));
    }

    [Fact]
    public async Task Sharing_risk_as_it_is_does_not_undo_an_edit_that_the_page_has_not_shown()
    {
        var draft = await world.Start();
        await world.Get(await world.Risk(draft, "edit") with { NatureOfRisk = "Shorter" });
        var asIs = await world.Risk(draft, "as-is");
        await world.Get(await world.Risk(draft, "edit") with { WhoIsAtRisk = "Nobody by name" });

        var refused = await world.Send(asIs);

        Assert.Equal(
            (ReferringRefusals.DraftChangedCode, "WhoIsAtRisk"),
            (Assert.Single(refused.Refusals).Code, refused.Refusal!.Field)
        );
        Assert.Equal(("edit", "Nobody by name"), await Kept(draft));
        await world.Get((SaveRiskInformation)await RenewedForm.Of(world, draft, asIs, refused.Refusals));
        Assert.Equal(("as-is", "Nobody by name"), await Kept(draft));
    }

    [Fact]
    public async Task A_no_in_one_tab_leaves_nothing_of_the_yes_in_another()
    {
        var draft = await world.Start();
        var no = await world.Needs(draft) with { NeedsInterpreter = "no" };
        await world.Get(await world.Needs(draft) with { NeedsInterpreter = "yes", InterpreterLanguage = "Polish" });

        var refused = await world.Send(no);

        Assert.Equal(["NeedsInterpreter", "InterpreterLanguage"], refused.Refusals.Select(r => r.Field));
        var head = (await world.Get(new GetNeeds(draft))).Head;
        await world.Get(
            no with
            {
                CommandId = Guid.NewGuid(),
                Shown = head.ShownAfter(no.Shown, "needs", refused.Refusals),
            }
        );
        var page = await world.Get(new GetNeeds(draft));
        Assert.Equal(("no", null), (page.NeedsInterpreter, page.InterpreterLanguage));
    }

    [Fact]
    public async Task An_untouched_question_leaves_another_tabs_answer_and_what_follows_from_it()
    {
        var draft = await world.Start();
        await world.Get(await world.Needs(draft) with { NeedsInterpreter = "no", InterpreterLanguage = null });
        var other = await world.Needs(draft) with { AccessibilityNeeds = "Step-free access" };
        await world.Get(await world.Needs(draft) with { NeedsInterpreter = "yes", InterpreterLanguage = "Polish" });

        await world.Get(other);

        var page = await world.Get(new GetNeeds(draft));
        Assert.Equal(
            ("yes", "Polish", "Step-free access"),
            (page.NeedsInterpreter, page.InterpreterLanguage, page.AccessibilityNeeds)
        );
    }

    [Fact]
    public async Task The_same_answer_from_two_tabs_is_no_conflict()
    {
        var draft = await world.Start();
        var (one, two) = (await world.Days(draft, "12"), await world.Days(draft, "12"));

        await world.Get(one);

        Assert.False((await world.Get(two)).Changed);
    }

    [Fact]
    public async Task Saves_of_different_sections_at_the_same_moment_all_stay()
    {
        var draft = await world.Start();
        var (days, reason, needs, date) = (
            await world.Days(draft, "9"),
            await world.Reason(draft, "R", "F"),
            await world.Needs(draft),
            await world.Completion(draft, "1", "5", "2027")
        );

        await Task.WhenAll(world.Get(days), world.Get(reason), world.Get(needs), world.Get(date));

        // and where the person is, which nDelius says
        Assert.Equal(5, (await world.Get(new GetDraft(draft))).Completed);
    }

    [Fact]
    public async Task Ten_different_saves_of_one_answer_at_once_keep_exactly_one()
    {
        var draft = await world.Start();
        var shown = (await world.Days(draft, "1")).Shown;

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(1, 10)
                .Select(n => world.Send(new SaveEnforceableDays(draft, Guid.NewGuid(), shown, $"{n}")))
        );

        Assert.Single(outcomes, o => !o.IsRefused);
        Assert.All(
            outcomes.Where(o => o.IsRefused),
            o => Assert.Contains(o.Refusal!.Code, (string[])[ReferringRefusals.DraftChangedCode, "changed-meanwhile"])
        );
    }

    [Fact]
    public async Task Unticking_a_service_forgets_its_outcomes_and_level()
    {
        var draft = await world.CompleteDraft(world.Cohort);
        var categories = world.Cohort.Categories.Where(c => c.Outcomes.Count > 0).ToList();

        await world.Get(await world.Types(draft, [categories[0].Id]));
        await world.Get(await world.Types(draft, [categories[0].Id, categories[1].Id]));

        Assert.NotEmpty((await world.Get(new GetOutcomes(draft, categories[0].Id))).OutcomeIds);
        Assert.Empty((await world.Get(new GetOutcomes(draft, categories[1].Id))).OutcomeIds);
        Assert.Null((await world.Get(new GetComplexity(draft, categories[1].Id))).ComplexityLevelId);
    }

    [Fact]
    public async Task Whatever_is_answered_in_whatever_order_no_outcome_of_an_unticked_service_is_held()
    {
        var categories = world.Cohort.Categories.Where(c => c.Outcomes.Count > 0).Take(3).ToList();
        // each step: 0-6 tick that subset of the three (1-7 as bits), 7-9 outcomes, 10-12 complexity of one of them
        var steps = Gen.Choose(0, 12).ListOf(14);
        foreach (var sequence in Gen.Sample(steps, 12))
        {
            var draft = await world.Start(world.Cohort);
            foreach (var step in sequence)
            {
                await Take(draft, step);
                var held = await HeldCategories(draft);
                var ticked = (await world.Get(new GetServiceTypes(draft))).CategoryIds;
                Assert.True(held.All(ticked.Contains), $"after {string.Join(',', sequence)}");
            }
        }

        async Task Take(DraftId draft, int step)
        {
            if (step <= 6)
            {
                var subset = categories.Where((_, i) => ((step + 1) & (1 << i)) != 0);
                await world.Get(await world.Types(draft, [.. subset.Select(c => c.Id)]));
                return;
            }
            var category = categories[(step - 7) % 3];
            if ((await world.Send(new GetOutcomes(draft, category.Id))).IsRefused)
            {
                // a page left open since before the service was unticked
                var late = new SaveOutcomes(draft, Guid.NewGuid(), null, category.Id, [$"{category.Outcomes[0].Id}"]);
                Assert.Equal("category-not-chosen", (await world.Send(late)).Refusal!.Code);
            }
            else if (step <= 9)
                await world.Get(await world.Outcomes(draft, category));
            else
                await world.Get(await world.Complexity(draft, category));
        }
    }

    private async Task<(string?, string?)> Kept(DraftId draft)
    {
        var page = await world.Get(new GetRiskInformation(draft));
        return (page.Choice, page.Edits.WhoIsAtRisk);
    }

    private async Task<IReadOnlyList<string>> HeldCategories(DraftId draft) =>
        await world.Ask<string[]>(
            $"""
            select coalesce(array_agg(split_part(k, ':', 2)), array[]::text[])
            from draft, jsonb_each(fields) f(k, v)
            where id = '{draft}' and k like '%:%' and v ->> 'value' is not null
            """
        );
}
