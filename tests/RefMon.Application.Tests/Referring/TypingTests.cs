using RefMon.Application.Referring;
using RefMon.Domain;
using Xunit;

namespace RefMon.Application.Tests.Referring;

/// <summary>What is kept while a person types, beside the answers, and how two open pages get on.</summary>
[Trait("Capability", "Referring")]
public sealed class TypingTests(ReferringWorld world) : IClassFixture<ReferringWorld>
{
    private const string Reason = "Model.Reason";
    private const string Further = "Model.FurtherInformation";

    [Fact]
    public async Task What_is_typed_is_kept_exactly_and_is_not_an_answer()
    {
        var draft = await world.Start();
        var page = await Open(draft);

        await page.Type(Reason, "  Losing \r\nthe room\0 ");

        var again = await world.Get(new GetReason(draft));
        Assert.Null(again.Reason);
        var typed = Assert.Single(again.Head.TypedIn("reason"));
        Assert.Equal((Reason, "  Losing \nthe room "), (typed.Box, Assert.Single(typed.Values)));
        Assert.Equal(world.Clock.Now, again.Head.TypedAt("reason"));
        var task = await TaskOf(draft, "reason");
        Assert.Equal(SectionStatus.InProgress, task.Status);
        Assert.Contains("not part of the referral yet", task.Hint);
        Assert.Empty((await world.Get(new GetNeeds(draft))).Head.TypedIn("needs"));
    }

    [Fact]
    public async Task Saving_the_page_takes_what_was_typed_on_it()
    {
        var draft = await world.Start();
        var page = await Open(draft);
        await page.Type(Reason, "First thoughts");
        await page.Type(Further, "None");

        await page.Save("Second thoughts", "None");

        var again = await world.Get(new GetReason(draft));
        Assert.Equal(("Second thoughts", "None"), (again.Reason, again.FurtherInformation));
        Assert.Empty(again.Head.TypedIn("reason"));
        Assert.Equal(SectionStatus.Completed, (await TaskOf(draft, "reason")).Status);
    }

    [Fact]
    public async Task What_is_put_back_to_what_is_saved_does_not_wait_any_longer()
    {
        var draft = await world.Start();
        await (await Open(draft)).Save("Losing the room\nin May", "None");
        var (page, other) = (await Open(draft), await Open(draft));

        var untouched = await page.Type(Reason, "Losing the room\r\nin May");
        var typed = await page.Type(Reason, "Losing the room\r\nin Mayx");
        var inBetween = (await TaskOf(draft, "reason")).Status;
        var back = await page.Type(Reason, "Losing the room\r\nin May");
        var again = await page.Type(Reason, "Losing the room\r\nin June");

        Assert.Equal((true, false, true, false), NothingWaits(untouched, typed, back, again));
        Assert.Empty(untouched.Marks);
        Assert.Equal(SectionStatus.InProgress, inBetween);
        Assert.Equal("Losing the room\nin June", await page.Typed(Reason));
        Assert.Single((await other.Type(Reason, "Something else")).Elsewhere);
        await page.Type(Reason, "Losing the room\nin May");
        Assert.Empty((await world.Get(new GetReason(draft))).Head.TypedIn("reason"));
        Assert.Equal(SectionStatus.Completed, (await TaskOf(draft, "reason")).Status);
    }

    [Fact]
    public async Task What_is_put_back_after_another_page_saved_something_else_waits_until_both_were_compared()
    {
        var draft = await world.Start();
        await (await Open(draft)).Save("First", "None");
        var (typing, saving) = (await Open(draft), await Open(draft));
        await saving.Save("Second", "None");

        var refused = await typing.Type(Reason, "First, and more");
        typing.TakeMarks(refused, (await Open(draft)).Shown);
        var back = await typing.Type(Reason, "First");
        var stored = await typing.Typed(Reason);
        var same = await typing.Type(Reason, "Second");

        Assert.Single(refused.Elsewhere);
        Assert.False(back.NothingWaits);
        Assert.Equal("First", stored);
        Assert.True(same.NothingWaits);
    }

    [Fact]
    public async Task What_was_typed_is_discarded_as_far_as_the_page_showed_it()
    {
        var draft = await world.Start();
        await (await Open(draft)).Save("Saved", "None");
        var one = await Open(draft);
        await one.Type(Reason, "Typed");
        var (two, three) = (await Open(draft), await Open(draft));
        await two.Type(Further, "Typed after page three was opened");

        await world.Get(new DiscardTyped(draft, Guid.NewGuid(), "reason", three.Shown));
        var left = Assert.Single((await world.Get(new GetReason(draft))).Head.TypedIn("reason"));
        var late = await world.Get(three.Message(Reason, "Sent on the way out"));
        await world.Get(new DiscardTyped(draft, Guid.NewGuid(), "reason", (await Open(draft)).Shown));

        Assert.Equal(Further, left.Box);
        Assert.True(late.PageIsClosed);
        var page = await world.Get(new GetReason(draft));
        Assert.Empty(page.Head.TypedIn("reason"));
        Assert.Equal(("Saved", "None"), (page.Reason, page.FurtherInformation));
        Assert.Equal(SectionStatus.Completed, (await TaskOf(draft, "reason")).Status);
        Assert.Single((await one.Type(Reason, "Typed more")).Elsewhere);
        var stranger = new DiscardTyped(draft, Guid.NewGuid(), "reason", one.Shown);
        Assert.Equal(
            RefusalKind.NotFound,
            (await world.Send(stranger, ReferringWorld.OtherPractitioner)).Refusal!.Kind
        );
        Assert.Equal(
            "page-unknown",
            (await world.Send(stranger with { CommandId = Guid.NewGuid(), Shown = "" })).Refusal!.Code
        );
        Assert.Equal(
            RefusalKind.NotFound,
            (await world.Send(stranger with { CommandId = Guid.NewGuid(), Section = "nowhere" })).Refusal!.Kind
        );
    }

    [Fact]
    public async Task Saving_it_from_a_page_opened_later_takes_it_too()
    {
        var draft = await world.Start();
        await (await Open(draft)).Type(Reason, "On the office computer");

        await (await Open(draft)).Save("On the office computer, and at home", "None");

        Assert.Empty((await world.Get(new GetReason(draft))).Head.TypedIn("reason"));
    }

    [Fact]
    public async Task Two_pages_that_type_into_one_box_both_keep_their_text_until_one_is_chosen()
    {
        var draft = await world.Start();
        var (one, two) = (await Open(draft), await Open(draft));
        await one.Type(Reason, "From page one");

        var refused = await two.Type(Reason, "From page two");
        var stored = await one.Typed(Reason);
        two.TakeMarks(refused, (await Open(draft)).Shown);
        var kept = await two.Type(Reason, "From page two");
        var now = await one.Type(Reason, "From page one, and more");

        Assert.Equal("Reason", Assert.Single(refused.Elsewhere).Question);
        Assert.Equal("From page one", stored);
        Assert.Empty(kept.Elsewhere);
        Assert.Equal("From page two", await two.Typed(Reason));
        Assert.Equal("Reason", Assert.Single(now.Elsewhere).Question);
    }

    [Fact]
    public async Task Different_boxes_of_one_page_do_not_meet_and_the_parts_of_a_date_do()
    {
        var draft = await world.Start();
        var (one, two) = (await Open(draft), await Open(draft));
        await one.Type(Reason, "Mine");

        var other = await two.Type(Further, "Theirs");
        var first = await (await Open(draft, "completion-date")).Type("Model.CompletionDate.Day", "31");
        var month = await two.Type("Model.CompletionDate.Month", "February", "completion-date");

        Assert.Empty(other.Elsewhere);
        Assert.Empty(first.Elsewhere);
        Assert.Equal("CompletionDate", Assert.Single(month.Elsewhere).Question);
    }

    [Fact]
    public async Task Typing_over_an_answer_saved_meanwhile_is_not_kept_until_it_was_compared()
    {
        var draft = await world.Start();
        var (typing, saving) = (await Open(draft), await Open(draft));
        await saving.Save("Saved elsewhere", "None");

        var refused = await typing.Type(Reason, "Typed here");
        typing.TakeMarks(refused, (await Open(draft)).Shown);
        await typing.Type(Reason, "Typed here");
        await typing.Save("Typed here", "None");

        Assert.Equal("Reason", Assert.Single(refused.Elsewhere).Question);
        Assert.Equal("Typed here", (await world.Get(new GetReason(draft))).Reason);
    }

    [Fact]
    public async Task A_page_without_scripts_does_not_save_over_what_another_types()
    {
        var draft = await world.Start();
        var (typing, saving) = (await Open(draft), await Open(draft));
        await typing.Type(Reason, "Typed on the other page");
        var save = new SaveReason(draft, Guid.NewGuid(), saving.Shown, "Saved here", "None");

        var outcome = await world.Send(save);

        Assert.Equal((ReferringRefusals.DraftChangedCode, "Reason"), (outcome.Refusal!.Code, outcome.Refusal.Field));
        var head = (await world.Get(new GetReason(draft))).Head;
        var stored = Assert.Single(head.Compared("reason", outcome.Refusals));
        Assert.Equal(
            ("Reason", "Typed on the other page", "Joan Sender"),
            (stored.Field, stored.Words, stored.SavedBy)
        );
        var compared = head.ShownAfter(saving.Shown, "reason", outcome.Refusals);
        await world.Get(save with { CommandId = Guid.NewGuid(), Shown = compared });
        Assert.Equal("Saved here", (await world.Get(new GetReason(draft))).Reason);
        Assert.Single((await typing.Type(Reason, "Still typing")).Elsewhere);
    }

    [Fact]
    public async Task A_save_leaves_alone_what_another_page_types_into_a_box_it_did_not_touch()
    {
        var draft = await world.Start();
        await (await Open(draft)).Save("Old reason", "Old further");
        var (typing, saving) = (await Open(draft), await Open(draft));
        await typing.Type(Further, "Half a sent");

        await saving.Save("New reason", "Old further");

        var page = await world.Get(new GetReason(draft));
        Assert.Equal(("New reason", "Old further"), (page.Reason, page.FurtherInformation));
        Assert.Equal("Half a sent", await typing.Typed(Further));
        Assert.Empty((await typing.Type(Further, "Half a sentence")).Elsewhere);
    }

    [Fact]
    public async Task Messages_that_arrive_late_change_nothing()
    {
        var draft = await world.Start();
        var page = await Open(draft);
        var early = page.Message(Reason, "Earl");
        await page.Type(Reason, "Earlier");

        await world.Get(early);
        var overtaken = await page.Typed(Reason);
        var lost = page.Message(Reason, "Earlier tha");
        await page.Save("Earlier than that", "None");
        var closed = await world.Get(lost);

        Assert.Equal("Earlier", overtaken);
        Assert.True(closed.PageIsClosed);
        Assert.Empty((await world.Get(new GetReason(draft))).Head.TypedIn("reason"));
    }

    [Fact]
    public async Task A_draft_with_something_typed_and_not_saved_is_not_sent()
    {
        var draft = await world.CompleteDraft();
        var page = await Open(draft);
        await page.Type(Reason, "One more thing the supplier must know");

        var refused = await world.Send(new SendReferral(draft, Guid.NewGuid()));

        Assert.Equal(
            (ReferringRefusals.SectionIncompleteCode, "reason"),
            (refused.Refusal!.Code, refused.Refusal.Field)
        );
        Assert.Single(refused.Refusals);
        await page.Save("One more thing the supplier must know", "None");
        Assert.False((await world.Send(new SendReferral(draft, Guid.NewGuid()))).IsRefused);
        var late = await world.Send(page.Message(Reason, "Too late"));
        Assert.Equal(ReferringRefusals.DraftSentCode, late.Refusal!.Code);
    }

    [Fact]
    public async Task What_was_typed_for_a_service_type_that_is_taken_off_goes_with_it()
    {
        var draft = await world.Start(world.Cohort);
        var (one, two) = (world.Cohort.Categories[0], world.Cohort.Categories[1]);
        await world.Get(await world.Types(draft, [one.Id, two.Id]));
        var section = $"outcomes/{two.Id}";
        await (await Open(draft, section)).Type("Model.OutcomeIds", two.Outcomes[0].Id.ToString());

        await world.Get(await world.Types(draft, [one.Id]));

        Assert.Equal(
            0,
            await world.Ask<int>(
                $"select count(*)::int from draft, jsonb_object_keys(typed) k where id = '{draft}' and k = '{section}'"
            )
        );
    }

    [Fact]
    public async Task Nobody_of_another_team_can_type_and_others_only_into_sections_and_boxes_that_exist()
    {
        var draft = await world.Start();
        var page = await Open(draft);
        var message = page.Message(Reason, "Text");

        var stranger = await world.Send(message, ReferringWorld.OtherPractitioner);
        var section = await world.Send(message with { CommandId = Guid.NewGuid(), Section = "nowhere" });
        var box = await world.Send(page.Message("Shown", "x"));
        var none = await world.Send(message with { CommandId = Guid.NewGuid(), Boxes = [] });
        var huge = await world.Send(page.Message(Reason, new string('x', 150_001)));
        var unknown = await world.Send(message with { CommandId = Guid.NewGuid(), Shown = null });

        Assert.Equal(RefusalKind.NotFound, stranger.Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, section.Refusal!.Kind);
        Assert.Equal("boxes-unknown", box.Refusal!.Code);
        Assert.Equal("boxes-unknown", none.Refusal!.Code);
        Assert.Equal("typed-too-long", huge.Refusal!.Code);
        Assert.Equal("page-unknown", unknown.Refusal!.Code);
        Assert.Empty((await world.Get(new GetReason(draft))).Head.TypedIn("reason"));
    }

    [Fact]
    public async Task Typing_is_not_audited_each_time_but_a_refusal_is()
    {
        var draft = await world.Start();
        var page = await Open(draft);
        await page.Type(Reason, "Text");
        await world.Send(page.Message(Reason, "Text"), ReferringWorld.OtherPractitioner);

        var entries = await world.Ask<string[]>(
            $"select coalesce(array_agg(outcome), array[]::text[]) from audit_entry where action = 'KeepTyped' and subject = '{draft}'"
        );

        Assert.Equal("not-found", Assert.Single(entries));
    }

    private async Task<DraftTask> TaskOf(DraftId draft, string slug) =>
        (await world.Get(new GetDraft(draft))).Groups.SelectMany(group => group.Tasks).Single(t => t.Slug == slug);

    private static (bool, bool, bool, bool) NothingWaits(TypedKept a, TypedKept b, TypedKept c, TypedKept d) =>
        (a.NothingWaits, b.NothingWaits, c.NothingWaits, d.NothingWaits);

    private async Task<OpenPage> Open(DraftId draft, string section = "reason")
    {
        var page = await world.Get(new GetReason(draft));
        TypedAnswer[] boxes = [new(Reason, [page.Reason ?? ""]), new(Further, [page.FurtherInformation ?? ""])];
        return new(world, draft, section, page.Head.ShownWith(boxes));
    }

    // a page of the draft in somebody's browser: it remembers what it has shown, as the page's hidden field does
    private sealed class OpenPage(ReferringWorld world, DraftId draft, string section, string shown)
    {
        private long sequence;

        public string Shown { get; private set; } = shown;

        public KeepTyped Message(string box, string text, string? other = null) =>
            new(draft, Guid.NewGuid(), other ?? section, Shown, ++sequence, [new(box, [text])]);

        public async Task<TypedKept> Type(string box, string text, string? other = null)
        {
            var kept = await world.Get(Message(box, text, other));
            foreach (var mark in kept.Marks)
                Take(mark);
            return kept;
        }

        public void TakeMarks(TypedKept refused, string fresh)
        {
            var names = refused.Elsewhere.SelectMany(other => other.Marks).ToHashSet();
            foreach (var mark in fresh.Split(';').Where(mark => names.Contains(mark[..mark.LastIndexOf('=')])))
                Take(mark);
        }

        public async Task Save(string reason, string further) =>
            await world.Get(new SaveReason(draft, Guid.NewGuid(), Shown, reason, further));

        public async Task<string> Typed(string box) =>
            (await world.Get(new GetReason(draft))).Head.TypedIn(section).Single(typed => typed.Box == box).Values[0];

        private void Take(string mark)
        {
            var name = mark[..(mark.LastIndexOf('=') + 1)];
            Shown = string.Join(
                ';',
                Shown.Split(';').Where(old => !old.StartsWith(name, StringComparison.Ordinal)).Append(mark)
            );
        }
    }
}
