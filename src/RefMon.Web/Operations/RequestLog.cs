using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.StaticAssets;

namespace RefMon.Web.Operations;

/// <summary>
/// One log line and one span name for each request, by route template: addresses hold references and ids, and logs need
/// neither. Static files are not logged.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    private static readonly object RouteKey = new();

    public async Task InvokeAsync(HttpContext context)
    {
        // error pages are shown as GET, whatever was asked
        var method = KnownMethod(context.Request.Method);
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
                Write(context, method, Stopwatch.GetElapsedTime(started));
        }
    }

    /// <summary>Stands right after routing: what an error page shows later is not what was asked for.</summary>
    public static Task RememberRoute(HttpContext context, RequestDelegate next)
    {
        context.Items.TryAdd(RouteKey, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)");
        return next(context);
    }

    private void Write(HttpContext context, string method, TimeSpan elapsed)
    {
        var route = context.Items[RouteKey] as string ?? "(no route)";
        var status = context.Response.StatusCode;
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { } activity)
        {
            activity.DisplayName = $"{method} {route}";
            activity.SetTag("http.request.method", method);
            activity.SetTag("http.route", route);
            // the address itself may hold the token of a calendar
            activity.SetTag("url.path", route);
            activity.SetTag("url.query", null);
            activity.SetTag("http.response.status_code", status);
            if (status >= 500)
                activity.SetStatus(ActivityStatusCode.Error);
        }
        Answered(method, route, status, Math.Round(elapsed.TotalMilliseconds, 1), Activity.Current?.TraceId.ToString());
    }

    private static string KnownMethod(string method) =>
        method is "GET" or "POST" or "HEAD" or "PUT" or "DELETE" or "PATCH" or "OPTIONS" ? method : "OTHER";

    [LoggerMessage(1, LogLevel.Information, "{Method} {Route} {Status} {Milliseconds} ms {TraceId}")]
    private partial void Answered(string method, string route, int status, double milliseconds, string? traceId);
}
