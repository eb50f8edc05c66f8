using RefMon.Application.Operations;
using RefMon.Domain.Endings;
using RefMon.TestKit;
using RefMon.Web.Tests.ActionPlans;
using RefMon.Web.Tests.Referring;
using Xunit;

namespace RefMon.Web.Tests.Endings;

/// <summary>Every ending once more by links and forms alone, and what the other side reads then.</summary>
[Trait("Capability", "Endings")]
public sealed class EndingsWithoutScriptsTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    [Fact]
    public async Task Withdrawn_before_the_assessment()
    {
        var reference = await site.Allocated();
        using var user = await site.SignIn(DeliverySite.Practitioner);
        var form = await user.Follow(await Overview(user, reference), "Withdraw this referral");
        Assert.NotEmpty((await user.Press(form, "Continue")).Errors);
        var check = await user.Press(
            form,
            "Continue",
            new() { ["Model.ReasonCode"] = "MOV", ["Model.Words"] = "Moved to <Hull>" }
        );
        Assert.Contains("concluded at once as withdrawn", check.Text, StringComparison.Ordinal);
        var changed = await user.Press(check, "Change what you say");
        Assert.Contains("Moved to <Hull>", changed.Text, StringComparison.Ordinal);
        var done = await user.Press(await user.Press(changed, "Continue"), "Withdraw the referral");
        Assert.Contains("Referral withdrawn", done.Text, StringComparison.Ordinal);

        using var supplier = await site.SignIn(DeliverySite.Caseworker);
        var theirs = await Overview(supplier, reference);
        Assert.Contains("Moved to <Hull>", theirs.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing more is due", theirs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Concluded_without_a_report()
    {
        var reference = await site.Delivering(sessions: 1);
        using var lead = await site.SignIn(DeliverySite.Lead);
        var form = await lead.Follow(await Overview(lead, reference), "Conclude without a report");
        Assert.NotEmpty((await lead.Press(form, "Conclude the referral")).Errors);
        var done = await lead.Press(form, "Conclude the referral", new() { ["Model.Reason"] = "Nobody is left." });
        Assert.Contains("Referral concluded", done.Text, StringComparison.Ordinal);

        using var user = await site.SignIn(DeliverySite.Practitioner);
        var report = await user.Get($"/referrals/{reference}/report");
        Assert.Contains("Nobody is left.", report.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing more is due", (await Overview(user, reference)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paused_by_the_practitioner_as_the_supplier_sees_it_and_resumed_by_its_lead()
    {
        var reference = await site.Allocated();
        using var user = await site.SignIn(DeliverySite.Practitioner);
        var form = await user.Follow(await Overview(user, reference), "Pause this referral");
        Assert.Contains(
            "It stays paused until somebody resumes it, also after the date",
            form.Text,
            StringComparison.Ordinal
        );
        WhatWaits(form);
        var early = await user.Get($"/referrals/{reference}/resume");
        Assert.Equal("This referral is not paused", early.Heading);
        Assert.NotEmpty((await user.Press(form, "Pause the referral")).Errors);
        await user.Press(
            form,
            "Pause the referral",
            new() { ["Model.Reason"] = "In hospital", ["Model.ExpectedUntil.Day"] = "1 Feb 2090" }
        );

        using var caseworker = await site.SignIn(DeliverySite.Caseworker);
        var seen = await Overview(caseworker, reference);
        foreach (var side in new[] { seen, await Overview(user, reference) })
        {
            Assert.Contains("expected to go on by 1 February 2090", side.Text, StringComparison.Ordinal);
            Assert.Contains("Until somebody resumes it", side.Text, StringComparison.Ordinal);
            WhatWaits(side);
        }
        var twice = await user.Get($"/referrals/{reference}/pause");
        Assert.Equal("This referral cannot be paused now", twice.Heading);
        Assert.Contains("is paused already. Resume it first.", twice.Text, StringComparison.Ordinal);
        Assert.Contains(
            seen.Document.QuerySelectorAll("main .refmon-heading-row .govuk-tag"),
            tag => tag.TextContent.Contains("Paused", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(seen.Links, link => link.EndsWith("/resume", StringComparison.Ordinal));
        var appointments = await caseworker.Get($"/referrals/{reference}/appointments");
        Assert.Contains("Appointments can still be kept", appointments.Text, StringComparison.Ordinal);

        using var lead = await site.SignIn(DeliverySite.Lead);
        var resume = await lead.Follow(await Overview(lead, reference), "Resume this referral");
        foreach (var told in new[] { "In hospital", "1 February 2090", "Its deadlines go on from today." })
            Assert.Contains(told, resume.Text, StringComparison.Ordinal);
        await lead.Press(resume, "Resume the referral");
        foreach (var side in new[] { user, caseworker })
            Assert.DoesNotContain("Paused since", (await Overview(side, reference)).Text, StringComparison.Ordinal);
    }

    // the same on every page that says it: what stands still, and what does not
    private static void WhatWaits(WebPage page)
    {
        foreach (
            var words in new[]
            {
                "deadlines that count working days stand still, and so does the time to object to the action plan",
                "What happened at an appointment is still due on its day",
                "the completion date and the release date stay as they are",
            }
        )
            Assert.Contains(words, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transferred_with_the_overviews_of_all_three_afterwards()
    {
        var reference = await site.Assessed();
        using var asks = await site.SignIn(DeliverySite.PractitionerLead);
        var form = await asks.Follow(await Overview(asks, reference), "Transfer this referral to another supplier");
        var services = form.Document.QuerySelectorAll("main [name='Model.To'][value], main [name='Model.To'] option");
        var service = services.Select(o => o.GetAttribute("value")).First(value => value is { Length: 36 })!;
        var check = await asks.Press(
            form,
            "Continue",
            new() { ["Model.To"] = service, ["Model.Reason"] = "Moving nearer family" }
        );
        var asked = await asks.Press(check, "Ask for the transfer");
        Assert.Contains("It stays where it is until they accept", asked.Text, StringComparison.Ordinal);

        var name = await site.Scalar<string>(
            $"select u.name from service s join contract c on c.id = s.contract_id join supplier u on u.id = c.supplier_id where s.id = '{service}'"
        );
        // the receiving supplier has no persona: the lead persona works on its contract for a while
        await Execute(
            $"insert into account_contract select 'demo-supplier-lead', contract_id from service where id = '{service}'"
        );
        using (var receiver = await site.SignIn(DeliverySite.Lead))
        {
            await Execute(
                $"update contract set open_until = '2020-01-01' where id = (select contract_id from service where id = '{service}')"
            );
            foreach (var closed in new[] { $"/transfers/{reference}", "/transfers" })
            {
                var page = await receiver.Get(closed);
                Assert.Contains("You cannot accept it. This contract takes no", page.Text, StringComparison.Ordinal);
                Assert.DoesNotContain("Accept the transfer", page.Text, StringComparison.Ordinal);
            }
            await Execute(
                $"update contract set open_until = null where id = (select contract_id from service where id = '{service}')"
            );
            var accept = await receiver.Get($"/transfers/{reference}");
            var accepted = await receiver.Press(accept, "Accept the transfer");
            Assert.Equal("Assign a caseworker", accepted.Heading);
            var theirs = await Overview(receiver, reference);
            Assert.Contains("This is yours to do", theirs.Text, StringComparison.Ordinal);
            Assert.Contains("Assign a caseworker", theirs.Text, StringComparison.Ordinal);
            Assert.Contains(name, theirs.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("This is your record up to then", theirs.Html, StringComparison.Ordinal);
        }
        await Execute(
            $"delete from account_contract where account_id = 'demo-supplier-lead' and contract_id = (select contract_id from service where id = '{service}')"
        );

        using var practitioner = await site.SignIn(DeliverySite.Practitioner);
        var after = await Overview(practitioner, reference);
        Assert.Contains(name, after.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("until they accept", after.Text, StringComparison.Ordinal);
        Assert.Equal(
            "Assessed",
            await site.Scalar<string>($"select stage from case_list_row where reference = '{reference}'")
        );
        using var former = await site.SignIn(DeliverySite.Caseworker);
        var record = await Overview(former, reference);
        Assert.Contains("This is your record up to then", record.Html, StringComparison.Ordinal);
        Assert.Contains("Nothing is yours to do", record.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_on_a_recalled_referral_does_not_claim_that_the_supplier_reads_it()
    {
        var reference = await site.Sent();
        await site.Append(
            reference,
            new ReferralRecalled(
                DemonstrationAccounts.Practitioner.Staff,
                site.Time.GetUtcNow(),
                RecallReason.WrongPerson,
                null
            )
        );
        using var user = await site.SignIn(DeliverySite.Practitioner);
        var form = await user.Follow(await user.Get($"/referrals/{reference}/notes"), "Add a note");
        Assert.Contains("only probation reads the note", form.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Both sides", form.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("emailed", form.Text, StringComparison.Ordinal);
        var added = await user.Press(
            form,
            "Add note",
            new() { ["Model.Subject"] = "Mixed up", ["Model.Body"] = "Two people of one name" }
        );
        Assert.Contains("Only probation can read it", added.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("emailed", added.Text, StringComparison.Ordinal);
    }

    private static Task<WebPage> Overview(WebUser user, string reference) => user.Get($"/referrals/{reference}");

    private async Task Execute(string sql)
    {
        await using var command = site.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
