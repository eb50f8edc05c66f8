using Microsoft.Playwright;
using RefMon.Application.Catalogue;
using RefMon.StandIns.People;
using RefMon.TestKit;
using RefMon.Web.Tests.Referring.Pages;
using Xunit;

namespace RefMon.Web.Tests.Referring;

/// <summary>
/// One referral of each kind that the main journey does not make, and one to a service of several types, from the
/// practitioner's sign-in to what the supplier sees. The pages of a kind are looked at by axe once, errors included.
/// </summary>
[Trait("Capability", "Referring")]
public sealed class KindJourneyTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    private const int MostSections = 20;
    private static readonly string[] OfSomeKind =
    [
        "prison",
        "release-date",
        "expected-office",
        "main-contact",
        "urgency",
    ];
    private static readonly string[] OfCategories = ["service-types", "outcomes", "complexity"];
    private static readonly DemonstrationService Employment = DemonstrationServices.EmploymentEastMidlands;

    [Fact]
    public async Task T2_before_release_with_a_practitioner()
    {
        await using var window = await Browser.Open(site);
        var pages = await Start(window, WellKnownPeople.InCustody, Employment);
        await pages.StartTheReferralOf("In prison, with a probation practitioner in the community");

        await Answer(
            window,
            pages,
            async section =>
            {
                // the prison service's date is chosen already
                if (section != "release-date")
                    await SectionAnswers.Fill(window.Page, section);
            }
        );
        var supplier = await SendAndShowToSupplier(window, pages);

        Assert.Contains("In custody: Aldermoor (HMP)", supplier.Overview, StringComparison.Ordinal);
        Assert.Contains("Release confirmed for", supplier.Overview, StringComparison.Ordinal);
        Assert.Contains("by the prison service", supplier.Overview, StringComparison.Ordinal);
        Assert.Contains("Urgent referral", supplier.Overview, StringComparison.Ordinal);
        Assert.Contains("Nowhere to go on the day of release", supplier.Details, StringComparison.Ordinal);
        Assert.Contains("Pat Practitioner", supplier.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T3_unallocated_and_being_released_every_page_and_error_sound()
    {
        await using var window = await Browser.Open(site);
        var pages = await Start(window, WellKnownPeople.UnallocatedReleasing, Employment);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Start the referral" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Heading, new() { Name = "Where the person is" }).WaitForAsync();
        await pages.SaveInVain();
        await window.AssertSound();
        await window.Page.GetByLabel("to be released within 12 weeks").First.CheckAsync();
        await window.Picture("where-the-person-is");
        await pages.SaveAndContinue();

        await Answer(
            window,
            pages,
            section =>
                OfSomeKind.Contains(section)
                    ? FillAfterErrors(window, pages, section)
                    : SectionAnswers.Fill(window.Page, section)
        );
        await window.AssertSound();
        await window.Picture("check-answers-custody");
        var supplier = await SendAndShowToSupplier(window, pages, sound: true);

        Assert.Contains("In custody: Brackenfell (HMP & YOI)", supplier.Overview, StringComparison.Ordinal);
        Assert.Contains(
            "Release date not known: Waiting for a parole hearing in May",
            supplier.Overview,
            StringComparison.Ordinal
        );
        Assert.Contains("Main point of contact", supplier.Details, StringComparison.Ordinal);
        Assert.Contains("Prison offender manager", supplier.Details, StringComparison.Ordinal);
        Assert.Contains("Wakefield: Calder", supplier.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T4_unallocated_and_staying_on_a_phone()
    {
        await using var window = await Browser.Open(site, Screen.Phone);
        await window.SignIn("practitioner");
        var pages = new ReferralPages(window);
        await pages.OpenFindAService();
        await pages.ChooseFilters("Education, training and employment", "East Midlands", "Open to men", "30");
        await window.AssertSound();
        await pages.ApplyFilters();
        await pages.OpenService(Employment);
        await pages.AskToRefer();
        await pages.EnterCrn(WellKnownPeople.UnallocatedStaying);
        await pages.StartTheReferralOf(
            "In prison, with no probation practitioner yet, not to be released within 12 weeks"
        );

        await Answer(
            window,
            pages,
            async section =>
            {
                await SectionAnswers.Fill(window.Page, section);
                if (OfSomeKind.Contains(section))
                    await window.Picture(section);
            }
        );
        await window.Picture("check-answers-custody");
        var supplier = await SendAndShowToSupplier(window, pages, sound: true);

        Assert.Contains("In custody: Eastmarsh (HMP)", supplier.Overview, StringComparison.Ordinal);
        Assert.Contains("Not expected to be released within 12 weeks", supplier.Overview, StringComparison.Ordinal);
        Assert.DoesNotContain("Probation office after release", supplier.Details, StringComparison.Ordinal);
        Assert.Contains("Establishment", supplier.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_of_several_types_one_of_which_is_taken_off_again()
    {
        await site.LetSupplierLeadSee(ReferringSite.Wellbeing);
        await using var window = await Browser.Open(site);
        var pages = await Start(window, site.NewPerson().Crn, ReferringSite.Wellbeing);
        await pages.StartTheReferral();
        await pages.OpenTask("Service types");
        await Answer(
            window,
            pages,
            async section =>
            {
                await SectionAnswers.Fill(window.Page, section);
                if (OfCategories.Contains(section))
                    await window.AssertSound();
            }
        );
        var asked = await window.Page.Locator("main").InnerTextAsync();

        await window
            .Page.Locator(".govuk-summary-card", new() { HasText = "Service types" })
            .GetByRole(AriaRole.Link)
            .First.ClickAsync();
        var removed = await window.Page.GetByRole(AriaRole.Checkbox).Nth(1).Locator("xpath=../label").InnerTextAsync();
        await window.Page.GetByRole(AriaRole.Checkbox).Nth(1).UncheckAsync();
        await pages.SaveAndContinue();

        Assert.Equal("Check answers before sending", await pages.Heading());
        Assert.Contains($"{removed}: complexity level", asked, StringComparison.Ordinal);
        var notice = await window.Page.Locator(".govuk-notification-banner").InnerTextAsync();
        Assert.Contains($"{removed}: desired outcomes", notice, StringComparison.Ordinal);
        Assert.Contains($"{removed}: complexity level", notice, StringComparison.Ordinal);
        await window.AssertSound();
        var supplier = await SendAndShowToSupplier(window, pages, sound: true);
        Assert.DoesNotContain(removed, supplier.Details, StringComparison.Ordinal);
        Assert.Contains("Desired outcomes", supplier.Details, StringComparison.Ordinal);
    }

    private static async Task<ReferralPages> Start(BrowserWindow window, string crn, DemonstrationService service)
    {
        await window.SignIn("practitioner");
        var pages = new ReferralPages(window);
        await pages.AskToRefer(service);
        await pages.EnterCrn(crn);
        return pages;
    }

    /// <summary>Answers every section in turn, up to the check page.</summary>
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

    private static async Task FillAfterErrors(BrowserWindow window, ReferralPages pages, string section)
    {
        // the prison is filled in from the prison service, and so is the date until another is asked for
        if (section == "release-date")
            await window.Page.GetByLabel("On another date").CheckAsync();
        if (section != "prison")
        {
            await pages.SaveInVain();
            await window.AssertSound();
        }
        await SectionAnswers.Fill(window.Page, section);
        if (section == "expected-office")
            await PickFromList(window.Page, "Probation office or delivery unit", "Wakefield: Calder");
        await window.AssertSound();
        await window.Picture(section);
    }

    private static async Task PickFromList(IPage page, string label, string typed)
    {
        var box = page.GetByRole(AriaRole.Combobox, new() { Name = label });
        await box.FillAsync(typed);
        await page.GetByRole(AriaRole.Option).First.ClickAsync();
    }

    private async Task<(string Overview, string Details)> SendAndShowToSupplier(
        BrowserWindow window,
        ReferralPages pages,
        bool sound = false
    )
    {
        Assert.Equal("Check answers before sending", await pages.Heading());
        await pages.SendTheReferral();
        Assert.Equal("Referral sent", await pages.Heading());
        var reference = await pages.Reference();
        await using var supplier = await Browser.Open(site, window.Screen);
        await supplier.SignIn("supplier-lead");
        await supplier.Page.GotoAsync($"/referrals/{reference}");
        var overview = await supplier.Page.Locator("body").InnerTextAsync();
        if (sound)
            await supplier.AssertSound();
        await supplier.Picture("overview-custody");
        await supplier.Page.GotoAsync($"/referrals/{reference}/details");
        var details = await supplier.Page.Locator("main").InnerTextAsync();
        if (sound)
            await supplier.AssertSound();
        return (overview, details);
    }
}
