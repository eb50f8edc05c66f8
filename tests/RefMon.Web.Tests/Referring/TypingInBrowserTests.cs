using Microsoft.Playwright;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Referring;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Referring;

/// <summary>What is typed is kept while it is typed, in a real browser: two tabs, a lost sign-in, and a page opened again.</summary>
[Trait("Capability", "Referring")]
public sealed class TypingInBrowserTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    [Fact]
    public async Task Two_tabs_show_both_answers_at_once_and_the_person_chooses()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        await using var window = await Browser.Open(site, Screen.Phone);
        await window.SignIn("practitioner");
        var (one, two) = (window.Page, await window.SecondTab());
        await one.GotoAsync($"/refer/{draft}/needs");
        await two.GotoAsync($"/refer/{draft}/needs");

        await Accessibility(one).PressSequentiallyAsync("Step-free access");
        await Interpreter(one, "Yes").CheckAsync();
        await Saved(one);
        // the line may speak of the first answer alone
        await Eventually(draft, "Model.AccessibilityNeeds", "Step-free access");
        await Eventually(draft, "Model.NeedsInterpreter", "yes");
        // while the other answer cannot be read it is not shown, and nothing says that this one was saved
        var asksForTheirs = new Func<string, bool>(url => url.Contains("/needs?compare", StringComparison.Ordinal));
        await two.RouteAsync(asksForTheirs, route => route.AbortAsync());
        await Accessibility(two).PressSequentiallyAsync("Large print");
        await Interpreter(two, "No").CheckAsync();
        await two.GetByLabel("Other needs (optional)").FillAsync("Help with reading");
        await Eventually(draft, "Model.AdditionalNeeds", "Help with reading");
        await two.GetByText("Not saved: the service is not answering.").WaitForAsync();
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        await Assertions.Expect(two.GetByText("Saved at")).ToHaveCountAsync(0);
        await two.UnrouteAsync(asksForTheirs);
        var alerts = two.GetByRole(AriaRole.Alert);
        await alerts.Nth(1).WaitForAsync();

        Assert.Contains("Step-free access", await alerts.Nth(0).InnerTextAsync());
        Assert.Contains("Yes", await alerts.Nth(1).InnerTextAsync());
        Assert.Equal("Step-free access", await Kept(draft, "Model.AccessibilityNeeds"));
        await two.BringToFrontAsync();
        await window.AssertSound(two);
        await window.Picture("two-answers", two);

        await alerts.Nth(0).GetByRole(AriaRole.Button, new() { Name = "Keep what is on this page" }).ClickAsync();
        await alerts.Nth(0).GetByRole(AriaRole.Button, new() { Name = "Use the other answer" }).ClickAsync();
        await Eventually(draft, "Model.AccessibilityNeeds", "Large print");

        Assert.Equal("yes", await Kept(draft, "Model.NeedsInterpreter"));
        Assert.Equal("Help with reading", await Kept(draft, "Model.AdditionalNeeds"));
        Assert.True(await Interpreter(two, "Yes").IsCheckedAsync());
        Assert.True(await two.GetByLabel("Language the interpreter needs to speak").IsVisibleAsync());
        await two.GetByLabel("Language the interpreter needs to speak").FillAsync("Polish");
        await two.Locator("fieldset", new() { HasText = "responsibilities" })
            .GetByRole(AriaRole.Radio, new() { Name = "No", Exact = true })
            .CheckAsync();
        await Save(two);
        var saved = await site.Do(new GetNeeds(draft));
        Assert.Equal(
            ("Large print", "Help with reading", "yes", "Polish"),
            (saved.AccessibilityNeeds, saved.AdditionalNeeds, saved.NeedsInterpreter, saved.InterpreterLanguage)
        );
        Assert.Empty(saved.Head.TypedIn("needs"));

        await one.BringToFrontAsync();
        await Accessibility(one).PressSequentiallyAsync(" everywhere");
        await one.GetByRole(AriaRole.Alert).First.WaitForAsync();
        Assert.Contains("Large print", await one.GetByRole(AriaRole.Alert).First.InnerTextAsync());

        // somebody else's answer is shown as theirs, and taking it leaves nothing of one's own waiting
        await one.GotoAsync($"/refer/{draft}/reason");
        var reason = one.GetByLabel("Reason for the referral");
        await reason.FillAsync("Losing the room");
        await Eventually(draft, "Model.Reason", "Losing the room");
        var lead = site.As("demo-practitioner-lead");
        var theirs = (await lead.Must(new GetReason(draft))).Head.Shown;
        await lead.Must(new SaveReason(draft, Guid.NewGuid(), theirs, "Losing the flat", "Ring after six"));
        await reason.PressSequentiallyAsync(" in May");
        var alert = one.GetByRole(AriaRole.Alert);
        await Assertions.Expect(alert).ToContainTextAsync("Lee Lead saved another answer");
        await Assertions.Expect(alert).ToContainTextAsync("Losing the flat");
        await window.Picture("colleagues-answer", one);
        await alert.GetByRole(AriaRole.Button, new() { Name = "Use the other answer" }).ClickAsync();
        await Eventually(draft, "Model.Reason", "");
        Assert.Equal("Losing the flat", await reason.InputValueAsync());
    }

    [Fact]
    public async Task A_lost_sign_in_says_what_to_do_and_everything_typed_is_there_when_the_page_is_opened_again()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        await using var window = await Browser.Open(site);
        await window.SignIn("practitioner");
        var page = window.Page;
        await page.GotoAsync($"/refer/{draft}/completion-date");
        await page.GetByLabel("Day").FillAsync("31");
        await page.GetByLabel("Month").FillAsync("Febtober");
        await Saved(page);
        await window.Picture("saved-while-typing");

        await window.ForgetSignIn();
        await page.GetByLabel("Year").FillAsync("27");
        var link = page.GetByRole(AriaRole.Link, new() { Name = "sign in again in a new tab" });
        await link.WaitForAsync();
        await window.AssertSound();
        await window.Picture("signed-out-while-typing");
        var tab = await window.SecondTab();
        await tab.GotoAsync("/sign-in");
        await tab.ClickAsync("button[name=persona][value=practitioner]");
        await tab.UntilAt(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        await Eventually(draft, "Model.CompletionDate.Year", "27");
        await Saved(page);

        await tab.GotoAsync($"/refer/{draft}");
        var task = await tab.Locator(".govuk-task-list__item", new() { HasText = "Completion date" }).InnerTextAsync();
        await tab.GotoAsync($"/refer/{draft}/completion-date");
        Assert.Contains("In progress", task);
        Assert.Equal("31", await tab.GetByLabel("Day").InputValueAsync());
        Assert.Equal("Febtober", await tab.GetByLabel("Month").InputValueAsync());
        Assert.Equal("27", await tab.GetByLabel("Year").InputValueAsync());
        Assert.Contains("Shows what you typed", await tab.Locator("[data-typing-status]").InnerTextAsync());
        Assert.Equal(0, await tab.EvaluateAsync<int>("localStorage.length + sessionStorage.length"));
        await tab.Locator("main form button.govuk-button[type=submit]").First.ClickAsync();
        await tab.Locator(".govuk-error-summary").WaitForAsync();
        Assert.Equal("Febtober", await tab.GetByLabel("Month").InputValueAsync());
        await window.Picture("typed-and-refused", tab);
        await window.AssertSound(tab);

        await tab.GetByLabel("Day").FillAsync("30");
        await tab.Follow(tab.GetByRole(AriaRole.Button, new() { Name = "Discard what I typed" }));
        Assert.Equal("", await tab.GetByLabel("Day").InputValueAsync());
        Assert.Equal("", await tab.Locator("[data-typing-status]").InnerTextAsync());
        await Assertions.Expect(tab.GetByText("Discard what I typed")).ToHaveCountAsync(0);
        Assert.Equal("", await Kept(draft, "Model.CompletionDate.Day"));
    }

    [Fact]
    public async Task What_is_too_long_is_sent_once_and_again_when_it_fits()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        await using var window = await Browser.Open(site);
        await window.SignIn("practitioner");
        var page = window.Page;
        var sent = 0;
        page.Request += (_, request) => sent += request.Url.EndsWith("/autosave", StringComparison.Ordinal) ? 1 : 0;
        await page.GotoAsync($"/refer/{draft}/reason");
        var reason = page.GetByLabel("Reason for the referral");
        var further = page.GetByLabel("Further information");
        var refusal = page.GetByText("too long to be kept while you type. Shorten it");

        // it would fit, were a line break not posted as two characters
        await reason.EvaluateAsync(
            "(box, times) => { box.value = 'Losing the room\\n'.repeat(times); box.dispatchEvent(new Event('input', { bubbles: true })) }",
            KeepTyped.Longest / 16
        );
        await refusal.WaitForAsync();
        var first = sent;
        await Task.Delay(TimeSpan.FromSeconds(3.5));
        var meanwhile = sent;
        await further.FillAsync("Ring after six");
        await Eventually(draft, "Model.FurtherInformation", "Ring after six");
        await Assertions.Expect(refusal).ToBeVisibleAsync();
        await reason.FillAsync("Losing the room at the end of the month");
        await Saved(page);

        Assert.Equal((1, 1), (first, meanwhile));
        Assert.Equal("Losing the room at the end of the month", await Kept(draft, "Model.Reason"));

        // and when nothing is left of it, nothing waits
        await reason.FillAsync("");
        await further.FillAsync("");
        await page.GetByText("The same as what is saved").WaitForAsync();
        await page.GotoAsync($"/refer/{draft}");
        var task = page.Locator(".govuk-task-list__item", new() { HasText = "Reason for referral" });
        await Assertions.Expect(task).ToContainTextAsync("Not started");
    }

    [Fact]
    public async Task The_other_answer_can_be_used_in_a_box_with_a_list()
    {
        var draft = await site.StartDraft(site.NewPrisoner().Crn);
        var kind = await site.Do(new GetKind(draft));
        await site.Do(new SaveKind(draft, Guid.NewGuid(), kind.Head.Shown, nameof(ReferralKind.UnallocatedReleasing)));
        await using var window = await Browser.Open(site);
        await window.SignIn("practitioner");
        var (one, two) = (window.Page, await window.SecondTab());
        await one.GotoAsync($"/refer/{draft}/expected-office");
        await two.GotoAsync($"/refer/{draft}/expected-office");
        await one.GetByLabel("Yes").CheckAsync();
        await Pick(one, "Wakefield: Calder");
        var chosen = await Office(one).InputValueAsync();
        // the line may speak of the first answer alone
        await RefMonHost.Eventually(async () => await Kept(draft, "Model.Office") != "", "the office is kept");
        await two.BringToFrontAsync();
        await two.GetByLabel("Yes").CheckAsync();
        await Pick(two, "Nottingham");
        var alert = two.GetByRole(AriaRole.Alert);
        await Assertions.Expect(alert.Last).ToContainTextAsync(chosen);
        await window.AssertSound(two);

        await alert.Last.GetByRole(AriaRole.Button, new() { Name = "Use the other answer" }).ClickAsync();
        await Assertions.Expect(Office(two)).ToBeFocusedAsync();
        // longer than the list needs to notice what was put into its box
        await Task.Delay(TimeSpan.FromMilliseconds(300));

        Assert.Equal(chosen, await Office(two).InputValueAsync());
        await Assertions.Expect(two.GetByRole(AriaRole.Option)).ToHaveCountAsync(0);
        await window.AssertSound(two);
        await Office(two).PressAsync("Tab");
        await Office(two).FocusAsync();
        await Office(two).PressAsync("Tab");
        await Assertions.Expect(two.GetByRole(AriaRole.Option)).ToHaveCountAsync(0);
        Assert.Equal(chosen, await Office(two).InputValueAsync());
        await Save(two);
        var saved = await site.Do(new GetExpectedOffice(draft));
        Assert.Equal(chosen, saved.Options.Single(option => option.Value == saved.Office).Label);
    }

    private static ILocator Office(IPage page) =>
        page.GetByRole(AriaRole.Combobox, new() { Name = "Probation office or delivery unit" });

    private static async Task Pick(IPage page, string typed)
    {
        await Office(page).FillAsync(typed);
        await page.GetByRole(AriaRole.Option).First.ClickAsync();
    }

    private static ILocator Accessibility(IPage page) =>
        page.GetByLabel("Mobility, disability or accessibility needs (optional)");

    private static ILocator Interpreter(IPage page, string answer) =>
        page.Locator("fieldset", new() { HasText = "need an interpreter" })
            .GetByRole(AriaRole.Radio, new() { Name = answer, Exact = true });

    private static Task Saved(IPage page) => page.GetByText("Saved at").WaitForAsync();

    private static async Task Save(IPage page)
    {
        var here = page.Url;
        await page.Locator("main form button.govuk-button[type=submit]").First.ClickAsync();
        await page.UntilAwayFrom(here);
    }

    private Task Eventually(DraftId draft, string box, string text) =>
        RefMonHost.Eventually(async () => await Kept(draft, box) == text, $"{box} is kept");

    private async Task<string> Kept(DraftId draft, string box) =>
        await site.Scalar<string>(
            $"""
            select coalesce((select t.value -> 'fields' -> '{box}' -> 'values' ->> 0
                             from draft d, jsonb_each(d.typed) t
                             where d.id = '{draft}' and t.value -> 'fields' ? '{box}'), '')
            """
        );
}
