using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Attention;
using RefMon.EventStore;
using RefMon.TestKit;
using RefMon.Web.Tests.CaseLists;
using Xunit;

namespace RefMon.Web.Tests.Appointments;

/// <summary>The supplier's work from the first booking on, as both sides see it, in a real browser.</summary>
[Trait("Capability", "Appointments")]
[Collection(nameof(AppointmentHost))]
public sealed class AppointmentJourneyTests(CasesHost host)
{
    [Fact]
    public async Task An_assessment_and_its_sessions_with_everything_that_can_become_of_them()
    {
        var today = AppointmentSite.NextMonday();
        await host.At(today, 10);
        var reference = await host.ReferenceOf("X000010");
        var list = $"/referrals/{reference}/appointments";
        await using var window = await Browser.Open(host);
        var page = window.Page;
        await window.SignIn(CasesHost.Caseworker);
        await page.GotoAsync($"/referrals/{reference}/appointments");
        await window.Sound("appointments-none");
        await Act("Book");
        await window.Sound("appointment-slot");
        await Continue();
        await window.Sound("appointment-slot-errors");
        await FillDate(page, today.AddDays(1));
        await page.FillAsync("[name='Model.Time']", "2.30");
        await page.FillAsync("[name='Model.Minutes']", "45");
        await page.GetByLabel("In person somewhere else").CheckAsync();
        await page.FillAsync("[name='Model.Line1']", "Library, 1 High Street");
        await page.FillAsync("[name='Model.Postcode']", "de12fg");
        await Continue();
        await Says("Say whether 2:30 is in the morning or the afternoon");
        Assert.Equal("de12fg", await page.InputValueAsync("[name='Model.Postcode']"));
        await page.FillAsync("[name='Model.Time']", "2.30pm");
        await Continue();
        await Says("2:30pm to 3:15pm");
        await Says("The probation practitioner is told that the assessment is booked");
        await window.Sound("appointment-check");
        await page.ClickAsync(".govuk-back-link");
        Assert.Equal("2.30pm", await page.InputValueAsync("[name='Model.Time']"));
        await Continue();
        await Save("Book the appointment");
        await Says("is booked for");
        await Says("(probation practitioner)");
        await window.Sound("appointments-booked");

        await Act("Move");
        await window.Sound("appointment-move");
        await FillDate(page, today.AddDays(2));
        await page.FillAsync("[name='Model.Reason']", "Has a hospital appointment");
        await page.GetByLabel("We did, the supplier").CheckAsync();
        await Continue();
        await Save("Move the appointment");
        await Says("is moved to");
        await page.GotoAsync($"/referrals/{reference}");
        await Says("Next appointment: the supplier assessment");
        await window.Sound("overview-next-appointment");

        await host.At(today.AddDays(3), 10);
        await window.SignIn(CasesHost.Caseworker);
        await page.GotoAsync($"/referrals/{reference}");
        await page.ClickAsync("main a:has-text('Record what happened')");
        await window.Sound("appointment-attendance");
        await page.CheckAsync("input[value='missed']");
        await Continue();
        await Continue();
        await window.Sound("appointment-missed-errors");
        await page.FillAsync("[name='Model.WhyMissed']", "No answer to two calls");
        await page.GetByLabel("Yes, I have concerns").CheckAsync();
        await page.FillAsync("[name='Model.Concerns']", "Not seen since Monday");
        await Continue();
        await window.Sound("outcome-check");
        await Click("Save what happened");
        await Says("Did not attend");

        // booked for yesterday, so what happened is asked for with it
        await Act("Book again");
        await FillDate(page, today.AddDays(2));
        await page.FillAsync("[name='Model.Time']", "midday");
        await page.FillAsync("[name='Model.Hours']", "1");
        await page.GetByLabel("Phone call").CheckAsync();
        await Continue();
        await RecordHappened(page);
        await Save("Save the appointment and what happened");
        await Says("Completed");

        await Plan(reference, 4);
        await page.GotoAsync(list);
        await page.ClickAsync("text=Book a series of sessions");
        await page.GetByLabel("Every week").CheckAsync();
        await page.GetByLabel("Phone call").CheckAsync();
        await page.GetByLabel("One to one").CheckAsync();
        await FillDate(page, today.AddDays(4));
        await page.FillAsync("[name='Model.Time']", "0930");
        await page.FillAsync("[name='Model.Hours']", "1");
        await window.Sound("series");
        await Click("See the dates");
        await window.Sound("series-check");
        await page.Locator("[name='Model.Skip']").Nth(1).CheckAsync();
        await Save("Book 4 sessions");
        await Says(Day(today.AddDays(32)));
        await Save("Book 4 sessions");
        await Says("4 sessions are booked now");

        await host.At(today.AddDays(4), 12);
        await window.SignIn(CasesHost.Caseworker);
        await page.GotoAsync(list);
        await Act("Record what happened");
        await RecordHappened(page, late: "Missed the bus");
        await Click("Save what happened");
        await page.ClickAsync("tr:has(th:text-is('Session 1')) a:has-text('Details')");
        await page.ClickAsync("text=Correct what was recorded");
        await Continue();
        Assert.Equal("Missed the bus", await page.InputValueAsync("[name='Model.LateReason']"));
        await page.FillAsync("[name='Model.Summary']", "Talked about the budget, not the rent");
        await page.FillAsync("[name='Model.CorrectionReason']", "Wrong notes");
        await Continue();
        await window.Sound("correction-check");
        await Click("Save the correction");
        await Says("is corrected");
        await page.ClickAsync("tr:has(th:text-is('Session 2')) a:has-text('Cancel')");
        await window.Sound("appointment-cancel");
        await page.FillAsync("[name='Model.Reason']", "Caseworker is ill");
        await Click("Cancel the appointment");
        await Says("is cancelled");
        await window.Sound("appointments-delivering");
        foreach (var view in new[] { "week", "list" })
        {
            await page.GotoAsync($"/calendar?view={view}&from={Iso(today)}");
            await window.Sound($"calendar-{view}");
        }

        await using var other = await Browser.Open(host);
        await other.SignIn(CasesHost.Practitioner);
        await other.Page.GotoAsync(list);
        await Assertions.Expect(other.Page.Locator("main")).ToContainTextAsync("Not scheduled");
        Assert.Equal(0, await other.Page.Locator("main a:has-text('Move')").CountAsync());
        await other.Sound("appointments-practitioner");
        await other.Page.ClickAsync("tr:has(th:text-is('Session 1')) a:has-text('Details')");
        await Assertions.Expect(other.Page.Locator("main")).ToContainTextAsync("Earlier record");
        await other.Sound("appointment-practitioner");

        await using var phone = await Browser.Open(host, Screen.Phone);
        await phone.SignIn(CasesHost.Caseworker);
        foreach (
            var (path, name) in new[]
            {
                (list, "appointments"),
                ($"{list}/book-2/slot", "appointment-slot"),
                ($"/calendar?from={Iso(today)}", "calendar"),
                ($"/referrals/{reference}/assign", "assign-history"),
                ("/account/calendar", "calendar-feed"),
                ("/colleagues/demo-caseworker/leave", "leave"),
            }
        )
        {
            await phone.Page.GotoAsync(path);
            await phone.Sound(name);
        }

        async Task Act(string name) => await page.ClickAsync($"main .refmon-acts a:has-text('{name}')");
        async Task Click(string name) => await page.ClickAsync($"main button:has-text('{name}')");
        async Task Save(string name) => await SaveWithOverlaps(page, name);
        async Task Continue() => await Click("Continue");
        async Task Says(string text) =>
            await Assertions.Expect(page.Locator("main, .govuk-notification-banner").First).ToContainTextAsync(text);
    }

    [Fact]
    public async Task Without_scripts_a_past_appointment_is_booked_and_recorded_in_one_go()
    {
        await host.At(AppointmentSite.NextMonday(), 10);
        var reference = await host.ReferenceOf("X000005");
        await using var window = await Browser.Open(host, Screen.DesktopWithoutScripts);
        var page = window.Page;
        await window.SignIn(CasesHost.Caseworker);
        await page.GotoAsync($"/referrals/{reference}/appointments/book-assessment/slot");
        await FillDate(page, LondonTime.DayOf(host.Time.GetUtcNow()).AddDays(-3));
        await page.FillAsync("[name='Model.Time']", "9.15am");
        await page.FillAsync("[name='Model.Hours']", "1");
        await page.GetByLabel("Video call").CheckAsync();
        await page.ClickAsync("main button:has-text('Continue')");
        // attended in vain, which is then found to be wrong
        await page.CheckAsync("input[value='not-held']");
        var attendance = page.Url;
        await page.ClickAsync("main button:has-text('Continue')");
        await window.Sound("attended-in-vain");
        await page.ClickAsync("main button:has-text('Continue')");
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("Select why it did not");
        await window.Sound("attended-in-vain-errors");
        await page.GotoAsync(attendance);
        await RecordHappened(page);
        await window.AssertSound();
        await SaveWithOverlaps(page, "Save the appointment and what happened");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Completed");
        Assert.Equal(
            "Assessed",
            await host.Scalar<string>($"select stage from case_list_row where reference = '{reference}'")
        );
    }

    [Fact]
    public async Task Who_attended_in_vain_is_recorded_without_scripts_with_each_of_the_three_reasons()
    {
        var monday = AppointmentSite.NextMonday();
        await host.At(monday, 10);
        var reference = await host.Scalar<string>(
            "select reference from case_list_row where sessions_planned = 10 and stage = 'Delivering' and caseworker_id = 'demo-caseworker' limit 1"
        );
        using var caseworker = await WebUser.SignIn(host, CasesHost.Caseworker);
        using var practitioner = await WebUser.SignIn(host, CasesHost.Practitioner);
        foreach (
            var (session, reason, box, words) in new[]
            {
                (8, "did-not-comply", "DidNotComply", "did not comply"),
                (9, "could-not", "CouldNot", "could not take part"),
                (10, "logistics", "Logistics", "The supplier or the arrangements prevented it"),
            }
        )
        {
            // earlier today: it has begun, so what happened comes with it
            var slot = await caseworker.Get($"/referrals/{reference}/appointments/book-{session}/slot");
            Assert.Matches(DaysUsedAndLeft, slot.Text);
            var what = await caseworker.Press(
                slot,
                "Continue",
                new()
                {
                    ["Model.Date.Day"] = Day(monday),
                    ["Model.Time"] = "8:30am",
                    ["Model.Minutes"] = "15",
                    ["Model.Format"] = "one-to-one",
                    ["Model.Method"] = "phone",
                }
            );
            Assert.Contains("This time has passed", what.Text, StringComparison.Ordinal);
            var why = await caseworker.Press(what, "Continue", new() { ["Model.What"] = "not-held" });
            Assert.Equal(2, (await caseworker.Press(why, "Continue")).Errors.Count);
            var check = await caseworker.Press(
                why,
                "Continue",
                new()
                {
                    ["Model.WhyNotHeld"] = reason,
                    [$"Model.{box}"] = $"Told <{reason}>",
                    ["Model.Tell"] = "no",
                }
            );
            Assert.Matches(DaysUsedAndLeft, check.Text);
            var both = check.Document.QuerySelector("[name='Model.ConfirmClash']") is null
                ? null
                : new Dictionary<string, string> { ["Model.ConfirmClash"] = "yes" };
            var done = await caseworker.Press(check, "Save the appointment and what happened", both);
            Assert.Contains("what happened is recorded", done.Text, StringComparison.Ordinal);
            Assert.Contains("Did not happen", done.Text, StringComparison.Ordinal);
            var told = await caseworker.Follow(done, $"Details (session {session})");
            Assert.Contains(words, told.Text, StringComparison.Ordinal);
            Assert.Contains($"Told <{reason}>", told.Text, StringComparison.Ordinal);
            Assert.Matches(DaysUsedAndLeft, told.Text);
            Assert.Matches(DaysUsedAndLeft, (await practitioner.Get(told.Path)).Text);
            var correction = await caseworker.Follow(told, "Correct what was recorded");
            Assert.Matches(DaysUsedAndLeft, correction.Text);
        }
        // whose it is stands once at the head of one's own calendar, and at each appointment of the team's
        var week = $"/calendar?from={Iso(monday)}&who=";
        Assert.DoesNotContain("Casey Caseworker", (await caseworker.Get($"{week}me")).Text, StringComparison.Ordinal);
        Assert.Contains("Casey Caseworker", (await caseworker.Get($"{week}team")).Text, StringComparison.Ordinal);
    }

    private const string DaysUsedAndLeft = @"\d+ used of \d+, \d+ (left|over)";

    [Fact]
    public async Task What_is_booked_and_overlaps_is_said_after_saving_and_on_the_appointment_to_those_who_keep_it()
    {
        var monday = AppointmentSite.NextMonday();
        await host.At(monday, 10);
        var one = await host.Booked("X000019", monday.AddDays(3), session: 1, time: "16:00");
        var two = await host.Booked("X000019", monday.AddDays(3), session: 2, time: "16:30");
        var list = $"/referrals/{await host.ReferenceOf("X000019")}/appointments";
        using var caseworker = await WebUser.SignIn(host, CasesHost.Caseworker);
        using var practitioner = await WebUser.SignIn(host, CasesHost.Practitioner);
        foreach (var page in new[] { $"{list}?done={two}", $"{list}/{one}" })
        {
            Assert.Contains(
                "has another appointment from 4",
                (await caseworker.Get(page)).Text,
                StringComparison.Ordinal
            );
            Assert.DoesNotContain("overlaps", (await practitioner.Get(page)).Text, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("overlaps", (await caseworker.Get(list)).Text, StringComparison.Ordinal);
    }

    private static async Task RecordHappened(IPage page, string? late = null)
    {
        await page.CheckAsync("input[value='happened']");
        await page.ClickAsync("main button:has-text('Continue')");
        await page.CheckAsync($"input[name='Model.Late'][value='{(late is null ? "no" : "yes")}']");
        if (late is not null)
            await page.FillAsync("[name='Model.LateReason']", late);
        await page.FillAsync("[name='Model.Summary']", "Talked about the rent");
        await page.FillAsync("[name='Model.Response']", "Open and ready to try");
        await page.CheckAsync("input[name='Model.Tell'][value='no']");
        await page.ClickAsync("main button:has-text('Continue')");
    }

    // what is seeded, or booked by another test, may lie at the same time
    private static async Task SaveWithOverlaps(IPage page, string name)
    {
        var button = page.Locator($"main button:has-text('{name}')");
        await button.WaitForAsync();
        var confirm = page.Locator("main input[name='Model.ConfirmClash']");
        if (await confirm.CountAsync() > 0)
            await confirm.CheckAsync();
        await button.ClickAsync();
    }

    private static async Task FillDate(IPage page, DateOnly day)
    {
        await page.FillAsync("[name='Model.Date.Day']", day.Day.ToString(CultureInfo.InvariantCulture));
        await page.FillAsync("[name='Model.Date.Month']", day.Month.ToString(CultureInfo.InvariantCulture));
        await page.FillAsync("[name='Model.Date.Year']", day.Year.ToString(CultureInfo.InvariantCulture));
    }

    private async Task Plan(string reference, int sessions)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IEventSession>();
        var id = await host.Scalar<Guid>($"select referral_id from case_list_row where reference = '{reference}'");
        var stream = await session.FetchForWriting<Referral>(id, default);
        var outcomes = stream.Aggregate!.Referring.Outcomes.Select(o => o.Id).ToList();
        stream.Append(
            SubmitActionPlan
                .Decide(
                    stream.Aggregate!,
                    new(
                        new StaffMember("demo-caseworker", "Casey Caseworker", null),
                        sessions,
                        [new(new(Guid.NewGuid()), outcomes, "Small steps")]
                    ),
                    host.Time.GetUtcNow()
                )
                .Events
        );
        await session.SaveChanges(default);
    }

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
