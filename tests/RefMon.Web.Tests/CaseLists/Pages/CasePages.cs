using Microsoft.Playwright;
using RefMon.TestKit;

namespace RefMon.Web.Tests.CaseLists.Pages;

/// <summary>Somebody's window while they look after referrals: one method for each thing they do.</summary>
public sealed class CasePages(BrowserWindow window)
{
    private IPage Page => window.Page;

    public Task OpenView(string view) => Page.GotoAsync($"/cases?view={view}");

    public Task OpenCase(string reference) => window.Leave(Page.Locator($"main a[href='/referrals/{reference}']"));

    public Task OpenOverview(string reference) => Page.GotoAsync($"/referrals/{reference}");

    public Task OpenTab(string name) =>
        window.Leave(
            Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages of this referral" })
                .GetByRole(AriaRole.Link, new() { Name = name })
        );

    public Task AskToAssign() => window.Leave(Page.GetByRole(AriaRole.Button, new() { Name = "Assign a caseworker" }));

    public async Task ContinueWithoutChoosing()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Page.Locator(".govuk-error-summary").WaitForAsync();
    }

    public async Task Choose(string colleague)
    {
        await Page.GetByLabel(colleague).CheckAsync();
        await window.Leave(Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }));
    }

    public Task ConfirmAssigning() =>
        window.Leave(Page.GetByRole(AriaRole.Button, new() { Name = "Confirm and assign" }));

    /// <summary>What the main part says.</summary>
    public Task<string> Text() => Page.Locator("main").InnerTextAsync();

    /// <summary>Where the overview says the referral stands.</summary>
    public async Task<Standing> Standing()
    {
        var then = await Page.Locator(".refmon-owed > li").AllInnerTextsAsync();
        return new(
            await Page.Locator(".refmon-heading-row .govuk-tag").InnerTextAsync(),
            await Page.Locator(".refmon-next .govuk-body-l").InnerTextAsync(),
            await Page.Locator(".refmon-next .govuk-tag").First.InnerTextAsync(),
            // who owes it is said to each side in its own words, in brackets
            string.Join("; ", then.Select(owed => owed[..owed.LastIndexOf('(')].Trim())),
            await Page.Locator(".refmon-steps").InnerTextAsync()
        );
    }
}

/// <summary>The parts of an overview that are the same for everybody who may see it.</summary>
public sealed record Standing(string Stage, string Next, string Due, string Then, string Steps);
