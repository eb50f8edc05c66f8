using System.Globalization;
using Microsoft.Playwright;
using RefMon.Domain.Attention;
using RefMon.TestKit;
using RefMon.Web.Tests.Referring;
using Xunit;

namespace RefMon.Web.Tests.ActionPlans;

/// <summary>From the assessment to the report as both sides see it: plan, objection, next version, sessions, report.</summary>
[Trait("Capability", "ActionPlans")]
public sealed class DeliveryInBrowserTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    [Fact]
    public async Task A_referral_is_sent_allocated_assessed_planned_objected_to_planned_again_delivered_and_reported()
    {
        // at midday, so that there is an earlier today
        var today = LondonTime.DayOf(site.Time.GetUtcNow()).AddDays(1);
        site.Time.Set(LondonTime.InstantOf(today, new TimeOnly(12, 0))!.Value);
        var reference = await site.Sent();
        await Allocate(reference);
        await using var supplier = await Browser.Open(site);
        await using var probation = await Browser.Open(site, Screen.Phone);
        await supplier.SignIn(DeliverySite.Caseworker);
        await probation.SignIn(DeliverySite.Practitioner);
        var (page, theirs) = (supplier.Page, probation.Page);

        await page.GotoAsync($"/referrals/{reference}");
        await page.Follow(page.Locator("main a:has-text('Read the risk information')").First);
        await Press(page, "I have read this version");
        await page.GotoAsync($"/referrals/{reference}");
        await page.Follow(page.Locator("main a:has-text('Book the supplier assessment')").First);
        await Held(page, today, "9:15am");
        await Assertions
            .Expect(page.Locator("main"))
            .ToContainTextAsync("Supplier assessment: what happened is recorded");
        await page.GotoAsync($"/referrals/{reference}");
        await Sound(supplier, "overview-assessed");
        await page.Follow(page.Locator("a:has-text('Action plan')").First);
        await page.Follow(page.Locator("text=Write the action plan").First);
        await Press(page, "Continue");
        await Sound(supplier, "plan-start-error");
        await page.GetByLabel("A template").CheckAsync();
        await Press(page, "Continue");
        await Sound(supplier, "plan-write");
        await page.Follow(page.Locator("button:has-text('Move down')").First);
        await page.Follow(page.Locator("button:has-text('Take out')").Last);
        await page.Follow(page.Locator("text=Add an activity").First);
        await Press(page, "Save activity");
        await Sound(supplier, "plan-activity-error");
        await page.GetByLabel("What will you do together?")
            .FillAsync("View two flats <b>together</b>\nand compare them.");
        await page.Locator("input[type=checkbox]").First.CheckAsync();
        await Press(page, "Save activity");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("View two flats <b>together</b>");
        await page.Follow(page.Locator("a[href$='/plan/sessions'] >> nth=0").First);
        await page.GetByLabel("How many sessions will there be?").FillAsync("2");
        await page.Locator("select").First.SelectOptionAsync("3");
        await Sound(supplier, "plan-sessions");
        await Press(page, "Save");
        await page.Follow(page.Locator("text=Check and submit").First);
        await Sound(supplier, "plan-check");
        await Press(page, "Submit the action plan");
        await Assertions.Expect(page.Locator(".govuk-panel")).ToContainTextAsync(reference);
        await Sound(supplier, "plan-submitted");

        await theirs.GotoAsync($"/referrals/{reference}/plan");
        await Sound(probation, "plan-practitioner");
        await theirs.Follow(theirs.Locator("text=Object to version 1").First);
        await Press(theirs, "Send objection");
        await Sound(probation, "plan-objection-error");
        await theirs.GetByLabel("What do you object to").FillAsync("Two sessions are too few.");
        await Press(theirs, "Send objection");
        await Assertions.Expect(theirs.Locator("main")).ToContainTextAsync("Two sessions are too few.");
        await Sound(probation, "plan-objected");

        await page.GotoAsync($"/referrals/{reference}/plan");
        await page.Follow(page.Locator("text=Write the next version").First);
        await Press(page, "Continue");
        await page.Follow(page.Locator("a:has-text('Change')").First);
        var words = page.GetByLabel("What will you do together?");
        await words.FillAsync(await words.InputValueAsync() + " Every week.");
        await Press(page, "Save activity");
        await page.Follow(page.Locator("text=Check and submit").First);
        await Press(page, "Submit the action plan");
        await theirs.GotoAsync($"/referrals/{reference}/plan/versions/2");
        await Assertions.Expect(theirs.Locator("ins")).ToContainTextAsync("Every week.");
        await Sound(probation, "plan-difference");
        await page.GotoAsync($"/referrals/{reference}/plan/versions/2");
        await Sound(supplier, "plan-difference");

        await page.GotoAsync($"/referrals/{reference}/report");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("No report is owed");
        foreach (var (session, time) in new[] { (1, "10am"), (2, "11am") })
        {
            await page.GotoAsync($"/referrals/{reference}/appointments/book-{session}/slot");
            await page.GetByLabel("One to one").CheckAsync();
            await Held(page, today, time);
            await Assertions
                .Expect(page.Locator("main"))
                .ToContainTextAsync($"Session {session}: what happened is recorded");
        }
        await page.GotoAsync($"/referrals/{reference}/report/write");
        await Sound(supplier, "report-write");
        await page.Follow(page.Locator(".govuk-task-list a").First);
        await Press(page, "Save and continue");
        await Sound(supplier, "report-outcome-error");
        while (page.Url.Contains("/outcomes/", StringComparison.Ordinal))
        {
            await page.GetByLabel("Achieved", new() { Exact = true }).CheckAsync();
            if (await page.Locator("select").CountAsync() > 0)
                await page.Locator("select").SelectOptionAsync("8");
            await page.GetByLabel("What progress was made?").FillAsync("Has moved in.\nPays on time.");
            await Press(page, "Save and continue");
        }
        await page.GetByLabel("Is there anything else").FillAsync("Rings every Friday.");
        await Press(page, "Save and continue");
        await Sound(supplier, "report-preview");
        await Press(page, "Submit the report");
        await Assertions.Expect(page.Locator(".govuk-panel")).ToContainTextAsync("concluded");
        await Sound(supplier, "report-submitted");
        foreach (var window in new[] { supplier, probation })
        {
            await window.Page.GotoAsync($"/referrals/{reference}/report");
            await Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync("3 at the beginning, 8 at the end");
            await Sound(window, "report");
            await Printed(window);
            await window.Page.GotoAsync($"/referrals/{reference}");
            await Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync("Nothing more is due");
            await Sound(window, "overview-completed");
        }
    }

    [Fact]
    public async Task Notes_are_added_and_read_without_scripts_by_both_sides()
    {
        var reference = await site.Assessed();
        await using var supplier = await Browser.Open(site, Screen.DesktopWithoutScripts);
        await supplier.SignIn(DeliverySite.Caseworker);
        var page = supplier.Page;
        await page.GotoAsync($"/referrals/{reference}/notes");
        await page.Follow(page.Locator("text=Add a note").First);
        await Press(page, "Add note");
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("Enter a title for the note");
        await page.GetByLabel("Title").FillAsync("Rang the landlord");
        await page.GetByLabel("Note", new() { Exact = true }).FillAsync("No answer.\nWill try <again>.");
        await page.GetByLabel("Is it about an appointment?").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByLabel("Yes").CheckAsync();
        await Press(page, "Add note");
        await Assertions
            .Expect(page.Locator(".govuk-notification-banner--success"))
            .ToContainTextAsync("The note has been added");

        await using var probation = await Browser.Open(site, Screen.Phone);
        await probation.SignIn(DeliverySite.Practitioner);
        await probation.Page.GotoAsync($"/referrals/{reference}/notes");
        await Assertions.Expect(probation.Page.Locator("article")).ToContainTextAsync("Will try <again>.");
        await Assertions.Expect(probation.Page.Locator("article")).ToContainTextAsync("About the supplier assessment");
        await Sound(probation, "notes");
        await probation.Page.Follow(probation.Page.Locator("article a:has-text('the supplier assessment')"));
        await Sound(probation, "appointment-with-note");
        await probation.Page.Follow(probation.Page.Locator("main a:has-text('Rang the landlord')"));
        await probation.Page.Follow(probation.Page.Locator("text=Add a note").First);
        await Press(probation.Page, "Add note");
        await Sound(probation, "note-error");
    }

    private async Task Allocate(string reference)
    {
        await using var lead = await Browser.Open(site, Screen.Phone);
        await lead.SignIn(DeliverySite.Lead);
        var page = lead.Page;
        await page.GotoAsync($"/referrals/{reference}");
        await page.Follow(page.Locator("main a:has-text('Assign a caseworker')"));
        await page.GetByLabel("Casey Caseworker").CheckAsync();
        await Press(page, "Continue");
        await Press(page, "Assign");
        await Assertions.Expect(page.Locator(".govuk-panel")).ToContainTextAsync(reference);
    }

    // the last three steps of booking something that has been
    private static async Task Held(IPage page, DateOnly day, string time)
    {
        await page.Locator("[name='Model.Date.Day']")
            .FillAsync(day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture));
        await page.Locator("[name='Model.Time']").FillAsync(time);
        await page.Locator("[name='Model.Minutes']").FillAsync("45");
        await page.GetByLabel("Phone call").CheckAsync();
        await Press(page, "Continue");
        await page.GetByLabel("It happened").CheckAsync();
        await Press(page, "Continue");
        await page.Locator("input[name='Model.Late'][value='no']").CheckAsync();
        await page.Locator("[name='Model.Summary']").FillAsync("Talked about the rent");
        await page.Locator("[name='Model.Response']").FillAsync("Open and ready to try");
        await page.Locator("input[name='Model.Tell'][value='no']").CheckAsync();
        await Press(page, "Continue");
        await Press(page, "Save the appointment and what happened");
    }

    // on paper there is the report and nothing to click
    private static async Task Printed(BrowserWindow window)
    {
        var page = window.Page;
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await window.Picture("report-print");
        foreach (
            var gone in new[]
            {
                ".moj-sub-navigation",
                ".govuk-service-navigation",
                ".govuk-back-link",
                ".refmon-header__account",
                "footer",
                "text=Print this page",
            }
        )
            await Assertions.Expect(page.Locator(gone).First).ToBeHiddenAsync();
        Assert.Equal(0, await page.Locator(".govuk-button:visible").CountAsync());
        Assert.Equal(
            "none",
            await page.Locator("a[href^='/people/']")
                .EvaluateAsync<string>("a => getComputedStyle(a, '::after').content")
        );
        await Assertions.Expect(page.Locator("main h1")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Rings every Friday.");
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
    }

    private static Task Press(IPage page, string text) =>
        page.Follow(page.Locator($"main button:has-text('{text}')").First);

    private static async Task Sound(BrowserWindow window, string picture)
    {
        await window.Picture(picture);
        await window.AssertSound();
    }
}
