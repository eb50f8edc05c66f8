using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.StaticAssets;
using RefMon.Application.Access;

namespace RefMon.Web.Access;

/// <summary>
/// Loads the account of the sign-in cookie for each request, so that a disabled account or another role takes effect at
/// once: an account that is gone is signed out here.
/// </summary>
internal static class ViewerMiddleware
{
    public static IApplicationBuilder UseViewer(this IApplicationBuilder app) =>
        app.Use(
            async (context, next) =>
            {
                if (AccountIdOf(context.User) is { } accountId && !IsStatic(context))
                    await Load(context, accountId);
                await next(context);
            }
        );

    private static async Task Load(HttpContext context, string accountId)
    {
        var accounts = context.RequestServices.GetRequiredService<AccountDirectory>();
        var viewer = await accounts.Find(accountId, context.RequestAborted);
        if (viewer is null)
        {
            await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            context.User = new ClaimsPrincipal(new ClaimsIdentity());
            return;
        }
        context.RequestServices.GetRequiredService<CurrentViewer>().Viewer = viewer;
    }

    private static string? AccountIdOf(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated == true ? user.FindFirstValue(ClaimTypes.NameIdentifier) : null;

    private static bool IsStatic(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;
}
