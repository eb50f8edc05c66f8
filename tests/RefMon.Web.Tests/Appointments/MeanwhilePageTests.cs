using System.Globalization;
using System.Net;
using RefMon.Application.Appointments;
using RefMon.TestKit;
using RefMon.Web.Tests.CaseLists;
using Xunit;

namespace RefMon.Web.Tests.Appointments;

/// <summary>Two people on the same appointment, without scripts: the later one sees what stands now beside what they entered.</summary>
[Trait("Capability", "Appointments")]
[Collection(nameof(AppointmentHost))]
public sealed class MeanwhilePageTests(CasesHost host)
{
    [Fact]
    public async Task A_page_that_is_older_than_its_appointment_changes_nothing_until_it_is_confirmed()
    {
        var monday = AppointmentSite.NextMonday();
        await host.At(monday, 10);
        var reference = await host.Scalar<string>(
            "select reference from case_list_row where sessions_planned = 10 and stage = 'Delivering' and caseworker_id = 'demo-caseworker' limit 1"
        );
        var session = await host.Scalar<int>(
            $"""
            select min(n) from generate_series(1, 7) n where not exists (select from appointment_slot s
                join case_list_row c using (referral_id) where c.reference = '{reference}' and s.session_number = n)
            """
        );
        var (id, list) = (Guid.NewGuid(), $"/referrals/{reference}/appointments");
        var slot = Slot(monday.AddDays(3), "10:00");
        await Lead(new BookAppointment(Guid.NewGuid(), reference, id, session, slot, null, true));
        using var caseworker = await WebUser.SignIn(host, CasesHost.Caseworker);

        var move = await caseworker.Get($"{list}/move-{id}/slot");
        var check = await caseworker.Press(
            move,
            "Continue",
            new()
            {
                ["Model.Time"] = "11am",
                ["Model.RequestedBy"] = "supplier",
                ["Model.Reason"] = "The room is free then",
            }
        );
        var cancel = await caseworker.Get($"{list}/{id}/cancel");
        await Lead(Moved(slot with { Time = "14:00" }));
        var refused = await caseworker.Press(check, "Move the appointment", Both(check));
        StandsNow(refused, "2pm to 3pm", "11am to ", "The room is free then");
        // also where the form had been left and is opened again: what stands is shown before anything is saved
        StandsNow(await caseworker.Get($"{list}/move-{id}/check"), "2pm to 3pm", "11am to ", HttpStatusCode.OK);
        var kept = await caseworker.Press(cancel, "Cancel the appointment", new() { ["Model.Reason"] = "Locked" });
        StandsNow(kept, "2pm to 3pm", "Locked");
        Assert.Equal("open", await host.State(id));
        // on the page as it came back, it is confirmed against the new state
        var moved = await caseworker.Press(refused, "Move the appointment", Both(refused));
        Assert.Contains("is moved to", moved.Text, StringComparison.Ordinal);

        await host.At(monday.AddDays(3), 16);
        using var later = await WebUser.SignIn(host, CasesHost.Caseworker);
        var what = await later.Get($"{list}/record-{id}/attendance");
        var told = await later.Press(what, "Continue", new() { ["Model.What"] = "happened" });
        var answers = new Dictionary<string, string>
        {
            ["Model.Late"] = "no",
            ["Model.Summary"] = "Talked about the rent",
            ["Model.Response"] = "Open",
            ["Model.Tell"] = "no",
        };
        var saved = await later.Press(await later.Press(told, "Continue", answers), "Save what happened");
        Assert.Contains("what happened is recorded", saved.Text, StringComparison.Ordinal);

        var again = await later.Press(await later.Get($"{list}/correct-{id}/attendance"), "Continue");
        Assert.Contains("What is recorded now", again.Text, StringComparison.Ordinal);
        var correction = new Dictionary<string, string>
        {
            ["Model.Summary"] = "Talked about the budget",
            ["Model.CorrectionReason"] = "Wrong notes",
        };
        var other = await later.Press(await later.Get($"{list}/correct-{id}/attendance"), "Continue");
        var checking = await later.Press(again, "Continue", correction);
        Assert.Contains("Talked about the rent", checking.Text, StringComparison.Ordinal);
        var missed = new TypedOutcome(TypedOutcome.Missed, WhyMissed: "It was somebody else", Tell: ["no"]);
        await Lead(new CorrectOutcome(Guid.NewGuid(), reference, id, missed, "Mixed up"));
        var stale = await later.Press(other, "Continue", correction);
        StandsNow(stale, "It was somebody else", "Talked about the budget");
        var conflict = await later.Press(checking, "Save the correction");
        StandsNow(conflict, "It was somebody else", "Talked about the budget", "Wrong notes");
        Assert.Equal("missed", await host.State(id));
        var corrected = await later.Press(conflict, "Save the correction");
        Assert.Contains("is corrected", corrected.Text, StringComparison.Ordinal);
        Assert.Equal("happened", await host.State(id));

        await using var phone = await Browser.Open(host, Screen.Phone);
        await phone.SignIn(CasesHost.Caseworker);
        await phone.Page.GotoAsync($"{list}/correct-{id}/attendance");
        await phone.Page.ClickAsync("main button:has-text('Continue')");
        await phone.Page.FillAsync("[name='Model.CorrectionReason']", "Once more");
        await phone.Page.ClickAsync("main button:has-text('Continue')");
        await phone.Page.Locator("main button:has-text('Save the correction')").WaitForAsync();
        await Lead(new CorrectOutcome(Guid.NewGuid(), reference, id, missed, "Mixed up again"));
        await phone.Page.ClickAsync("main button:has-text('Save the correction')");
        await phone.Page.Locator("h2:has-text('What stands now')").WaitForAsync();
        await phone.Sound("appointment-conflict");

        MoveAppointment Moved(TypedSlot to) =>
            new(Guid.NewGuid(), reference, id, to with { RequestedBy = "person", Reason = "Job" }, null, true);
    }

    private static void StandsNow(WebPage page, params string[] both) =>
        StandsNow(page, both[0], both[1], HttpStatusCode.Conflict, both[2..]);

    private static void StandsNow(
        WebPage page,
        string stands,
        string typed,
        HttpStatusCode status,
        params string[] more
    )
    {
        Assert.Equal(status, page.Status);
        foreach (var text in more.Concat(["What stands now", stands]))
            Assert.Contains(text, page.Text, StringComparison.Ordinal);
        Assert.Contains(typed, page.Html, StringComparison.Ordinal);
    }

    private static Dictionary<string, string>? Both(WebPage check) =>
        check.Document.QuerySelector("[name='Model.ConfirmClash']") is null
            ? null
            : new() { ["Model.ConfirmClash"] = "yes" };

    private Task Lead(MediatR.IRequest<Application.Pipeline.Outcome<Application.Pipeline.Done>> command) =>
        host.As("demo-supplier-lead").Must(command);

    private static TypedSlot Slot(DateOnly day, string time) =>
        new(
            day.Day.ToString(CultureInfo.InvariantCulture),
            day.Month.ToString(CultureInfo.InvariantCulture),
            day.Year.ToString(CultureInfo.InvariantCulture),
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
            "one-to-one"
        );
}
