using System.Net;
using System.Text.RegularExpressions;
using RefMon.GovUk.Tests.Site;
using RefMon.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RefMon.GovUk.Tests;

[Trait("Capability", "GovUk")]
public sealed partial class SampleSiteTests : IAsyncLifetime
{
    private SampleSite site = null!;

    public async ValueTask InitializeAsync() => site = await SampleSite.StartAsync();

    public async ValueTask DisposeAsync() => await site.DisposeAsync();

    [Theory]
    [InlineData("/form")]
    [InlineData("/cases")]
    public async Task No_page_has_inline_style_or_script(string path)
    {
        using var browser = site.NewBrowser();
        var page = await SampleSite.ReadAsync(await browser.GetAsync(path));

        Assert.NotEmpty(page.QuerySelectorAll("main h1"));
        Assert.Empty(page.QuerySelectorAll("[style], style, script:not([src])"));
        Assert.DoesNotContain(
            page.All,
            element => element.Attributes.Any(a => a.Name.StartsWith("on", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData(Screen.Desktop)]
    [InlineData(Screen.Phone)]
    public async Task Every_component_is_free_of_axe_violations_and_fits_the_screen(Screen screen)
    {
        await using var window = await Browser.Open(site.Address.AbsoluteUri, screen);
        foreach (var path in (string[])["/form", "/cases"])
        {
            await window.Page.GotoAsync(path);
            await window.AssertSound();
        }
        await window.Page.GotoAsync("/form");
        await window.Page.Locator("main form button[type=submit]").First.ClickAsync();
        await Expect(window.Page.Locator(".govuk-error-summary")).ToBeVisibleAsync();
        await window.AssertSound();
    }

    [Theory]
    [InlineData("/form")]
    [InlineData("/cases")]
    public async Task Every_id_is_unique_and_every_reference_to_one_leads_somewhere(string path)
    {
        using var browser = site.NewBrowser();
        var page = await SampleSite.ReadAsync(await browser.GetAsync(path));

        var ids = page.QuerySelectorAll("[id]").Select(element => element.Id!).ToList();
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Distinct(), ids);
        string[] references = ["for", "aria-describedby", "aria-labelledby", "data-aria-controls"];
        var pointedAt = page
            .All.SelectMany(element => references.Select(element.GetAttribute))
            .SelectMany(value => value?.Split(' ') ?? []);
        Assert.Empty(pointedAt.Except(ids));
    }

    [Fact]
    public async Task Every_asset_a_page_names_is_served_and_so_is_what_the_assets_name()
    {
        using var browser = site.NewBrowser();
        var page = await SampleSite.ReadAsync(await browser.GetAsync("/form"));
        var named = page.QuerySelectorAll("link[href], script[src]")
            .Select(element => new Uri(site.Address, element.GetAttribute("href") ?? element.GetAttribute("src")))
            .ToList();
        Assert.Equal(7, named.Count);

        foreach (var address in named)
        {
            using var answer = await browser.GetAsync(address);
            Assert.Equal((HttpStatusCode.OK, address), (answer.StatusCode, address));
            var text = await answer.Content.ReadAsStringAsync();
            foreach (Match match in Named().Matches(text))
            {
                var inner = new Uri(address, match.Groups[1].Value + match.Groups[2].Value);
                using var innerAnswer = await browser.GetAsync(inner);
                Assert.Equal((HttpStatusCode.OK, inner), (innerAnswer.StatusCode, inner));
            }
        }
    }

    [Fact]
    public async Task No_font_crown_or_crest_that_belongs_to_gov_uk_is_served()
    {
        using var browser = site.NewBrowser();
        var sheet = await browser.GetStringAsync("/_content/RefMon.GovUk/govuk/govuk-frontend.min.css");

        Assert.DoesNotContain("GDS Transport", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("@font-face", sheet, StringComparison.Ordinal);
        Assert.Contains("var(--refmon-font-family", sheet, StringComparison.Ordinal);
        using var crest = await browser.GetAsync("/_content/RefMon.GovUk/govuk/assets/images/govuk-crest.svg");
        Assert.Equal(HttpStatusCode.NotFound, crest.StatusCode);
    }

    // images of style sheets and modules of modules; the crest is left out and its class is never used
    [GeneratedRegex("""url\((?!data:|#)([^)]*?(?<!govuk-crest\.svg))\)|(?:from|import) '(\./[^']+)'""")]
    private static partial Regex Named();
}
