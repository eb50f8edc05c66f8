using System.Net;
using RefMon.TestKit;
using RefMon.Web.Access;
using Xunit;

namespace RefMon.Web.Tests.Access;

[Trait("Capability", "Access")]
public sealed class SignInTests(RefMonHost host) : IClassFixture<RefMonHost>
{
    [Theory]
    [InlineData("practitioner", "/cases")]
    [InlineData("practitioner-lead", "/cases")]
    [InlineData("caseworker", "/cases")]
    [InlineData("supplier-lead", "/cases")]
    [InlineData("listing-editor", "/services/mine")]
    [InlineData("auditor", "/audit")]
    [InlineData("administrator", "/admin/accounts")]
    [InlineData("operator", "/operations")]
    public async Task Each_persona_lands_on_the_page_of_its_role(string persona, string page)
    {
        using var client = host.Anonymous();
        var signedIn = await client.SignInAs(persona);
        Assert.Equal(page, signedIn.Location);
        Assert.Equal(page, (await client.Get("/")).Location);
    }

    [Fact]
    public async Task The_sign_in_page_offers_exactly_the_personas_and_says_that_nobody_is_real()
    {
        using var client = host.Anonymous();
        var page = await client.Get("/sign-in");
        var offered = page.FormNamed("sign-in").Buttons.Where(b => b.Key == "persona").Select(b => b.Value);
        Assert.Equal(RefMonHost.Personas, offered);
        Assert.Contains("invented data", page.Text);
        Assert.Contains("nobody here is real", page.Text);
    }

    [Fact]
    public async Task After_signing_in_one_is_where_one_wanted_to_go()
    {
        using var client = host.Anonymous();
        var turnedAway = await client.Get("/audit?subject=AB1234CD");
        Assert.Equal("/sign-in?returnUrl=%2Faudit%3Fsubject%3DAB1234CD", turnedAway.Location);
        var signedIn = await client.SignInAs("auditor", turnedAway.Location!);
        Assert.Equal("/audit?subject=AB1234CD", signedIn.Location);
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/sign-out")]
    [InlineData("/\n/evil.example")]
    [InlineData("")]
    public async Task A_return_address_that_is_not_a_page_of_ours_is_ignored(string address)
    {
        using var client = host.Anonymous();
        var signedIn = await client.SignInAs("auditor", "/sign-in?returnUrl=" + Uri.EscapeDataString(address));
        Assert.Equal("/audit", signedIn.Location);
    }

    [Fact]
    public async Task The_cookie_holds_the_account_id_and_cannot_be_read_by_scripts_or_other_sites()
    {
        using var client = host.Anonymous();
        var signedIn = await client.SignInAs("operator");
        var cookie = Assert.Single(signedIn.Header("Set-Cookie")!.Split(", "), c => c.StartsWith("refmon-sign-in"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        var principal = SignInSession.PrincipalOf("demo-operator");
        Assert.Equal("demo-operator", Assert.Single(principal.Claims).Value);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_says_so()
    {
        using var client = await host.SignInAs("auditor");
        var signedOut = await client.Submit(await client.Get("/account"), "sign-out");
        var page = await client.Follow(signedOut);
        Assert.Equal("You have signed out", page.Heading);
        Assert.Equal("/sign-in?returnUrl=%2Faudit", (await client.Get("/audit")).Location);
    }

    [Fact]
    public async Task An_unknown_persona_is_refused_with_a_message()
    {
        using var client = host.Anonymous();
        var answer = await client.Submit(await client.Get("/sign-in"), "sign-in", ("persona", "minister"));
        Assert.Equal(422, answer.Status);
        Assert.Equal(["Choose who to sign in as."], answer.Errors);
    }

    [Fact]
    public async Task A_forged_cookie_signs_nobody_in()
    {
        using var client = host.Anonymous();
        client.Cookies.Add(new Cookie("refmon-sign-in", "CfDJ8AAAAAA", "/", "127.0.0.1"));
        Assert.StartsWith("/sign-in", (await client.Get("/audit")).Location);
    }

    [Fact]
    public async Task A_disabled_account_is_out_with_its_next_click_and_in_again_when_enabled()
    {
        using var caseworker = await host.SignInAs("listing-editor");
        using var administrator = await host.SignInAs("administrator");
        const string account = "/admin/accounts/demo-listing-editor";

        Assert.Equal("/services/mine", (await caseworker.Get("/")).Location);
        var page = await administrator.Get(account);
        Assert.Contains("Enabled", page.Text);
        Assert.Equal(account, (await administrator.Submit(page, ("act", "disable"))).Location);

        Assert.StartsWith("/sign-in", (await caseworker.Get("/account")).Location);
        using var again = host.Anonymous();
        var refused = await again.Submit(await again.Get("/sign-in"), "sign-in", ("persona", "listing-editor"));
        Assert.Equal(422, refused.Status);

        page = await administrator.Get(account);
        Assert.Contains("Disabled", page.Text);
        await administrator.Submit(page, ("act", "enable"));
        Assert.Equal("/services/mine", (await again.SignInAs("listing-editor")).Location);
    }

    [Fact]
    public async Task Nobody_can_disable_their_own_account()
    {
        using var administrator = await host.SignInAs("administrator");
        const string own = "/admin/accounts/demo-administrator";
        var answer = await administrator.Submit(await administrator.Get(own), ("act", "disable"));
        Assert.Equal(422, answer.Status);
        Assert.Equal(["You cannot disable your own account. Ask another administrator."], answer.Errors);
        Assert.Contains("Enabled", (await administrator.Get(own)).Text);
    }
}
