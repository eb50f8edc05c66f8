using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.HttpOverrides;
using RefMon.Application.Attention;
using IPNetwork = System.Net.IPNetwork;

namespace RefMon.Web.Operations;

/// <summary>
/// Where TLS ends. Outside Development nothing but health is answered over plain http, and all cookies are for https only.
/// Behind a proxy that ends TLS, what it says about the original request counts only when it comes from an address named in
/// <c>RefMon:TrustedProxies</c>; unless that is set, nobody is believed.
/// </summary>
internal static class HttpsEdge
{
    private static readonly char[] Separators = [',', ';', ' '];

    public static void AddHttpsEdge(this WebApplicationBuilder builder)
    {
        var proxies = builder.Configuration[RequiredSettings.TrustedProxies];
        var publicHost = RefMonWeb.AddressOf(builder.Configuration).Host;
        // after everything else: the framework's own switch (ASPNETCORE_FORWARDEDHEADERS_ENABLED) believes everybody
        builder.Services.PostConfigure<ForwardedHeadersOptions>(options => Believe(options, proxies, publicHost));
        if (builder.Environment.IsDevelopment())
            return;
        builder.Services.Configure<AntiforgeryOptions>(options =>
        {
            options.Cookie.Name = "__Host-refmon-form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            options.Cookie.Path = "/";
        });
        builder.Services.AddHsts(options => options.MaxAge = TimeSpan.FromDays(365));
    }

    /// <summary>First in the pipeline: everything after it sees the request as the person's browser sent it.</summary>
    public static void UseHttpsEdge(this WebApplication app)
    {
        app.UseForwardedHeaders();
        if (app.Environment.IsDevelopment())
            return;
        app.UseHsts();
        app.Use(RefusePlain);
    }

    /// <summary>The entries of the setting that are neither an address nor a network.</summary>
    public static IEnumerable<string> NotUnderstood(string? proxies) =>
        Entries(proxies).Where(entry => !IPAddress.TryParse(entry, out _) && !IPNetwork.TryParse(entry, out _));

    internal static void Believe(ForwardedHeadersOptions options, string? proxies, string publicHost)
    {
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        options.ForwardedHeaders = ForwardedHeaders.None;
        foreach (var entry in Entries(proxies))
        {
            if (IPAddress.TryParse(entry, out var address))
                options.KnownProxies.Add(address);
            else if (IPNetwork.TryParse(entry, out var network))
                options.KnownIPNetworks.Add(network);
        }
        if (options.KnownProxies.Count + options.KnownIPNetworks.Count == 0)
            return;
        options.ForwardedHeaders =
            ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        // as many hops as are known; the first unknown address is the person's
        options.ForwardLimit = null;
        options.AllowedHosts = [publicHost];
    }

    private static string[] Entries(string? proxies) =>
        (proxies ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // load balancers ask for health in plain http; a page would set cookies that the browser then does not send
    private static Task RefusePlain(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.IsHttps || request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
            return next(context);
        var address = context.RequestServices.GetRequiredService<PublicAddress>().Root;
        if (
            address.Scheme == Uri.UriSchemeHttps
            && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        )
        {
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location =
                address.GetLeftPart(UriPartial.Authority)
                + request.Path.ToUriComponent()
                + request.QueryString.ToUriComponent();
            return Task.CompletedTask;
        }
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsync("RefMon is answered over https only.", context.RequestAborted);
    }
}
