using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using RefMon.Application.Operations;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.TestKit;
using RefMon.Web.Tests.ActionPlans;
using RefMon.Web.Tests.Referring;
using Xunit;

namespace RefMon.Web.Tests.Appointments;

/// <summary>A group from its first booking to its register, without scripts; what it looks like in a browser at the end of each step.</summary>
[Trait("Capability", "Appointments")]
public sealed class GroupJourneyTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    private static readonly StaffMember Sasha = DemonstrationAccounts.SupplierLead.Staff;

    [Fact]
    public async Task Answers_that_were_not_kept_so_long_are_asked_again_and_said_to_be_gone_while_a_second_press_finds_what_the_first_did()
    {
        var reference = await site.Delivering(sessions: 6);
        var day = LondonTime.DayOf(site.Time.GetUtcNow()).AddDays(17);
        const int session = 2;
        var list = $"/referrals/{reference}/appointments";
        using var caseworker = await site.SignIn(DeliverySite.Caseworker);
        var answers = new Dictionary<string, string>
        {
            ["Model.Date.Day"] = day.ToString("d MMM yyyy", CultureInfo.InvariantCulture),
            ["Model.Time"] = "7pm",
            ["Model.Minutes"] = "20",
            ["Model.Method"] = "phone",
            ["Model.Format"] = "one-to-one",
        };
        var slot = await caseworker.Get($"{list}/book-{session}/slot");
        var check = await caseworker.Press(slot, "Continue", answers);
        await Forget();
        var gone = await caseworker.Press(check, "Book the appointment");
        Gone(gone, "Nothing was booked.");

        check = await caseworker.Press(gone, "Continue", answers);
        for (var press = 0; press < 2; press++)
        {
            var booked = await caseworker.Press(check, "Book the appointment");
            Assert.Contains("is booked for", booked.Text, StringComparison.Ordinal);
        }
        var id = await site.Scalar<Guid>(
            $"select appointment_id from appointment_slot s join case_list_row c using (referral_id) where c.reference = '{reference}' and s.session_number = {session}"
        );
        answers = new()
        {
            ["Model.Time"] = "8pm",
            ["Model.RequestedBy"] = "supplier",
            ["Model.Reason"] = "Room",
        };
        check = await caseworker.Press(await caseworker.Get($"{list}/move-{id}/slot"), "Continue", answers);
        await Forget();
        Gone(await caseworker.Press(check, "Move the appointment"), "Nothing was moved.");

        var series = await caseworker.Get($"{list}/series");
        var free = series
            .Document.QuerySelectorAll("[name='Model.First'] option[value]")
            .Select(o => o.GetAttribute("value")!)
            .Where(value => value.Length > 0)
            .ToList();
        answers = new()
        {
            ["Model.First"] = free[^2],
            ["Model.Last"] = free[^1],
            ["Model.Every"] = "1",
            ["Model.Date.Day"] = day.AddDays(1).ToString("d MMM yyyy", CultureInfo.InvariantCulture),
            ["Model.Time"] = "6pm",
            ["Model.Minutes"] = "20",
            ["Model.Method"] = "phone",
            ["Model.Format"] = "one-to-one",
        };
        check = await caseworker.Press(series, "See the dates", answers);
        await Forget();
        gone = await caseworker.Press(check, "Book ");
        Assert.Contains("is gone now. Nothing was booked.", gone.Text, StringComparison.Ordinal);
        check = await caseworker.Press(gone, "See the dates", answers);
        for (var press = 0; press < 2; press++)
        {
            var booked = await caseworker.Press(check, "Book ");
            Assert.StartsWith(list, booked.Path, StringComparison.Ordinal);
            Assert.DoesNotContain("series?gone", booked.Path, StringComparison.Ordinal);
        }

        async Task Forget()
        {
            await using var all = site.Database.CreateCommand(
                $"delete from appointment_entry e using case_list_row c where c.referral_id = e.referral_id and c.reference = '{reference}'"
            );
            await all.ExecuteNonQueryAsync();
        }

        static void Gone(WebPage page, string words)
        {
            Assert.Contains("/slot", page.Path, StringComparison.Ordinal);
            Assert.Contains($"kept for 7 days and is gone now. {words}", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_group_is_begun_joined_moved_whole_and_recorded_while_somebody_else_records_one_of_it()
    {
        var (one, two) = (await site.Delivering(), await site.Delivering());
        await site.Append(two, new HelperAdded(Sasha, site.Time.GetUtcNow(), Sasha));
        var day = LondonTime.DayOf(site.Time.GetUtcNow()).AddDays(7);
        using var caseworker = await site.SignIn(DeliverySite.Caseworker);
        await using var window = await Browser.Open(site, Screen.Phone);
        await window.SignIn(DeliverySite.Caseworker);

        var first = await caseworker.Get($"/referrals/{one}/appointments/book-2/slot");
        Assert.Contains("put no names and no other personal details into it", first.Text, StringComparison.Ordinal);
        // one person works on it: nobody else to keep it
        Assert.Null(first.Document.QuerySelector("[name='Model.Keeper']"));
        var unnamed = await caseworker.Press(first, "Continue", Slot(day, "2pm"));
        Assert.Equal(["Enter a name for the group"], unnamed.Errors);
        var check = await caseworker.Press(unnamed, "Continue", new() { ["Model.GroupName"] = "Job club" });
        Assert.Contains("In a group: Job club", check.Text, StringComparison.Ordinal);
        Assert.Contains("Casey Caseworker", check.Text, StringComparison.Ordinal);
        await caseworker.Press(check, "Book the appointment");

        await window.Page.GotoAsync($"/referrals/{two}/appointments/book-2/slot");
        await window.Page.GetByLabel("In a group", new() { Exact = true }).CheckAsync();
        await window.Sound("group-slot");
        var second = await caseworker.Get($"/referrals/{two}/appointments/book-2/slot");
        Assert.Equal(
            "demo-caseworker",
            second.Document.QuerySelector<IHtmlSelectElement>("[name='Model.Keeper']")!.Value
        );
        var joined = await caseworker.Press(
            second,
            "Continue",
            new(Slot(day, "2pm")) { ["Model.Group"] = Option(second, "Job club, led by Casey Caseworker") }
        );
        Assert.DoesNotContain("This overlaps", joined.Text, StringComparison.Ordinal);
        await caseworker.Press(joined, "Book the appointment");
        var week = await caseworker.Get($"/calendar?from={Iso(day)}");
        Assert.Contains("Group: Job club", week.Text, StringComparison.Ordinal);
        var list = await caseworker.Get($"/referrals/{one}/appointments");
        Assert.Contains("in a group: Job club", list.Text, StringComparison.Ordinal);
        // another group at the same time is in the way
        var third = await caseworker.Get($"/referrals/{one}/appointments/book-3/slot");
        var drop = new Dictionary<string, string>(Slot(day, "2pm")) { ["Model.GroupName"] = "Drop-in" };
        Assert.Contains(
            "This overlaps",
            (await caseworker.Press(third, "Continue", drop)).Text,
            StringComparison.Ordinal
        );

        var register = await caseworker.Follow(week, "Group register");
        Assert.StartsWith("Group register: Job club", register.Heading, StringComparison.Ordinal);
        register = await MovedWhole(caseworker, window, register);
        await RecordedMeanwhile(window, register, day, one, two);
    }

    private static async Task<WebPage> MovedWhole(WebUser caseworker, BrowserWindow window, WebPage register)
    {
        var form = await caseworker.Follow(register, "Move the whole group");
        await window.Page.GotoAsync(form.Path);
        await window.Sound("group-move");
        var wrong = await caseworker.Press(
            form,
            "Move 2 people",
            new() { ["Model.Hours"] = "0", ["Model.Reason"] = "" }
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal(2, wrong.Errors.Count);
        // half an hour later, when those who are moved last would still be there
        var answers = new Dictionary<string, string>
        {
            ["Model.Hours"] = "1",
            ["Model.Time"] = "2:30pm",
            ["Model.Reason"] = "The hall is taken",
        };
        var moved = await caseworker.Press(wrong, "Move 2 people", answers);
        Assert.Contains("The group is moved to", moved.Text, StringComparison.Ordinal);
        Assert.Contains("2:30pm to 3:30pm", moved.Heading, StringComparison.Ordinal);
        Assert.Equal(2, moved.Document.QuerySelectorAll("main .govuk-summary-card").Length);
        // the second of two clicks does nothing more
        var again = await caseworker.Press(wrong, "Move 2 people", answers);
        Assert.Contains("The group is moved to", again.Text, StringComparison.Ordinal);
        // of a form that is older nothing is lost and nothing moved
        var stale = await caseworker.Press(form, "Move 2 people", new(answers) { ["Model.Time"] = "6pm" });
        Assert.Equal(
            2,
            stale.Errors.Count(e => e.Contains("changed after you opened this page", StringComparison.Ordinal))
        );
        Assert.Contains("6pm", stale.Html, StringComparison.Ordinal);
        return moved;
    }

    private async Task RecordedMeanwhile(BrowserWindow window, WebPage register, DateOnly day, string one, string two)
    {
        site.Time.Set(LondonTime.InstantOf(day, new TimeOnly(16, 0))!.Value);
        using var caseworker = await site.SignIn(DeliverySite.Caseworker);
        var open = await caseworker.Get(register.Path);
        await window.SignIn(DeliverySite.Caseworker);
        await window.Page.GotoAsync(register.Path);
        var rows = open
            .Document.QuerySelectorAll("input[name$='.AppointmentId']")
            .Select(i => i.GetAttribute("value")!)
            .ToList();
        var other = await site.Scalar<string>(
            $"select s.appointment_id::text from appointment_slot s join case_list_row c using (referral_id) where c.reference = '{two}' and s.session_number = 2 and s.state = 'open'"
        );
        var (late, ok) = (rows.IndexOf(other), 1 - rows.IndexOf(other));
        await site.Append(
            two,
            new OutcomeRecorded(
                Sasha,
                site.Time.GetUtcNow(),
                new(Guid.Parse(other)),
                new(
                    false,
                    false,
                    false,
                    null,
                    null,
                    null,
                    null,
                    null,
                    "Rang twice, no answer",
                    false,
                    null,
                    false,
                    null
                )
            )
        );
        var answers = new Dictionary<string, string> { ["Model.Summary"] = "Wrote letters" };
        foreach (var row in new[] { late, ok })
        {
            answers[$"Model.Rows[{row}].Came"] = "on-time";
            answers[$"Model.Rows[{row}].Response"] = $"Keen and {row}";
            answers[$"Model.Rows[{row}].Tell"] = "no";
        }
        var saved = await caseworker.Press(open, "Save the register", answers);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, saved.Status);
        Assert.Contains(saved.Errors, e => e.Contains("1 person recorded", StringComparison.Ordinal));
        // what stands, what was entered, and who of the two was faster; everybody else is recorded
        foreach (
            var said in new[]
            {
                "Rang twice, no answer",
                $"Keen and {late}",
                "Wrote letters",
                $"{Sasha.Name} recorded this",
            }
        )
            Assert.Contains(said, saved.Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"Keen and {ok}", saved.Text, StringComparison.Ordinal);
        Assert.Equal(("missed", "happened"), (await State(two), await State(one)));

        // the browser has the register as it was, also of whom the form above has recorded
        await window.Page.CheckAsync($"[name='Model.Rows[{late}].Came'][value='on-time']");
        await window.Page.FillAsync($"[name='Model.Rows[{late}].Response']", "Keen");
        await window.Page.CheckAsync($"[name='Model.Rows[{late}].Tell'][value='no']");
        await window.Page.ClickAsync("main button:has-text('Save the register')");
        await window.Page.Locator("h3:has-text('What stands now')").WaitForAsync();
        await window.Sound("register-recorded-meanwhile");
    }

    private Task<string> State(string reference) =>
        site.Scalar<string>(
            $"select state from appointment_slot s join case_list_row c using (referral_id) where c.reference = '{reference}' and s.session_number = 2"
        );

    private static string Option(WebPage page, string text) =>
        page
            .Document.QuerySelectorAll<IHtmlOptionElement>("[name='Model.Group'] option")
            .First(o => o.TextContent.Contains(text, StringComparison.Ordinal))
            .Value;

    private static Dictionary<string, string> Slot(DateOnly day, string time) =>
        new()
        {
            ["Model.Date.Day"] = day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
            ["Model.Time"] = time,
            ["Model.Hours"] = "1",
            ["Model.Format"] = "group",
            ["Model.Method"] = "phone",
        };

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
