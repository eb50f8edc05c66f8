using RefMon.Application.Access;
using RefMon.Application.Referring;
using RefMon.Domain;
using Xunit;

namespace RefMon.Application.Tests.Referring;

/// <summary>
/// A draft is open to its author's team: who may open it, what one types and another saves, who ends it, and what is said of it
/// afterwards.
/// </summary>
[Trait("Capability", "Referring")]
public sealed class TeamDraftTests(ReferringWorld world) : IClassFixture<ReferringWorld>, IAsyncLifetime
{
    private const string Reason = "Model.Reason";

    private static Viewer Author => ReferringWorld.Practitioner;

    private static Viewer Colleague => ReferringWorld.Colleague;

    private static Viewer Stranger => ReferringWorld.OtherPractitioner;

    private static Viewer Lead { get; } =
        ReferringWorld.Colleague with
        {
            AccountId = "p-4",
            UserName = "lena.lead",
            Name = "Lena Lead",
            Role = Role.PractitionerLead,
        };

    public async ValueTask InitializeAsync()
    {
        foreach (var viewer in (Viewer[])[Author, Colleague, Lead])
        {
            await using var command = world.Database.CreateCommand(
                """
                insert into account (id, user_name, name, role, team, created_at, created_by)
                values ($1, $2, $3, $4, $5, now(), 'test') on conflict do nothing
                """
            );
            foreach (
                var value in (string[])[viewer.AccountId, viewer.UserName, viewer.Name, $"{viewer.Role}", viewer.Team!]
            )
                command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_colleague_and_the_teams_lead_open_continue_and_list_a_draft_and_nobody_of_another_team_does()
    {
        var draft = await world.Start();

        foreach (var viewer in (Viewer[])[Colleague, Lead])
        {
            var tasks = await world.Get(new GetDraft(draft), viewer);
            var row = Assert.Single((await world.Get(new ListTeamDrafts(), viewer)).Drafts, row => row.Id == draft);
            Assert.Equal(("Joan Sender", false), (tasks.Authors.Began.Name, tasks.Authors.Began.IsViewer));
            Assert.Equal(tasks.Authors, row.Authors);
            Assert.DoesNotContain((await world.Get(new ListMyDrafts(), viewer)).Drafts, mine => mine.Id == draft);
        }
        await Save(draft, "Begun by Joan, written by Cora", Colleague);

        var authors = (await world.Get(new GetDraft(draft))).Authors;
        Assert.Equal(
            (true, "Cora Colleague", false),
            (authors.Began.IsViewer, authors.Saved.Name, authors.Saved.IsViewer)
        );
        Assert.Equal(authors, (await world.Get(new GetCheckAnswers(draft))).Authors);
        Assert.Equal("Begun by Joan, written by Cora", (await world.Get(new GetReason(draft))).Reason);
        Assert.Contains((await world.Get(new ListTeamDrafts())).Drafts, row => row.Id == draft);
        Assert.Equal("not-found", (await world.Send(new GetDraft(draft), Stranger)).Refusal!.Code);
        Assert.Equal("not-found", (await world.Send(new GetEndedDraft(draft), Stranger)).Refusal!.Code);
        Assert.DoesNotContain((await world.Get(new ListTeamDrafts(), Stranger)).Drafts, row => row.Id == draft);
        Assert.Equal(
            1,
            await world.Ask<long>(
                $"select count(*) from audit_entry where account_id = 'p-3' and action = 'SaveReason' and subject = '{draft}'"
            )
        );
    }

    [Fact]
    public async Task An_author_who_changes_team_keeps_their_own_and_takes_it_to_nobody()
    {
        var draft = await world.Start();
        var moved = Author with { Team = Stranger.Team };
        var without = Author with { Team = null };

        Assert.False((await world.Send(new GetDraft(draft), moved)).IsRefused);
        Assert.False((await world.Send(new GetDraft(draft), without)).IsRefused);
        Assert.Contains((await world.Get(new ListMyDrafts(), moved)).Drafts, row => row.Id == draft);
        Assert.DoesNotContain((await world.Get(new ListTeamDrafts(), moved)).Drafts, row => row.Id == draft);
        Assert.Empty((await world.Get(new ListTeamDrafts(), without)).Drafts);
        Assert.Equal("not-found", (await world.Send(new GetDraft(draft), Stranger)).Refusal!.Code);
        Assert.False((await world.Send(new GetDraft(draft), Colleague)).IsRefused);
        // as an earlier version left them
        await world.Ask<string>($"update draft set team = null where id = '{draft}' returning crn");
        Assert.Equal("not-found", (await world.Send(new GetDraft(draft), Colleague)).Refusal!.Code);
    }

    [Fact]
    public async Task A_colleague_from_whom_nDelius_keeps_the_person_neither_sees_the_draft_nor_learns_what_became_of_it()
    {
        var person = world.NewPerson();
        var draft = await world.Start(person);
        person.Limits = new([], null, [Colleague.UserName], "Excluded");
        await world.Follow(person.Crn);

        Assert.Equal("not-found", (await world.Send(new GetDraft(draft), Colleague)).Refusal!.Code);
        Assert.DoesNotContain((await world.Get(new ListTeamDrafts(), Colleague)).Drafts, row => row.Id == draft);
        Assert.False((await world.Send(new GetDraft(draft), Lead)).IsRefused);
        await world.Get(new DeleteDraft(draft, Guid.NewGuid()), Lead);
        Assert.Equal("not-found", (await world.Send(new GetDraft(draft), Colleague)).Refusal!.Code);
        Assert.Equal("not-found", (await world.Send(new GetEndedDraft(draft), Colleague)).Refusal!.Code);
        Assert.Equal("draft-deleted-by-colleague", (await world.Send(new GetDraft(draft))).Refusal!.Code);
    }

    [Fact]
    public async Task What_one_types_is_nobody_elses_and_is_shown_with_their_name()
    {
        var draft = await world.Start();
        await Type(draft, "Half of Joan's", Author);
        await Type(draft, "Half of Cora's", Colleague);

        var (author, colleague) = (await Page(draft, Author), await Page(draft, Colleague));

        Assert.Equal("Half of Joan's", Typed(author));
        Assert.Equal("Half of Cora's", Typed(colleague));
        var seen = Assert.Single(colleague.TypedByColleagues("reason"));
        Assert.Equal(("Reason", "Half of Joan's", "Joan Sender"), (seen.Field, seen.Words, seen.SavedBy));
        Assert.Equal("Half of Cora's", Assert.Single(author.TypedByColleagues("reason")).Words);

        // one discards their own, and the other's stays
        await world.Get(new DiscardTyped(draft, Guid.NewGuid(), "reason", colleague.Shown), Colleague);
        Assert.Empty((await Page(draft, Colleague)).TypedIn("reason"));
        Assert.Equal("Half of Joan's", Typed(await Page(draft, Author)));
        Assert.Equal(
            "Half of Joan's",
            await world.Ask<string>(
                $"select typed -> 'reason' -> 'fields' -> '{Reason}' -> 'values' ->> 0 from draft where id = '{draft}'"
            )
        );
    }

    [Fact]
    public async Task Saving_beside_what_a_colleague_types_leaves_theirs_and_theirs_is_then_shown_beside_what_was_saved()
    {
        var draft = await world.Start();
        var typing = await Page(draft, Author);
        await Type(draft, "Half of Joan's", Author, typing.Shown);

        await Save(draft, "All of Cora's", Colleague);

        var again = await Page(draft, Author);
        Assert.Equal("Half of Joan's", Typed(again));
        var saved = Assert.Single(again.SavedSinceTyped("reason"));
        Assert.Equal(("Reason", "All of Cora's", "Cora Colleague"), (saved.Field, saved.Words, saved.SavedBy));
        Assert.Empty(again.TypedIn("reason", besidesSaved: true));
        var tasks = await world.Get(new GetDraft(draft), Colleague);
        var waits = Assert.Single(tasks.TypedByColleagues);
        Assert.Equal(("reason", "Joan Sender"), (waits.Slug, waits.Hand.Name));
        Assert.Equal(SectionStatus.Completed, Status(tasks, "reason"));
        Assert.Equal(SectionStatus.InProgress, Status(await world.Get(new GetDraft(draft)), "reason"));

        // the page that is still open is told at once whose answer it meets, and is not saved over it
        var kept = await Type(draft, "Half of Joan's and more", Author, typing.Shown);
        Assert.Equal(("Reason", "Cora Colleague"), (Assert.Single(kept.Elsewhere).Question, kept.Elsewhere[0].By));
        var refused = await world.Send(
            new SaveReason(draft, Guid.NewGuid(), typing.Shown, "Half of Joan's and more", "Ring after six")
        );
        Assert.Contains(refused.Refusals, r => (r.Code, r.Field) == (ReferringRefusals.DraftChangedCode, "Reason"));
        var both = (await Page(draft, Author)).Compared("reason", refused.Refusals).Single(a => a.Field == "Reason");
        Assert.Equal(("All of Cora's", "Cora Colleague"), (both.Words, both.SavedBy));

        // having seen both, she keeps hers
        await world.Get(new SaveReason(draft, Guid.NewGuid(), again.Shown, "Half of Joan's", "Ring after six"));
        Assert.Equal("Half of Joan's", (await world.Get(new GetReason(draft), Colleague)).Reason);
        Assert.Empty((await world.Get(new GetDraft(draft), Colleague)).TypedByColleagues);
    }

    [Fact]
    public async Task Two_people_who_change_one_answer_are_shown_both_with_the_others_name()
    {
        var draft = await world.Start();
        var (one, two) = (await Page(draft, Author), await Page(draft, Colleague));
        await world.Get(new SaveReason(draft, Guid.NewGuid(), one.Shown, "From Joan", "None"));

        var late = new SaveReason(draft, Guid.NewGuid(), two.Shown, "From Cora", "None");
        var refused = await world.Send(late, Colleague);

        Assert.Equal(
            (ReferringRefusals.DraftChangedCode, "Reason"),
            (Assert.Single(refused.Refusals).Code, refused.Refusal!.Field)
        );
        var head = await Page(draft, Colleague);
        var stored = Assert.Single(head.Compared("reason", refused.Refusals));
        Assert.Equal(("From Joan", "Joan Sender"), (stored.Words, stored.SavedBy));
        var shown = head.ShownAfter(two.Shown, "reason", refused.Refusals);
        await world.Get(late with { CommandId = Guid.NewGuid(), Shown = shown }, Colleague);
        Assert.Equal("From Cora", (await world.Get(new GetReason(draft))).Reason);
    }

    [Fact]
    public async Task Before_another_is_begun_a_colleagues_draft_is_named_and_ones_own_stays_possible()
    {
        var person = world.NewPerson();
        var draft = await world.Start(person);
        await Save(draft, "Cora was here", Colleague);

        var preview = await world.Get(new LookUpPerson(world.Single.Id, person.Crn), Lead);
        var found = Assert.Single(preview.ColleaguesDrafts);
        var tasks = await world.Get(new GetDraft(draft), Lead);
        Assert.Equal(
            (draft, "Joan Sender", "Cora Colleague"),
            (found.Id, found.Authors.Began.Name, found.Authors.Saved.Name)
        );
        Assert.Equal((tasks.Completed, tasks.Total), (found.Completed, found.Asked));
        Assert.Null(preview.DraftId);
        Assert.Empty((await world.Get(new LookUpPerson(world.Single.Id, person.Crn))).ColleaguesDrafts);
        Assert.Empty((await world.Get(new LookUpPerson(world.Single.Id, person.Crn), Stranger)).ColleaguesDrafts);
        Assert.Empty((await world.Get(new LookUpPerson(world.Cohort.Id, person.Crn), Lead)).ColleaguesDrafts);

        var own = await world.Start(person, viewer: Lead);

        Assert.NotEqual(draft, own);
        Assert.Equal(draft, Assert.Single((await world.Get(new GetDraft(own), Lead)).ColleaguesDrafts).Id);
        Assert.Equal(own, Assert.Single((await world.Get(new GetDraft(draft))).ColleaguesDrafts).Id);
    }

    [Fact]
    public async Task A_colleague_who_sends_it_is_the_sender_and_the_author_is_told_for_thirty_days()
    {
        var draft = await world.CompleteDraft();
        await Type(draft, "One more thing", Author);
        var check = await world.Get(new GetCheckAnswers(draft), Colleague);
        Assert.Equal("Joan Sender", Assert.Single(check.TypedByColleagues).Hand.Name);
        await Type(draft, "One more thing, and another", Author);

        // nobody sends what they have not read: what was typed or saved since the page was opened is said first
        var send = new SendReferral(draft, Guid.NewGuid(), VersionShown: check.Version);
        var refused = await world.Send(send, Colleague);
        check = await world.Get(new GetCheckAnswers(draft), Colleague);
        var sent = await world.Get(send with { CommandId = Guid.NewGuid(), VersionShown = check.Version }, Colleague);

        Assert.Equal(ReferringRefusals.ColleagueMeanwhileCode, refused.Refusal!.Code);
        Assert.Contains("Joan Sender worked on this draft", refused.Refusal.Message);
        Assert.Equal("p-3", (await world.FirstEvent(sent.Reference)).By.AccountId);
        var told = (await world.Get(new ListMyDrafts())).Ended.Single(ended => ended.Reference == sent.Reference);
        Assert.Equal(("Cora Colleague", world.Single.Title), (told.Ended.Name, told.ServiceTitle));
        Assert.DoesNotContain(
            (await world.Get(new ListMyDrafts(), Colleague)).Ended,
            ended => ended.Reference == sent.Reference
        );
        foreach (var viewer in (Viewer[])[Author, Lead])
        {
            var opened = (await world.Send(new GetDraft(draft), viewer)).Refusal!;
            Assert.Equal(
                (ReferringRefusals.DraftSentByColleagueCode, sent.Reference),
                (opened.Code, opened.SentReference())
            );
            var page = await world.Get(new GetEndedDraft(draft), viewer);
            Assert.Equal((sent.Reference, "Cora Colleague"), (page.Reference, page.Ended!.Name));
        }
        Assert.Equal(ReferringRefusals.DraftSentCode, (await world.Send(new GetDraft(draft), Colleague)).Refusal!.Code);
        Assert.Equal("not-found", (await world.Send(new GetDraft(draft), Stranger)).Refusal!.Code);
        await world.Ask<string>(
            $"update ended_draft set ended_at = ended_at - interval '31 days' where id = '{draft}' returning id::text"
        );
        Assert.DoesNotContain((await world.Get(new ListMyDrafts())).Ended, ended => ended.Reference == sent.Reference);
    }

    [Fact]
    public async Task Of_two_people_who_delete_or_send_it_at_once_one_does_and_the_other_is_told_who()
    {
        var deleted = await world.Start();
        var outcomes = await Task.WhenAll(
            ((Viewer[])[Author, Colleague]).Select(viewer =>
                Task.Run(() => world.Send(new DeleteDraft(deleted, Guid.NewGuid()), viewer))
            )
        );
        var refused = Assert.Single(outcomes, outcome => outcome.IsRefused);
        Assert.Equal(ReferringRefusals.DraftDeletedByColleagueCode, refused.Refusal!.Code);

        var draft = await world.CompleteDraft();
        var send = Task.Run(() => world.Send(new SendReferral(draft, Guid.NewGuid()), Colleague));
        var delete = Task.Run(() => world.Send(new DeleteDraft(draft, Guid.NewGuid())));
        await Task.WhenAll(send, delete);
        var (sent, gone) = (await send, await delete);
        Assert.NotEqual(sent.IsRefused, gone.IsRefused);
        Assert.Equal(
            sent.IsRefused ? ReferringRefusals.DraftDeletedByColleagueCode : ReferringRefusals.DraftSentByColleagueCode,
            (sent.Refusal ?? gone.Refusal)!.Code
        );
        Assert.Equal(
            sent.IsRefused ? 0 : 1,
            await world.Ask<long>($"select count(*) from case_list_row where referral_id = '{draft}'")
        );
    }

    [Fact]
    public async Task A_draft_that_its_author_goes_on_with_is_not_deleted_from_a_page_opened_before()
    {
        var draft = await world.Start();
        var page = await world.Get(new GetDraft(draft), Colleague);
        await Save(draft, "Still needed", Author);

        var delete = new DeleteDraft(draft, Guid.NewGuid(), page.Version);
        var refused = await world.Send(delete, Colleague);

        Assert.Equal(ReferringRefusals.ColleagueMeanwhileCode, refused.Refusal!.Code);
        page = await world.Get(new GetDraft(draft), Colleague);
        // after whatever else has ended here
        world.Clock.Now += TimeSpan.FromMinutes(1);
        await world.Get(delete with { CommandId = Guid.NewGuid(), VersionShown = page.Version }, Colleague);
        var told = (await world.Get(new ListMyDrafts())).Ended[0];
        Assert.Equal((null, "Cora Colleague"), (told.Reference, told.Ended.Name));
        Assert.Equal("Cora Colleague", (await world.Get(new GetEndedDraft(draft))).Ended!.Name);
        Assert.True((await world.Get(new GetEndedDraft(draft), Colleague)).Ended!.IsViewer);
    }

    private async Task<SectionHead> Page(DraftId draft, Viewer viewer) =>
        (await world.Get(new GetReason(draft), viewer)).Head;

    private static string Typed(SectionHead head) => Assert.Single(Assert.Single(head.TypedIn("reason")).Values);

    private static SectionStatus Status(DraftTaskList tasks, string slug) =>
        tasks.Groups.SelectMany(group => group.Tasks).Single(task => task.Slug == slug).Status;

    private async Task<TypedKept> Type(DraftId draft, string text, Viewer viewer, string? shown = null) =>
        await world.Get(
            new KeepTyped(
                draft,
                Guid.NewGuid(),
                "reason",
                shown ?? (await Page(draft, viewer)).Shown,
                Environment.TickCount64,
                [new(Reason, [text])]
            ),
            viewer
        );

    private async Task Save(DraftId draft, string reason, Viewer viewer) =>
        await world.Get(
            new SaveReason(draft, Guid.NewGuid(), (await Page(draft, viewer)).Shown, reason, "None"),
            viewer
        );
}
