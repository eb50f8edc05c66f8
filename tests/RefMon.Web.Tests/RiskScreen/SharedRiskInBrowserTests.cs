using Microsoft.Playwright;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.People;
using RefMon.TestKit;
using RefMon.Web.Tests.CaseLists;
using Xunit;

namespace RefMon.Web.Tests.RiskScreen;

/// <summary>Risk information and safe contact after sending: the practitioner shares, the caseworker reads and confirms.</summary>
[Trait("Capability", "RiskScreen")]
public sealed class SharedRiskInBrowserTests(CasesHost host) : IClassFixture<CasesHost>
{
    private const string Update = "Rang us on Monday in distress; now lives with his brother.";

    [Fact]
    public async Task What_is_shared_is_read_and_confirmed_version_by_version()
    {
        var reference = await host.Scalar<string>(
            $"select reference from case_list_row where crn = '{WellKnownPeople.VeryHighRisk}'"
        );
        await using var caseworker = await Browser.Open(host, Screen.Phone);
        await caseworker.SignIn(CasesHost.Caseworker);
        foreach (var address in new[] { "", "/details", "/history" })
        {
            await caseworker.Page.GotoAsync($"/referrals/{reference}{address}");
            await Says(caseworker.Page, "body", "Risk information was updated on", "Safe contact: read this before");
        }
        await caseworker.Page.GotoAsync($"/referrals/{reference}");
        await Sound(caseworker, "overview-risk");
        await Says(caseworker.Page, ".refmon-watch", "Very high risk", "Stalking", "Domestic abuse", "Not current");
        await caseworker.Page.ClickAsync("#risk-to-read a, .govuk-notification-banner a");
        await Says(caseworker.Page, "main", "recent, but not current", "What changed since version 2");
        await Sound(caseworker, "shared-risk");
        await caseworker.Page.ClickAsync("text=I have read this version");
        await Says(caseworker.Page, "main", "You confirmed that you have read this version");
        Assert.Equal(0, await caseworker.Page.Locator("text=Risk information was updated on").CountAsync());

        await using var practitioner = await Browser.Open(host);
        await practitioner.SignIn(CasesHost.Practitioner);
        await ShareAnUpdate(practitioner, reference);
        await caseworker.Page.GotoAsync($"/referrals/{reference}/history");
        await Says(caseworker.Page, "body", "Risk information was updated on");
        await caseworker.Page.GotoAsync($"/referrals/{reference}/risk?version=1");
        await Says(caseworker.Page, "main", "This is a past version");
        Assert.DoesNotContain(Update, await caseworker.Page.InnerTextAsync("main"), StringComparison.Ordinal);

        await ChangeSafeContact(practitioner, reference);
        await caseworker.Page.GotoAsync($"/referrals/{reference}/details");
        await Says(caseworker.Page, ".refmon-safe-contact", "Through his brother only");
        await Sound(caseworker, "details-safe-contact");
    }

    [Fact]
    public async Task Who_shares_after_a_colleague_reads_theirs_beside_their_own()
    {
        using var practitioner = await WebUser.SignIn(host, CasesHost.Practitioner);
        var address = $"/referrals/{await host.ReferenceAt("Delivering")}/risk/share";
        var (theirs, mine) = (await practitioner.Get(address), await practitioner.Get(address));
        await practitioner.Press(theirs, "Share with the supplier", AsItIs("Calm on Monday"));

        var refused = await practitioner.Press(mine, "Share with the supplier", AsItIs("Angry on Monday"));

        Assert.Contains("Compare yours with theirs", refused.Text, StringComparison.Ordinal);
        var both = refused.Document.QuerySelectorAll(".refmon-difference del, .refmon-difference ins");
        Assert.Equal(["taken out: Calm", "put in: Angry"], both.Select(part => part.TextContent.Trim()).Take(2));
        Assert.Contains("All of what", refused.Text, StringComparison.Ordinal);
        var shared = await practitioner.Press(refused, "Share with the supplier", AsItIs("Angry on Monday"));
        Assert.Contains("Risk information shared", shared.Text, StringComparison.Ordinal);

        static Dictionary<string, string> AsItIs(string more) =>
            new()
            {
                ["Model.Choice"] = "as-is",
                ["Model.AdditionalInformation"] = more,
                ["Model.Acknowledged"] = "yes",
            };
    }

    [Fact]
    public async Task Wording_shared_before_is_not_taken_for_the_assessments_when_that_comes_back()
    {
        const string Wording = "Nobody by name";
        using var practitioner = await WebUser.SignIn(host, CasesHost.Practitioner);
        var address = $"/referrals/{await host.ReferenceAt("Delivering")}/risk/share";
        await practitioner.Press(
            await practitioner.Get(address),
            "Share with the supplier",
            Answers("edit", ("Model.WhoIsAtRisk", Wording))
        );
        host.StandIns.Controls.Set(StandInNeighbour.RiskAssessments, Behaviour.Down);
        var opened = await practitioner.Get(address);
        host.StandIns.Controls.Clear();
        foreach (var said in (string[])["Assess Risks and Needs did not answer", "As shared last", Wording])
            Assert.Contains(said, opened.Text, StringComparison.Ordinal);

        var refused = await practitioner.Press(opened, "Share with the supplier", Answers("as-is"));

        Assert.Contains("began or stopped answering", refused.Text, StringComparison.Ordinal);
        Assert.Contains("In the assessment", refused.Text, StringComparison.Ordinal);
        var box = refused.Document.QuerySelector("textarea[name='Model.WhoIsAtRisk']");
        Assert.Equal(Wording, box!.TextContent.Trim());

        static Dictionary<string, string> Answers(string choice, params (string Name, string Value)[] more) =>
            more.Append(("Model.Choice", choice))
                .Append(("Model.AdditionalInformation", $"Shared to {choice}"))
                .Append(("Model.Acknowledged", "yes"))
                .ToDictionary(answer => answer.Item1, answer => answer.Item2);
    }

    private static async Task ShareAnUpdate(BrowserWindow window, string reference)
    {
        var page = window.Page;
        await page.GotoAsync($"/referrals/{reference}/risk");
        await Says(page, "main", "recent, but not current", "Casey Caseworker");
        await page.ClickAsync("text=Share updated risk information");
        await page.GetByLabel("Yes, edit it first").CheckAsync();
        await page.GetByLabel("Who is at risk, for the supplier").FillAsync("His brother’s family");
        await page.GetByLabel("Additional information (optional)").FillAsync(Update);
        await page.ClickAsync("text=Preview what the supplier will see");
        await Says(page, ".refmon-preview", Update, "His brother’s family", "Nothing has been shared yet");
        await Sound(window, "share-risk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Share with the supplier" }).ClickAsync();
        await Says(page, ".govuk-error-summary", "Confirm that you understand");
        await page.GetByLabel("I have read this").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Share with the supplier" }).ClickAsync();
        await Says(page, "main", "Risk information shared", "version 4", Update, "the same as Assess Risks and Needs");
        await Sound(window, "shared-risk-practitioner");
    }

    private static async Task ChangeSafeContact(BrowserWindow window, string reference)
    {
        var page = window.Page;
        await page.GotoAsync($"/referrals/{reference}/details");
        await page.ClickAsync("text=Change safe contact");
        await page.GetByLabel("Safe ways (optional)").FillAsync("Through his brother only");
        await Sound(window, "safe-contact-change");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).Last.ClickAsync();
        await Says(page, ".refmon-safe-contact", "Through his brother only", "Their former partner");
    }

    private static async Task Says(IPage page, string place, params string[] texts)
    {
        foreach (var text in texts)
            await Assertions.Expect(page.Locator(place).First).ToContainTextAsync(text);
    }

    private static async Task Sound(BrowserWindow window, string picture)
    {
        await window.Picture(picture);
        await window.AssertSound();
    }
}
