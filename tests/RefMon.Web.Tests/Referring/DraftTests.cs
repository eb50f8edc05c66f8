using RefMon.Application.Referring;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.People;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Referring;

[Trait("Capability", "Referring")]
[Collection(nameof(ReferringSite))]
public sealed class DraftTests(ReferringSite site)
{
    [Fact]
    public async Task The_task_list_shows_what_is_done_and_what_is_not()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        using var practitioner = await site.SignIn();
        var before = await practitioner.Get($"/refer/{draft}");
        var personal = await practitioner.Get($"/refer/{draft}/personal-details");

        await practitioner.Send(personal);
        var after = await practitioner.Get($"/refer/{draft}");

        Assert.Matches("Personal details +Not started", before.Text);
        Assert.Matches("Personal details +Completed", after.Text);
        // and where the person is, which nDelius says
        Assert.Contains("You have completed 2 of", after.Text);
        Assert.Contains($"/refer/{draft}/check", after.Links());
    }

    [Fact]
    public async Task What_was_typed_and_not_saved_can_be_discarded_without_scripts_also_twice()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        await site.Do(new SaveReason(draft, Guid.NewGuid(), null, "Saved", "None"));
        var shown = (await site.Do(new GetReason(draft))).Head.Shown;
        TypedAnswer[] typed = [new("Model.Reason", ["Typed & not saved"])];
        await site.Do(new KeepTyped(draft, Guid.NewGuid(), "reason", shown, 1, typed));
        using var practitioner = await site.SignIn();
        var page = await practitioner.Get($"/refer/{draft}/reason");

        var after = await practitioner.Press(page, "Discard what I typed");
        var again = await practitioner.Press(page, "Discard what I typed");
        var tasks = await practitioner.Get($"/refer/{draft}");

        Assert.Equal("Typed & not saved", page.Typed("Model.Reason"));
        foreach (var shownAgain in (WebPage[])[after, again])
        {
            Assert.Equal((200, page.Path), ((int)shownAgain.Status, shownAgain.Path));
            Assert.Equal("Saved", shownAgain.Typed("Model.Reason"));
            Assert.DoesNotContain("Discard what I typed", shownAgain.Text);
        }
        Assert.Matches("further information +Completed", tasks.Text);
    }

    [Fact]
    public async Task Everything_missing_is_listed_on_the_check_page_with_a_link_and_there_is_no_button()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        using var practitioner = await site.SignIn();

        var page = await practitioner.Get($"/refer/{draft}/check");

        Assert.Equal(200, (int)page.Status);
        Assert.Contains("Before you can send this referral", page.Text);
        foreach (
            var section in (string[])["practitioner-details", "personal-details", "risk", "needs", "sentence", "reason"]
        )
            Assert.Contains($"/refer/{draft}/{section}?from=check", page.Links());
        Assert.DoesNotContain("Send referral<", page.Html);
    }

    [Fact]
    public async Task Sending_a_draft_that_lacks_something_is_refused_with_every_reason()
    {
        var draft = await site.CompleteDraft();
        using var practitioner = await site.SignIn();
        var ready = await practitioner.Get($"/refer/{draft}/check");
        // nDelius changes what was confirmed, and the answers of the page are no longer what would be sent
        var officer = (await site.Do(new GetPersonalDetails(draft))).FirstName;
        var crn = await CrnOf(draft);
        site.StandIns.People.Change(crn, person => person with { Email = "another@example.test" });
        site.Time.Move(TimeSpan.FromMinutes(20));
        try
        {
            var refused = await practitioner.Send(ready);

            Assert.False(string.IsNullOrEmpty(officer));
            Assert.Equal(422, (int)refused.Status);
            Assert.Equal(["Personal details: nDelius has changed these details: review them again"], refused.Errors);
        }
        finally
        {
            site.Time.Move(TimeSpan.FromMinutes(-20));
        }
    }

    [Fact]
    public async Task A_change_from_the_check_page_comes_back_to_it()
    {
        var draft = await site.CompleteDraft();
        using var practitioner = await site.SignIn();
        var page = await practitioner.Get($"/refer/{draft}/practitioner-details?from=check");

        var saved = await practitioner.Send(page, ("Model.Phone", "020 7946 0321"));
        var check = saved;

        Assert.Equal($"/refer/{draft}/check", saved.Path);
        Assert.Contains("020 7946 0321", check.Text);
        Assert.Contains("Entered here. nDelius has:", check.Text);
    }

    [Fact]
    public async Task A_contract_that_closes_while_a_draft_is_open_is_said_and_keeps_the_draft()
    {
        var draft = await site.CompleteDraft();
        using var practitioner = await site.SignIn();
        var open = await practitioner.Get($"/refer/{draft}/check");
        var contract = ReferringSite.Accommodation.ContractId;
        await site.Scalar<int>($"update contract set open_until = '2020-01-01' where id = '{contract}' returning 1");
        try
        {
            var refused = await practitioner.Send(open);

            Assert.Equal(409, (int)refused.Status);
            Assert.Contains("does not take new referrals now", refused.Text, StringComparison.Ordinal);
            var tasks = await practitioner.Get($"/refer/{draft}");
            Assert.Equal(200, (int)tasks.Status);
            Assert.Contains("Find another service", tasks.Text, StringComparison.Ordinal);
        }
        finally
        {
            await site.Scalar<int>($"update contract set open_until = null where id = '{contract}' returning 1");
        }
        Assert.Equal(200, (int)(await practitioner.Send(await practitioner.Get($"/refer/{draft}/check"))).Status);
    }

    [Fact]
    public async Task A_wrong_email_and_phone_are_pointed_out_and_kept()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        using var practitioner = await site.SignIn();
        var page = await practitioner.Get($"/refer/{draft}/practitioner-details");

        var refused = await practitioner.Send(
            page,
            ("Model.Name", " "),
            ("Model.Email", "pat@gmail.com"),
            ("Model.Phone", "ring me"),
            ("Model.Pdu", "")
        );

        Assert.Equal(422, (int)refused.Status);
        Assert.Equal(4, refused.Errors.Count);
        Assert.Equal("pat@gmail.com", refused.Typed("Model.Email"));
        Assert.Equal("ring me", refused.Typed("Model.Phone"));
    }

    [Fact]
    public async Task Two_tabs_that_change_different_answers_both_keep_theirs()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        using var practitioner = await site.SignIn();
        var one = await practitioner.Get($"/refer/{draft}/practitioner-details");
        var two = await practitioner.Get($"/refer/{draft}/practitioner-details");

        var first = await practitioner.Send(one, ("Model.Phone", "020 7946 0001"));
        var second = await practitioner.Send(two, ("Model.TeamPhone", "020 7946 0002"));

        Assert.Equal((200, 200), ((int)first.Status, (int)second.Status));
        var now = await site.Do(new GetPractitionerDetails(draft));
        Assert.Equal(("020 7946 0001", "020 7946 0002"), (now.Phone.Value, now.TeamPhone.Value));
    }

    [Fact]
    public async Task Two_tabs_that_change_the_same_answer_show_both_and_save_the_one_kept()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        using var practitioner = await site.SignIn();
        var one = await practitioner.Get($"/refer/{draft}/practitioner-details");
        var two = await practitioner.Get($"/refer/{draft}/practitioner-details");
        await practitioner.Send(one, ("Model.Phone", "020 7946 0001"), ("Model.TeamPhone", "020 7946 0009"));

        var both = await practitioner.Send(two, ("Model.Phone", "020 7946 0002"));
        var kept = await practitioner.Send(both);

        Assert.Equal(409, (int)both.Status);
        Assert.Contains("Saved since you opened this page", both.Text);
        Assert.Contains("020 7946 0001", both.Text);
        Assert.Equal("020 7946 0002", both.Typed("Model.Phone"));
        Assert.Equal(200, (int)kept.Status);
        var now = await site.Do(new GetPractitionerDetails(draft));
        Assert.Equal("020 7946 0002", now.Phone.Value);
        Assert.True(
            now.TeamPhone.Value == "020 7946 0009",
            "an untouched box must not overwrite the other tab's answer"
        );
    }

    [Fact]
    public async Task When_nDelius_changes_the_practitioner_untouched_boxes_follow_it_and_the_others_are_kept()
    {
        var person = site.NewPerson();
        var draft = await site.StartDraft(person.Crn);
        using var practitioner = await site.SignIn();
        var page = await practitioner.Get($"/refer/{draft}/practitioner-details");
        site.StandIns.People.Change(person.Crn, p => p with { Officer = "sam.osei" });
        site.Time.Move(TimeSpan.FromMinutes(20));
        try
        {
            var compared = await practitioner.Send(page, ("Model.Phone", "020 7946 0003"));
            var saved = await practitioner.Send(compared);

            Assert.Equal(409, (int)compared.Status);
            Assert.Contains("nDelius has changed the practitioner's details", Assert.Single(compared.Errors));
            Assert.Equal("Sam Osei", compared.Typed("Model.Name"));
            Assert.Equal("020 7946 0003", compared.Typed("Model.Phone"));
            Assert.Equal(200, (int)saved.Status);
            Assert.False((await site.Do(new GetPractitionerDetails(draft))).Name.Overridden);
        }
        finally
        {
            site.Time.Move(TimeSpan.FromMinutes(-20));
        }
    }

    [Fact]
    public async Task Details_that_nDelius_cannot_confirm_any_more_say_how_old_they_are()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        using var practitioner = await site.SignIn();
        site.Time.Move(TimeSpan.FromMinutes(40));
        site.StandIns.Controls.Set(StandInOperation.Person, Behaviour.Down);
        try
        {
            var page = await practitioner.Get($"/refer/{draft}/personal-details");

            Assert.Equal(200, (int)page.Status);
            Assert.Contains("nDelius is not answering. This is what it said on", page.Text);
        }
        finally
        {
            site.StandIns.Controls.Clear();
            site.Time.Move(TimeSpan.FromMinutes(-40));
        }
    }

    [Fact]
    public async Task A_form_open_for_too_long_keeps_what_was_typed_and_saves_nothing()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        using var practitioner = await site.SignIn();
        var page = await practitioner.Get($"/refer/{draft}/practitioner-details");

        var again = await practitioner.Send(
            page,
            ("__RequestVerificationToken", "no longer good"),
            ("Model.Phone", "020 7946 0004")
        );
        var untouched = await Phone();
        var saved = await practitioner.Send(again);

        Assert.Contains("You were on this page too long", Assert.Single(again.Errors));
        Assert.Equal("020 7946 0004", again.Typed("Model.Phone"));
        Assert.NotEqual("020 7946 0004", untouched);
        Assert.Equal(200, (int)saved.Status);
        Assert.Equal("020 7946 0004", await Phone());

        async Task<string?> Phone() => (await site.Do(new GetPractitionerDetails(draft))).Phone.Value;
    }

    [Fact]
    public async Task A_check_page_open_for_too_long_is_shown_again_and_sends_nothing()
    {
        var draft = await site.CompleteDraft();
        using var practitioner = await site.SignIn();
        var page = await practitioner.Get($"/refer/{draft}/check");

        var again = await practitioner.Send(page, ("__RequestVerificationToken", "no longer good"));
        var stillOpen = await site.As("demo-practitioner").Send(new GetDraft(draft));
        var sent = await practitioner.Send(again);

        Assert.Contains("You were on this page too long", Assert.Single(again.Errors));
        Assert.Equal("Check answers before sending", again.Heading);
        Assert.False(stillOpen.IsRefused);
        Assert.StartsWith("/refer/sent/", sent.Path);
        Assert.DoesNotContain("already", sent.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/check")]
    [InlineData("/practitioner-details")]
    [InlineData("/personal-details")]
    public async Task A_draft_of_another_team_or_of_nobody_is_a_page_that_does_not_exist(string below)
    {
        var draft = (
            await site.As("demo-sam.osei")
                .Must(new StartDraft(ReferringSite.Accommodation.Id, Guid.NewGuid(), site.NewPerson().Crn))
        ).DraftId;
        using var lead = await site.SignIn("practitioner-lead");
        using var supplier = await site.SignIn("caseworker");

        Assert.Equal(404, (int)(await lead.Get($"/refer/{draft}{below}")).Status);
        Assert.NotEqual(200, (int)(await supplier.Get($"/refer/{draft}{below}")).Status);
        Assert.Equal(404, (int)(await lead.Get($"/refer/{Guid.NewGuid()}{below}")).Status);
        Assert.Equal(404, (int)(await lead.Get($"/refer/1{below}")).Status);
    }

    [Fact]
    public async Task The_list_of_drafts_says_what_is_missing_and_deletes_after_a_question()
    {
        var person = site.NewPerson();
        var draft = await site.StartDraft(person.Crn);
        using var practitioner = await site.SignIn();

        var listed = await practitioner.Get("/drafts");
        var question = await practitioner.Get($"/drafts/{draft}/delete");
        var gone = await practitioner.Send(question);

        Assert.Contains(person.Crn, listed.Text);
        Assert.Contains("Needs and requirements", listed.Text);
        Assert.Matches(@"Started\s*Today", listed.Text);
        Assert.Matches(@"Last saved\s*Today", listed.Text);
        Assert.Contains($"/drafts/{draft}/delete", listed.Links());
        Assert.Equal("Delete this draft?", question.Heading);
        Assert.Contains("The draft was deleted", gone.Text);
        Assert.DoesNotContain(person.Crn, gone.Text);
        Assert.Equal("/drafts?deleted=yes", (await practitioner.Send(question)).Path);
        var ended = await practitioner.Get($"/refer/{draft}");
        Assert.Equal((200, $"/drafts/{draft}/ended"), ((int)ended.Status, ended.Path));
        Assert.Contains("You deleted it on", ended.Text);
        Assert.DoesNotContain(person.Crn, ended.Text);
    }

    [Fact]
    public async Task A_colleague_finds_continues_and_sends_a_draft_and_its_author_is_told()
    {
        var person = site.NewPerson();
        var draft = await site.CompleteDraft(person.Crn);
        using var author = await site.SignIn();
        using var lead = await site.SignIn("practitioner-lead");

        // before another is begun, and on the list of the team
        var asked = await lead.Get($"/refer/new?service={ReferringSite.Accommodation.Id}");
        var found = await lead.Send(asked, ("Model.Crn", person.Crn));
        Assert.Matches(
            @"Pat Practitioner began a draft for this person and service on .*, (\d+) of \1 sections done",
            found.Text
        );
        Assert.Contains("Start a draft of your own", found.Text);
        var tasks = await lead.Follow(found, "Continue the draft that Pat Practitioner began");
        Assert.Equal($"/refer/{draft}", tasks.Path);
        Assert.Contains("Pat Practitioner began this draft", tasks.Text);
        var team = await lead.Follow(await lead.Get("/drafts"), "Drafts of your team");
        Assert.Contains($"/refer/{draft}", team.Links());
        Assert.Matches(@"Started\s*Today, by Pat Practitioner", team.Text);
        Assert.DoesNotContain($"/refer/{draft}", (await lead.Get("/drafts")).Links());

        // what the author types is read, and is in nobody else's boxes; what both save is shown to the later one
        var theirs = await lead.Get($"/refer/{draft}/reason");
        var shown = (await site.Do(new GetReason(draft))).Head.Shown;
        TypedAnswer[] typed = [new("Model.Reason", ["Half a thought of Pat’s"])];
        await site.Do(new KeepTyped(draft, Guid.NewGuid(), "reason", shown, 1, typed));
        var open = await author.Get($"/refer/{draft}/reason");
        var read = await lead.Get($"/refer/{draft}/reason");
        Assert.Equal("Half a thought of Pat’s", open.Typed("Model.Reason"));
        Assert.Equal("To find somewhere to live", read.Typed("Model.Reason"));
        Assert.Matches(@"Half a thought of Pat’s\s*Typed by Pat Practitioner on", read.Text);
        await lead.Send(theirs, ("Model.Reason", "A whole thought of Lee’s"));
        var both = await author.Send(open, ("Model.Reason", "Pat’s own"));
        Assert.Equal(409, (int)both.Status);
        Assert.Matches(@"A whole thought of Lee’s\s*Saved by Lee Lead on", both.Text);
        Assert.Equal("Pat’s own", both.Typed("Model.Reason"));
        Assert.Contains("Saved by a colleague since you typed here", (await author.Get($"/refer/{draft}/reason")).Text);

        // what still waits is said before it is lost, and what is typed meanwhile before it is sent
        var check = await lead.Get($"/refer/{draft}/check");
        Assert.Contains("It is not sent, and it is lost when you send the referral", check.Text);
        await author.Send(await author.Get($"/refer/{draft}/enforceable-days"), ("Model.MaximumEnforceableDays", "13"));
        var again = await lead.Send(check);
        Assert.Equal(409, (int)again.Status);
        Assert.Contains("Pat Practitioner worked on this draft after you opened the page", again.Text);
        var sent = await lead.Send(again);
        Assert.StartsWith("/refer/sent/", sent.Path);
        var reference = sent.Path["/refer/sent/".Length..];

        var ended = await author.Get($"/refer/{draft}/reason");
        var listed = await author.Get("/drafts");
        Assert.Equal($"/drafts/{draft}/ended", ended.Path);
        Assert.Contains("Lee Lead sent it on", ended.Text);
        Assert.Contains($"/referrals/{reference}", ended.Links());
        Assert.Contains("was sent by Lee Lead on", listed.Text);
        Assert.Contains($"/referrals/{reference}", listed.Links());
        Assert.EndsWith("?already=yes", (await lead.Get($"/refer/{draft}")).Path);
    }

    [Fact]
    public async Task Somebody_without_drafts_is_told_where_to_start()
    {
        using var lead = await site.SignIn("practitioner-lead");
        Assert.Contains("You have no drafts", (await lead.Get("/drafts")).Text);
    }

    [Theory]
    [InlineData(WellKnownPeople.Abundant)]
    [InlineData(WellKnownPeople.Sparse)]
    [InlineData(WellKnownPeople.OneName)]
    [InlineData(WellKnownPeople.LongName)]
    [InlineData(WellKnownPeople.WelshName)]
    [InlineData(WellKnownPeople.NoFixedAddress)]
    public async Task Every_shape_of_person_has_a_page(string crn)
    {
        var draft = await site.StartDraft(crn);
        var known = site.StandIns.People.Find(crn)!;
        using var practitioner = await site.SignIn();

        var page = await practitioner.Get($"/refer/{draft}/personal-details");

        Assert.Equal(200, (int)page.Status);
        var banner = page.Document.QuerySelector(".refmon-person-banner__name")!.TextContent.Trim();
        Assert.Equal($"{known.FirstName} {known.LastName}".Trim(), banner);
        Assert.Contains(known.Addresses.Count == 0 ? "No address in nDelius" : known.Addresses[0].Lines[0], page.Text);
    }

    [Fact]
    public async Task Fifty_thousand_characters_of_anything_are_kept_and_shown_as_they_were_typed()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        using var practitioner = await site.SignIn();
        var page = await practitioner.Get($"/refer/{draft}/reason");
        var text = Awkward(50_000);

        await practitioner.Send(page, ("Model.Reason", text), ("Model.FurtherInformation", "None"));
        var again = await practitioner.Get($"/refer/{draft}/reason");
        var check = await practitioner.Get($"/refer/{draft}/check");

        Assert.Equal(text, again.Typed("Model.Reason"));
        Assert.Contains(text, check.Document.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", check.Html);
    }

    [Fact]
    public async Task One_character_more_is_refused_and_kept()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        using var practitioner = await site.SignIn();
        var page = await practitioner.Get($"/refer/{draft}/reason");
        var text = Awkward(50_001);

        var refused = await practitioner.Send(page, ("Model.Reason", text), ("Model.FurtherInformation", "None"));

        Assert.Equal(422, (int)refused.Status);
        Assert.Equal(
            ["Reason for the referral must be 50,000 characters or fewer. Take out 1 or more"],
            refused.Errors
        );
        Assert.Equal(text, refused.Typed("Model.Reason"));
    }

    private static string Awkward(int length)
    {
        const string sample =
            "\"Quoted\" & 'single', <script>alert('x')</script>; '; drop table draft; -- 🏠 Ŵyneb ŷd, Llanfairpwllgwyngyll\n";
        return string.Concat(Enumerable.Repeat(sample, (length / sample.Length) + 1))[..(length - 1)] + "x";
    }

    private async Task<string> CrnOf(RefMon.Domain.DraftId draft) => (await site.Do(new GetDraft(draft))).Draft.Crn;
}
