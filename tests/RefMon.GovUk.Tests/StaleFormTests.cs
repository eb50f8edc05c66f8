using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using RefMon.GovUk.Tests.Site;
using Xunit;

namespace RefMon.GovUk.Tests;

[Trait("Capability", "GovUk")]
public sealed class StaleFormTests : IAsyncLifetime
{
    private const string Awkward =
        "\n\nFirst \"quoted\" & <script>alert('x')</script>\n'; drop table person; 🦊 Siân ŵ ŷ\n";

    private SampleSite site = null!;

    public async ValueTask InitializeAsync() => site = await SampleSite.StartAsync();

    public async ValueTask DisposeAsync() => await site.DisposeAsync();

    [Fact]
    public async Task A_form_with_a_good_token_is_handled_once_with_everything_typed_exactly()
    {
        using var browser = site.NewBrowser();
        var fields = await OpenAsync(browser, "/form");
        var answer = await SendAsync(browser, "/form", fields, Typed());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var (commandId, model) = Assert.Single(site.Saved.All);
        Assert.Equal(Guid.Parse(fields["CommandId"]), commandId);
        Assert.Equal(Awkward, model.Notes);
        Assert.Equal(["housing", "none"], model.Needs);
        Assert.Equal(("1", "Feb", "2027"), (model.Due!.Day, model.Due.Month, model.Due.Year));
        Assert.Equal("AB1 2CD", model.Address!.Postcode);
    }

    [Fact]
    public async Task A_stale_token_shows_everything_typed_again_and_does_nothing_and_the_next_sending_works()
    {
        using var browser = site.NewBrowser();
        var fields = await OpenAsync(browser, "/form");
        var opened = fields["CommandId"];
        fields["__RequestVerificationToken"] = "CfDJ8-from-before-the-keys-changed";
        var answer = await SendAsync(browser, "/form", fields, Typed());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(site.Saved.All);
        var page = await SampleSite.ReadAsync(answer);
        Assert.Contains("too long", page.QuerySelector(".govuk-error-summary")!.TextContent, StringComparison.Ordinal);
        Assert.StartsWith("Error: ", page.Title, StringComparison.Ordinal);
        Assert.Equal(Awkward, page.QuerySelector<IHtmlTextAreaElement>("#notes")!.Value);
        Assert.Equal("Feb", page.QuerySelector<IHtmlInputElement>("#due-month")!.Value);
        Assert.True(page.QuerySelector<IHtmlInputElement>("input[value=housing]")!.IsChecked);
        var again = SampleSite.HiddenFields(page);
        Assert.Equal(opened, again["CommandId"]);

        await SendAsync(browser, "/form", again, Typed());
        Assert.Equal(Guid.Parse(opened), Assert.Single(site.Saved.All).CommandId);
    }

    [Fact]
    public async Task A_lost_cookie_is_a_stale_form_too()
    {
        using var first = site.NewBrowser();
        var fields = await OpenAsync(first, "/form");
        using var withoutCookie = site.NewBrowser();
        var answer = await SendAsync(withoutCookie, "/form", fields, Typed());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(site.Saved.All);
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task Another_site_cannot_have_a_form_shown_again(string fetchSite)
    {
        using var browser = site.NewBrowser();
        var fields = await OpenAsync(browser, "/form");
        fields.Remove("__RequestVerificationToken");
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", fetchSite);
        var answer = await SendAsync(browser, "/form", fields, Typed());

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(site.Saved.All);
    }

    [Fact]
    public async Task A_page_that_did_not_ask_for_it_refuses_a_stale_token()
    {
        using var browser = site.NewBrowser();
        var fields = await OpenAsync(browser, "/plain");
        fields["__RequestVerificationToken"] = "wrong";
        var answer = await SendAsync(browser, "/plain", fields, [new("Model.FullName", "Sam")]);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(site.Saved.All);
    }

    [Fact]
    public async Task A_form_with_errors_keeps_everything_and_gets_a_new_command_id()
    {
        using var browser = site.NewBrowser();
        var fields = await OpenAsync(browser, "/form");
        var typed = Typed().Where(field => field.Key != "Model.FullName").ToList();
        var page = await SampleSite.ReadAsync(await SendAsync(browser, "/form", fields, typed));

        var link = page.QuerySelector<IHtmlAnchorElement>(".govuk-error-summary a")!;
        Assert.Equal("Enter a full name", link.TextContent);
        Assert.Equal("/form#full-name", link.GetAttribute("href"));
        Assert.Equal(Awkward, page.QuerySelector<IHtmlTextAreaElement>("#notes")!.Value);
        Assert.NotEqual(fields["CommandId"], SampleSite.HiddenFields(page)["CommandId"]);
        Assert.Empty(site.Saved.All);
    }

    [Fact]
    public async Task A_post_of_almost_nothing_is_answered_with_errors_not_with_a_failure()
    {
        using var browser = site.NewBrowser();
        var fields = await OpenAsync(browser, "/form");
        var answer = await SendAsync(browser, "/form", fields, [new("Model.Region", "wales")]);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await SampleSite.ReadAsync(answer);
        Assert.Equal(
            ["/form#full-name", "/form#due-day"],
            page.QuerySelectorAll(".govuk-error-summary a").Select(link => link.GetAttribute("href"))
        );
        Assert.Equal("wales", page.QuerySelector<IHtmlSelectElement>("#region")!.Value);
    }

    private static List<KeyValuePair<string, string>> Typed() =>
        [
            new("Model.FullName", "Sam \"S\" <b>"),
            new("Model.Notes", Awkward),
            new("Model.Needs", "housing"),
            new("Model.Needs", "none"),
            new("Model.Due.Day", "1"),
            new("Model.Due.Month", "Feb"),
            new("Model.Due.Year", "2027"),
            new("Model.Address.Postcode", "AB1 2CD"),
        ];

    private static async Task<Dictionary<string, string>> OpenAsync(HttpClient browser, string path) =>
        SampleSite.HiddenFields(await SampleSite.ReadAsync(await browser.GetAsync(path)));

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient browser,
        string path,
        Dictionary<string, string> hidden,
        List<KeyValuePair<string, string>> typed
    )
    {
        using var content = new FormUrlEncodedContent([.. hidden, .. typed]);
        return await browser.PostAsync(path, content);
    }
}
