using System.Collections.Concurrent;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RefMon.GovUk.Tests.Site;

/// <summary>What the sample page's handler was given, in order.</summary>
public sealed class SavedForms
{
    private readonly ConcurrentQueue<(Guid CommandId, SampleModel Model)> saved = new();

    public IReadOnlyList<(Guid CommandId, SampleModel Model)> All => [.. saved];

    public void Add(Guid commandId, SampleModel model) => saved.Enqueue((commandId, model));
}

/// <summary>A small site with the library's pages on a real server at a free port, wired as the README says.</summary>
public sealed class SampleSite : IAsyncDisposable
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'self'; frame-ancestors 'none'; object-src 'none'";

    private readonly WebApplication host;

    private SampleSite(WebApplication host) => this.host = host;

    public Uri Address => new(host.Urls.Single());

    public SavedForms Saved => host.Services.GetRequiredService<SavedForms>();

    public static async Task<SampleSite> StartAsync(string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ApplicationName = typeof(SampleSite).Assembly.GetName().Name }
        );
        builder.WebHost.UseUrls(url);
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.ClearProviders();
        builder.Services.AddRazorComponents();
        builder.Services.AddSingleton<SavedForms>();
        var app = builder.Build();
        app.Use(
            (context, next) =>
            {
                context.Response.Headers.ContentSecurityPolicy = Policy;
                return next(context);
            }
        );
        app.UseAntiforgery();
        app.UseStaleFormReshow();
        app.MapStaticAssets(
            Path.Combine(AppContext.BaseDirectory, "RefMon.GovUk.Tests.staticwebassets.endpoints.json")
        );
        app.MapRazorComponents<App>();
        await app.StartAsync();
        return new SampleSite(app);
    }

    public HttpClient NewBrowser() =>
        new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await host.DisposeAsync();
    }

    public static async Task<IHtmlDocument> ReadAsync(HttpResponseMessage response) =>
        new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync());

    /// <summary>The form's hidden fields, as a browser would send them back.</summary>
    public static Dictionary<string, string> HiddenFields(IDocument page) =>
        page.QuerySelectorAll<IHtmlInputElement>("form input[type=hidden]")
            .ToDictionary(field => field.Name!, field => field.Value, StringComparer.Ordinal);
}
