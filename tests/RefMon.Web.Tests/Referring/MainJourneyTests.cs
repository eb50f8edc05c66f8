using RefMon.Application.Catalogue;
using RefMon.StandIns.People;
using RefMon.TestKit;
using RefMon.Web.Tests.CaseLists.Pages;
using RefMon.Web.Tests.Referring.Pages;
using Xunit;

namespace RefMon.Web.Tests.Referring;

/// <summary>
/// The main job in a real browser: from a practitioner's sign-in to the supplier's caseworker, who has the referral among their
/// cases. Every page on the way is sound, at both widths; on a phone throughout
/// somebody goes from a search to the supplier in <see cref="KindJourneyTests"/>.
/// </summary>
[Trait("Capability", "Referring")]
public sealed class MainJourneyTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    private const int MostSections = 20;
    private const string Caseworker = "Casey Caseworker";
    private static readonly DemonstrationService Service = DemonstrationServices.EmploymentEastMidlands;

    [Theory]
    [InlineData(Screen.Desktop)]
    [InlineData(Screen.DesktopWithoutScripts)]
    public async Task A_referral_goes_from_a_practitioner_to_the_suppliers_caseworker_and_both_see_where_it_stands(
        Screen screen
    )
    {
        var person = site.NewPerson();
        await using var practitioner = await Browser.Open(site, screen);
        await practitioner.SignIn("practitioner");
        await FindTheService(practitioner);
        var reference = await Refer(practitioner, person);
        var atFirst = await SeeTheReferral(practitioner);

        await using var lead = await Browser.Open(site, screen);
        await lead.SignIn("supplier-lead");
        Assert.Equal(atFirst, await Assign(lead, reference, person));

        await using var caseworker = await Browser.Open(site, screen);
        await caseworker.SignIn("caseworker");
        var allocated = await FindAmongTheirCases(caseworker, reference);
        var seen = new CasePages(practitioner);
        await seen.OpenOverview(reference);

        Assert.Equal("Allocated", allocated.Stage);
        Assert.NotEqual(atFirst.Next, allocated.Next);
        Assert.Equal(allocated, await seen.Standing());
        Assert.Contains(Caseworker, await seen.Text());
        await Look(practitioner, "overview-allocated-practitioner");
    }

    private static async Task FindTheService(BrowserWindow window)
    {
        var pages = new ReferralPages(window);
        await pages.OpenFindAService();
        await Look(window, "find");
        await pages.ChooseFilters("Education, training and employment", "East Midlands", "Open to men", "30");
        await Look(window, "find-filters");
        await pages.ApplyFilters();
        await pages.SearchByWords("employment");
        Assert.Equal(
            "Education, training and employment support in the East Midlands",
            Assert.Single(await pages.Found())
        );
        await Look(window, "find-found");
        await pages.OpenService(Service);
        await Look(window, "service");
        await pages.AskToRefer();
    }

    private async Task<string> Refer(BrowserWindow window, StandInPerson person)
    {
        var pages = new ReferralPages(window);
        await Look(window, "who");
        await pages.EnterCrn(person.Crn);
        await Look(window, "right-person");
        await pages.StartTheReferral();
        await window.AssertSound();
        await pages.OpenTask("Probation practitioner details");
        await AnswerEverySection(window, pages);

        Assert.Equal("Check answers before sending", await pages.Heading());
        await Look(window, "check");
        await pages.SendTheReferral();

        Assert.Equal("Referral sent", await pages.Heading());
        Assert.Contains(Service.Supplier.Name, await new CasePages(window).Text());
        await Look(window, "referral-sent");
        var reference = await pages.Reference();
        Assert.Equal(
            person.Crn,
            await site.Scalar<string>($"select crn from case_list_row where reference = '{reference}'")
        );
        return reference;
    }

    private static async Task AnswerEverySection(BrowserWindow window, ReferralPages pages)
    {
        for (var answered = 0; answered < MostSections; answered++)
        {
            // /refer/{draft}/{section} or /refer/{draft}/{section}/{category}
            var section = new Uri(window.Page.Url).Segments[3].Trim('/');
            if (section == "check")
                return;
            if (section == "sentence")
                await LookAtTheTaskListHalfWay(window, pages);
            await SectionAnswers.Fill(window.Page, section);
            await Look(window, section == "risk" ? "risk-information" : section);
            await pages.SaveAndContinue();
        }
        Assert.Fail($"Still not at the check page after {MostSections} sections: {window.Page.Url}");
    }

    private static async Task LookAtTheTaskListHalfWay(BrowserWindow window, ReferralPages pages)
    {
        await pages.LeaveWithoutSaving();
        Assert.Equal("Make a referral", await pages.Heading());
        Assert.Equal("Completed", await pages.StatusOf("Risk information"));
        Assert.Equal("Not started", await pages.StatusOf("Relevant sentence"));
        await Look(window, "task-list");
        await pages.OpenTask("Relevant sentence");
    }

    private static async Task<Standing> SeeTheReferral(BrowserWindow window)
    {
        await new ReferralPages(window).ViewTheReferral();
        var standing = await new CasePages(window).Standing();
        Assert.Equal(("Sent", "Name a caseworker"), (standing.Stage, standing.Next));
        await Look(window, "overview-sent-practitioner");
        return standing;
    }

    private static async Task<Standing> Assign(BrowserWindow window, string reference, StandInPerson person)
    {
        var pages = new CasePages(window);
        await pages.OpenView("unassigned");
        await Look(window, "unassigned");
        await pages.OpenCase(reference);
        var standing = await pages.Standing();
        await Look(window, "overview-sent");
        await pages.OpenTab("Referral details");
        var details = await pages.Text();
        Assert.Contains(person.Crn, details);
        Assert.Contains("Losing the room at the end of the month", details);
        await Look(window, "details");
        await pages.OpenTab("History");
        await Look(window, "history");
        await pages.OpenTab("Overview");
        await pages.AskToAssign();
        await pages.ContinueWithoutChoosing();
        Assert.StartsWith("Error:", await window.Page.TitleAsync(), StringComparison.Ordinal);
        await Look(window, "assign-error");
        await pages.Choose(Caseworker);
        await Look(window, "assign-check");
        await pages.ConfirmAssigning();
        Assert.Contains($"{Caseworker} has referral {reference}", await pages.Text());
        await Look(window, "assign-done");
        return standing;
    }

    private static async Task<Standing> FindAmongTheirCases(BrowserWindow window, string reference)
    {
        var pages = new CasePages(window);
        await pages.OpenView("mine");
        await Look(window, "cases-mine");
        await pages.OpenCase(reference);
        await Look(window, "overview-allocated");
        return await pages.Standing();
    }

    private static async Task Look(BrowserWindow window, string picture)
    {
        if (window.Screen == Screen.Desktop)
        {
            await window.AssertSoundAtBothWidths(picture);
            return;
        }
        await window.Picture(picture);
        await window.AssertSound();
    }
}
