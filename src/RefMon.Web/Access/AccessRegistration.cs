using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;

namespace RefMon.Web.Access;

/// <summary>Sign-in by cookie, and deny by default: every endpoint that does not allow anonymous people needs an account.</summary>
internal static class AccessRegistration
{
    public const string SignInPath = "/sign-in";
    public const string ReturnUrl = "returnUrl";

    public static void AddAccess(this WebApplicationBuilder builder)
    {
        var development = builder.Environment.IsDevelopment();
        var authentication = builder
            .Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(cookie =>
            {
                cookie.Cookie.Name = development ? "refmon-sign-in" : "__Host-refmon-sign-in";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.Cookie.SecurePolicy = development ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
                cookie.Cookie.Path = "/";
                cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
                cookie.SlidingExpiration = true;
                cookie.LoginPath = SignInPath;
                cookie.ReturnUrlParameter = ReturnUrl;
                cookie.Events.OnRedirectToLogin = RedirectToSignIn;
            });
        if (!development)
            authentication.AddOidc(builder.Configuration);
#if DEVELOPMENT_PARTS
        if (development)
            builder.Services.AddSingleton<IPersonas, DemonstrationPersonas>();
#endif
        builder
            .Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        builder.Services.AddScoped<SignInSession>();
    }

    // a form that was posted cannot be posted again after signing in, so only pages are returned to
    private static Task RedirectToSignIn(
        Microsoft.AspNetCore.Authentication.RedirectContext<CookieAuthenticationOptions> context
    )
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }
        var page = request.Path == "/" ? "" : request.Path.ToString() + request.QueryString;
        context.Response.Redirect(
            page.Length == 0 ? SignInPath : $"{SignInPath}?{ReturnUrl}={Uri.EscapeDataString(page)}"
        );
        return Task.CompletedTask;
    }
}
