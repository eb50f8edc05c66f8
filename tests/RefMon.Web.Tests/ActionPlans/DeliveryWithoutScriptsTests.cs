using System.Globalization;
using Microsoft.Playwright;
using RefMon.Domain.Attention;
using RefMon.TestKit;
using RefMon.Web.Tests.Referring;
using Xunit;

namespace RefMon.Web.Tests.ActionPlans;

/// <summary>
/// Every form of the supplier's day between the caseworker and the report, in browsers that run no scripts; the report and the notes
/// are walked so by their own tests, and what is not looked at with axe here is in theirs with scripts.
/// </summary>
[Trait("Capability", "ActionPlans")]
public sealed class DeliveryWithoutScriptsTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    [Fact]
    public async Task Assessment_plan_objection_series_outcome_and_correction()
    {
        var monday = LondonTime.DayOf(site.Time.GetUtcNow()).AddDays(1);
        while (monday.DayOfWeek is not DayOfWeek.Monday)
            monday = monday.AddDays(1);
        Now(monday, 12);
        var reference = await site.Allocated();
        await using var supplier = await Browser.Open(site, Screen.DesktopWithoutScripts);
        await supplier.SignIn(DeliverySite.Caseworker);
        await Assessment(supplier, reference, monday);
        await Plan(supplier, reference);

        await using var probation = await Browser.Open(site, Screen.DesktopWithoutScripts);
        await probation.SignIn(DeliverySite.Practitioner);
        await Objection(probation, reference);
        await Series(supplier, reference, monday);

        Now(monday, 16);
        foreach (var (window, persona) in new[] { (supplier, DeliverySite.Caseworker), (probation, "practitioner") })
            await window.SignIn(persona);
        await OutcomeAndCorrection(supplier, reference);
        await probation.Page.GotoAsync($"/referrals/{reference}/appointments");
        await probation.Page.Follow(probation.Page.Locator("tr:has(th:text-is('Session 1')) a:has-text('Details')"));
        await Says(probation, "Earlier record");
        await Says(probation, "Talked about the budget, not the rent");
        await Sound(probation, "appointment-corrected");
    }

    // booked, moved, called off, and booked for this morning with what happened
    private static async Task Assessment(BrowserWindow window, string reference, DateOnly today)
    {
        var page = window.Page;
        await page.GotoAsync($"/referrals/{reference}/appointments");
        await Act(page, "Book");
        await Press(page, "Continue");
        await Sound(window, "appointment-slot-errors");
        await Fill(page, today.AddDays(1), "2.30pm");
        await page.GetByLabel("In person somewhere else").CheckAsync();
        await page.FillAsync("[name='Model.Line1']", "Library, 1 High Street");
        await page.FillAsync("[name='Model.Postcode']", "de12fg");
        await Press(page, "Continue");
        await Says(window, "2:30pm to 3:15pm");
        await Press(page, "Book the appointment");
        await Says(window, "is booked for");

        await Act(page, "Move");
        await Fill(page, today.AddDays(2), "10am");
        await page.FillAsync("[name='Model.Reason']", "Has a hospital appointment");
        await page.GetByLabel("We did, the supplier").CheckAsync();
        await Press(page, "Continue");
        await Press(page, "Move the appointment");
        await Says(window, "is moved to");

        await Act(page, "Cancel");
        await Press(page, "Cancel the appointment");
        await Sound(window, "appointment-cancel-error");
        await page.FillAsync("[name='Model.Reason']", "Still in <hospital>");
        await Press(page, "Cancel the appointment");
        await Says(window, "is cancelled");

        await Act(page, "Book");
        await Fill(page, today, "9:15am");
        await page.GetByLabel("Phone call").CheckAsync();
        await Press(page, "Continue");
        await Happened(page, late: null);
        await Press(page, "Save the appointment and what happened");
        await Says(window, "Completed");
    }

    // from a template: one activity moved, one taken out, one added and changed; sessions and a score; submitted
    private static async Task Plan(BrowserWindow window, string reference)
    {
        var page = window.Page;
        await page.GotoAsync($"/referrals/{reference}/plan");
        await page.Follow(page.Locator("text=Write the action plan").First);
        await Press(page, "Continue");
        await Says(window, "There is a problem");
        await page.GetByLabel("A template").CheckAsync();
        await Press(page, "Continue");
        var activities = page.Locator(".refmon-activities__one");
        var (count, first) = (
            await activities.CountAsync(),
            await activities.First.Locator("div").First.InnerTextAsync()
        );
        await page.Follow(page.Locator("button:has-text('Move down')").First);
        Assert.Equal(first, await activities.Nth(1).Locator("div").First.InnerTextAsync());
        await page.Follow(page.Locator("button:has-text('Take out')").Last);
        await Assertions.Expect(activities).ToHaveCountAsync(count - 1);
        await page.Follow(page.Locator("text=Add an activity").First);
        await Press(page, "Save activity");
        await Says(window, "There is a problem");
        await page.GetByLabel("What will you do together?").FillAsync("View two <flats>");
        foreach (var outcome in await page.Locator("main input[type=checkbox]").AllAsync())
            await outcome.CheckAsync();
        await Press(page, "Save activity");
        await page.Follow(page.Locator("a:has-text('Change')").First);
        await page.GetByLabel("What will you do together?").FillAsync("Look at adverts every week");
        await Press(page, "Save activity");
        await page.Follow(page.Locator("a[href$='/plan/sessions']").First);
        await page.GetByLabel("How many sessions will there be?").FillAsync("3");
        await page.Locator("select").First.SelectOptionAsync("3");
        await Press(page, "Save");
        await page.Follow(page.Locator("text=Check and submit").First);
        await Says(window, "View two <flats>");
        await Says(window, "Look at adverts every week");
        await Press(page, "Submit the action plan");
        await Assertions.Expect(page.Locator(".govuk-panel")).ToContainTextAsync(reference);
    }

    private static async Task Objection(BrowserWindow window, string reference)
    {
        var page = window.Page;
        await page.GotoAsync($"/referrals/{reference}/plan");
        await page.Follow(page.Locator("text=Object to version 1").First);
        await Press(page, "Send objection");
        await Says(window, "There is a problem");
        await page.GetByLabel("What do you object to").FillAsync("Three sessions are too few.");
        await Press(page, "Send objection");
        await Says(window, "Three sessions are too few.");
    }

    // three weekly sessions from this afternoon on, the second a week later
    private static async Task Series(BrowserWindow window, string reference, DateOnly today)
    {
        var page = window.Page;
        await page.GotoAsync($"/referrals/{reference}/appointments");
        await page.Follow(page.Locator("text=Book a series of sessions").First);
        await Press(page, "See the dates");
        await Sound(window, "series-errors");
        await page.GetByLabel("Every week").CheckAsync();
        await page.GetByLabel("Phone call").CheckAsync();
        await page.GetByLabel("One to one").CheckAsync();
        await Fill(page, today, "3pm");
        await Press(page, "See the dates");
        await page.Locator("[name='Model.Skip']").Nth(1).CheckAsync();
        await Press(page, "Book 3 sessions");
        await Says(window, today.AddDays(21).ToString("d MMMM yyyy", CultureInfo.InvariantCulture));
        await Press(page, "Book 3 sessions");
        await Says(window, "3 sessions are booked now");
    }

    private static async Task OutcomeAndCorrection(BrowserWindow window, string reference)
    {
        var page = window.Page;
        await page.GotoAsync($"/referrals/{reference}/appointments");
        await Act(page, "Record what happened");
        await Happened(page, late: "Missed the bus");
        await Press(page, "Save what happened");
        await page.Follow(page.Locator("tr:has(th:text-is('Session 1')) a:has-text('Details')"));
        await page.Follow(page.Locator("text=Correct what was recorded").First);
        await Press(page, "Continue");
        Assert.Equal("Missed the bus", await page.InputValueAsync("[name='Model.LateReason']"));
        await page.FillAsync("[name='Model.Summary']", "Talked about the budget, not the rent");
        await Press(page, "Continue");
        await Sound(window, "correction-error");
        await page.FillAsync("[name='Model.CorrectionReason']", "Wrong notes");
        await Press(page, "Continue");
        await Press(page, "Save the correction");
        await Says(window, "is corrected");
    }

    private static async Task Happened(IPage page, string? late)
    {
        await page.Locator("input[value='happened']").CheckAsync();
        await Press(page, "Continue");
        await page.Locator($"input[name='Model.Late'][value='{(late is null ? "no" : "yes")}']").CheckAsync();
        if (late is not null)
            await page.FillAsync("[name='Model.LateReason']", late);
        await page.FillAsync("[name='Model.Summary']", "Talked about the rent");
        await page.FillAsync("[name='Model.Response']", "Open and ready to try");
        await page.Locator("input[name='Model.Tell'][value='no']").CheckAsync();
        await Press(page, "Continue");
    }

    private static async Task Fill(IPage page, DateOnly day, string time)
    {
        await page.FillAsync("[name='Model.Date.Day']", day.Day.ToString(CultureInfo.InvariantCulture));
        await page.FillAsync("[name='Model.Date.Month']", day.Month.ToString(CultureInfo.InvariantCulture));
        await page.FillAsync("[name='Model.Date.Year']", day.Year.ToString(CultureInfo.InvariantCulture));
        await page.FillAsync("[name='Model.Time']", time);
        await page.FillAsync("[name='Model.Minutes']", "45");
    }

    private void Now(DateOnly day, int hour) => site.Time.Set(LondonTime.InstantOf(day, new TimeOnly(hour, 0))!.Value);

    private static Task Act(IPage page, string name) =>
        page.Follow(page.Locator($"main .refmon-acts a:has-text('{name}')").First);

    private static Task Press(IPage page, string text) =>
        page.Follow(page.Locator($"main button:has-text('{text}')").First);

    private static Task Says(BrowserWindow window, string text) =>
        Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync(text);

    private static async Task Sound(BrowserWindow window, string picture)
    {
        await window.Picture(picture);
        await window.AssertSound();
    }
}
