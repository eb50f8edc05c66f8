using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class HeaderTests(RefMonHost host) : IClassFixture<RefMonHost>
{
    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/help")]
    [InlineData("/audit")]
    [InlineData("/no-such-page")]
    [InlineData("/health/live")]
    [InlineData("/refmon.css")]
    public async Task Every_answer_tells_the_browser_what_it_may_do(string path)
    {
        using var client = await WebUser.SignIn(host, "auditor");
        var page = await client.Get(path);
        var policy = page.Header("Content-Security-Policy")!;
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
        Assert.Equal("same-origin", page.Header("Referrer-Policy"));
        Assert.Contains("camera=()", page.Header("Permissions-Policy"));
        Assert.Null(page.Header("Server"));
    }

    [Fact]
    public async Task No_copy_of_a_page_is_kept_and_static_files_are()
    {
        using var client = await WebUser.SignIn(host, "auditor");
        Assert.Equal("no-store", (await client.Get("/audit")).Header("Cache-Control"));
        Assert.Equal("no-store", (await client.Get("/no-such-page")).Header("Cache-Control"));
        Assert.DoesNotContain("no-store", (await client.Get("/refmon.css")).Header("Cache-Control"));
    }

    [Fact]
    public async Task Pages_have_no_inline_script_style_or_handler()
    {
        using var client = await WebUser.SignIn(host, "operator");
        foreach (var path in new[] { "/sign-in", "/operations", "/account", "/help", "/no-such-page" })
        {
            var page = await client.Get(path);
            Assert.DoesNotMatch("<script(?![^>]*src=)", page.Html);
            Assert.DoesNotMatch("""<style|\sstyle="|\son[a-z]+=""", page.Html);
        }
    }

    [Fact]
    public async Task Blazors_script_and_the_design_systems_are_served()
    {
        using var client = WebUser.At(host);
        foreach (
            var file in new[]
            {
                "/_framework/blazor.web.js",
                "/_content/RefMon.GovUk/govuk/govuk-frontend.min.css",
                "/_content/RefMon.GovUk/refmon-govuk.js",
                "/refmon.css",
            }
        )
        {
            var answer = await client.Get(file);
            Assert.True((int)answer.Status == 200 && answer.Html.Length > 100, $"{file}: {answer.Status}");
        }
    }
}
