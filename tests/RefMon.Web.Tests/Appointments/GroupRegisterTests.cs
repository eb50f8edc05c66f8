using System.Net;
using RefMon.TestKit;
using RefMon.Web.Tests.CaseLists;
using Xunit;

namespace RefMon.Web.Tests.Appointments;

/// <summary>The register of a group: everybody recorded at once, each as if by themselves.</summary>
[Trait("Capability", "Appointments")]
[Collection(nameof(AppointmentHost))]
public sealed class GroupRegisterTests(CasesHost host)
{
    [Fact]
    public async Task A_group_is_recorded_at_once_and_what_is_wrong_with_one_person_keeps_nobody_else_back()
    {
        var monday = AppointmentSite.NextMonday();
        await host.At(monday, 9);
        var first = await host.Booked("X000019", monday, session: 4);
        var second = await host.Booked("X000030", monday, session: 4);
        await host.At(monday, 14);
        using var caseworker = await WebUser.SignIn(host, CasesHost.Caseworker);
        var register = await caseworker.Get($"/calendar/register/{first}");
        var rows = register
            .Document.QuerySelectorAll("input[name$='.AppointmentId']")
            .Select(i => i.GetAttribute("value"))
            .ToList();
        var (ok, wrong) = (rows.IndexOf(first.ToString()), rows.IndexOf(second.ToString()));
        Assert.Contains("Enforceable days: ", register.Text, StringComparison.Ordinal);
        var unasked = await ConcernsAreAskedOfEverybody(caseworker, register, ok, wrong);
        Assert.Equal(("open", "open"), (await host.State(first), await host.State(second)));
        var half = await caseworker.Submit(
            unasked,
            new()
            {
                [$"Model.Rows[{ok}].Tell"] = "no",
                [$"Model.Rows[{wrong}].Came"] = "missed",
                [$"Model.Rows[{wrong}].Tell"] = "concerns",
                [$"Model.Rows[{wrong}].Concerns"] = "Not seen since Monday",
            }
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, half.Status);
        Assert.Contains(half.Errors, e => e.Contains("how you tried to reach them", StringComparison.Ordinal));
        Assert.Contains(half.Errors, e => e.Contains("1 person recorded", StringComparison.Ordinal));
        Assert.Equal(("happened", "open"), (await host.State(first), await host.State(second)));
        var done = await caseworker.Submit(half, new() { [$"Model.Rows[{wrong}].WhyMissed"] = "Two calls" });
        Assert.Equal(HttpStatusCode.OK, done.Status);
        Assert.Equal("missed", await host.State(second));
        Assert.Contains(
            "Not seen since Monday",
            (await caseworker.Get($"/referrals/{await host.ReferenceOf("X000030")}/appointments/{second}")).Text,
            StringComparison.Ordinal
        );
        await WhoIsHiddenKeepsNobodyElseBack(monday);

        await using var window = await Browser.Open(host, Screen.Phone);
        await window.SignIn(CasesHost.Caseworker);
        await window.Page.GotoAsync($"/calendar/register/{first}");
        await window.Sound("register");
    }

    // nothing ticked is no answer, and a text for somebody of whom it is not said that they came is not lost
    private static async Task<WebPage> ConcernsAreAskedOfEverybody(
        WebUser caseworker,
        WebPage register,
        int one,
        int other
    )
    {
        var page = await caseworker.Submit(
            register,
            new()
            {
                ["Model.Summary"] = "Job search",
                [$"Model.Rows[{one}].Came"] = "on-time",
                [$"Model.Rows[{one}].Response"] = "Keen",
                [$"Model.Rows[{other}].Concerns"] = "Not seen since Monday",
            }
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        foreach (
            var (row, field, said) in new[] { (one, "tell", "anything to tell"), (other, "came", "they attended") }
        )
        {
            var id = $"rows-{row}-{field}";
            var link = page.Document.QuerySelector($".govuk-error-summary a[href$='#{id}']");
            Assert.Contains(said, link?.TextContent, StringComparison.Ordinal);
            Assert.NotNull(page.Document.QuerySelector($"main input#{id}"));
        }
        Assert.Equal("Keen", page.Document.QuerySelector($"[name='Model.Rows[{one}].Response']")!.TextContent);
        Assert.Equal(
            "Not seen since Monday",
            page.Document.QuerySelector($"[name='Model.Rows[{other}].Concerns']")!.TextContent
        );
        return page;
    }

    // restricted while the form was open: even the one whose address it has
    private async Task WhoIsHiddenKeepsNobodyElseBack(DateOnly day)
    {
        var gone = await host.Booked("X000019", day.AddDays(1), session: 3, time: "08:30");
        var kept = await host.Booked("X000030", day.AddDays(1), session: 2, time: "08:30");
        await host.At(day.AddDays(1), 10);
        using var caseworker = await WebUser.SignIn(host, CasesHost.Caseworker);
        var form = await caseworker.Get($"/calendar/register/{gone}");
        var name = form.Document.QuerySelectorAll("main h2").Select(h => h.TextContent.Trim()).ToList();
        var rows = form
            .Document.QuerySelectorAll("input[name$='.AppointmentId']")
            .Select(i => i.GetAttribute("value"))
            .ToList();
        var (hidden, shown) = (rows.IndexOf(gone.ToString()), rows.IndexOf(kept.ToString()));
        host.StandIns.People.Change("X000019", p => p with { ExcludedFrom = ["casey.caseworker"] });
        try
        {
            await AskAgainAbout("X000019", "X000030");
            var answers = new Dictionary<string, string>
            {
                ["Model.Summary"] = "Job search",
                [$"Model.Rows[{hidden}].Came"] = "on-time",
                [$"Model.Rows[{hidden}].Response"] = "Keen",
                [$"Model.Rows[{hidden}].Tell"] = "no",
                [$"Model.Rows[{shown}].Came"] = "on-time",
                [$"Model.Rows[{shown}].Response"] = "Keen",
            };
            // the page that comes back no longer shows the one, and sends what was entered for the other all the same
            var unasked = await caseworker.Submit(form, answers);
            Assert.Contains(unasked.Errors, e => e.Contains("anything to tell", StringComparison.Ordinal));
            var half = await caseworker.Submit(unasked, new() { [$"Model.Rows[{shown}].Tell"] = "behaviour" });
            Assert.Equal([$"{name[shown]}: describe the behaviour the practitioner should know of"], half.Errors);
            answers[$"Model.Rows[{shown}].Tell"] = "no";
            var saved = await caseworker.Submit(form, answers);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, saved.Status);
            Assert.Contains(
                saved.Errors,
                e => e.Contains("What you entered for 1 person is not recorded", StringComparison.Ordinal)
            );
            Assert.DoesNotContain(name[hidden], saved.Html, StringComparison.Ordinal);
            Assert.Equal(("open", "happened"), (await host.State(gone), await host.State(kept)));
            // the second of two clicks is answered as the first
            Assert.Equal(saved.Errors, (await caseworker.Submit(form, answers)).Errors);
        }
        finally
        {
            host.StandIns.People.Change("X000019", p => p with { ExcludedFrom = [] });
            await AskAgainAbout("X000019");
        }
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
}
