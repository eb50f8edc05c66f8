using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.CaseLists;

/// <summary>Every view of the case lists and every stage of an overview, as a person sees them.</summary>
[Trait("Capability", "CaseLists")]
public sealed class CasePagesInBrowserTests(CasesHost host) : IClassFixture<CasesHost>
{
    [Fact]
    public async Task Every_view_of_each_role_and_every_stage_is_sound_at_both_widths()
    {
        foreach (
            var (persona, views) in new[]
            {
                (CasesHost.Practitioner, new[] { "mine", "team", "unassigned", "concluded" }),
                (CasesHost.Lead, new[] { "unassigned", "open", "concluded" }),
            }
        )
        {
            await using var window = await Browser.Open(host);
            await window.SignIn(persona);
            foreach (var view in views)
            {
                await window.Page.GotoAsync($"/cases?view={view}");
                await window.AssertSoundAtBothWidths($"cases-{persona}-{view}");
            }
            await window.Page.GotoAsync("/cases?late=yes&stage=sent&stage=allocated");
            await window.AssertSoundAtBothWidths($"cases-{persona}-filtered");
        }
        await using var lead = await Browser.Open(host);
        await lead.SignIn(CasesHost.Lead);
        foreach (var stage in new[] { "Assessed", "Planned", "Delivering", "Ending", "Concluded" })
        {
            await lead.Page.GotoAsync($"/referrals/{await host.ReferenceAt(stage)}");
            await lead.AssertSoundAtBothWidths($"overview-{stage}");
        }
        await lead.Page.GotoAsync($"/referrals/{await host.ReferenceAt("Allocated")}/assign");
        await lead.AssertSoundAtBothWidths("assign-again");
        await lead.Page.ClickAsync(".refmon-person-banner a");
        await lead.AssertSoundAtBothWidths("person");
        await lead.Page.GotoAsync("/colleagues");
        await lead.AssertSoundAtBothWidths("colleagues");
        await lead.Page.GotoAsync("/colleagues/new");
        await lead.Page.ClickAsync("button:has-text('Add colleague')");
        await lead.Page.Locator(".govuk-error-summary").WaitForAsync();
        await lead.AssertSoundAtBothWidths("colleague-errors");
    }
}
