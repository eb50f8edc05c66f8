using Microsoft.AspNetCore.StaticAssets;

namespace RefMon.Web.Operations;

/// <summary>Headers that tell browsers what a page may do; on every answer, errors included.</summary>
internal static class SecurityHeaders
{
    /// <summary>Nothing but this service's own files; no inline script or style anywhere.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'; object-src 'none'";

    private const string PermissionsPolicy =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app, string? signInOrigin)
    {
        // signing out at the identity provider begins with a form of ours
        var policy = signInOrigin is null
            ? ContentSecurityPolicy
            : ContentSecurityPolicy.Replace(
                "form-action 'self'",
                $"form-action 'self' {signInOrigin}",
                StringComparison.Ordinal
            );
        return app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(() => Set(context, policy));
                return next(context);
            }
        );
    }

    private static Task Set(HttpContext context, string policy)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = PermissionsPolicy;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // every page may hold personal data: no copy of it is kept anywhere
        if (context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
