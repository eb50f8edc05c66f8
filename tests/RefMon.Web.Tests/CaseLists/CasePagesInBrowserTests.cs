using Microsoft.Playwright;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.CaseLists;

/// <summary>The supplier's half of the journey, as a person sees it.</summary>
[Trait("Capability", "CaseLists")]
public sealed class CasePagesInBrowserTests(CasesHost host) : IClassFixture<CasesHost>
{
    [Theory]
    [InlineData(Screen.Desktop)]
    [InlineData(Screen.Phone)]
    [InlineData(Screen.DesktopWithoutScripts)]
    public async Task A_lead_finds_a_new_referral_and_gives_it_to_a_caseworker_who_then_has_it(Screen screen)
    {
        await using var window = await Browser.Open(host, screen);
        var page = window.Page;
        await window.SignIn(CasesHost.Lead);
        await page.GotoAsync("/cases?view=unassigned");
        await Sound(window, "cases-unassigned");
        var reference = await host.ReferenceAt("Sent");
        await page.ClickAsync($"main a[href='/referrals/{reference}']");
        await Sound(window, "overview-sent");
        await page.ClickAsync("text=Referral details");
        await Sound(window, "details");
        await page.ClickAsync("text=History");
        await Sound(window, "history");
        await page.GotoAsync($"/referrals/{reference}");
        await page.ClickAsync("text=Assign a caseworker");
        await Sound(window, "assign");
        await page.ClickAsync("button:has-text('Continue')");
        await Sound(window, "assign-error");
        Assert.StartsWith("Error:", await page.TitleAsync(), StringComparison.Ordinal);
        await page.GetByLabel("Casey Caseworker").CheckAsync();
        await page.ClickAsync("button:has-text('Continue')");
        await Sound(window, "assign-check");
        await page.ClickAsync("button:has-text('Confirm and assign')");
        await Sound(window, "assign-done");
        await Assertions.Expect(page.Locator(".govuk-panel")).ToContainTextAsync("Casey Caseworker");

        await using var other = await Browser.Open(host, screen);
        await other.SignIn(CasesHost.Caseworker);
        await other.Page.GotoAsync("/cases?view=mine&size=100");
        await Sound(other, "cases-mine");
        await other.Page.ClickAsync($"main a[href='/referrals/{reference}']");
        await Assertions.Expect(other.Page.Locator("main")).ToContainTextAsync("Casey Caseworker");
        await Sound(other, "overview-allocated");
    }

    [Theory]
    [InlineData(Screen.Desktop)]
    [InlineData(Screen.Phone)]
    public async Task Every_view_of_each_role_and_every_stage_is_sound(Screen screen)
    {
        foreach (
            var (persona, views) in new[]
            {
                (CasesHost.Practitioner, new[] { "mine", "team", "unassigned", "concluded" }),
                (CasesHost.Lead, new[] { "open", "concluded" }),
            }
        )
        {
            await using var window = await Browser.Open(host, screen);
            await window.SignIn(persona);
            foreach (var view in views)
            {
                await window.Page.GotoAsync($"/cases?view={view}");
                await Sound(window, $"cases-{persona}-{view}");
            }
            await window.Page.GotoAsync("/cases?late=yes&stage=sent&stage=allocated");
            await Sound(window, $"cases-{persona}-filtered");
        }
        await using var lead = await Browser.Open(host, screen);
        await lead.SignIn(CasesHost.Lead);
        foreach (var stage in new[] { "Assessed", "Planned", "Delivering", "Ending", "Concluded" })
        {
            await lead.Page.GotoAsync($"/referrals/{await host.ReferenceAt(stage)}");
            await Sound(lead, $"overview-{stage}");
        }
        await lead.Page.ClickAsync(".refmon-person-banner a");
        await Sound(lead, "person");
        await lead.Page.GotoAsync("/colleagues");
        await Sound(lead, "colleagues");
        await lead.Page.GotoAsync("/colleagues/new");
        await lead.Page.ClickAsync("button:has-text('Add colleague')");
        await Sound(lead, "colleague-errors");
    }

    private static async Task Sound(BrowserWindow window, string picture)
    {
        await window.Picture(picture);
        await window.AssertSound();
    }
}
