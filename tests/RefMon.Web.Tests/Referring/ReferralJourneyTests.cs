using RefMon.Application.Catalogue;
using RefMon.TestKit;
using RefMon.Web.Tests.Referring.Pages;
using Xunit;

namespace RefMon.Web.Tests.Referring;

/// <summary>A referral from signing in to the confirmation, in a real browser; every page on the way is sound.</summary>
[Trait("Capability", "Referring")]
[Collection(nameof(ReferringSite))]
public sealed class ReferralJourneyTests(ReferringSite site)
{
    private const int MostSections = 20;

    [Fact]
    public Task At_desktop_width_to_a_service_of_several_types() => Refer(Screen.Desktop, ReferringSite.Wellbeing);

    [Fact]
    public Task On_a_phone() => Refer(Screen.Phone, ReferringSite.Accommodation);

    [Fact]
    public Task Without_scripts() => Refer(Screen.DesktopWithoutScripts, ReferringSite.Accommodation);

    [Fact]
    public async Task Clicking_send_twice_and_going_back_sends_once()
    {
        var draft = await site.CompleteDraft();
        await using var window = await Browser.Open(site);
        await window.SignIn("practitioner");
        var pages = new ReferralPages(window);
        await window.Page.GotoAsync($"/refer/{draft}");
        await pages.OpenTask("Check answers and send");

        await pages.ClickSendTwice();
        var (sent, reference) = (await pages.Heading(), await pages.Reference());
        await pages.GoBack();

        Assert.Equal("Referral sent", sent);
        Assert.Equal("Referral already sent", await pages.Heading());
        Assert.Equal(reference, await pages.Reference());
        Assert.Equal(1, await site.Scalar<long>($"select count(*) from case_list_row where referral_id = '{draft}'"));
        await window.AssertSound();
    }

    [Fact]
    public async Task Pages_with_errors_and_both_answers_are_sound_too()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        await using var window = await Browser.Open(site, Screen.Phone);
        await window.SignIn("practitioner");
        var page = window.Page;

        await page.GotoAsync($"/refer/new?service={ReferringSite.Accommodation.Id}");
        await page.GetByLabel("CRN").FillAsync("X12");
        await page.Locator("main button.govuk-button").ClickAsync();
        await page.Locator(".govuk-error-summary").WaitForAsync();
        await window.AssertSound();

        await page.GotoAsync($"/refer/{draft}/practitioner-details");
        using (var other = await site.SignIn())
            await other.Send(await other.Get($"/refer/{draft}/practitioner-details"), ("Model.Phone", "020 7946 0001"));
        await page.GetByLabel("Phone (optional)").First.FillAsync("020 7946 0002");
        await page.Locator("main button.govuk-button[type=submit]").ClickAsync();
        await page.GetByText("Saved since you opened this page").WaitForAsync();
        await window.AssertSound();

        await page.GotoAsync($"/refer/{draft}/check");
        await window.AssertSound();
        await page.GotoAsync($"/drafts/{draft}/delete");
        await window.AssertSound();
        await page.GotoAsync("/drafts");
        await window.AssertSound();
    }

    private async Task Refer(Screen screen, DemonstrationService service)
    {
        var person = site.NewPerson();
        await using var window = await Browser.Open(site, screen);
        await window.SignIn("practitioner");
        var pages = new ReferralPages(window);

        await pages.AskToRefer(service);
        await window.AssertSound();
        await pages.EnterCrn(person.Crn);
        await window.AssertSound();
        await pages.StartTheReferral();
        await window.AssertSound();
        await pages.OpenTask("Probation practitioner details");
        await AnswerEverySection(window, pages);

        Assert.Equal("Check answers before sending", await pages.Heading());
        await window.AssertSound();
        await pages.SendTheReferral();

        Assert.Equal("Referral sent", await pages.Heading());
        Assert.Contains(service.Supplier.Name, await window.Page.Locator("main").InnerTextAsync());
        await window.AssertSound();
        if (screen == Screen.Desktop)
            await window.Picture("referral-sent");
        Assert.Equal(
            person.Crn,
            await site.Scalar<string>($"select crn from case_list_row where reference = '{await pages.Reference()}'")
        );
    }

    private static async Task LookAtTheTaskListHalfWay(BrowserWindow window, ReferralPages pages)
    {
        await pages.LeaveWithoutSaving();
        Assert.Equal("Make a referral", await pages.Heading());
        Assert.Equal("Completed", await pages.StatusOf("Risk information"));
        Assert.Equal("Not started", await pages.StatusOf("Relevant sentence"));
        await window.AssertSound();
        if (window.Screen != Screen.DesktopWithoutScripts)
            await window.Picture("task-list");
        await pages.OpenTask("Relevant sentence");
    }

    private static async Task AnswerEverySection(BrowserWindow window, ReferralPages pages)
    {
        for (var answered = 0; answered < MostSections; answered++)
        {
            // /refer/{draft}/{section} or /refer/{draft}/{section}/{category}
            var section = new Uri(window.Page.Url).Segments[3].Trim('/');
            if (section == "check")
                return;
            if (section == "sentence")
                await LookAtTheTaskListHalfWay(window, pages);
            await SectionAnswers.Fill(window.Page, section);
            await window.AssertSound();
            if (section == "risk" && window.Screen == Screen.Desktop)
                await window.Picture("risk-information");
            await pages.SaveAndContinue();
        }
        Assert.Fail($"Still not at the check page after {MostSections} sections: {window.Page.Url}");
    }
}
