using Microsoft.Playwright;
using RefMon.GovUk;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class BrowserTests(RefMonHost host) : IClassFixture<RefMonHost>
{
    private static readonly string[] ForEverybody =
    [
        "/sign-in",
        "/help",
        "/accessibility",
        "/privacy",
        "/cookies",
        "/whats-new",
        "/sign-out",
        "/error/404",
    ];

    [Theory]
    [InlineData("<img src=/assets/x.png>", "image-alt")]
    [InlineData("<div class=wide>too wide</div><style>.wide { width: 5000px }</style>", "wider than the screen")]
    [InlineData("<script>throw new Error('mistake in a script')</script>", "mistake in a script")]
    [InlineData("<img src=/assets/x.png>", "image-alt", Screen.DesktopWithoutScripts)]
    public async Task What_is_not_sound_fails(string fault, string said, Screen screen = Screen.Desktop)
    {
        await using var window = await Browser.Open(host, screen);
        // a page without scripts is shown once more at its address
        if (screen is Screen.DesktopWithoutScripts)
            await window.Page.GotoAsync("/help");
        await window.Page.SetContentAsync(
            $"<!doctype html><html lang=en><title>Test</title><main><h1>Test</h1>{fault}</main>"
        );
        var failure = await Assert.ThrowsAnyAsync<Exception>(window.AssertSound);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sound_on_a_wide_screen_and_not_on_a_phone_fails()
    {
        await using var window = await Browser.Open(host);
        await window.Page.SetContentAsync(
            "<!doctype html><html lang=en><title>Test</title><style>.wide { width: 700px }</style><main><h1>Test</h1><p class=wide>Wide</p></main>"
        );
        await window.AssertSound();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => window.AssertSoundAtBothWidths("too-wide"));
        Assert.Contains("wider than the screen", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_pages_are_sound_at_both_widths()
    {
        await using var window = await Browser.Open(host);
        foreach (var path in ForEverybody)
        {
            await window.Page.GotoAsync(path);
            await window.AssertSoundAtBothWidths($"plain{path.Replace('/', '-')}");
        }
    }

    [Theory]
    [InlineData("auditor", "/audit", "Audit")]
    [InlineData("administrator", "/admin/accounts", "People and access")]
    [InlineData("administrator", "/admin/accounts/demo-caseworker", "Casey Caseworker")]
    [InlineData("operator", "/operations", "Operations")]
    [InlineData("practitioner", "/account", "Your account")]
    [InlineData("listing-editor", "/services/mine", "Our services")]
    [InlineData("practitioner", "/audit", "You cannot do this")]
    public async Task Pages_of_a_role_are_sound_at_both_widths(string persona, string path, string heading)
    {
        await using var window = await Browser.Open(host);
        await window.SignIn(persona);
        await window.Page.GotoAsync(path);
        Assert.Equal(heading, await window.Page.Locator("h1").TextContentAsync());
        await window.AssertSoundAtBothWidths($"role{path.Replace('/', '-')}");
    }

    [Fact]
    public async Task A_form_that_was_open_too_long_is_sound_when_it_is_shown_again_and_keeps_what_was_typed()
    {
        const long parked = 8001;
        await ParkedEvents.Park(host, parked);
        await using var window = await Browser.Open(host);
        await window.SignIn("operator");
        var page = window.Page;
        await page.GotoAsync("/operations");
        await window.AssertSound();
        await window.Leave(page.Locator($"a[href='/operations/parked/NoticesOutbound/{parked}']"));
        await window.AssertSound();

        await page.GetByLabel("Why this event is given up").FillAsync("Sent by hand");
        await page.EvaluateAsync(
            "document.querySelector('main input[name=__RequestVerificationToken]').value = 'CfDJ8stale'"
        );
        await page.ClickAsync("text=Dismiss this event");
        await page.Locator(".govuk-error-summary").GetByText(GovForm.StaleText).WaitForAsync();
        Assert.Equal("Sent by hand", await page.GetByLabel("Why this event is given up").InputValueAsync());
        await window.AssertSoundAtBothWidths("shown-again");

        await window.Leave(page.GetByText("Dismiss this event"));
        Assert.EndsWith("/operations", page.Url);
    }

    [Fact]
    public async Task Signing_in_and_out_works_with_scripts_turned_off()
    {
        await using var window = await Browser.Open(host, Screen.DesktopWithoutScripts);
        await window.SignIn("auditor");
        Assert.Equal("Audit", await window.Page.Locator("h1").TextContentAsync());
        await window.Page.ClickAsync("text=Sign out");
        Assert.Equal("You have signed out", await window.Page.Locator("h1").TextContentAsync());
    }

    [Fact]
    public async Task The_skip_link_is_first_and_leads_to_the_content()
    {
        await using var window = await Browser.Open(host);
        await window.Page.GotoAsync("/help");
        await window.Page.UntilWhole();
        await window.Page.Keyboard.PressAsync("Tab");
        await Assertions
            .Expect(window.Page.Locator("a", new() { HasText = "Skip to main content" }))
            .ToBeFocusedAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.UntilAt(url => url.EndsWith("/help#main-content", StringComparison.Ordinal));
    }
}
