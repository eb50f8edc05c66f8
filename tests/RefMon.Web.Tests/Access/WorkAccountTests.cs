using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RefMon.Application.Access;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Access;

/// <summary>The application as production runs it, with an identity provider.</summary>
public sealed class HostWithProvider : RefMonHost
{
    public FakeIdentityProvider Provider { get; } = FakeIdentityProvider.Start();

    protected override string EnvironmentName => "Production";

    protected override bool Https => true;

    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>
        {
            ["AzureAd:Instance"] = Provider.Address,
            ["AzureAd:TenantId"] = "tenant",
            ["AzureAd:ClientId"] = "refmon",
            ["AzureAd:ClientSecret"] = "secret",
        };
}

[Trait("Capability", "Access")]
public sealed class WorkAccountTests(HostWithProvider host) : IClassFixture<HostWithProvider>
{
    private const string Known = "AUDREY.audit@probation.example";

    [Fact]
    public async Task A_known_work_account_signs_in_whatever_the_case_of_its_address_and_goes_where_it_wanted()
    {
        using var user = WebUser.At(host);
        var page = await SignIn(user, token => token, "/audit?subject=AB1234CD");
        Assert.Equal((200, "/audit?subject=AB1234CD"), ((int)page.Status, page.Path));
        Assert.Contains("Audrey Audit", page.Html);
        var cookie = Assert.Single(user.Cookies.GetAllCookies(), c => c.Name == "__Host-refmon-sign-in");
        Assert.True(cookie is { Secure: true, HttpOnly: true });
        var options = host.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>();
        var ticket = options
            .Get(CookieAuthenticationDefaults.AuthenticationScheme)
            .TicketDataFormat.Unprotect(cookie.Value)!;
        Assert.Equal("demo-auditor", Assert.Single(ticket.Principal.Claims).Value);
        Assert.Empty(ticket.Properties.GetTokens());
    }

    [Fact]
    public async Task A_work_account_without_an_account_here_is_told_so_and_audited()
    {
        using var user = WebUser.At(host);
        var page = await SignIn(user, token => token with { Email = "stranger@probation.example", Subject = "2" });
        Assert.StartsWith("/sign-in", page.Path);
        Assert.Contains("not known here", Assert.Single(page.Errors));
        var audit = await host.As("demo-auditor").Must(new ReadAudit());
        Assert.Contains(audit.Entries, e => e is { Action: "SignIn", Outcome: "unknown-account" });
    }

    [Fact]
    public async Task Only_the_work_account_of_the_first_sign_in_can_use_an_account_until_an_administrator_unlinks_it()
    {
        const string address = "ola.operator@probation.example";
        static Token First(Token token) => token with { Email = address, Tenant = "t", ObjectId = "first" };
        // the same address, given to somebody else: another object id, though the provider calls its subject the same
        static Token Second(Token token) => First(token) with { ObjectId = "second" };

        Assert.Equal("/account", (await SignInAs(First)).Path);
        var refused = await SignInAs(Second);
        Assert.StartsWith("/sign-in", refused.Path);
        Assert.Contains("belongs to another work account", Assert.Single(refused.Errors));
        var refusals = (await host.As("demo-auditor").Must(new ReadAudit(Subject: "demo-operator"))).Entries;
        Assert.Contains(refusals, e => e is { Action: "SignIn", Outcome: "another-work-account", AccountId: null });
        Assert.Contains(refusals, e => e is { Action: WorkAccounts.Bound, Outcome: "accepted" });
        // married: the address changed, the person did not
        var renamed = await SignInAs(token => First(token) with { Email = "ola.newname@probation.example" });
        Assert.Contains("Ola Operator", renamed.Html);

        await host.As("demo-administrator").Must(new UnlinkWorkAccount(Guid.NewGuid(), "demo-operator"));
        Assert.Equal("/account", (await SignInAs(Second)).Path);
        Assert.StartsWith("/sign-in", (await SignInAs(First)).Path);
    }

    [Fact]
    public async Task A_work_account_whose_account_is_disabled_gets_no_other()
    {
        static Token Person(Token token) =>
            token with
            {
                Email = "lyn.listing@larkmead.example",
                Tenant = "t",
                ObjectId = "lyn",
            };
        await host.Scalar<string>(
            "update account set identity_issuer = 't', identity_subject = 'lyn', identity_bound_at = now(), disabled_at = now() where id = 'demo-robin.carr' returning id"
        );
        await host.Scalar<string>(
            "update account set email = 'lyn.listing@larkmead.example' where id = 'demo-listing-editor' returning id"
        );
        Assert.StartsWith("/sign-in", (await SignInAs(Person)).Path);
    }

    private async Task<WebPage> SignInAs(Func<Token, Token> change)
    {
        using var user = WebUser.At(host);
        return await SignIn(user, change);
    }

    public static TheoryData<string> BadTokens => ["nonce", "audience", "issuer", "expired", "unsigned", "another key"];

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_token_that_is_not_what_it_should_be_signs_nobody_in(string what)
    {
        using var user = WebUser.At(host);
        var page = await SignIn(
            user,
            token =>
                what switch
                {
                    "nonce" => token with { Nonce = "another" },
                    "audience" => token with { Audience = "another" },
                    "issuer" => token with { Issuer = "https://another.example/" },
                    "expired" => token with { Lifetime = TimeSpan.FromMinutes(-20) },
                    "unsigned" => token with { Signed = false },
                    _ => token with { SignedByAnother = true },
                }
        );
        Assert.Contains("Signing in did not work", Assert.Single(page.Errors));
        Assert.StartsWith("/sign-in", (await user.Get("/audit")).Path);
    }

    [Fact]
    public async Task An_answer_to_another_browsers_question_signs_nobody_in()
    {
        using var victim = WebUser.At(host);
        using var attacker = WebUser.At(host);
        var asked = await Ask(attacker, "/");
        var code = host.Provider.CodeFor(new Token(Known, asked["nonce"]!, asked["code_challenge"]!));
        var page = await victim.Get(Callback(code, asked["state"]!));
        Assert.StartsWith("/sign-in", page.Path);
        Assert.StartsWith("/sign-in", (await victim.Get("/audit")).Path);
    }

    [Fact]
    public async Task Signing_out_here_signs_out_at_the_provider_too()
    {
        using var user = WebUser.At(host);
        await SignIn(user, token => token);
        var account = await user.Get("/account");
        var form = account.Document.QuerySelector("header form")!;
        var left = await user.Submit(account, (AngleSharp.Html.Dom.IHtmlFormElement)form, []);
        var address = left.Response.Headers.Location!;
        Assert.StartsWith($"{host.Provider.Address}/signed-out", address.ToString());
        // the token would have to lie in the cookie, with all it says about the person
        Assert.DoesNotContain("id_token_hint", address.Query);
        Assert.Contains("client_id=refmon", address.Query);
        Assert.StartsWith("/sign-in", (await user.Get("/audit")).Path);
    }

    private async Task<WebPage> SignIn(WebUser user, Func<Token, Token> change, string target = "/account")
    {
        var asked = await Ask(user, target);
        Assert.Equal("S256", asked["code_challenge_method"]);
        var token = change(new Token(Known, asked["nonce"]!, asked["code_challenge"]!));
        return await user.Get(Callback(host.Provider.CodeFor(token), asked["state"]!));
    }

    private static async Task<Dictionary<string, string?>> Ask(WebUser user, string target)
    {
        var page = await user.Get("/sign-in?returnUrl=" + Uri.EscapeDataString(target));
        // a client does not follow from https to http, so the question to the provider is what comes back
        var toProvider = await user.Submit(page, []);
        Assert.Equal(302, (int)toProvider.Status);
        var query = QueryHelpers.ParseQuery(toProvider.Response.Headers.Location!.Query);
        return query.ToDictionary(part => part.Key, part => (string?)part.Value.ToString());
    }

    private static string Callback(string code, string state) =>
        $"/signin-oidc?code={code}&state={Uri.EscapeDataString(state)}";
}
