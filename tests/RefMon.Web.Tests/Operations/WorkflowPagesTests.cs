using Microsoft.Playwright;
using RefMon.Application.Catalogue;
using RefMon.Application.Operations;
using RefMon.TestKit;
using RefMon.Web.Tests.Referring;
using Xunit;

namespace RefMon.Web.Tests.Operations;

/// <summary>What an operator sees of processes and does about them, and an administrator of their deadlines, in a real browser.</summary>
[Trait("Capability", "Operations")]
public sealed class WorkflowPagesTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    [Fact]
    public async Task An_operator_finds_instances_sees_where_they_stand_and_passes_over_retries_and_cancels()
    {
        var (one, two) = (await site.Sent(), await site.Sent());
        await Instances(one, two);
        await using var window = await Browser.Open(site);
        await window.SignIn("operator");
        var page = window.Page;
        await page.Follow(page.Locator("main a:has-text('Workflows')"));
        await Look(window, "workflows");
        await page.Follow(page.Locator("main a:has-text('Allocation')").First);
        await Assertions.Expect(page.Locator("svg.refmon-flow")).ToContainTextAsync("Wait for a caseworker");
        await Assertions
            .Expect(page.Locator("ol li:has(strong:text-is('Wait for a caseworker'))"))
            .ToContainTextAsync("2 here");
        await Look(window, "workflow-definition");
        // all of it is on the page
        Assert.True(
            await page.EvaluateAsync<bool>(
                "(box => box.scrollWidth <= box.clientWidth)(document.querySelector('.refmon-flow-box'))"
            )
        );
        await page.GotoAsync("/operations/workflows/action-plan/3");
        await Assertions.Expect(page.Locator(".refmon-flow-hint")).ToBeVisibleAsync();
        await page.Locator(".refmon-flow-box").FocusAsync();
        await page.Keyboard.PressAsync("End");
        await window.Picture("workflow-definition-wide");
        await page.SetViewportSizeAsync(320, 800);
        await Look(window, "workflow-definition-narrow");
        await page.SetViewportSizeAsync(1280, 900);

        await page.GotoAsync(
            $"/operations/workflows/instances?reference={one.ToLowerInvariant()}&definition=allocation"
        );
        await Assertions.Expect(page.Locator("main tbody tr")).ToHaveCountAsync(1);
        await Look(window, "workflow-instances");
        await page.Follow(page.Locator("main tbody a"));
        await Assertions.Expect(page.Locator("svg.refmon-flow")).ToContainTextAsync("Stands here");
        await Look(window, "workflow-instance");
        var instance = page.Url;

        await page.Follow(page.Locator("a:has-text('Pass it over')"));
        await Press(page, "Pass it over");
        await Assertions
            .Expect(page.Locator(".govuk-error-summary"))
            .ToContainTextAsync("Enter why you are doing this");
        await Look(window, "workflow-skip-error");
        await page.GetByLabel("Why you are doing this").FillAsync("Named by telephone");
        await page.GetByLabel("It happened").CheckAsync();
        await Press(page, "Pass it over");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The step was passed over");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Named by telephone");

        await using var phone = await Browser.Open(site, Screen.Phone);
        await phone.SignIn("operator");
        page = phone.Page;
        await Fail(two);
        await page.GotoAsync("/operations/workflows/incidents");
        await Press(page, "Try all of these again");
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("Select what to try again");
        await Look(phone, "workflow-incidents");
        await page.GetByLabel("TimeoutException").CheckAsync();
        await page.GetByLabel("Why you are doing this").FillAsync("The neighbour is back");
        await Press(page, "Try all of these again");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("1 tried again");
        await Fail(two);
        await page.GotoAsync("/operations/workflows/incidents");
        await page.Follow(page.Locator($"tr:has-text('{two}') a"));
        await Look(phone, "workflow-instance");
        await page.Follow(page.Locator("a:has-text('Try again now')"));
        await page.GetByLabel("Why you are doing this").FillAsync("The neighbour is back");
        await Press(page, "Try again");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("It is being tried again");
        await Move(phone);
        await page.Follow(page.Locator("a:has-text('Cancel this instance')"));
        await Look(phone, "workflow-cancel");
        await page.GetByLabel("Why you are doing this").FillAsync("Looked after by hand");
        await Press(page, "Cancel the instance");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The instance was cancelled");
        await Look(phone, "workflow-instance-over");
        await page.GotoAsync("/operations/workflows/timers");
        await Look(phone, "workflow-timers");
        await page.GotoAsync("/operations/workflows");
        await Look(phone, "workflows");
        await page.GotoAsync($"{instance}/move");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("This instance is over");
        await Unread(one);
        await page.GotoAsync("/operations");
        await page.Follow(page.Locator("li:has-text('Urgent notices nobody has read: 1') a"));
        await Assertions
            .Expect(page.Locator($"tr:has-text('{one}')"))
            .ToContainTextAsync($"Supplier: {DemonstrationAccounts.SupplierLead.Supplier!.Name}");
        await Look(phone, "unread-urgent");
        await page.GotoAsync("/operations/workflows/instances?show=Over");
        await Look(phone, "workflow-instances");

        var audit = await site.As("demo-auditor").Must(new RefMon.Application.Access.ReadAudit("demo-operator"));
        foreach (
            var act in (string[])
                ["SkipWorkflowActivity", "RetryWorkflowActivity", "MoveWorkflowInstance", "CancelWorkflowInstance"]
        )
            Assert.Contains(audit.Entries, entry => entry.Action == act && entry.Outcome == "accepted");
        using var lead = await site.SignIn("supplier-lead");
        Assert.Equal(403, (int)(await lead.Get("/operations/workflows")).Status);
        Assert.Equal(404, (int)(await phone.Page.GotoAsync("/operations/workflows/allocation/999"))!.Status);
    }

    [Fact]
    public async Task An_administrator_sets_a_deadline_for_a_contract_type()
    {
        await using var window = await Browser.Open(site, Screen.Phone);
        await window.SignIn("administrator");
        var page = window.Page;
        await page.GotoAsync("/admin/deadlines");
        await Look(window, "deadlines");
        await page.GotoAsync($"/admin/deadlines/{DemonstrationServices.EmploymentEastMidlands.TypeCode}");
        await Look(window, "deadlines-contract-type");
        await page.Follow(page.Locator("a:has-text('hold the supplier assessment')"));
        await Press(page, "Continue");
        await Assertions
            .Expect(page.Locator(".govuk-error-summary"))
            .ToContainTextAsync("Select the default or another figure");
        await Look(window, "deadline-error");
        await page.GetByLabel("Another figure").CheckAsync();
        await page.GetByLabel("Working days", new() { Exact = true }).FillAsync("7");
        var from = Domain.Attention.LondonTime.DayOf(site.Time.GetUtcNow()).AddDays(30);
        await page.GetByLabel("Day", new() { Exact = true })
            .FillAsync(from.ToString("d'/'M'/'yyyy", System.Globalization.CultureInfo.InvariantCulture));
        await page.GetByLabel("Why").FillAsync("Agreed with the suppliers");
        await Press(page, "Continue");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("7 working days from when the supplier got");
        await Look(window, "deadline-check");
        await Press(page, "Change what you entered");
        await Assertions.Expect(page.GetByLabel("Working days", new() { Exact = true })).ToHaveValueAsync("7");
        await Press(page, "Continue");
        await Press(page, "Change the deadline");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The deadline was changed");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Agreed with the suppliers");
        await Look(window, "deadlines-changed");
    }

    // a second version is there, and a third in which the step it waits at is another
    private async Task Move(BrowserWindow window)
    {
        var page = window.Page;
        await site.Scalar<long>(
            """
            with other as (
                insert into workflow_definition (definition_id, version, name, content, fingerprint, retired, changed_at)
                select d.definition_id, v, d.name, replace(replace(replace(d.content, '"allocation:1"', format('"allocation:%s"', v)),
                    E'"version": 1,\n  "toolVersion"', format(E'"version": %s,\n  "toolVersion"', v)),
                    case v when 3 then '"CaseworkerNamed"' else '' end, '"AssessmentHeld"'), format('of the test %s', v), false, now()
                from workflow_definition d cross join generate_series(2, 3) v
                where d.definition_id = 'allocation' and d.version = 1 returning 1)
            select count(*) from other
            """
        );
        var move = page.Locator("a:has-text('Move to another version')");
        await RefMonHost.Eventually(
            async () =>
            {
                await page.ReloadAsync();
                return await move.CountAsync() == 1;
            },
            "the other versions are known"
        );
        await page.Follow(move);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("It can go on there.");
        await Look(window, "workflow-move");
        await page.GetByLabel("Version 3").CheckAsync();
        await page.GetByLabel("Why you are doing this").FillAsync("The wording is better");
        await Press(page, "Move it");
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("which in version 3 has");
        await window.Picture("workflow-move-error");
        await page.GetByLabel("Version 2").CheckAsync();
        await Press(page, "Move it");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The instance goes on in the other version");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The wording is better");
        await Assertions.Expect(page.Locator("a[href$='/workflows/allocation/2']")).ToHaveCountAsync(1);
    }

    private Task Instances(params string[] references) =>
        RefMonHost.Eventually(
            async () =>
                await site.Scalar<long>(
                    $"""
                    select count(*) from workflow_instance i join case_list_row c on c.referral_id = i.correlation_id
                    where i.definition_id = 'allocation' and c.reference in ('{string.Join("','", references)}')
                    """
                ) == references.Length,
            "the processes have begun"
        );

    /// <summary>As if a caseworker had not read an urgent notice, and nobody else could be told.</summary>
    private Task<long> Unread(string reference) =>
        site.Scalar<long>(
            $"""
            with unread as (
                insert into notice (id, cause_id, account_id, part, kind, subject_id, reference, raised_at, urgent, email,
                    escalate_at, nobody_told_since)
                select gen_random_uuid(), gen_random_uuid(), 'demo-caseworker', 'caseworker', 'risk-updated', referral_id, reference,
                    now() - interval '1 day', true, 'now', now() + interval '1 hour', now() - interval '2 hours'
                from case_list_row where reference = '{reference}' returning 1)
            select count(*) from unread
            """
        );

    /// <summary>As if an instance could not be turned.</summary>
    private Task<long> Fail(string reference) =>
        site.Scalar<long>(
            $"""
            insert into workflow_incident (instance_id, activity_id, run, error, failures, parked, opened_at, last_failed_at)
            select i.id, '', 0, 'TimeoutException', 6, true, now(), now()
            from workflow_instance i join case_list_row c on c.referral_id = i.correlation_id
            where i.definition_id = 'allocation' and c.reference = '{reference}'
            on conflict (instance_id, activity_id) where resolved_at is null do update set parked = true
            returning id
            """
        );

    private static Task Press(IPage page, string button) =>
        page.Follow(page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }));

    private static async Task Look(BrowserWindow window, string picture)
    {
        await window.Picture(picture);
        await window.AssertSound();
    }
}
