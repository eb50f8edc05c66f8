using Microsoft.Playwright;
using RefMon.TestKit;
using RefMon.Web.Tests.Referring;
using Xunit;

namespace RefMon.Web.Tests.Endings;

/// <summary>A recall and a return as both sides see them.</summary>
[Trait("Capability", "Endings")]
public sealed class TakingBackInBrowserTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    [Fact]
    public async Task A_recall_takes_the_referral_from_the_supplier_while_it_has_it_open()
    {
        var reference = await site.Sent();
        await using var supplier = await Browser.Open(site);
        await supplier.SignIn("supplier-lead");
        await supplier.Page.GotoAsync($"/referrals/{reference}/details");
        await Assertions.Expect(supplier.Page.Locator("h1")).ToContainTextAsync("Referral details");

        await using var window = await Browser.Open(site, Screen.Phone);
        var page = window.Page;
        await window.SignIn("practitioner");
        await page.GotoAsync($"/referrals/{reference}");
        await page.Follow(page.Locator("text=Recall this referral"));
        await Press(page, "Continue");
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("Select what went wrong");
        await Sound(window, "recall-error");
        await page.GetByLabel("It went to the wrong supplier").CheckAsync();
        await page.GetByLabel("Details (optional)").FillAsync("Meant for\nthe other service <b>");
        await Press(page, "Continue");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Check before you recall this referral");
        await Sound(window, "recall-check");
        await Press(page, "Change what you say");
        await Assertions
            .Expect(page.GetByLabel("Details (optional)"))
            .ToHaveValueAsync("Meant for\nthe other service <b>");
        await Press(page, "Continue");
        await Press(page, "Recall the referral");
        await Assertions.Expect(page.Locator(".govuk-panel")).ToContainTextAsync(reference);
        await Sound(window, "recall-done");
        await page.Follow(page.Locator("text=Go to the referral"));
        await Assertions
            .Expect(page.Locator("main"))
            .ToContainTextAsync("The supplier can no longer open this referral");
        await Sound(window, "overview-recalled");

        await supplier.Page.ReloadAsync();
        await Assertions.Expect(supplier.Page.Locator("h1")).ToContainTextAsync("Page not found");
        await supplier.Page.GotoAsync("/cases?view=concluded");
        await Assertions
            .Expect(supplier.Page.Locator("section[aria-labelledby=recalled]"))
            .ToContainTextAsync(reference);
        await Sound(supplier, "cases-recalled");
    }

    [Fact]
    public async Task A_returned_referral_is_read_about_and_sent_elsewhere_as_a_copy()
    {
        var reference = await site.Sent();
        await using var supplier = await Browser.Open(site, Screen.DesktopWithoutScripts);
        await supplier.SignIn("supplier-lead");
        var page = supplier.Page;
        await page.GotoAsync($"/referrals/{reference}");
        await page.Follow(page.Locator("text=Return this referral to probation"));
        await page.GetByLabel("We cannot meet the person’s needs").CheckAsync();
        await Press(page, "Continue");
        await Assertions
            .Expect(page.Locator(".govuk-error-summary"))
            .ToContainTextAsync("Tell the probation practitioner why you return it");
        await Assertions.Expect(page.GetByLabel("We cannot meet the person’s needs")).ToBeCheckedAsync();
        await Sound(supplier, "return-error");
        await page.GetByLabel("What should the probation practitioner know?").FillAsync("No group before spring");
        await Press(page, "Continue");
        await Sound(supplier, "return-check");
        await Press(page, "Return the referral");
        await Assertions.Expect(page.Locator(".govuk-panel")).ToContainTextAsync(reference);

        await using var window = await Browser.Open(site);
        page = window.Page;
        await window.SignIn("practitioner");
        await page.GotoAsync($"/referrals/{reference}");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("No group before spring");
        await Sound(window, "overview-returned");
        await page.Follow(page.Locator("text=Send to another service"));
        await Sound(window, "send-elsewhere");
        await page.Follow(page.Locator("text=For any need anywhere"));
        await Press(page, "Make the draft");
        await Assertions
            .Expect(page.Locator(".govuk-error-summary"))
            .ToContainTextAsync("Select the service to send it to");
        await Sound(window, "send-elsewhere-error");
        await page.GetByRole(AriaRole.Radio).First.CheckAsync();
        await Press(page, "Make the draft");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync($"Copied from referral {reference}");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Risk information: read it again");
        await Sound(window, "draft-copied");
        await page.GotoAsync($"{new Uri(page.Url).AbsolutePath}/check");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("nDelius names the same person");
        await Sound(window, "draft-copied-check");
    }

    // acting on a page while another replaces it may be lost: each page is waited for
    private static Task Press(IPage page, string button) =>
        page.Follow(page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }));

    private static async Task Sound(BrowserWindow window, string picture)
    {
        await window.Picture(picture);
        await window.AssertSound();
    }
}
