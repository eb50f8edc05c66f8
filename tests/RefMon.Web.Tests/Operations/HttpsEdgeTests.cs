using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using RefMon.TestKit;
using RefMon.Web.Operations;
using RefMon.Web.Tests.Access;
using Xunit;

namespace RefMon.Web.Tests.Operations;

/// <summary>Production behind a proxy on this machine that ends TLS.</summary>
public sealed class HostBehindProxy : RefMonHost
{
    public FakeIdentityProvider Provider { get; } = FakeIdentityProvider.Start();

    protected override string EnvironmentName => "Production";

    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>
        {
            ["AzureAd:Instance"] = Provider.Address,
            ["AzureAd:TenantId"] = "tenant",
            ["AzureAd:ClientId"] = "refmon",
            ["AzureAd:ClientSecret"] = "secret",
            ["RefMon:PublicUrl"] = "https://refmon.example/",
            ["RefMon:TrustedProxies"] = "192.0.2.0/24, 127.0.0.1",
        };
}

[Trait("Capability", "Operations")]
public sealed class HttpsEdgeTests(HostBehindProxy host) : IClassFixture<HostBehindProxy>
{
    [Fact]
    public async Task Behind_a_known_proxy_addresses_and_cookies_are_those_of_https()
    {
        using var browser = Client();
        var page = await browser.SendAsync(Forwarded(HttpMethod.Get, "/sign-in"));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.True(page.Headers.Contains("Strict-Transport-Security"));
        var formCookie = Assert.Single(page.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-refmon-form=", formCookie, StringComparison.Ordinal);
        Assert.Contains("; secure", formCookie, StringComparison.OrdinalIgnoreCase);

        var form = await WebPage.Read(page);
        var post = Forwarded(HttpMethod.Post, "/sign-in");
        post.Headers.Add("Cookie", formCookie.Split(';')[0]);
        post.Content = new FormUrlEncodedContent(
            form.MainForm.QuerySelectorAll("input[type=hidden]")
                .Select(field => KeyValuePair.Create(field.GetAttribute("name")!, field.GetAttribute("value") ?? ""))
        );
        var toProvider = await browser.SendAsync(post);
        Assert.Equal(HttpStatusCode.Redirect, toProvider.StatusCode);
        var asked = QueryHelpers.ParseQuery(toProvider.Headers.Location!.Query);
        Assert.Equal("https://refmon.example/signin-oidc", asked["redirect_uri"]);
        Assert.All(
            toProvider.Headers.GetValues("Set-Cookie"),
            cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public async Task A_host_that_is_not_ours_is_not_believed_even_from_a_known_proxy()
    {
        using var browser = Client();
        var request = Forwarded(HttpMethod.Get, "/audit", forwardedHost: "evil.example");
        var answer = await browser.SendAsync(request);
        Assert.DoesNotContain("evil.example", answer.Headers.Location?.ToString() ?? "");
    }

    [Fact]
    public async Task Plain_http_leads_to_https_and_sets_no_cookie_and_health_is_answered()
    {
        using var browser = Client();
        var page = await browser.GetAsync("/audit?subject=AB1234CD");
        Assert.Equal(HttpStatusCode.TemporaryRedirect, page.StatusCode);
        Assert.Equal("https://refmon.example/audit?subject=AB1234CD", page.Headers.Location!.ToString());
        Assert.False(page.Headers.Contains("Set-Cookie"));
        using var nothing = new FormUrlEncodedContent([]);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/sign-in", nothing)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public void Only_the_proxies_that_are_named_are_believed()
    {
        var options = new ForwardedHeadersOptions();
        HttpsEdge.Believe(options, "10.0.0.0/8, 192.0.2.4;2001:db8::/32", "refmon.example");
        Assert.Equal(["192.0.2.4"], options.KnownProxies.Select(proxy => proxy.ToString()));
        Assert.Equal(["10.0.0.0/8", "2001:db8::/32"], options.KnownIPNetworks.Select(network => network.ToString()));
        Assert.Equal(["refmon.example"], options.AllowedHosts);

        // as the framework's own switch leaves them, which believes everybody
        var everybody = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All };
        HttpsEdge.Believe(everybody, null, "refmon.example");
        Assert.Equal(ForwardedHeaders.None, everybody.ForwardedHeaders);
    }

    [Theory]
    [InlineData("RefMon:TrustedProxies", "10.0.0.0/8, proxy.example", "neither an address nor a network")]
    [InlineData("RefMon:PublicUrl", "http://localhost:5080", "is not an https address")]
    public void A_setting_that_cannot_be_meant_stops_the_start(string name, string value, string problem)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [name] = value })
            .Build();
        Assert.Contains(
            RequiredSettings.Problems(configuration, outsideDevelopment: true),
            said => said.StartsWith(name, StringComparison.Ordinal) && said.Contains(problem)
        );
    }

    private HttpClient Client() =>
        new(
            new HttpClientHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
            }
        )
        {
            BaseAddress = new(host.Address),
        };

    private static HttpRequestMessage Forwarded(HttpMethod method, string path, string forwardedHost = "refmon.example")
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", forwardedHost);
        return request;
    }
}
