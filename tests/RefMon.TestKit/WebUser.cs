using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Xunit;

namespace RefMon.TestKit;

/// <summary>Somebody at a browser without scripts: follows links, fills in forms and keeps cookies.</summary>
public sealed class WebUser : IDisposable
{
    private readonly HttpClient client;
    private readonly HttpClient stepwise;

    private WebUser(string address) =>
        (client, stepwise) = (Client(address, followsRedirects: true), Client(address, followsRedirects: false));

    private HttpClient Client(string address, bool followsRedirects) =>
        new(
            new HttpClientHandler
            {
                CookieContainer = Cookies,
                AllowAutoRedirect = followsRedirects,
                UseProxy = false,
#pragma warning disable MA0039 // a host under test makes its own certificate
                ServerCertificateCustomValidationCallback =
                    HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
#pragma warning restore MA0039
            }
        )
        {
            BaseAddress = new(address),
        };

    /// <summary>What the application set.</summary>
    public CookieContainer Cookies { get; } = new();

    /// <summary>The underlying client, for requests that no page makes.</summary>
    public HttpClient Http => client;

    /// <summary>Nobody yet.</summary>
    public static WebUser At(RefMonHost host) => new(host.Address);

    /// <summary>Nobody yet, at a program of its own.</summary>
    public static WebUser At(RefMonProgram program) => new(program.Address);

    /// <summary>Signs in with a persona's button.</summary>
    public static async Task<WebUser> SignIn(RefMonHost host, string persona)
    {
        var user = new WebUser(host.Address);
        var landed = await user.SignIn(persona);
        Assert.Equal(HttpStatusCode.OK, landed.Status);
        return user;
    }

    /// <summary>Presses a persona's button; the page one lands on, or the sign-in page with an error.</summary>
    public async Task<WebPage> SignIn(string persona, string signInPage = "/sign-in")
    {
        var page = await Get(signInPage);
        var button = page.Document.QuerySelector<IHtmlButtonElement>($"button[name=persona][value={persona}]");
        Assert.NotNull(button);
        return await Submit(page, button.Form!, new() { ["persona"] = persona });
    }

    public async Task<WebPage> Get(string path) => await WebPage.Read(await client.GetAsync(path));

    /// <summary>Follows the first link of the main part that says this.</summary>
    public Task<WebPage> Follow(WebPage page, string text)
    {
        var link = Array.Find(
            [.. page.Document.QuerySelectorAll("main a[href]")],
            a => a.TextContent.Contains(text, StringComparison.Ordinal)
        );
        Assert.True(link is not null, $"No link '{text}' on {page.Path}: {page.Text}");
        return Get(link!.GetAttribute("href")!);
    }

    /// <summary>Presses the first button of the main part that says this, with these answers in its form.</summary>
    public Task<WebPage> Press(WebPage page, string text, Dictionary<string, string>? answers = null)
    {
        var button = page
            .Document.QuerySelectorAll<IHtmlButtonElement>("main form button")
            .FirstOrDefault(b => b.TextContent.Contains(text, StringComparison.Ordinal));
        Assert.True(button is not null, $"No button '{text}' on {page.Path}: {page.Text}");
        var all = new Dictionary<string, string>(answers ?? [], StringComparer.Ordinal);
        if (button!.Name is { Length: > 0 } name)
            all[name] = button.Value;
        return Submit(page, button.Form!, all);
    }

    /// <summary>Sends a page's only form (besides the header's) with these answers on top of those it holds.</summary>
    public Task<WebPage> Submit(WebPage page, Dictionary<string, string> answers) =>
        Submit(page, page.MainForm, answers);

    /// <summary>Sends a form with these answers on top of those it holds.</summary>
    public async Task<WebPage> Submit(WebPage page, IHtmlFormElement form, Dictionary<string, string> answers)
    {
        var (action, content) = Filled(page, form, answers);
        return await WebPage.Read(await client.PostAsync(action, content));
    }

    /// <summary>The same, following redirects one at a time: the page it ends at, and every address one was redirected to on the way.</summary>
    public async Task<(WebPage Page, IReadOnlyList<string> RedirectedTo)> SubmitStepByStep(
        WebPage page,
        Dictionary<string, string> answers
    )
    {
        var (action, content) = Filled(page, page.MainForm, answers);
        var response = await stepwise.PostAsync(action, content);
        var redirects = new List<string>();
        while ((int)response.StatusCode is >= 300 and < 400)
        {
            Assert.True(redirects.Count < 10, $"Redirected for ever: {string.Join(' ', redirects)}");
            redirects.AddRange(response.Headers.GetValues("Location"));
            response = await stepwise.GetAsync(redirects[^1]);
        }
        return (await WebPage.Read(response), redirects);
    }

    public void Dispose()
    {
        client.Dispose();
        stepwise.Dispose();
    }

    private static (string Action, FormUrlEncodedContent Content) Filled(
        WebPage page,
        IHtmlFormElement form,
        Dictionary<string, string> answers
    )
    {
        var fields = Held(form).Where(field => !answers.ContainsKey(field.Key)).Concat(answers);
        var action = form.GetAttribute("action") is { Length: > 0 } given ? given : page.Path;
        return (action, new FormUrlEncodedContent(fields));
    }

    private static IEnumerable<KeyValuePair<string, string>> Held(IHtmlFormElement form)
    {
        foreach (var element in form.Elements)
        {
            switch (element)
            {
                case IHtmlInputElement { Name.Length: > 0 } input
                    when input.Type is not ("checkbox" or "radio" or "submit" or "button") || input.IsChecked:
                    yield return new(input.Name, input.Value);
                    break;
                case IHtmlTextAreaElement { Name.Length: > 0 } area:
                    yield return new(area.Name, area.Value);
                    break;
                case IHtmlSelectElement { Name.Length: > 0 } select:
                    yield return new(select.Name, select.Value ?? "");
                    break;
                default:
                    break;
            }
        }
    }
}

/// <summary>A page as it came back, parsed.</summary>
public sealed record WebPage(
    HttpStatusCode Status,
    string Path,
    string Html,
    IHtmlDocument Document,
    HttpResponseMessage Response
)
{
    /// <summary>The first form of the main part.</summary>
    public IHtmlFormElement MainForm =>
        Document.QuerySelector<IHtmlFormElement>("main form")
        ?? throw new InvalidOperationException($"No form on {Path}");

    /// <summary>What the main part says, with white space folded.</summary>
    public string Text => Fold(Document.QuerySelector("main")?.TextContent ?? "");

    /// <summary>The page's heading.</summary>
    public string Heading => Fold(Document.QuerySelector("h1")?.TextContent ?? "");

    /// <summary>The page's title.</summary>
    public string Title => Fold(Document.Title ?? "");

    /// <summary>The addresses of all links.</summary>
    public IReadOnlyList<string> Links =>
        [.. Document.QuerySelectorAll("a[href]").Select(link => link.GetAttribute("href")!)];

    /// <summary>A header of the answer; null when it is absent.</summary>
    public string? Header(string name) =>
        Response.Headers.TryGetValues(name, out var values) || Response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    /// <summary>The messages of the error summary.</summary>
    public IReadOnlyList<string> Errors =>
        [.. Document.QuerySelectorAll(".govuk-error-summary__list li").Select(item => Fold(item.TextContent))];

    /// <summary>Parses an answer that came by other means.</summary>
    public static async Task<WebPage> Read(HttpResponseMessage response)
    {
        var html = await response.Content.ReadAsStringAsync();
        var document = await new HtmlParser().ParseDocumentAsync(html);
        return new(response.StatusCode, response.RequestMessage!.RequestUri!.PathAndQuery, html, document, response);
    }

    private static string Fold(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
