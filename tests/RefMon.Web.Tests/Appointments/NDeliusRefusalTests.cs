using Microsoft.Playwright;
using RefMon.StandIns.Exchange;
using RefMon.TestKit;
using RefMon.Web.Tests.CaseLists;
using Xunit;

namespace RefMon.Web.Tests.Appointments;

/// <summary>What nDelius does not take, as both sides and an operator see it.</summary>
[Trait("Capability", "Appointments")]
[Collection(nameof(AppointmentHost))]
public sealed class NDeliusRefusalTests(CasesHost host)
{
    [Fact]
    public async Task What_nDelius_refuses_is_shown_to_both_sides_and_settled_by_an_operator_with_a_note()
    {
        var monday = AppointmentSite.NextMonday();
        await host.At(monday, 9);
        var reference = await host.ReferenceOf("X000030");
        // what the demonstration began with is told first
        await Eventually(
            "select (select max(seq_id) from mt_events) <= last_seq_id from mt_event_progression where name = 'NeighboursOutbound:All'"
        );
        host.StandIns.Controls.Set(
            StandInOperation.Appointment,
            Behaviour.Refuse("appointment-in-the-past", "Appointments must be in the future.")
        );
        var id = await host.Booked("X000030", monday, session: 3);
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
        await Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync("moves to another supplier and ends");
        await window.Sound("operations-ndelius");
        await window.Page.Locator($"tr:has-text('{reference}') a").Last.ClickAsync();
        await window.Page.ClickAsync("button:has-text('Settle by hand')");
        await Assertions.Expect(window.Page.Locator(".govuk-error-summary")).ToContainTextAsync("Enter why");
        await window.Sound("operations-settle");
        await window.Page.FillAsync("[name='Model.Reason']", "Typed into nDelius by support, ticket 1234");
        await window.Page.ClickAsync("button:has-text('Settle by hand')");
        await Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync("ticket 1234");
        await using var phone = await Browser.Open(host, Screen.Phone);
        await phone.SignIn("operator");
        await phone.Page.GotoAsync("/operations/ndelius");
        await phone.Sound("operations-ndelius");
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
}
