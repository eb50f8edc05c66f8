using System.Net.Http.Headers;
using System.Text;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class ErrorPageTests(RefMonHost host) : IClassFixture<RefMonHost>
{
    [Theory]
    [InlineData("/no-such-page")]
    [InlineData("/error/500")]
    [InlineData("/error")]
    [InlineData("/admin/accounts/no-such-account")]
    [InlineData("/admin/accounts/%C3%A9%F0%9F%98%80")]
    [InlineData("/operations/%2e%2e/x")]
    public async Task What_does_not_exist_is_a_page_that_says_so_with_404(string path)
    {
        using var client = await WebUser.SignIn(host, "administrator");
        var page = await client.Get(path);
        Assert.Equal(404, (int)page.Status);
        Assert.Contains("RefMon", page.Title);
        Assert.NotEmpty(page.Heading);
    }

    [Theory]
    [InlineData("/operations/parked/NoticesOutbound/abc")]
    [InlineData("/operations/parked/NoticesOutbound/1")]
    [InlineData("/operations/parked/Nothing/99999999999999999999")]
    public async Task A_malformed_or_unknown_id_is_404(string path)
    {
        using var client = await WebUser.SignIn(host, "operator");
        Assert.Equal(404, (int)(await client.Get(path)).Status);
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("text/plain", "hello")]
    [InlineData("multipart/form-data; boundary=x", "not a form at all")]
    [InlineData("application/x-www-form-urlencoded", "a=%zz&=&&Model.")]
    public async Task A_post_that_no_form_of_ours_could_send_is_the_senders_mistake(string type, string body)
    {
        using var client = await WebUser.SignIn(host, "administrator");
        foreach (var path in new[] { "/sign-in", "/help", "/admin/accounts/demo-caseworker" })
        {
            using var content = new StringContent(body, Encoding.UTF8);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            using var answer = await client.Http.PostAsync(path, content);
            Assert.InRange((int)answer.StatusCode, 400, 499);
        }
        Assert.DoesNotContain(host.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_form_larger_than_any_of_ours_is_refused_as_too_large()
    {
        using var client = await WebUser.SignIn(host, "administrator");
        using var content = new StringContent("a=" + new string('x', 17 * 1024 * 1024), Encoding.UTF8);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded");
        try
        {
            using var answer = await client.Http.PostAsync("/admin/accounts/demo-caseworker", content);
            Assert.InRange((int)answer.StatusCode, 400, 499);
        }
        catch (HttpRequestException cut)
        {
            // the server may close the connection before everything has been sent
            Assert.NotNull(cut.InnerException);
        }
    }

    [Fact]
    public async Task Logs_hold_route_templates_and_no_addresses()
    {
        using var client = await WebUser.SignIn(host, "administrator");
        await client.Get("/admin/accounts/demo-practitioner-lead?x=secret-words");
        Assert.Contains(host.Logs.Lines, line => line.Contains("GET /admin/accounts/{AccountId} 200"));
        Assert.DoesNotContain(
            host.Logs.Lines,
            line => line.Contains("demo-practitioner-lead") || line.Contains("secret-words")
        );
    }
}
