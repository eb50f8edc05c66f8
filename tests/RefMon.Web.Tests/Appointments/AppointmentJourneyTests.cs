using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RefMon.Application.Appointments;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Attention;
using RefMon.EventStore;
using RefMon.StandIns.Exchange;
using RefMon.TestKit;
using RefMon.Web.Tests.CaseLists;
using Xunit;

namespace RefMon.Web.Tests.Appointments;

/// <summary>The supplier's work from the first booking on, as both sides see it, in a real browser.</summary>
[Trait("Capability", "Appointments")]
public sealed class AppointmentJourneyTests(CasesHost host) : IClassFixture<CasesHost>
{
    [Fact]
    public async Task An_assessment_and_its_sessions_with_everything_that_can_become_of_them()
    {
        var today = NextMonday();
        await At(today, 10);
        var reference = await ReferenceOf("X000010");
        var list = $"/referrals/{reference}/appointments";
        await using var window = await Browser.Open(host);
        var page = window.Page;
        await window.SignIn(CasesHost.Caseworker);
        await page.GotoAsync($"/referrals/{reference}/appointments");
        await Sound(window, "appointments-none");
        await Act("Book");
        await Sound(window, "appointment-slot");
        await Continue();
        await Sound(window, "appointment-slot-errors");
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
        await Sound(window, "appointment-check");
        await page.ClickAsync(".govuk-back-link");
        Assert.Equal("2.30pm", await page.InputValueAsync("[name='Model.Time']"));
        await Continue();
        await Save("Book the appointment");
        await Says("is booked for");
        await Sound(window, "appointments-booked");

        await Act("Move");
        await Sound(window, "appointment-move");
        await FillDate(page, today.AddDays(2));
        await page.FillAsync("[name='Model.Reason']", "Has a hospital appointment");
        await page.GetByLabel("We did, the supplier").CheckAsync();
        await Continue();
        await Save("Move the appointment");
        await Says("is moved to");

        await At(today.AddDays(3), 10);
        await window.SignIn(CasesHost.Caseworker);
        await page.GotoAsync($"/referrals/{reference}");
        await page.ClickAsync("main a:has-text('Record what happened')");
        await Sound(window, "appointment-attendance");
        await page.CheckAsync("input[value='missed']");
        await Continue();
        await Continue();
        await Sound(window, "appointment-missed-errors");
        await page.FillAsync("[name='Model.WhyMissed']", "No answer to two calls");
        await page.GetByLabel("Yes, I have concerns").CheckAsync();
        await page.FillAsync("[name='Model.Concerns']", "Not seen since Monday");
        await Continue();
        await Sound(window, "outcome-check");
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
        await Sound(window, "series");
        await Click("See the dates");
        await Sound(window, "series-check");
        await page.Locator("[name='Model.Skip']").Nth(1).CheckAsync();
        await Save("Book 4 sessions");
        await Says(Day(today.AddDays(32)));
        await Save("Book 4 sessions");
        await Says("4 sessions are booked now");

        await At(today.AddDays(4), 12);
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
        await Sound(window, "correction-check");
        await Click("Save the correction");
        await Says("is corrected");
        await page.ClickAsync("tr:has(th:text-is('Session 2')) a:has-text('Cancel')");
        await Sound(window, "appointment-cancel");
        await page.FillAsync("[name='Model.Reason']", "Caseworker is ill");
        await Click("Cancel the appointment");
        await Says("is cancelled");
        await Sound(window, "appointments-delivering");
        foreach (var view in new[] { "week", "list" })
        {
            await page.GotoAsync($"/calendar?view={view}&from={Iso(today)}");
            await Sound(window, $"calendar-{view}");
        }

        await using var other = await Browser.Open(host);
        await other.SignIn(CasesHost.Practitioner);
        await other.Page.GotoAsync(list);
        await Assertions.Expect(other.Page.Locator("main")).ToContainTextAsync("Not scheduled");
        Assert.Equal(0, await other.Page.Locator("main a:has-text('Move')").CountAsync());
        await Sound(other, "appointments-practitioner");
        await other.Page.ClickAsync("tr:has(th:text-is('Session 1')) a:has-text('Details')");
        await Assertions.Expect(other.Page.Locator("main")).ToContainTextAsync("Earlier record");
        await Sound(other, "appointment-practitioner");

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
            await Sound(phone, name);
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
        await At(NextMonday(), 10);
        var reference = await ReferenceOf("X000005");
        await using var window = await Browser.Open(host, Screen.DesktopWithoutScripts);
        var page = window.Page;
        await window.SignIn(CasesHost.Caseworker);
        await page.GotoAsync($"/referrals/{reference}/appointments/book-assessment/slot");
        await FillDate(page, LondonTime.DayOf(host.Time.GetUtcNow()).AddDays(-3));
        await page.FillAsync("[name='Model.Time']", "9.15am");
        await page.FillAsync("[name='Model.Hours']", "1");
        await page.GetByLabel("Video call").CheckAsync();
        await page.ClickAsync("main button:has-text('Continue')");
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
        var monday = NextMonday();
        await At(monday, 10);
        var reference = await host.Scalar<string>(
            "select reference from case_list_row where sessions_planned = 10 and stage = 'Delivering' and caseworker_id = 'demo-caseworker' limit 1"
        );
        using var caseworker = await WebUser.SignIn(host, CasesHost.Caseworker);
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
            var what = await caseworker.Press(
                await caseworker.Get($"/referrals/{reference}/appointments/book-{session}/slot"),
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
            var both = check.Document.QuerySelector("[name='Model.ConfirmClash']") is null
                ? null
                : new Dictionary<string, string> { ["Model.ConfirmClash"] = "yes" };
            var done = await caseworker.Press(check, "Save the appointment and what happened", both);
            Assert.Contains("what happened is recorded", done.Text, StringComparison.Ordinal);
            Assert.Contains("Did not happen", done.Text, StringComparison.Ordinal);
            var told = await caseworker.Follow(done, $"Details (session {session})");
            Assert.Contains(words, told.Text, StringComparison.Ordinal);
            Assert.Contains($"Told <{reason}>", told.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_booked_and_overlaps_is_said_after_saving_and_on_the_appointment_to_those_who_keep_it()
    {
        var monday = NextMonday();
        await At(monday, 10);
        var one = await Booked("X000019", monday.AddDays(3), session: 1, time: "16:00");
        var two = await Booked("X000019", monday.AddDays(3), session: 2, time: "16:30");
        var list = $"/referrals/{await ReferenceOf("X000019")}/appointments";
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

    [Fact]
    public async Task A_group_is_recorded_at_once_and_what_is_wrong_with_one_person_keeps_nobody_else_back()
    {
        var monday = NextMonday();
        await At(monday, 9);
        var first = await GroupSession("X000019", monday);
        var second = await GroupSession("X000030", monday);
        await At(monday, 14);
        using var caseworker = await WebUser.SignIn(host, CasesHost.Caseworker);
        var register = await caseworker.Get($"/calendar/register/{first}");
        var rows = register
            .Document.QuerySelectorAll("input[name$='.AppointmentId']")
            .Select(i => i.GetAttribute("value"))
            .ToList();
        var (ok, wrong) = (rows.IndexOf(first.ToString()), rows.IndexOf(second.ToString()));
        var half = await caseworker.Submit(
            register,
            new()
            {
                ["Model.Summary"] = "Job search",
                [$"Model.Rows[{ok}].Came"] = "on-time",
                [$"Model.Rows[{ok}].Response"] = "Keen",
                [$"Model.Rows[{wrong}].Came"] = "missed",
            }
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, half.Status);
        Assert.Contains(half.Errors, e => e.Contains("how you tried to reach them", StringComparison.Ordinal));
        Assert.Contains(half.Errors, e => e.Contains("1 person recorded", StringComparison.Ordinal));
        Assert.Equal(("happened", "open"), (await State(first), await State(second)));
        var done = await caseworker.Submit(half, new() { [$"Model.Rows[{wrong}].WhyMissed"] = "Two calls" });
        Assert.Equal(HttpStatusCode.OK, done.Status);
        Assert.Equal("missed", await State(second));
        await WhoIsHiddenKeepsNobodyElseBack(monday);

        await using var window = await Browser.Open(host, Screen.Phone);
        await window.SignIn(CasesHost.Caseworker);
        await window.Page.GotoAsync($"/calendar/register/{first}");
        await Sound(window, "register");
    }

    // restricted while the form was open: even the one whose address it has
    private async Task WhoIsHiddenKeepsNobodyElseBack(DateOnly day)
    {
        var gone = await Booked("X000019", day.AddDays(1), session: 3, time: "08:30");
        var kept = await Booked("X000030", day.AddDays(1), session: 2, time: "08:30");
        await At(day.AddDays(1), 10);
        using var caseworker = await WebUser.SignIn(host, CasesHost.Caseworker);
        var form = await caseworker.Get($"/calendar/register/{gone}");
        var name = form.Document.QuerySelectorAll("main h2").Select(h => h.TextContent.Trim()).ToList();
        var rows = form
            .Document.QuerySelectorAll("input[name$='.AppointmentId']")
            .Select(i => i.GetAttribute("value"))
            .ToList();
        var (hidden, shown) = (rows.IndexOf(gone.ToString()), rows.IndexOf(kept.ToString()));
        host.StandIns.People.Change("X000019", p => p with { ExcludedFrom = ["casey.caseworker"] });
        await AskAgainAbout("X000019", "X000030");
        var answers = new Dictionary<string, string>
        {
            ["Model.Summary"] = "Job search",
            [$"Model.Rows[{hidden}].Came"] = "on-time",
            [$"Model.Rows[{hidden}].Response"] = "Keen",
            [$"Model.Rows[{shown}].Came"] = "on-time",
            [$"Model.Rows[{shown}].Response"] = "Keen",
        };
        var saved = await caseworker.Submit(form, answers);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, saved.Status);
        Assert.Contains(
            saved.Errors,
            e => e.Contains("What you entered for 1 person is not recorded", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(name[hidden], saved.Html, StringComparison.Ordinal);
        Assert.Equal(("open", "happened"), (await State(gone), await State(kept)));
        // the second of two clicks is answered as the first
        Assert.Equal(saved.Errors, (await caseworker.Submit(form, answers)).Errors);
        host.StandIns.People.Change("X000019", p => p with { ExcludedFrom = [] });
        await AskAgainAbout("X000019");
    }

    // what was heard on a later day, of this test or another, is not news on this one
    private async Task AskAgainAbout(params string[] crns)
    {
        await using var aged = host.Database.CreateCommand(
            "update limited_access set checked_at = '-infinity' where crn = any($1)"
        );
        aged.Parameters.Add(new() { Value = crns });
        await aged.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task The_feeds_address_opens_the_calendar_without_signing_in_until_it_is_stopped_and_is_logged_nowhere()
    {
        using var caseworker = await WebUser.SignIn(host, CasesHost.Caseworker);
        var made = await caseworker.Submit(await caseworker.Get("/account/calendar"), new() { ["act"] = "make" });
        var address = made.Document.QuerySelector("code")!.TextContent;
        var token = new Uri(address).Segments[^1].Replace(".ics", "", StringComparison.Ordinal);
        Assert.Equal(43, token.Length);
        using var program = new HttpClient { BaseAddress = new Uri(host.Address) };
        using var feed = await program.GetAsync(new Uri(address).PathAndQuery);
        Assert.Equal(HttpStatusCode.OK, feed.StatusCode);
        Assert.Equal("text/calendar", feed.Content.Headers.ContentType!.MediaType);
        Assert.True(feed.Headers.CacheControl!.NoStore);
        Assert.StartsWith("BEGIN:VCALENDAR", await feed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(token, (await caseworker.Get("/account/calendar")).Html, StringComparison.Ordinal);

        await caseworker.Submit(await caseworker.Get("/account/calendar"), new() { ["act"] = "stop" });
        using var gone = await program.GetAsync(new Uri(address).PathAndQuery);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using var nonsense = await program.GetAsync("/calendar/feed/nonsense.ics");
        Assert.Equal(HttpStatusCode.NotFound, nonsense.StatusCode);
        Assert.Contains(host.Logs.Lines, line => line.Contains("/calendar/feed/", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Logs.Lines, line => line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_nDelius_refuses_is_shown_to_both_sides_and_settled_by_an_operator_with_a_note()
    {
        var monday = NextMonday();
        await At(monday, 9);
        var reference = await ReferenceOf("X000030");
        // what the demonstration began with is told first
        await Eventually(
            "select (select max(seq_id) from mt_events) <= last_seq_id from mt_event_progression where name = 'NeighboursOutbound:All'"
        );
        host.StandIns.Controls.Set(
            StandInOperation.Appointment,
            Behaviour.Refuse("appointment-in-the-past", "Appointments must be in the future.")
        );
        var id = await Booked("X000030", monday, session: 3);
        await Eventually(
            $"select exists (select from outbound_effect where appointment_id = '{id}' and status = 'refused')"
        );
        host.StandIns.Controls.Clear();

        using var caseworker = await WebUser.SignIn(host, CasesHost.Caseworker);
        var page = await caseworker.Get($"/referrals/{reference}/appointments/{id}");
        Assert.Contains("Support has been asked to look", page.Text);

        await using var window = await Browser.Open(host);
        await window.SignIn("operator");
        await window.Page.GotoAsync("/operations");
        await window.Page.ClickAsync("text=What nDelius has not confirmed");
        await Assertions
            .Expect(window.Page.Locator($"tr:has-text('{reference}')").Last)
            .ToContainTextAsync("takes no new appointment in the past");
        await Sound(window, "operations-ndelius");
        await window.Page.Locator($"tr:has-text('{reference}') a").Last.ClickAsync();
        await window.Page.ClickAsync("button:has-text('Settle by hand')");
        await Assertions.Expect(window.Page.Locator(".govuk-error-summary")).ToContainTextAsync("Enter why");
        await Sound(window, "operations-settle");
        await window.Page.FillAsync("[name='Model.Reason']", "Typed into nDelius by support, ticket 1234");
        await window.Page.ClickAsync("button:has-text('Settle by hand')");
        await Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync("ticket 1234");
        await using var phone = await Browser.Open(host, Screen.Phone);
        await phone.SignIn("operator");
        await phone.Page.GotoAsync("/operations/ndelius");
        await Sound(phone, "operations-ndelius");
        Assert.Contains(
            "seen to by support",
            (await caseworker.Get($"/referrals/{reference}/appointments/{id}")).Text,
            StringComparison.OrdinalIgnoreCase
        );
    }

    private async Task Eventually(string question)
    {
        for (var tries = 0; !await host.Scalar<bool>(question); tries++)
        {
            Assert.True(tries < 300, question);
            await Task.Delay(100);
        }
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

    private Task<Guid> GroupSession(string crn, DateOnly day) => Booked(crn, day, session: 4);

    private async Task<Guid> Booked(string crn, DateOnly day, int session, string time = "13:00")
    {
        var id = Guid.NewGuid();
        var slot = new TypedSlot(
            $"{day.Day}",
            $"{day.Month}",
            $"{day.Year}",
            time,
            "1",
            null,
            "phone",
            null,
            null,
            null,
            null,
            null,
            null,
            "group"
        );
        await host.As("demo-caseworker")
            .Must(new BookAppointment(Guid.NewGuid(), await ReferenceOf(crn), id, session, slot, null, true));
        return id;
    }

    private Task<string> State(Guid id) =>
        host.Scalar<string>($"select state from appointment_slot where appointment_id = '{id}'");

    private Task<string> ReferenceOf(string crn) =>
        host.Scalar<string>($"select reference from case_list_row where crn = '{crn}' order by sent_at desc limit 1");

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

    private Task At(DateOnly day, int hour)
    {
        host.Time.Set(LondonTime.InstantOf(day, new TimeOnly(hour, 0))!.Value);
        return Task.CompletedTask;
    }

    private static DateOnly NextMonday()
    {
        var day = LondonTime.DayOf(TimeProvider.System.GetUtcNow());
        do day = day.AddDays(1);
        while (day.DayOfWeek is not DayOfWeek.Monday);
        return day;
    }

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task Sound(BrowserWindow window, string picture)
    {
        await window.Picture(picture);
        await window.AssertSound();
    }
}
