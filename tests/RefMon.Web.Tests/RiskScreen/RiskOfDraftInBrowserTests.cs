using Microsoft.Playwright;
using RefMon.Application.Catalogue;
using RefMon.Domain;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.People;
using RefMon.TestKit;
using RefMon.Web.Tests.Referring;
using Xunit;

namespace RefMon.Web.Tests.RiskScreen;

/// <summary>The risk screen and safe contact of a draft, as a practitioner meets them.</summary>
[Trait("Capability", "RiskScreen")]
public sealed class RiskOfDraftInBrowserTests(ReferringSite site) : IClassFixture<ReferringSite>, IDisposable
{
    private const string Original = "Former partners, \"known\" <b>& others</b>; mostly after drinking.";
    private const string Edited = "Former partners; mostly at weekends after drinking.";

    public void Dispose() => site.StandIns.Controls.Clear();

    [Theory]
    [InlineData(Screen.Desktop)]
    [InlineData(Screen.DesktopWithoutScripts)]
    public async Task Edited_beside_the_original_previewed_restored_and_shown_on_the_check_page(Screen screen)
    {
        var draft = await site.StartDraft(Somebody());
        await using var window = await Browser.Open(site, screen);
        await window.SignIn("practitioner");
        var page = window.Page;
        await page.GotoAsync($"/refer/{draft}/risk");
        await Says(
            page,
            ".refmon-risk-panels",
            "Very high",
            "Unknown",
            "Stalking",
            "Domestic abuse",
            "Source: nDelius"
        );

        await page.GetByLabel("Yes, edit it first").CheckAsync();
        await page.GetByLabel("Who is at risk, for the supplier").FillAsync(Edited);
        await page.GetByLabel("Concerns about suicide, for the supplier").FillAsync("");
        await page.GetByLabel("Weapons, since").CheckAsync();
        await page.GetByLabel("Additional information (optional)").FillAsync("Keep the door open");
        await Press(page, "Preview what the supplier will see");

        await Says(page, ".refmon-preview", Edited, "Keep the door open", "Stalking", "Nothing was said");
        Assert.DoesNotContain("Weapons", await page.InnerTextAsync(".refmon-preview"), StringComparison.Ordinal);
        Assert.DoesNotContain("& others", await page.InnerTextAsync(".refmon-preview"), StringComparison.Ordinal);
        var changes = page.Locator("#edit-whoisatrisk .refmon-difference");
        await Assertions.Expect(changes.Locator("ins")).ToContainTextAsync("at weekends");
        await Assertions.Expect(changes.Locator("del").First).ToContainTextAsync("known");
        await Sound(window, "risk-preview");

        await page.GetByRole(AriaRole.Button, new() { Name = "Restore the original of Concerns about suicide" })
            .ClickAsync();
        await Assertions
            .Expect(page.GetByLabel("Concerns about suicide, for the supplier"))
            .ToHaveValueAsync("Not a concern at the time of the assessment.");
        Assert.Equal(Edited, await page.GetByLabel("Who is at risk, for the supplier").InputValueAsync());
        await Press(page, "Save and continue");
        await Says(page, ".govuk-error-summary", "Confirm that you understand");
        await Sound(window, "risk-error");
        Assert.Equal(Edited, await page.GetByLabel("Who is at risk, for the supplier").InputValueAsync());
        await page.GetByLabel("I have read this").CheckAsync();
        await Press(page, "Save and continue");

        await SayHowToContact(window, draft);
        await page.GotoAsync($"/refer/{draft}/check");
        await Says(page, "#risk", Edited, "Stalking, since", "Left out: ", "Serious reoffending (RSR): Medium, 4.2%");
        await Says(page, "#safe-contact", "Leave no message", "Their former partner");
        await Sound(window, "risk-check");
    }

    [Fact]
    public async Task Each_silent_source_is_named_and_nothing_is_lost_on_a_phone()
    {
        await using var window = await Browser.Open(site, Screen.Phone);
        await window.SignIn("practitioner");
        var page = window.Page;
        site.StandIns.Controls.Set(StandInOperation.Registrations, Behaviour.Nonsense(NonsenseKind.Truncated));
        var crn = Somebody();
        var draft = await site.StartSilently(crn);
        await page.GotoAsync($"/refer/{draft}/risk");
        await Says(page, "main", "Assess Risks and Needs is not answering", "unknown, not low");
        await Sound(window, "risk-silent");
        site.StandIns.Controls.Clear();
        site.StandIns.Controls.Set(StandInOperation.Registrations, Behaviour.Nonsense(NonsenseKind.Truncated));
        site.StandIns.Controls.Set(StandInOperation.Scores, Behaviour.Down);
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Says(
            page,
            "main",
            "nDelius did not give the registrations",
            "Assess Risks and Needs did not give the scores",
            "Not known. Nothing here does not mean nothing is registered.",
            "Former partners"
        );
        await Sound(window, "risk-half-silent");

        // known, and then there is news of it that nobody can say more of
        site.StandIns.Controls.Clear();
        await page.GotoAsync($"/refer/{draft}/risk");
        await Says(page, "main", "Weapons", "Serious reoffending");
        site.StandIns.Controls.Set(StandInOperation.Registrations, Behaviour.Down);
        await site.StandIns.Notices.Tell("risk", crn);
        await RefMonHost.Eventually(
            () =>
                site.Scalar<bool>(
                    $"select (sources -> 'registrations' ->> 'isDoubted')::bool from draft where id = '{draft}'"
                ),
            "the notice is followed"
        );
        await page.GotoAsync($"/refer/{draft}/risk");
        await Says(
            page,
            "main",
            "Some of this may have changed: its source is not answering",
            "registrations and alerts, from nDelius: read on",
            "Weapons"
        );
        await Sound(window, "risk-doubted");
        await page.GotoAsync($"/refer/{draft}/check");
        await Says(
            page,
            "#risk",
            "nDelius is not answering. This is what it said on",
            "Read from Assess Risks and Needs"
        );
        await Sound(window, "risk-doubted-check");
    }

    [Fact]
    public async Task Safe_contact_goes_with_the_person_into_a_draft_and_is_changed_on_all_their_referrals()
    {
        var crn = site.NewPerson().Crn;
        var (first, second) = (await Sent(crn, ReferringSite.Accommodation), await Sent(crn, ReferringSite.Employment));
        await using var window = await Browser.Open(site, Screen.Phone);
        await window.SignIn("practitioner");
        var page = window.Page;
        await page.GotoAsync($"/referrals/{first}/safe-contact");
        await Assertions.Expect(page.GetByLabel($"{second}: ")).ToBeCheckedAsync();
        await page.GetByLabel("Yes", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Safe times (optional)").FillAsync("Mornings only");
        await Press(page, "Save");
        await Says(page, "main", "Safe contact was changed", "Says the same now as this referral");
        await page.GotoAsync($"/referrals/{second}/safe-contact");
        await Says(page, ".refmon-safe-contact", "Mornings only");

        await page.GetByLabel($"{first}: ").UncheckAsync();
        await page.GetByLabel("Safe times (optional)").FillAsync("Evenings only");
        await Press(page, "Save");
        await page.GotoAsync($"/referrals/{second}/safe-contact");
        await Says(page, "main", "say different things about safe contact", "Mornings only", "Says something else now");
        await Sound(window, "safe-contact-differs");
        await page.Follow(page.Locator("a[href^='/people/']").First);
        await Says(page, "main", "Read all of them before you contact anybody", "Mornings only", "Evenings only");
        await Sound(window, "person-safe-contact-differs");
        await Wide(window, "person-safe-contact-differs");

        var draft = await site.StartDraft(crn, ReferringSite.Wellbeing);
        await page.GotoAsync($"/refer/{draft}");
        await Says(page, "main", $"From referral {second}, said by Pat Practitioner on");
        await page.GotoAsync($"/refer/{draft}/check");
        await Says(page, "#safe-contact", "To do", "Evenings only", $"From referral {second}");
        await page.GotoAsync($"/refer/{draft}/safe-contact");
        await Says(page, "main", $"From referral {second}", "say something else about safe contact", "Mornings only");
        await Sound(window, "safe-contact-carried");
        await Wide(window, "safe-contact-carried");
        await Press(page, "Save and continue");
        await page.GotoAsync($"/refer/{draft}/check");
        await Assertions.Expect(page.Locator("#safe-contact")).Not.ToContainTextAsync("To do");
        await page.GotoAsync($"/referrals/{first}/safe-contact");
        await Wide(window, "safe-contact-differs");
    }

    private async Task<string> Sent(string crn, DemonstrationService service)
    {
        var draft = await site.CompleteDraft(crn, service);
        return (await site.Do(new RefMon.Application.Referring.SendReferral(draft, Guid.NewGuid()))).Reference;
    }

    private static async Task Wide(BrowserWindow window, string picture)
    {
        await window.Page.SetViewportSizeAsync(1280, 900);
        await Sound(window, $"{picture}-wide");
        await window.Page.SetViewportSizeAsync(375, 812);
    }

    private string Somebody()
    {
        var person = site.NewPerson();
        var today = Domain.Attention.LondonTime.DayOf(site.Time.GetUtcNow());
        site.StandIns.People.Change(
            person.Crn,
            p =>
                p with
                {
                    Risk = p.Risk! with
                    {
                        WhoIsAtRisk = Original,
                        Suicide = new StandInConcern("NO", null),
                        Levels = new Dictionary<string, IReadOnlyList<string>> { ["VERY_HIGH"] = ["Known adult"] },
                        Scores = [new StandInScore("RSR", "MEDIUM", 4.2m, today.AddDays(-500))],
                    },
                    Registrations =
                    [
                        new("ADVP", "Domestic Abuse Perpetrator", "Public protection", today.AddDays(-300), null),
                        new("STLK", "Stalking", "Public protection", today.AddDays(-30), today.AddDays(-1)),
                        new("WEAP", "Weapons", "Alerts", today.AddDays(-3), null),
                    ],
                }
        );
        return person.Crn;
    }

    private static async Task SayHowToContact(BrowserWindow window, DraftId draft)
    {
        var page = window.Page;
        await page.GotoAsync($"/refer/{draft}/safe-contact");
        await Sound(window, "safe-contact");
        await Press(page, "Save and continue");
        await Says(page, ".govuk-error-summary", "Select yes if there is anything to know");
        await page.GetByLabel("Yes", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Safe times (optional)").FillAsync("   ");
        await Press(page, "Save and continue");
        await Says(page, ".govuk-error-summary", "Say something in at least one of the boxes");
        await Sound(window, "safe-contact-error");
        await page.GetByLabel("Safe ways (optional)").FillAsync("Text first.\nLeave no message");
        await page.GetByLabel("Who must not know (optional)").FillAsync("Their former partner");
        await Press(page, "Save and continue");
        await page.UntilAt(url => !url.Contains("safe-contact", StringComparison.Ordinal));
    }

    private static Task Press(IPage page, string button) =>
        page.Follow(page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).Last);

    private static async Task Says(IPage page, string place, params string[] texts)
    {
        foreach (var text in texts)
            await Assertions.Expect(page.Locator(place).First).ToContainTextAsync(text);
    }

    private static async Task Sound(BrowserWindow window, string picture)
    {
        if (window.Screen != Screen.DesktopWithoutScripts)
            await window.Picture(picture);
        await window.AssertSound();
    }
}
