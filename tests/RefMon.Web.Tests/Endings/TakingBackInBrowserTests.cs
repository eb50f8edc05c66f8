using System.Globalization;
using System.Net;
using Microsoft.Playwright;
using RefMon.Application.Appointments;
using RefMon.Application.CaseNotes;
using RefMon.Domain.Attention;
using RefMon.TestKit;
using RefMon.Web.Tests.ActionPlans;
using RefMon.Web.Tests.Referring;
using Xunit;

namespace RefMon.Web.Tests.Endings;

/// <summary>A recall and a return as both sides see them.</summary>
[Trait("Capability", "Endings")]
public sealed class TakingBackInBrowserTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    [Fact]
    public async Task A_recall_takes_the_referral_from_the_supplier_while_it_has_it_open()
    {
        var reference = await site.Sent();
        await using var supplier = await Browser.Open(site);
        await supplier.SignIn("supplier-lead");
        await supplier.Page.GotoAsync($"/referrals/{reference}/details");
        await Assertions.Expect(supplier.Page.Locator("h1")).ToContainTextAsync("Referral details");

        await using var window = await Browser.Open(site, Screen.Phone);
        var page = window.Page;
        await window.SignIn("practitioner");
        await page.GotoAsync($"/referrals/{reference}");
        await page.Follow(page.Locator("text=Recall this referral"));
        await Press(page, "Continue");
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("Select what went wrong");
        await Sound(window, "recall-error");
        await page.GetByLabel("It went to the wrong supplier").CheckAsync();
        await page.GetByLabel("Details (optional)").FillAsync("Meant for\nthe other service <b>");
        await Press(page, "Continue");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Check before you recall this referral");
        await Sound(window, "recall-check");
        await Press(page, "Change what you say");
        await Assertions
            .Expect(page.GetByLabel("Details (optional)"))
            .ToHaveValueAsync("Meant for\nthe other service <b>");
        await Press(page, "Continue");
        await Press(page, "Recall the referral");
        await Assertions.Expect(page.Locator(".govuk-panel")).ToContainTextAsync(reference);
        await Sound(window, "recall-done");
        await page.Follow(page.Locator("text=Go to the referral"));
        await Assertions
            .Expect(page.Locator("main"))
            .ToContainTextAsync("The supplier can no longer open this referral");
        await Sound(window, "overview-recalled");

        await supplier.Page.ReloadAsync();
        await Assertions.Expect(supplier.Page.Locator("h1")).ToContainTextAsync("Page not found");
        await supplier.Page.GotoAsync("/cases?view=concluded");
        await Assertions
            .Expect(supplier.Page.Locator("section[aria-labelledby=recalled]"))
            .ToContainTextAsync(reference);
        await Sound(supplier, "cases-recalled");
    }

    [Fact]
    public async Task A_recall_without_scripts_after_which_nothing_of_the_referral_opens_for_the_supplier()
    {
        var reference = await site.Allocated();
        var name = await site.Scalar<string>(
            $"select person_first_name || ' ' || person_last_name from case_list_row where reference = '{reference}'"
        );
        var appointment = await Booked(reference);
        var note = new AddCaseNote(Guid.NewGuid(), reference, "First call", "Rang at ten", null, "no");
        await site.As("demo-caseworker").Must(note);
        using var caseworker = await site.SignIn(DeliverySite.Caseworker);
        var feed = await Feed(caseworker);
        const string calendar = "/calendar?view=list";
        var pages = await Opened(caseworker, reference, appointment);
        Assert.Contains(name, (await caseworker.Get(calendar)).Text, StringComparison.Ordinal);
        Assert.Contains(appointment.ToString(), await caseworker.Http.GetStringAsync(feed), StringComparison.Ordinal);

        await using var window = await Browser.Open(site, Screen.DesktopWithoutScripts);
        var page = window.Page;
        await window.SignIn("practitioner");
        await page.GotoAsync($"/referrals/{reference}");
        await page.Follow(page.Locator("text=Recall this referral"));
        await Press(page, "Continue");
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("Select what went wrong");
        await Sound(window, "recall-error");
        await page.GetByLabel("It went to the wrong supplier").CheckAsync();
        await page.GetByLabel("Details (optional)").FillAsync("Meant for\nthe other service <b>");
        await Press(page, "Continue");
        await Sound(window, "recall-check");
        await Press(page, "Change what you say");
        await Assertions
            .Expect(page.GetByLabel("Details (optional)"))
            .ToHaveValueAsync("Meant for\nthe other service <b>");
        await Press(page, "Continue");
        await Press(page, "Recall the referral");
        await Assertions.Expect(page.Locator(".govuk-panel")).ToContainTextAsync(reference);
        await Sound(window, "recall-done");

        foreach (var path in pages)
        {
            var gone = await caseworker.Get(path);
            Assert.True(gone.Status == HttpStatusCode.NotFound, $"{path}: {gone.Status}");
            Assert.DoesNotContain(name, gone.Html, StringComparison.Ordinal);
        }
        foreach (var list in (string[])[calendar, "/cases?view=mine", "/cases?view=concluded", "/attention"])
            Assert.DoesNotContain(name, (await caseworker.Get(list)).Html, StringComparison.Ordinal);
        var kept = await caseworker.Http.GetStringAsync(feed);
        Assert.StartsWith("BEGIN:VCALENDAR", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(appointment.ToString(), kept, StringComparison.Ordinal);
        await using var lead = await Browser.Open(site, Screen.DesktopWithoutScripts);
        await lead.SignIn(DeliverySite.Lead);
        await lead.Page.GotoAsync("/cases?view=concluded");
        await Assertions.Expect(lead.Page.Locator("section[aria-labelledby=recalled]")).ToContainTextAsync(reference);
        await Sound(lead, "cases-recalled");
    }

    // what opens for the caseworker before the recall
    private static async Task<IReadOnlyList<string>> Opened(WebUser caseworker, string reference, Guid appointment)
    {
        string[] ofTheCase =
        [
            "",
            "/details",
            "/risk",
            "/plan",
            "/plan/start",
            "/appointments",
            $"/appointments/{appointment}",
            $"/appointments/{appointment}/cancel",
            "/notes",
            "/notes/new",
            "/history",
            "/report",
        ];
        IReadOnlyList<string> pages =
        [
            .. ofTheCase.Select(part => $"/referrals/{reference}{part}"),
            $"/calendar/appointments/{appointment}",
        ];
        foreach (var path in pages)
        {
            var shown = await caseworker.Get(path);
            Assert.True(shown.Status == HttpStatusCode.OK, $"{path}: {shown.Status}");
        }
        return pages;
    }

    private static async Task<string> Feed(WebUser caseworker)
    {
        var made = await caseworker.Submit(await caseworker.Get("/account/calendar"), new() { ["act"] = "make" });
        return new Uri(made.Document.QuerySelector("code")!.TextContent).PathAndQuery;
    }

    private async Task<Guid> Booked(string reference)
    {
        var id = Guid.NewGuid();
        var day = LondonTime.DayOf(site.Time.GetUtcNow()).AddDays(1);
        var slot = new TypedSlot(
            day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
            null,
            null,
            "1pm",
            "1",
            null,
            "phone",
            null,
            null,
            null,
            null,
            null,
            null,
            null
        );
        await site.As("demo-caseworker")
            .Must(new BookAppointment(Guid.NewGuid(), reference, id, null, slot, null, true));
        return id;
    }

    [Fact]
    public async Task A_returned_referral_is_read_about_and_sent_elsewhere_as_a_copy()
    {
        var reference = await site.Sent();
        await using var supplier = await Browser.Open(site, Screen.DesktopWithoutScripts);
        await supplier.SignIn("supplier-lead");
        var page = supplier.Page;
        await page.GotoAsync($"/referrals/{reference}");
        await page.Follow(page.Locator("text=Return this referral to probation"));
        await page.GetByLabel("We cannot meet the person’s needs").CheckAsync();
        await Press(page, "Continue");
        await Assertions
            .Expect(page.Locator(".govuk-error-summary"))
            .ToContainTextAsync("Tell the probation practitioner why you return it");
        await Assertions.Expect(page.GetByLabel("We cannot meet the person’s needs")).ToBeCheckedAsync();
        await Sound(supplier, "return-error");
        await page.GetByLabel("What should the probation practitioner know?").FillAsync("No group before spring");
        await Press(page, "Continue");
        await Sound(supplier, "return-check");
        await Press(page, "Return the referral");
        await Assertions.Expect(page.Locator(".govuk-panel")).ToContainTextAsync(reference);

        await using var window = await Browser.Open(site);
        page = window.Page;
        await window.SignIn("practitioner");
        await page.GotoAsync($"/referrals/{reference}");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("No group before spring");
        await Sound(window, "overview-returned");
        await page.Follow(page.Locator("text=Send to another service"));
        await Sound(window, "send-elsewhere");
        await page.Follow(page.Locator("text=For any need anywhere"));
        await Press(page, "Make the draft");
        await Assertions
            .Expect(page.Locator(".govuk-error-summary"))
            .ToContainTextAsync("Select the service to send it to");
        await Sound(window, "send-elsewhere-error");
        await page.GetByRole(AriaRole.Radio).First.CheckAsync();
        await Press(page, "Make the draft");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync($"Copied from referral {reference}");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Risk information: read it again");
        await Sound(window, "draft-copied");
        await page.GotoAsync($"{new Uri(page.Url).AbsolutePath}/check");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("nDelius names the same person");
        await Sound(window, "draft-copied-check");
    }

    // acting on a page while another replaces it may be lost: each page is waited for
    private static Task Press(IPage page, string button) =>
        page.Follow(page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }));

    private static async Task Sound(BrowserWindow window, string picture)
    {
        await window.Picture(picture);
        await window.AssertSound();
    }
}
