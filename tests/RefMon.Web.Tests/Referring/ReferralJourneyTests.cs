using RefMon.TestKit;
using RefMon.Web.Tests.Referring.Pages;
using Xunit;

namespace RefMon.Web.Tests.Referring;

/// <summary>What the main journey does not pass in a real browser: second clicks, errors, two tabs, several service types.</summary>
[Trait("Capability", "Referring")]
public sealed class ReferralJourneyTests(ReferringSite site) : IClassFixture<ReferringSite>
{
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
    public async Task Pages_with_errors_several_types_and_both_answers_are_sound_too()
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

        var several = await site.StartDraft(site.NewPerson().Crn, ReferringSite.Wellbeing);
        await page.GotoAsync($"/refer/{several}/service-types");
        await SectionAnswers.Fill(page, "service-types");
        await window.AssertSound();
        await new ReferralPages(window).SaveAndContinue();
        await page.GotoAsync($"/refer/{several}");
        Assert.Equal(2, await page.Locator("main a[href*='/outcomes/']").CountAsync());
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
}
