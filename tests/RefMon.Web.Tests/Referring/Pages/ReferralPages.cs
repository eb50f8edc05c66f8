using Microsoft.Playwright;
using RefMon.Application.Catalogue;
using RefMon.TestKit;

namespace RefMon.Web.Tests.Referring.Pages;

/// <summary>A practitioner's window while a referral is made: one method for each thing the practitioner does.</summary>
public sealed class ReferralPages(BrowserWindow window)
{
    private IPage Page => window.Page;

    public Task<string> Heading() => Page.Locator("h1").InnerTextAsync();

    public Task AskToRefer(DemonstrationService service) => Page.GotoAsync($"/refer/new?service={service.Id}");

    public async Task EnterCrn(string crn)
    {
        await Page.GetByLabel("CRN").FillAsync(crn);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Is this the right person?" }).WaitForAsync();
    }

    public async Task StartTheReferral()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Start the referral" }).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Make a referral" }).WaitForAsync();
    }

    /// <summary>Starts a referral for which nDelius does not say enough: the first page asks where the person is.</summary>
    public async Task StartTheReferralOf(string kind)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Start the referral" }).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Where the person is" }).WaitForAsync();
        await Page.GetByLabel(kind).CheckAsync();
        await SaveAndContinue();
    }

    /// <summary>Saves the section as it is, for the errors it then shows.</summary>
    public async Task SaveInVain()
    {
        await Page.Locator("main form button.govuk-button[type=submit]").First.ClickAsync();
        await Page.Locator(".govuk-error-summary").WaitForAsync();
    }

    public Task OpenTask(string title) => Leave(Page.GetByRole(AriaRole.Link, new() { Name = title, Exact = true }));

    /// <summary>Saves the section; ends on the page after it.</summary>
    public Task SaveAndContinue() => Leave(Page.Locator("main form button.govuk-button[type=submit]").First);

    /// <summary>Leaves a section; what was typed is kept where there are scripts.</summary>
    public Task LeaveWithoutSaving() => Leave(Page.Locator("main form a[data-leave]"));

    /// <summary>How far a task is, by the task list.</summary>
    public async Task<string> StatusOf(string task) =>
        (
            await Page.Locator(".govuk-task-list__item", new() { HasText = task })
                .Locator(".govuk-task-list__status")
                .InnerTextAsync()
        ).Trim();

    public Task SendTheReferral() => Leave(Page.GetByRole(AriaRole.Button, new() { Name = "Send referral" }));

    public Task ClickSendTwice() =>
        Leave(Page.GetByRole(AriaRole.Button, new() { Name = "Send referral" }), twice: true);

    public async Task GoBack() => await Page.GoBackAsync();

    public Task<string> Reference() => Page.Locator(".govuk-panel strong").InnerTextAsync();

    // what comes next is another address, so the page that was left is not mistaken for it
    private async Task Leave(ILocator by, bool twice = false)
    {
        var here = Page.Url;
        await (twice ? by.DblClickAsync() : by.ClickAsync());
        await Page.WaitForURLAsync(url => url != here);
    }
}
