using Microsoft.AspNetCore.WebUtilities;
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
    }

    [Fact]
    public async Task A_work_account_without_an_account_here_is_told_so_and_audited()
    {
        using var user = WebUser.At(host);
        var page = await SignIn(user, token => token with { Email = "stranger@probation.example" });
        Assert.StartsWith("/sign-in", page.Path);
        Assert.Contains("not known here", Assert.Single(page.Errors));
        var audit = await host.As("demo-auditor").Must(new ReadAudit());
        Assert.Contains(audit.Entries, e => e is { Action: "SignIn", Outcome: "unknown-account" });
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
        Assert.Contains("id_token_hint=", address.Query);
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
