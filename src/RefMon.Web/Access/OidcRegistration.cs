using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using RefMon.Application.Access;

namespace RefMon.Web.Access;

/// <summary>
/// Sign-in with a work account, configured by the section that Microsoft.Identity.Web reads: with that package this file
/// and the two beside it become <c>AddMicrosoftIdentityWebApp(configuration.GetSection("AzureAd"))</c>.
/// </summary>
internal static class OidcRegistration
{
    /// <summary>What the section must hold.</summary>
    public static IReadOnlyList<string> Required { get; } =
    ["AzureAd:Instance", "AzureAd:TenantId", "AzureAd:ClientId", "AzureAd:ClientSecret"];

    public static void AddOidc(this AuthenticationBuilder authentication, IConfiguration configuration)
    {
        var section = configuration.GetSection("AzureAd");
        authentication.AddOAuth<OidcOptions, OidcHandler>(
            OidcDefaults.Scheme,
            oidc =>
            {
                oidc.Authority = AuthorityOf(section);
                oidc.ClientId = section["ClientId"] ?? "";
                oidc.ClientSecret = section["ClientSecret"] ?? "";
                if (section["CallbackPath"] is { Length: > 0 } path)
                    oidc.CallbackPath = path;
                oidc.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
                oidc.CorrelationCookie.SameSite = SameSiteMode.Lax;
                oidc.Events.OnTicketReceived = FindAccount;
                oidc.Events.OnRemoteFailure = Explain;
            }
        );
        authentication.Services.AddSingleton<IPostConfigureOptions<OidcOptions>, DiscoverOidc>();
    }

    /// <summary>Where people are sent to sign in and out; null when it is not an address.</summary>
    public static string? OriginOf(IConfiguration configuration) =>
        Uri.TryCreate(AuthorityOf(configuration.GetSection("AzureAd")), UriKind.Absolute, out var authority)
            ? authority.GetLeftPart(UriPartial.Authority)
            : null;

    private static string AuthorityOf(IConfigurationSection section) =>
        $"{section["Instance"]?.TrimEnd('/')}/{section["TenantId"]}/v2.0";

    // the provider says who the person is; what they may do stands in the account
    private static async Task FindAccount(TicketReceivedContext context)
    {
        var accounts = context.HttpContext.RequestServices.GetRequiredService<AccountDirectory>();
        var email =
            context.Principal?.FindFirstValue("preferred_username") ?? context.Principal?.FindFirstValue("email");
        var known = email is null ? null : await accounts.FindByEmail(email, context.HttpContext.RequestAborted);
        if (known is null)
        {
            var audit = context.HttpContext.RequestServices.GetRequiredService<AuditTrail>();
            await audit.Write(null, "SignIn", "unknown-account", null, context.HttpContext.RequestAborted);
            Return(context.HttpContext, OidcDefaults.NoAccount);
            context.HandleResponse();
            return;
        }
        context.Principal = SignInSession.PrincipalOf(known.AccountId);
        await SignInSession.Record(context.HttpContext, known);
    }

    private static Task Explain(RemoteFailureContext context)
    {
        context
            .HttpContext.RequestServices.GetRequiredService<ILogger<OidcHandler>>()
            .LogWarning("Signing in at the identity provider failed: {Reason}", context.Failure?.GetType().Name);
        Return(context.HttpContext, OidcDefaults.Failed);
        context.HandleResponse();
        return Task.CompletedTask;
    }

    private static void Return(HttpContext context, string problem) =>
        context.Response.Redirect($"{AccessRegistration.SignInPath}?problem={problem}");

    private sealed class DiscoverOidc : IPostConfigureOptions<OidcOptions>
    {
        public void PostConfigure(string? name, OidcOptions options)
        {
            if (options.Discovery is not null)
                return;
            // plain http only where the provider is on this machine: tests
            var loopback = new Uri(options.Authority).IsLoopback;
            options.Discovery = new ConfigurationManager<OpenIdConnectConfiguration>(
                $"{options.Authority}/.well-known/openid-configuration",
                new OpenIdConnectConfigurationRetriever(),
                new HttpDocumentRetriever(options.Backchannel) { RequireHttps = !loopback }
            )
            {
                RefreshInterval = TimeSpan.FromMinutes(1),
            };
        }
    }
}
