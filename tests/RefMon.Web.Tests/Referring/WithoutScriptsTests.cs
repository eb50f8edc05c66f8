using Microsoft.Playwright;
using RefMon.Application.Catalogue;
using RefMon.StandIns.People;
using RefMon.TestKit;
using RefMon.Web.Tests.Referring.Pages;
using Xunit;

namespace RefMon.Web.Tests.Referring;

/// <summary>
/// Referrals of the kinds that the main journey does not make, one to a service of several types and one sent elsewhere after
/// a return, in a browser that runs no scripts: from the practitioner's sign-in to what the supplier sees. Axe reads every
/// page in the form it has there; those that are the same for every kind it reads in <see cref="MainJourneyTests"/>.
/// </summary>
[Trait("Capability", "Referring")]
public sealed class WithoutScriptsTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    private const int MostSections = 20;

    private static readonly string[] SameForEveryKind =
    [
        "personal-details",
        "risk",
        "safe-contact",
        "needs",
        "sentence",
        "enforceable-days",
        "completion-date",
        "reason",
    ];

    // the prison is filled in from the prison service
    private static readonly string[] RefusedWhenEmpty = ["release-date", "expected-office", "main-contact", "urgency"];

    [Fact]
    public async Task T3_unallocated_and_being_released_with_the_errors_of_its_pages()
    {
        await using var window = await Browser.Open(site, Screen.DesktopWithoutScripts);
        var pages = await Start(window, WellKnownPeople.UnallocatedReleasing, ReferringSite.Employment, sound: true);
        await pages.SaveInVain();
        await window.AssertSound();
        await pages.Choose("In prison, with no probation practitioner yet, to be released within 12 weeks");

        await Answer(
            window,
            pages,
            async section =>
            {
                if (section == "release-date")
                    await window.Page.GetByLabel("On another date").CheckAsync();
                if (RefusedWhenEmpty.Contains(section))
                {
                    await pages.SaveInVain();
                    await window.AssertSound();
                }
                await SectionAnswers.Fill(window.Page, section);
                if (section == "expected-office")
                    await ChooseOffice(window.Page, "Wakefield: Calder");
                if (!SameForEveryKind.Contains(section))
                    await window.AssertSound();
            }
        );
        var supplier = await SendAndShowToSupplier(window, pages);

        Assert.Contains("In custody: Brackenfell (HMP & YOI)", supplier.Overview, StringComparison.Ordinal);
        Assert.Contains(
            "Release date not known: Waiting for a parole hearing in May",
            supplier.Overview,
            StringComparison.Ordinal
        );
        Assert.Contains("Prison offender manager", supplier.Details, StringComparison.Ordinal);
        Assert.Contains("Wakefield: Calder", supplier.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T4_unallocated_and_staying()
    {
        await using var window = await Browser.Open(site, Screen.DesktopWithoutScripts);
        var pages = await Start(window, WellKnownPeople.UnallocatedStaying, ReferringSite.Employment);
        await pages.Choose("In prison, with no probation practitioner yet, not to be released within 12 weeks");

        await Answer(window, pages, FillSoundly(window));
        var supplier = await SendAndShowToSupplier(window, pages);

        Assert.Contains("In custody: Eastmarsh (HMP)", supplier.Overview, StringComparison.Ordinal);
        Assert.Contains("Not expected to be released within 12 weeks", supplier.Overview, StringComparison.Ordinal);
        Assert.DoesNotContain("Probation office after release", supplier.Details, StringComparison.Ordinal);
        Assert.Contains("Main point of contact", supplier.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_service_types_one_of_which_is_taken_off_again()
    {
        await site.LetSupplierLeadSee(ReferringSite.Wellbeing);
        await using var window = await Browser.Open(site, Screen.DesktopWithoutScripts);
        var pages = await Start(window, site.NewPerson().Crn, ReferringSite.Wellbeing);
        await window.AssertSound();
        await pages.OpenTask("Service types");
        await Answer(window, pages, FillSoundly(window));
        var check = await window.Page.Locator("main").InnerTextAsync();

        await window.Leave(
            window
                .Page.Locator(".govuk-summary-card", new() { HasText = "Service types" })
                .GetByRole(AriaRole.Link)
                .First
        );
        var second = window.Page.GetByRole(AriaRole.Checkbox).Nth(1);
        var removed = await second.Locator("xpath=../label").InnerTextAsync();
        await second.UncheckAsync();
        await pages.SaveAndContinue();
        var notice = await window.Page.Locator(".govuk-notification-banner").InnerTextAsync();
        var supplier = await SendAndShowToSupplier(window, pages);

        Assert.Contains($"{removed}: complexity level", check, StringComparison.Ordinal);
        Assert.Contains($"{removed}: desired outcomes", notice, StringComparison.Ordinal);
        Assert.DoesNotContain(removed, supplier.Details, StringComparison.Ordinal);
        Assert.Contains("Desired outcomes", supplier.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T2_before_release_with_a_practitioner_returned_and_sent_elsewhere_after_one_confirmation()
    {
        await site.LetSupplierLeadSee(ReferringSite.Wellbeing);
        await using var window = await Browser.Open(site, Screen.DesktopWithoutScripts);
        var pages = await Start(window, WellKnownPeople.InCustody, ReferringSite.Employment);
        await pages.Choose("In prison, with a probation practitioner in the community");
        await Answer(window, pages, FillSoundly(window, leaves: "release-date"));
        var first = await SendAndShowToSupplier(window, pages);
        await Return(first.Reference);

        var page = window.Page;
        await page.GotoAsync($"/referrals/{first.Reference}");
        Assert.Contains("No group before spring", await pages.Text(), StringComparison.Ordinal);
        await window.AssertSound();
        await page.Follow(page.Locator("text=Send to another service"));
        await page.Follow(page.Locator("text=For any need in"));
        var services = page.Url;
        await Press(page, "Make the draft");
        Assert.Contains("Select the service to send it to", await pages.Text(), StringComparison.Ordinal);
        await window.AssertSound();
        await page.Locator($"input[value='{ReferringSite.Wellbeing.Id}']").CheckAsync();
        await Press(page, "Make the draft");
        var tasks = await pages.Text();
        await window.AssertSound();
        await page.GotoAsync(services);
        await page.Locator($"input[value='{ReferringSite.Wellbeing.Id}']").CheckAsync();
        await Press(page, "Make the draft");
        var again = await pages.Text();
        await pages.OpenTask("Risk information");
        var asked = new List<string>();
        await Answer(
            window,
            pages,
            section =>
            {
                asked.Add(section);
                return SectionAnswers.Fill(page, section);
            }
        );
        var check = await pages.Text();
        await Press(page, "Send referral");
        Assert.Contains(
            "Confirm that what was carried over from the earlier referral is still right",
            await page.Locator(".govuk-error-summary").InnerTextAsync(),
            StringComparison.Ordinal
        );
        await window.AssertSound();
        await page.GetByLabel("Yes, what was carried over is still right").CheckAsync();
        var second = await SendAndShowToSupplier(window, pages);

        Assert.Contains($"Copied from referral {first.Reference}", tasks, StringComparison.Ordinal);
        Assert.Contains("Risk information: read it again", tasks, StringComparison.Ordinal);
        Assert.Contains("nothing was copied into it", again, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing was copied into it", tasks, StringComparison.Ordinal);
        Assert.Empty(asked.Intersect(["where", "prison", "release-date", "practitioner-details", "urgency", "needs"]));
        Assert.Contains("The prison service has the same", check, StringComparison.Ordinal);
        foreach (var supplier in (string[])[first.Overview, second.Overview])
        {
            Assert.Contains("In custody: Aldermoor (HMP)", supplier, StringComparison.Ordinal);
            Assert.Contains("Release confirmed for", supplier, StringComparison.Ordinal);
        }
        Assert.Contains("Losing the room at the end of the month", second.Details, StringComparison.Ordinal);
    }

    // the pages of a return are read by axe in TakingBackInBrowserTests
    private async Task Return(string reference)
    {
        using var supplier = await site.SignIn("supplier-lead");
        var overview = await supplier.Get($"/referrals/{reference}");
        var form = await supplier.Follow(overview, "Return this referral to probation");
        await new PlainSheet(form).Tick("We cannot meet the person’s needs");
        await new PlainSheet(form).Type("What should the probation practitioner know?", "No group before spring");
        var check = await supplier.Send(form, ("Step", "check"));
        Assert.Equal("Referral returned", (await supplier.Send(check, ("Step", "return"))).Heading);
    }

    /// <summary>Up to the first page of a new draft: where the person is, or the task list.</summary>
    private static async Task<ReferralPages> Start(
        BrowserWindow window,
        string crn,
        DemonstrationService service,
        bool sound = false
    )
    {
        await window.SignIn("practitioner");
        var pages = new ReferralPages(window);
        await pages.AskToRefer(service);
        if (sound)
            await window.AssertSound();
        await pages.EnterCrn(crn);
        if (sound)
            await window.AssertSound();
        await window.Page.Follow(window.Page.GetByRole(AriaRole.Button, new() { Name = "Start the referral" }));
        return pages;
    }

    private static Func<string, Task> FillSoundly(BrowserWindow window, string? leaves = null) =>
        async section =>
        {
            // some are answered as they should be already
            if (section != leaves)
                await SectionAnswers.Fill(window.Page, section);
            if (!SameForEveryKind.Contains(section))
                await window.AssertSound();
        };

    /// <summary>Answers every section from this one on, up to the check page.</summary>
    private static async Task Answer(BrowserWindow window, ReferralPages pages, Func<string, Task> fill)
    {
        for (var answered = 0; answered < MostSections; answered++)
        {
            var section = new Uri(window.Page.Url).Segments[3].Trim('/');
            if (section == "check")
                return;
            await fill(section);
            await pages.SaveAndContinue();
        }
        Assert.Fail($"Still not at the check page after {MostSections} sections: {window.Page.Url}");
    }

    private static async Task ChooseOffice(IPage page, string office)
    {
        var list = page.GetByLabel("Probation office or delivery unit");
        var option = list.Locator("option", new() { HasText = office }).First;
        await list.SelectOptionAsync((await option.GetAttributeAsync("value"))!);
    }

    private static Task Press(IPage page, string button) =>
        page.Follow(page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }));

    private async Task<(string Reference, string Overview, string Details)> SendAndShowToSupplier(
        BrowserWindow window,
        ReferralPages pages
    )
    {
        Assert.Equal("Check answers before sending", await pages.Heading());
        await window.AssertSound();
        await window.Picture("check");
        await pages.SendTheReferral();
        Assert.Equal("Referral sent", await pages.Heading());
        await window.AssertSound();
        var reference = await pages.Reference();
        await using var supplier = await Browser.Open(site, window.Screen);
        await supplier.SignIn("supplier-lead");
        await supplier.Page.GotoAsync($"/referrals/{reference}");
        var overview = await supplier.Page.Locator("body").InnerTextAsync();
        await supplier.AssertSound();
        await supplier.Leave(supplier.Page.Locator("a", new() { HasText = "Referral details" }).First);
        var details = await supplier.Page.Locator("main").InnerTextAsync();
        await supplier.AssertSound();
        return (reference, overview, details);
    }
}
