using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Access;

[Trait("Capability", "Access")]
public sealed partial class DenyByDefaultTests(RefMonHost host) : IClassFixture<RefMonHost>
{
    private static readonly string[] ForEverybody =
    [
        "/accessibility",
        // nobody signs in here: each notice is signed
        "/api/neighbours/changes",
        // calendar programs cannot sign in: the token is the key
        "/calendar/feed/{token}.ics",
        "/cookies",
        "/error/{Code:int?}",
        "/health/live",
        "/health/ready",
        "/help",
        "/openapi/{documentName}.json",
        "/privacy",
        "/sign-in",
        "/sign-out",
        "/whats-new",
    ];

    private IReadOnlyList<RouteEndpoint> Endpoints =>
        [
            .. host
                .Services.GetServices<EndpointDataSource>()
                .SelectMany(s => s.Endpoints)
                .OfType<RouteEndpoint>()
                .Where(e => e.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is null),
        ];

    [Fact]
    public void Only_the_pages_that_must_be_are_open_to_everybody()
    {
        var open = Endpoints
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/'))
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(ForEverybody, open);
    }

    [Fact]
    public async Task Every_other_address_sends_a_stranger_to_sign_in()
    {
        var closed = Endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null).ToList();
        Assert.Contains(closed, e => e.RoutePattern.RawText == "/audit");
        Assert.Contains(closed, e => e.RoutePattern.RawText == "/");
        using var stranger = WebUser.At(host);
        foreach (var endpoint in closed)
        {
            var address = "/" + Parameter().Replace(endpoint.RoutePattern.RawText!, "1").TrimStart('/');
            var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";
            using var request = new HttpRequestMessage(new HttpMethod(method), address);
            using var answer = await stranger.Http.SendAsync(request);
            var refused =
                (int)answer.StatusCode == 401
                || answer.RequestMessage!.RequestUri!.AbsolutePath.Equals("/sign-in", StringComparison.Ordinal);
            Assert.True(refused, $"{method} {address} answered a stranger with {(int)answer.StatusCode}");
        }
    }

    [Fact]
    public async Task An_address_that_does_not_exist_tells_a_stranger_nothing()
    {
        using var stranger = WebUser.At(host);
        Assert.Equal("/sign-in?returnUrl=%2Fno-such-page", (await stranger.Get("/no-such-page")).Path);
    }

    [Theory]
    [InlineData("practitioner", "/audit")]
    [InlineData("practitioner", "/operations")]
    [InlineData("supplier-lead", "/admin/accounts")]
    [InlineData("auditor", "/admin/accounts/demo-caseworker")]
    [InlineData("administrator", "/audit")]
    [InlineData("operator", "/admin/accounts")]
    [InlineData("caseworker", "/operations/parked/NoticesOutbound/1")]
    public async Task A_page_of_another_role_is_forbidden_and_the_attempt_is_audited(string persona, string page)
    {
        using var client = await WebUser.SignIn(host, persona);
        var answer = await client.Get(page);
        Assert.Equal(403, (int)answer.Status);
        Assert.Equal("You cannot do this", answer.Heading);
        var entries = await host.As("demo-auditor").Must(new RefMon.Application.Access.ReadAudit($"demo-{persona}"));
        Assert.Equal("not-permitted", entries.Entries[0].Outcome);
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
