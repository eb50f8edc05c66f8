using System.Globalization;
using Microsoft.Playwright;
using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using RefMon.Domain.Attention;
using RefMon.TestKit;
using RefMon.Web.Tests.Referring.Pages;
using Xunit;

namespace RefMon.Web.Tests.Referring;

/// <summary>Choosing the right service before a draft starts: side by side, how long people wait, and what speaks against it.</summary>
[Trait("Capability", "Referring")]
public sealed class RightServiceTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    [Fact]
    public async Task Services_are_compared_on_a_phone_and_the_person_is_checked_before_a_draft_starts()
    {
        var person = site.NewPerson();
        site.StandIns.People.Change(person.Crn, p => p with { Officer = "jo.whitlock" });
        var sent = await site.Do(new SendReferral(await site.CompleteDraft(person.Crn), Guid.NewGuid()));
        var hidden = await SentByAnotherTeam(person.Crn);
        await PeopleWaited(ReferringSite.Accommodation, workingDays: 4);
        await using var window = await Browser.Open(site, Screen.Phone);
        await window.SignIn("practitioner");
        var page = window.Page;

        await page.GotoAsync("/find?region=F");
        Assert.Contains("4 working days", await page.Locator("main").InnerTextAsync());
        await window.AssertSound();
        foreach (var choice in await page.GetByRole(AriaRole.Checkbox, new() { Name = "Compare" }).AllAsync())
        {
            if (await page.Locator("input[name=service]:checked").CountAsync() < 4)
                await choice.CheckAsync();
        }
        await Follow(page, page.GetByRole(AriaRole.Button, new() { Name = "Compare services" }).First);
        Assert.Contains(
            "You chose 4 services. Choose no more than 3 to compare",
            await page.Locator(".govuk-error-summary").InnerTextAsync()
        );
        await window.AssertSound();
        await page.Locator("input[name=service]:checked").Last.UncheckAsync();
        await Follow(page, page.GetByRole(AriaRole.Button, new() { Name = "Compare services" }));
        Assert.Equal(3, await page.Locator(".refmon-compare thead th").CountAsync());
        await window.AssertSound();
        await window.Picture("compare-services");
        // 1280 pixels at 400 %
        await page.SetViewportSizeAsync(320, 256);
        await window.AssertSound();
        await page.SetViewportSizeAsync(1280, 900);
        await window.AssertSound();
        await window.Picture("compare-services-wide");
        await page.SetViewportSizeAsync(375, 812);

        await page.GotoAsync($"/refer/new?service={ReferringSite.Accommodation.Id}");
        await new ReferralPages(window).EnterCrn(person.Crn);
        var text = await page.Locator("main").InnerTextAsync();
        Assert.Contains("There is a live referral for the same need already.", text);
        Assert.Contains(sent.Reference, text);
        Assert.Contains("made by Norfolk, not finished", text);
        Assert.Contains("Ask that team before you go on", text);
        Assert.DoesNotContain(hidden, await page.ContentAsync());
        Assert.Contains("This service is for people aged 18 and over.", text);
        Assert.Contains("4 working days", text);
        await window.AssertSound();
        await window.Picture("right-person-and-service");
        await new ReferralPages(window).StartTheReferral();
        await page.GotoAsync($"{page.Url}/check");
        Assert.Contains("made by Norfolk, not finished", await page.Locator("main").InnerTextAsync());
        await window.AssertSound();
        await page.SetViewportSizeAsync(1280, 900);
        await window.Picture("check-with-another-teams");
    }

    [Fact]
    public async Task What_speaks_against_a_service_is_said_and_the_chosen_services_stay_chosen_without_scripts()
    {
        using var practitioner = await site.SignIn();
        var womens = DemonstrationServices.WomensServicesEastMidlands;
        var asked = await practitioner.Get($"/refer/new?service={womens.Id}");

        var preview = await practitioner.Send(asked, ("Model.Crn", site.NewPerson().Crn));
        var compared = await practitioner.Get(
            $"/find/compare?service={womens.Id}&service={ReferringSite.Accommodation.Id}&found=region%3DF"
        );
        var more = await practitioner.Get(
            $"/find?region=W&service={womens.Id}&service={ReferringSite.Accommodation.Id}"
        );
        var one = await practitioner.Get($"/find/compare?service={womens.Id}&service=nonsense");

        Assert.Contains("This service may not be right for this person.", preview.Text);
        Assert.Matches("Sex +May not fit +This service is for women", preview.Text);
        Assert.Matches("Region +(Fits|May not fit) +This service covers", preview.Text);
        Assert.Contains("There are no other referrals of this person that you can see.", preview.Text);
        Assert.Contains(
            $"/find?region=F&service={womens.Id}&service={ReferringSite.Accommodation.Id}",
            compared.Links()
        );
        Assert.Equal(2, more.Document.QuerySelectorAll("input[type=checkbox][name=service][checked]").Length);
        Assert.Equal(["Choose 2 or 3 services to compare"], one.Errors);
        Assert.Contains(
            "Waiting time Not enough referrals yet",
            (await practitioner.Get($"/services/{womens.Id}")).Text
        );
    }

    // to the same service, by somebody whose cases the practitioner does not see
    private async Task<string> SentByAnotherTeam(string crn)
    {
        // the person was perhaps the practitioner's own when another test signed in
        await site.Scalar<long>(
            $"with gone as (delete from caseload_entry where crn = '{crn}' returning 1) select count(*) from gone"
        );
        var draft = await site.CompleteDraft(crn, ReferringSite.Employment);
        var reference = (await site.Do(new SendReferral(draft, Guid.NewGuid()))).Reference;
        return await site.Scalar<string>(
            $"""
            update case_list_row set sent_by = 'another', service_id = '{ReferringSite.Accommodation.Id}'
            where reference = '{reference}' returning reference
            """
        );
    }

    private async Task PeopleWaited(DemonstrationService service, int workingDays)
    {
        var monday = QuietMonday().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        for (var i = 0; i < 5; i++)
            await site.Scalar<Guid>(
                $"""
                insert into assessment_wait (referral_id, service_id, sent_at, assessed_at)
                values (gen_random_uuid(), '{service.Id}', monday, monday + interval '{workingDays} days')
                returning referral_id
                """.Replace("monday", $"timestamptz '{monday} 10:00Z'", StringComparison.Ordinal)
            );
    }

    // of the latest week that is over and has no holiday: the second of June or of October, less than a year ago
    private DateOnly QuietMonday()
    {
        var today = LondonTime.DayOf(site.Time.GetUtcNow());
        var mondays =
            from year in (int[])[today.Year - 1, today.Year]
            from month in (int[])[6, 10]
            let second = new DateOnly(year, month, 8)
            select second.AddDays((DayOfWeek.Monday - second.DayOfWeek + 7) % 7);
        return mondays.Where(monday => monday.AddDays(7) < today).Max();
    }

    private static async Task Follow(IPage page, ILocator by)
    {
        var here = page.Url;
        await by.ClickAsync();
        await page.UntilAwayFrom(here);
    }
}
