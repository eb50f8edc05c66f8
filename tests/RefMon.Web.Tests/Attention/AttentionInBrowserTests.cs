using Microsoft.Playwright;
using RefMon.Application.Attention;
using RefMon.Application.Operations;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Endings;
using RefMon.Domain.RiskScreen;
using RefMon.TestKit;
using RefMon.Web.Tests.ActionPlans;
using RefMon.Web.Tests.Referring;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RefMon.Web.Tests.Attention;

/// <summary>The inbox and the choice of e-mail, as both sides use them, on a desktop and on a phone.</summary>
[Trait("Capability", "Attention")]
public sealed class AttentionInBrowserTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    private const string Badge = ".govuk-service-navigation .moj-notification-badge";

    [Fact]
    public async Task Somebody_reads_what_has_happened_and_does_what_is_late()
    {
        var (first, second) = (await site.Allocated(), await site.Allocated());
        await Raise(first, "Practitioner", ReminderKind.RiskSourceNewer, null);
        await site.Append(
            second,
            new ActionPlanSubmitted(DemonstrationAccounts.Caseworker.Staff, site.Time.GetUtcNow(), 1, 3, [])
        );
        await Told("demo-practitioner", 1, first);
        await Told("demo-practitioner", 2, second);
        await OthersAreRead("demo-practitioner", first, second);
        await using var window = await Browser.Open(site);
        await window.SignIn(DeliverySite.Practitioner);
        var page = window.Page;
        Assert.EndsWith("/attention", page.Url);
        await Expect(page.Locator(Badge)).ToHaveTextAsync("3");
        await Expect(page.Locator("#to-do ~ table")).ToContainTextAsync("Share the newer risk information");
        await Expect(page.Locator(".refmon-notices__item--unread")).ToHaveCountAsync(3);
        await window.AssertSound();
        await window.Picture("attention");

        // opening leads there and marks it; Back and another one works, and so does marking by itself
        await page.Follow(page.Locator("button[name=open]").First);
        Assert.EndsWith($"/referrals/{second}/plan", page.Url);
        await Expect(page.Locator(Badge)).ToHaveTextAsync("2");
        await page.GoBackAsync();
        await page.UntilAt(url => url.EndsWith("/attention", StringComparison.Ordinal));
        await page.Follow(page.Locator("button[name=read]").Last);
        await Expect(page.Locator(".refmon-notices__item--unread")).ToHaveCountAsync(1);
        await page.Follow(page.GetByText("Show only unread (1)"));
        Assert.Contains("unread=yes", page.Url);
        await page.Follow(page.Locator("button[name=all]"));
        await Expect(page.Locator("main")).ToContainTextAsync("You have read everything.");
        await Expect(page.Locator(Badge)).ToHaveCountAsync(0);
        await MarkAllButWhatIsUrgentElsewhere(window, first);
        await page.GotoAsync("/attention?show=to-do&late=yes&to-do-page=99&news-page=x");
        await Expect(page.Locator("main")).ToContainTextAsync("Nothing is late.");
        await Expect(page.Locator("#news")).ToHaveCountAsync(0);

        await Choose(window);
    }

    [Fact]
    public async Task A_caseworker_on_a_phone_sees_what_is_urgent_until_probation_takes_the_referral_back()
    {
        var reference = await site.Allocated();
        await site.Append(
            reference,
            new RiskShared(DemonstrationAccounts.Practitioner.Staff, site.Time.GetUtcNow(), Risk())
        );
        await Raise(reference, "Supplier", ReminderKind.PlanLate, new(2026, 1, 5));
        await Told("demo-caseworker", 2, reference);
        await using var window = await Browser.Open(site, Screen.Phone);
        await window.SignIn(DeliverySite.Caseworker);
        var page = window.Page;
        Assert.EndsWith("/attention", page.Url);
        var notice = page.Locator(".refmon-notices__item", new() { HasText = reference });
        await Expect(notice.Filter(new() { HasText = "Newer risk information was shared" }))
            .ToContainTextAsync("Urgent");
        await Expect(page.Locator("tr", new() { HasText = reference }).First).ToContainTextAsync("working days late");
        await window.AssertSound();
        await window.Picture("attention-caseworker");

        await site.Append(
            reference,
            new ReferralRecalled(
                DemonstrationAccounts.Practitioner.Staff,
                site.Time.GetUtcNow(),
                RecallReason.WrongPerson,
                "x"
            )
        );
        await Told("demo-caseworker", 3, reference);
        await page.GotoAsync("/attention");
        await Expect(notice).ToHaveCountAsync(1);
        await Expect(notice).ToContainTextAsync($"Referral {reference}");
        await Expect(page.Locator("tr", new() { HasText = reference })).ToHaveCountAsync(0);
        await page.Follow(notice.Locator("button[name=open]"));
        Assert.EndsWith("/cases?view=concluded", page.Url);
    }

    // an urgent notice with a page of others before it
    private async Task MarkAllButWhatIsUrgentElsewhere(BrowserWindow window, string reference)
    {
        await using var command = site.Database.CreateCommand(
            """
            insert into notice (id, cause_id, account_id, part, kind, subject_id, reference, raised_at, urgent, email)
            select gen_random_uuid(), gen_random_uuid(), 'demo-practitioner', 'practitioner',
                case i when 0 then 'circumstances-changed' else 'note-added' end, referral_id, reference,
                $2::timestamptz + i * interval '1 second', i = 0, 'none'
            from case_list_row, generate_series(0, 20) i where reference = $1
            """
        );
        command.Parameters.Add(new() { Value = reference });
        command.Parameters.Add(new() { Value = site.Time.GetUtcNow().AddMinutes(-1).UtcDateTime });
        await command.ExecuteNonQueryAsync();
        var page = window.Page;
        await page.GotoAsync("/attention");
        await Expect(page.Locator("#urgent-elsewhere")).ToContainTextAsync("1 urgent notice is on another page.");
        await window.AssertSound();
        await window.Picture("attention-urgent-elsewhere");
        await page.Follow(page.Locator("button[name=all]"));
        await Expect(page.Locator(Badge)).ToHaveTextAsync("1");
        await Expect(page.Locator("#urgent-elsewhere")).ToHaveCountAsync(1);
        await page.Follow(page.GetByText("Show only unread (1)"));
        await Expect(page.Locator("#urgent-elsewhere")).ToHaveCountAsync(0);
        await page.Follow(page.Locator("button[name=all]"));
        await Expect(page.Locator("main")).ToContainTextAsync("You have read everything.");
    }

    private static async Task Choose(BrowserWindow window)
    {
        var page = window.Page;
        await page.GotoAsync("/account");
        await page.Follow(page.GetByText("Choose what you get by email, and when"));
        await window.AssertSound();
        await window.Picture("notifications");
        await Group(page, "Reminders").GetByLabel("In a daily summary").CheckAsync();
        await Group(page, "Do you want quiet hours?").GetByLabel("Yes").CheckAsync();
        await page.GetByLabel("From").FillAsync("6");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("6am or 6pm");
        await Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("Enter the end of quiet hours");
        await Expect(Group(page, "Reminders").GetByLabel("In a daily summary")).ToBeCheckedAsync();
        await window.AssertSound();
        await page.GetByLabel("From").FillAsync("6pm");
        await page.GetByLabel("Until").FillAsync("8am");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync("Saved");
        await Expect(Group(page, "Reminders").GetByLabel("In a daily summary")).ToBeCheckedAsync();
        await Expect(page.GetByLabel("Until")).ToHaveValueAsync("8am");
        await page.SetViewportSizeAsync(375, 800);
        await window.AssertSound();
        await window.Picture("notifications-saved");
    }

    private static ILocator Group(IPage page, string legend) => page.GetByRole(AriaRole.Group, new() { Name = legend });

    private Task Told(string account, int notices, string? reference = null) =>
        RefMonHost.Eventually(
            async () =>
                await site.Scalar<long>(
                    $"select count(*) from notice where account_id = '{account}' and ('{reference}' = '' or reference = '{reference}')"
                ) >= notices,
            $"{account} has {notices} notices"
        );

    // the tests of this class come in any order, and each leaves notices to the same people
    private async Task OthersAreRead(string account, params string[] references)
    {
        await using var command = site.Database.CreateCommand(
            "update notice set read_at = now() where account_id = $1 and read_at is null and reference <> all ($2)"
        );
        command.Parameters.Add(new() { Value = account });
        command.Parameters.Add(new() { Value = references });
        await command.ExecuteNonQueryAsync();
    }

    private async Task Raise(string reference, string role, ReminderKind item, DateOnly? due)
    {
        await using var command = site.Database.CreateCommand(
            """
            insert into attention_item (id, subject_id, role, item, raised_by, raised_at, due_on)
            select gen_random_uuid(), referral_id, $2, $3, gen_random_uuid(), now(), $4::date from case_list_row where reference = $1
            """
        );
        foreach (var value in new object[] { reference, role, item.ToString(), due is null ? DBNull.Value : due })
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    private static RiskStatement Risk() =>
        new(
            new RiskVersionId(Guid.NewGuid()),
            null,
            RoshLevel.High,
            [],
            new RiskTexts("Who", null, null, null, null, null, null, null),
            false,
            true
        );
}
