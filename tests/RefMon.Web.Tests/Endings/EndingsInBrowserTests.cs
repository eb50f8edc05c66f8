using System.Net;
using Microsoft.Playwright;
using RefMon.Application.Operations;
using RefMon.Domain;
using RefMon.Domain.Endings;
using RefMon.TestKit;
using RefMon.Web.Tests.ActionPlans;
using RefMon.Web.Tests.Referring;
using Xunit;

namespace RefMon.Web.Tests.Endings;

/// <summary>Every other way a referral's course changes or ends, each from the button to both sides' pages.</summary>
[Trait("Capability", "Endings")]
public sealed class EndingsInBrowserTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    [Fact]
    public async Task Withdrawn_before_the_assessment()
    {
        var reference = await site.Allocated();
        await using var window = await Browser.Open(site, Screen.Phone);
        await window.SignIn(DeliverySite.Practitioner);
        var page = window.Page;
        await page.GotoAsync($"/referrals/{reference}");
        await page.Follow(page.Locator("text=Withdraw this referral").First);
        await Press(page, "Continue");
        await Assertions
            .Expect(page.Locator(".govuk-error-summary"))
            .ToContainTextAsync("Select why the referral is ending");
        await Sound(window, "withdraw-error");
        await page.GetByLabel("The person has moved away from the area").CheckAsync();
        await page.GetByLabel("Details").FillAsync("Moved to <Hull>\nlast week.");
        await Press(page, "Continue");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("concluded at once as withdrawn");
        await Sound(window, "withdraw-check");
        await Press(page, "Withdraw the referral");
        await Assertions.Expect(page.Locator(".govuk-panel")).ToContainTextAsync("Referral withdrawn");
        await Sound(window, "withdrawn");
        await page.GotoAsync($"/referrals/{reference}/end");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("cannot be ended again");

        await SupplierReads(reference, "Moved to <Hull>", "overview-withdrawn");
    }

    [Fact]
    public async Task Closed_early_and_reported_without_scripts()
    {
        var reference = await site.Delivering();
        await using var window = await Browser.Open(site, Screen.DesktopWithoutScripts);
        await window.SignIn(DeliverySite.Practitioner);
        var page = window.Page;
        await page.GotoAsync($"/referrals/{reference}");
        await page.Follow(page.Locator("text=Close this referral early").First);
        await Sound(window, "close-early");
        await page.GetByLabel("The sentence was revoked").CheckAsync();
        await page.GetByLabel("Details").FillAsync("Recalled by the court.");
        await Press(page, "Continue");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("owes the end-of-service report");
        await Press(page, "Close the referral early");
        await Assertions.Expect(page.Locator(".govuk-panel")).ToContainTextAsync("Referral closed early");

        await using (var supplier = await Browser.Open(site, Screen.DesktopWithoutScripts))
        {
            await supplier.SignIn(DeliverySite.Caseworker);
            await Report(supplier.Page, reference);
        }
        await page.GotoAsync($"/referrals/{reference}");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("This referral was ended early");
        await page.Follow(page.Locator(".moj-sub-navigation a:has-text('Report')"));
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Came to one session.");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The sentence was revoked");
        // the page that closing it led to, once the supplier has reported: nobody is told of that by whoever looks again
        await page.GotoAsync($"/referrals/{reference}/end/done");
        var last = page.Locator("main .govuk-grid-column-two-thirds");
        await Assertions.Expect(last).ToContainTextAsync("Nothing more is due");
        await Assertions.Expect(last).Not.ToContainTextAsync("The supplier");
    }

    private static async Task Report(IPage page, string reference)
    {
        await page.GotoAsync($"/referrals/{reference}/report");
        await page.Follow(page.Locator("text=Write the report"));
        await page.Follow(page.Locator(".govuk-task-list a").First);
        while (page.Url.Contains("/outcomes/", StringComparison.Ordinal))
        {
            await page.GetByLabel("Not achieved", new() { Exact = true }).CheckAsync();
            await page.GetByLabel("What progress was made?").FillAsync("Came to one session.");
            await page.GetByLabel("What remains to be done?").FillAsync("All of it.");
            await Press(page, "Save and continue");
        }
        await Press(page, "Save and continue");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("what the probation practitioner will read");
        // the second of two presses finds what the first did
        var check = page.Url;
        await Press(page, "Submit the report");
        await Assertions.Expect(page.Locator(".govuk-panel")).ToContainTextAsync("concluded");
        await page.GotoAsync(check);
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("End-of-service report");
    }

    [Fact]
    public async Task Concluded_without_a_report()
    {
        var reference = await site.Delivering(sessions: 1);
        await using var lead = await Browser.Open(site, Screen.Phone);
        await lead.SignIn(DeliverySite.Lead);
        await lead.Page.GotoAsync($"/referrals/{reference}");
        await Sound(lead, "overview-closing");
        await lead.Page.Follow(lead.Page.Locator("text=Conclude without a report").First);
        await Press(lead.Page, "Conclude the referral");
        await Sound(lead, "report-none-error");
        await lead.Page.GetByLabel("Why will there be no report?").FillAsync("Nobody is left who knew them.");
        await Press(lead.Page, "Conclude the referral");
        await Assertions.Expect(lead.Page.Locator(".govuk-panel")).ToContainTextAsync("Referral concluded");

        await using var window = await Browser.Open(site);
        await window.SignIn(DeliverySite.Practitioner);
        await window.Page.GotoAsync($"/referrals/{reference}/report");
        await Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync("Nobody is left who knew them.");
        await Sound(window, "report-none");
    }

    [Theory]
    [InlineData(DeliverySite.Caseworker, "/plan", "/plan/start", "/plan/write", "/plan/check", "/plan/sessions")]
    [InlineData(
        DeliverySite.Caseworker,
        "/report",
        "/report/write",
        "/report/further-information",
        "/appointments",
        "/appointments/series",
        "/appointments/{one}/cancel",
        "/plan/activities/new",
        "/assign"
    )]
    [InlineData(DeliverySite.Lead, "/report/none", "/return", "/pause", "/resume", "/assign")]
    [InlineData(DeliverySite.Practitioner, "/end", "/recall", "/pause", "/resume", "/plan/object", "/safe-contact")]
    [InlineData(DeliverySite.PractitionerLead, "/transfer", "/end", "/risk/share", "/recall")]
    public async Task Pages_of_a_concluded_referral_say_so_and_offer_no_form(string persona, params string[] pages)
    {
        var reference = await site.Delivering(sessions: 1);
        await site.Append(reference, WithoutReport);
        using var user = await site.SignIn(persona);
        var one = (await user.Get($"/referrals/{reference}/appointments"))
            .Links.Where(link => link.Contains("/appointments/", StringComparison.Ordinal))
            .Select(link => link.Split('/')[^1])
            .FirstOrDefault(part => Guid.TryParse(part, out _));
        foreach (var page in pages.Select(p => p.Replace("{one}", one, StringComparison.Ordinal)))
        {
            var shown = await user.Get($"/referrals/{reference}{page}");
            Assert.Equal((HttpStatusCode.OK, page), (shown.Status, page));
            Assert.True(shown.Document.QuerySelector("main form") is null, $"{page} offers a form at {shown.Path}");
            Assert.True(shown.Text.Contains("concluded", StringComparison.Ordinal), $"{page} does not say why");
        }
    }

    [Fact]
    public async Task What_was_typed_stays_when_the_referral_was_concluded_meanwhile()
    {
        var reference = await site.Delivering(sessions: 1);
        using var user = await site.SignIn(DeliverySite.Caseworker);
        var tasks = await user.Get($"/referrals/{reference}/report/write");
        var outcome = tasks.Document.QuerySelector(".govuk-task-list a")!.GetAttribute("href")!;
        var form = await user.Get(outcome);
        await site.Append(reference, WithoutReport);
        var refused = await user.Submit(
            form,
            new() { ["Model.Achievement"] = "Achieved", ["Model.Progress"] = "An hour's worth of words" }
        );
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("This referral is concluded", Assert.Single(refused.Errors), StringComparison.Ordinal);
        Assert.Equal(
            "An hour's worth of words",
            refused.Document.QuerySelector("[name='Model.Progress']")!.TextContent.Trim()
        );
    }

    [Fact]
    public async Task Paused_and_resumed()
    {
        var reference = await site.Allocated();
        await using var window = await Browser.Open(site, Screen.Phone);
        await window.SignIn(DeliverySite.Practitioner);
        var page = window.Page;
        await page.GotoAsync($"/referrals/{reference}");
        await page.Follow(page.Locator("text=Pause this referral").First);
        await Press(page, "Pause the referral");
        await Sound(window, "pause-error");
        await page.GetByLabel("Why does the work stop?").FillAsync("In hospital");
        await page.GetByLabel("Day").FillAsync("1 Feb 2090");
        await Press(page, "Pause the referral");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("expected to go on by 1 February 2090");
        await Sound(window, "overview-paused");
        await using (var supplier = await Browser.Open(site, Screen.DesktopWithoutScripts))
        {
            await supplier.SignIn(DeliverySite.Caseworker);
            await supplier.Page.GotoAsync($"/referrals/{reference}");
            await Assertions.Expect(supplier.Page.Locator("main")).ToContainTextAsync("expected to go on by");
            await Sound(supplier, "overview-paused-supplier");
        }
        await page.Follow(page.Locator("text=Resume this referral").First);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("In hospital");
        await Sound(window, "resume");
        await Press(page, "Resume the referral");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Pause this referral");
    }

    [Fact]
    public async Task Transferred_to_another_supplier()
    {
        var reference = await site.Assessed();
        await using var window = await Browser.Open(site);
        await window.SignIn(DeliverySite.PractitionerLead);
        var page = window.Page;
        await page.GotoAsync($"/referrals/{reference}");
        await page.Follow(page.Locator("text=Transfer this referral to another supplier").First);
        await Press(page, "Continue");
        await Sound(window, "transfer-error");
        var option = page.Locator("main select[name='Model.To'] option").Nth(1);
        var service = Guid.Parse((await option.GetAttributeAsync("value"))!);
        await page.GetByLabel("Which service should take it over?")
            .FillAsync((await option.TextContentAsync())!.Trim());
        await page.Locator(".autocomplete__option").First.ClickAsync();
        await page.GetByLabel("Why should it be transferred?").FillAsync("Moving nearer family");
        await Press(page, "Continue");
        await Sound(window, "transfer-check");
        await Press(page, "Ask for the transfer");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("It stays where it is until they accept");
        await Sound(window, "overview-transfer-asked");
        await using (var bare = await Browser.Open(site, Screen.DesktopWithoutScripts))
        {
            await bare.SignIn(DeliverySite.PractitionerLead);
            await bare.Page.GotoAsync($"/referrals/{reference}/transfer");
            await Sound(bare, "transfer-without-scripts");
        }

        // the receiving supplier has no persona: the lead persona works on its contract for a while
        await Execute(
            $"insert into account_contract select 'demo-supplier-lead', contract_id from service where id = '{service}'"
        );
        await using (var receiver = await Browser.Open(site, Screen.DesktopWithoutScripts))
        {
            await receiver.SignIn(DeliverySite.Lead);
            await receiver.Page.GotoAsync("/cases");
            await receiver.Page.Follow(receiver.Page.Locator("text=Transfers waiting").First);
            await Assertions.Expect(receiver.Page.Locator("main")).ToContainTextAsync("Moving nearer family");
            await Sound(receiver, "transfers-waiting");
            await receiver.Page.GotoAsync($"/transfers/{reference}");
            await Sound(receiver, "transfer-accept");
            await Press(receiver.Page, "Accept the transfer");
            await Assertions.Expect(receiver.Page.Locator("h1")).ToContainTextAsync("Assign a caseworker");
        }
        await Execute(
            $"delete from account_contract where account_id = 'demo-supplier-lead' and contract_id = (select contract_id from service where id = '{service}')"
        );

        await using var former = await Browser.Open(site, Screen.Phone);
        await former.SignIn(DeliverySite.Caseworker);
        await former.Page.GotoAsync("/cases/handed-over");
        await Sound(former, "cases-handed-over");
        await former.Page.Follow(former.Page.Locator($"text={reference}").First);
        await Assertions.Expect(former.Page.Locator("body")).ToContainTextAsync("This is your record up to then");
        await Sound(former, "overview-handed-over");
        foreach (
            var tab in new[]
            {
                "Risk",
                "Appointments",
                "Action plan",
                "Case notes",
                "Report",
                "Referral details",
                "History",
            }
        )
        {
            await former.Page.Follow(former.Page.Locator($".moj-sub-navigation a:has-text('{tab}')").First);
            await Assertions.Expect(former.Page.Locator("body")).ToContainTextAsync("This is your record up to then");
        }
    }

    private ConcludedWithoutReport WithoutReport =>
        new(DemonstrationAccounts.SupplierLead.Staff, site.Time.GetUtcNow(), "Nobody left", Conclusion.Completed);

    private async Task Execute(string sql)
    {
        await using var command = site.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task SupplierReads(string reference, string words, string picture)
    {
        await using var supplier = await Browser.Open(site);
        await supplier.SignIn(DeliverySite.Caseworker);
        await supplier.Page.GotoAsync($"/referrals/{reference}");
        await Assertions.Expect(supplier.Page.Locator("main")).ToContainTextAsync(words);
        await Sound(supplier, picture);
    }

    private static Task Press(IPage page, string text) =>
        page.Follow(page.Locator($"main button:has-text('{text}')").First);

    private static async Task Sound(BrowserWindow window, string picture)
    {
        await window.Picture(picture);
        await window.AssertSound();
    }
}
