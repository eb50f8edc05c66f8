using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.CaseLists;

/// <summary>Every view of the case lists and every stage of an overview, as a person sees them.</summary>
[Trait("Capability", "CaseLists")]
public sealed class CasePagesInBrowserTests(CasesHost host) : IClassFixture<CasesHost>
{
    [Theory]
    [InlineData(Screen.Desktop)]
    [InlineData(Screen.Phone)]
    public async Task Every_view_of_each_role_and_every_stage_is_sound(Screen screen)
    {
        foreach (
            var (persona, views) in new[]
            {
                (CasesHost.Practitioner, new[] { "mine", "team", "unassigned", "concluded" }),
                (CasesHost.Lead, new[] { "unassigned", "open", "concluded" }),
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
        await lead.Page.GotoAsync($"/referrals/{await host.ReferenceAt("Allocated")}/assign");
        await Sound(lead, "assign-again");
        await lead.Page.ClickAsync(".refmon-person-banner a");
        await Sound(lead, "person");
        await lead.Page.GotoAsync("/colleagues");
        await Sound(lead, "colleagues");
        await lead.Page.GotoAsync("/colleagues/new");
        await lead.Page.ClickAsync("button:has-text('Add colleague')");
        await lead.Page.Locator(".govuk-error-summary").WaitForAsync();
        await Sound(lead, "colleague-errors");
    }

    private static async Task Sound(BrowserWindow window, string picture)
    {
        await window.Picture(picture);
        await window.AssertSound();
    }
}
