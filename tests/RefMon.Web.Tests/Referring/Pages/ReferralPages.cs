using Microsoft.Playwright;
using RefMon.Application.Catalogue;
using RefMon.TestKit;

namespace RefMon.Web.Tests.Referring.Pages;

/// <summary>A practitioner's window while a referral is made: one method for each thing the practitioner does.</summary>
public sealed class ReferralPages(BrowserWindow window)
{
    private IPage Page => window.Page;

    public Task<string> Heading() => Page.Locator("h1").InnerTextAsync();

    /// <summary>What the main part says.</summary>
    public Task<string> Text() => Page.Locator("main").InnerTextAsync();

    public async Task OpenFindAService()
    {
        if (window.Screen == Screen.Phone)
            await Page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await window.Leave(Page.GetByRole(AriaRole.Link, new() { Name = "Find a service", Exact = true }));
    }

    /// <summary>Fills the filters in; they are a panel of their own on a phone.</summary>
    public async Task ChooseFilters(string need, string region, string sex, string age)
    {
        if (window.Screen == Screen.Phone)
            await Page.GetByRole(AriaRole.Button, new() { Name = "Show filter" }).ClickAsync();
        await Page.GetByLabel(need, new() { Exact = true }).CheckAsync();
        await Page.GetByLabel(region, new() { Exact = true }).CheckAsync();
        await Page.GetByLabel("Sex", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = sex });
        await Page.GetByLabel("Age", new() { Exact = true }).FillAsync(age);
    }

    public Task ApplyFilters() => window.Leave(Page.GetByRole(AriaRole.Button, new() { Name = "Apply filters" }).First);

    public async Task SearchByWords(string words)
    {
        await Page.GetByLabel("Search by words").FillAsync(words);
        await window.Leave(Page.GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }));
    }

    /// <summary>The titles of the services found.</summary>
    public Task<IReadOnlyList<string>> Found() => Page.Locator(".refmon-results h3").AllInnerTextsAsync();

    public Task OpenService(DemonstrationService service) =>
        window.Leave(Page.Locator($".refmon-results a[href^='/services/{service.Id}']"));

    public Task AskToRefer() =>
        window.Leave(Page.GetByRole(AriaRole.Button, new() { Name = "Refer someone to this service" }));

    /// <summary>The same without looking for the service first.</summary>
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
        await Choose(kind);
    }

    /// <summary>Says where the person is.</summary>
    public async Task Choose(string kind)
    {
        await Page.GetByLabel(kind).CheckAsync();
        await SaveAndContinue();
    }

    /// <summary>Saves the section as it is, for the errors it then shows.</summary>
    public async Task SaveInVain()
    {
        await Page.Locator("main form button.govuk-button[type=submit]:not([name])").First.ClickAsync();
        await Page.Locator(".govuk-error-summary").WaitForAsync();
    }

    public Task OpenTask(string title) =>
        window.Leave(Page.GetByRole(AriaRole.Link, new() { Name = title, Exact = true }));

    /// <summary>Saves the section; ends on the page after it.</summary>
    public Task SaveAndContinue() =>
        window.Leave(Page.Locator("main form button.govuk-button[type=submit]:not([name])").First);

    /// <summary>Leaves a section; what was typed is kept where there are scripts.</summary>
    public Task LeaveWithoutSaving() => window.Leave(Page.Locator("main form a[data-leave]"));

    /// <summary>How far a task is, by the task list.</summary>
    public async Task<string> StatusOf(string task) =>
        (
            await Page.Locator(".govuk-task-list__item", new() { HasText = task })
                .Locator(".govuk-task-list__status")
                .InnerTextAsync()
        ).Trim();

    public Task SendTheReferral() => window.Leave(Page.GetByRole(AriaRole.Button, new() { Name = "Send referral" }));

    public Task ClickSendTwice() =>
        window.Leave(Page.GetByRole(AriaRole.Button, new() { Name = "Send referral" }), twice: true);

    public Task ViewTheReferral() =>
        window.Leave(Page.GetByRole(AriaRole.Button, new() { Name = "View the referral" }));

    public async Task GoBack() => await Page.GoBackAsync();

    public Task<string> Reference() => Page.Locator(".govuk-panel strong").InnerTextAsync();
}
