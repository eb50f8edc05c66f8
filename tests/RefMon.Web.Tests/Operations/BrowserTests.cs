using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class BrowserTests(RefMonHost host, Browser browser) : IClassFixture<RefMonHost>, IClassFixture<Browser>
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
    public async Task Plain_pages_are_accessible_and_break_no_policy(Screen screen)
    {
        await using var page = await browser.Open(host, screen);
        foreach (var path in ForEverybody)
        {
            await page.GoTo(path);
            await page.AssertAccessible();
        }
    }

    [Theory]
    [InlineData("auditor", "/audit", "Audit", Screen.Desktop)]
    [InlineData("auditor", "/audit", "Audit", Screen.Phone)]
    [InlineData("administrator", "/admin/accounts", "People and access", Screen.Desktop)]
    [InlineData("administrator", "/admin/accounts", "People and access", Screen.Phone)]
    [InlineData("operator", "/operations", "Operations", Screen.Desktop)]
    [InlineData("operator", "/operations", "Operations", Screen.Phone)]
    [InlineData("practitioner", "/account", "Your account", Screen.Desktop)]
    [InlineData("practitioner", "/audit", "You cannot do this", Screen.Phone)]
    public async Task Pages_of_each_role_are_accessible_and_break_no_policy(
        string persona,
        string path,
        string heading,
        Screen screen
    )
    {
        await using var page = await browser.Open(host, screen);
        await page.SignInAs(persona);
        await page.GoTo(path);
        Assert.Equal(heading, await page.Heading.TextContentAsync());
        await page.AssertAccessible();
        await page.Screenshot(path.Trim('/').Replace('/', '-'));
    }

    [Fact]
    public async Task Signing_in_and_out_works_with_scripts_turned_off()
    {
        await using var page = await browser.Open(host, Screen.Phone, javaScript: false);
        await page.SignInAs("auditor");
        Assert.Equal("Audit", await page.Heading.TextContentAsync());
        await page.Press("Sign out");
        Assert.Equal("You have signed out", await page.Heading.TextContentAsync());
    }

    [Fact]
    public async Task The_skip_link_is_first_and_leads_to_the_content()
    {
        await using var page = await browser.Open(host);
        await page.GoTo("/help");
        await page.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to main content", await page.Page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.Page.Keyboard.PressAsync("Enter");
        Assert.EndsWith("/help#main-content", page.Page.Url);
    }
}
