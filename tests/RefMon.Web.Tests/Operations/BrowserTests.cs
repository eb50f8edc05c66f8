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
    [InlineData(Screen.Desktop)]
    [InlineData(Screen.Phone)]
    public async Task Plain_pages_are_sound(Screen screen)
    {
        await using var window = await Browser.Open(host, screen);
        foreach (var path in ForEverybody)
        {
            await window.Page.GotoAsync(path);
            await window.AssertSound();
        }
    }

    [Theory]
    [InlineData("auditor", "/audit", "Audit")]
    [InlineData("administrator", "/admin/accounts", "People and access")]
    [InlineData("administrator", "/admin/accounts/demo-caseworker", "Casey Caseworker")]
    [InlineData("operator", "/operations", "Operations")]
    [InlineData("practitioner", "/account", "Your account")]
    [InlineData("practitioner", "/audit", "You cannot do this")]
    public async Task Pages_of_a_role_are_sound_at_both_widths(string persona, string path, string heading)
    {
        foreach (var screen in new[] { Screen.Desktop, Screen.Phone })
        {
            await using var window = await Browser.Open(host, screen);
            await window.SignIn(persona);
            await window.Page.GotoAsync(path);
            Assert.Equal(heading, await window.Page.Locator("h1").TextContentAsync());
            await window.AssertSound();
        }
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
        await window.Page.Keyboard.PressAsync("Tab");
        Assert.Equal(
            "Skip to main content",
            await window.Page.EvaluateAsync<string>("document.activeElement.textContent")
        );
        await window.Page.Keyboard.PressAsync("Enter");
        Assert.EndsWith("/help#main-content", window.Page.Url);
    }
}
