using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using RefMon.TestKit;
using RefMon.Web.Access;
using Xunit;

namespace RefMon.Web.Tests.Access;

[Trait("Capability", "Access")]
public sealed class SignInTests(RefMonHost host) : IClassFixture<RefMonHost>
{
    [Theory]
    [InlineData("practitioner", "/attention")]
    [InlineData("practitioner-lead", "/cases")]
    [InlineData("caseworker", "/attention")]
    [InlineData("supplier-lead", "/cases")]
    [InlineData("listing-editor", "/services/mine")]
    [InlineData("auditor", "/audit")]
    [InlineData("administrator", "/admin/accounts")]
    [InlineData("operator", "/operations")]
    public async Task Each_persona_lands_on_the_page_of_its_role(string persona, string page)
    {
        using var client = WebUser.At(host);
        var landed = await client.SignIn(persona);
        Assert.Equal((200, page), ((int)landed.Status, landed.Path));
        Assert.Equal(page, (await client.Get("/")).Path);
    }

    [Fact]
    public async Task The_keys_of_cookies_and_forms_are_kept_in_the_database()
    {
        using var client = await WebUser.SignIn(host, "auditor");
        Assert.True(
            await host.Scalar<bool>("select exists (select 1 from data_protection_key where xml like '%<key %')")
        );
    }

    [Fact]
    public async Task The_sign_in_page_offers_exactly_the_personas_and_says_that_nobody_is_real()
    {
        using var client = WebUser.At(host);
        var page = await client.Get("/sign-in");
        var offered = page.Document.QuerySelectorAll("button[name=persona]").Select(b => b.GetAttribute("value"));
        Assert.Equal(DemonstrationPersonas.Everyone.Select(p => p.Value), offered);
        Assert.Equal(8, DemonstrationPersonas.Everyone.Count);
        Assert.Contains("invented data", page.Html);
        Assert.Contains("nobody here is real", page.Text);
    }

    [Fact]
    public async Task After_signing_in_one_is_where_one_wanted_to_go()
    {
        using var client = WebUser.At(host);
        var turnedAway = await client.Get("/audit?subject=AB1234CD");
        Assert.Equal("/sign-in?returnUrl=%2Faudit%3Fsubject%3DAB1234CD", turnedAway.Path);
        var signedIn = await client.SignIn("auditor", turnedAway.Path);
        Assert.Equal("/audit?subject=AB1234CD", signedIn.Path);
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
        using var client = WebUser.At(host);
        var signedIn = await client.SignIn("auditor", "/sign-in?returnUrl=" + Uri.EscapeDataString(address));
        Assert.Equal("/audit", signedIn.Path);
    }

    [Fact]
    public async Task The_cookie_holds_the_account_id_and_cannot_be_read_by_scripts_or_other_sites()
    {
        using var client = WebUser.At(host);
        await client.SignIn("operator");
        var cookie = Assert.Single(client.Cookies.GetAllCookies(), c => c.Name == "refmon-sign-in");
        Assert.True(cookie.HttpOnly);
        Assert.Equal("/", cookie.Path);
        var principal = SignInSession.PrincipalOf("demo-operator");
        Assert.Equal("demo-operator", Assert.Single(principal.Claims).Value);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_says_so()
    {
        using var client = await WebUser.SignIn(host, "auditor");
        var account = await client.Get("/account");
        var page = await client.Submit(account, account.Document.QuerySelector<IHtmlFormElement>("header form")!, []);
        Assert.Equal("You have signed out", page.Heading);
        Assert.Equal("/sign-in?returnUrl=%2Faudit", (await client.Get("/audit")).Path);
    }

    [Fact]
    public async Task An_unknown_persona_is_refused_with_a_message()
    {
        using var client = WebUser.At(host);
        var answer = await client.Submit(await client.Get("/sign-in"), new() { ["persona"] = "minister" });
        Assert.Equal(422, (int)answer.Status);
        Assert.Equal(["Choose who to sign in as."], answer.Errors);
    }

    [Fact]
    public async Task A_forged_cookie_signs_nobody_in()
    {
        using var client = WebUser.At(host);
        client.Cookies.Add(new Cookie("refmon-sign-in", "CfDJ8AAAAAA", "/", "127.0.0.1"));
        Assert.StartsWith("/sign-in", (await client.Get("/audit")).Path);
    }

    [Fact]
    public async Task A_disabled_account_is_out_with_its_next_click_and_in_again_when_enabled()
    {
        using var caseworker = await WebUser.SignIn(host, "listing-editor");
        using var administrator = await WebUser.SignIn(host, "administrator");
        const string account = "/admin/accounts/demo-listing-editor";

        Assert.Equal("/services/mine", (await caseworker.Get("/")).Path);
        var page = await administrator.Get(account);
        Assert.Contains("Enabled", page.Text);
        Assert.Equal(account, (await administrator.Submit(page, new() { ["act"] = "disable" })).Path);

        Assert.StartsWith("/sign-in", (await caseworker.Get("/account")).Path);
        using var again = WebUser.At(host);
        var refused = await again.Submit(await again.Get("/sign-in"), new() { ["persona"] = "listing-editor" });
        Assert.Equal(422, (int)refused.Status);

        page = await administrator.Get(account);
        Assert.Contains("Disabled", page.Text);
        await administrator.Submit(page, new() { ["act"] = "enable" });
        Assert.Equal("/services/mine", (await again.SignIn("listing-editor")).Path);
    }

    [Fact]
    public async Task Nobody_can_disable_their_own_account()
    {
        using var administrator = await WebUser.SignIn(host, "administrator");
        const string own = "/admin/accounts/demo-administrator";
        var answer = await administrator.Submit(await administrator.Get(own), new() { ["act"] = "disable" });
        Assert.Equal(422, (int)answer.Status);
        Assert.Equal(["You cannot disable your own account. Ask another administrator."], answer.Errors);
        Assert.Contains("Enabled", (await administrator.Get(own)).Text);
    }
}
