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
                oidc.CorrelationCookie.SecurePolicy = CookieSecurePolicy.Always;
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
        var http = context.HttpContext;
        if (IdentityOf(context.Principal!) is not { } identity)
        {
            Stop(context, OidcDefaults.Failed);
            return;
        }
        var accounts = http.RequestServices.GetRequiredService<WorkAccounts>();
        var found = await accounts.Recognise(identity, AddressOf(context.Principal!), http.RequestAborted);
        if (found.Viewer is not { } viewer)
        {
            Stop(context, found.BelongsToAnother ? OidcDefaults.OtherWorkAccount : OidcDefaults.NoAccount);
            return;
        }
        context.Principal = SignInSession.PrincipalOf(viewer.AccountId);
        await SignInSession.Record(http, viewer);
    }

    // of Entra the tenant's object id, which is the same for all applications; of other providers what OpenID Connect promises
    private static WorkIdentity? IdentityOf(ClaimsPrincipal person) =>
        Pair(person, "tid", "oid") ?? Pair(person, "iss", "sub");

    private static WorkIdentity? Pair(ClaimsPrincipal person, string issuer, string subject) =>
        (person.FindFirstValue(issuer), person.FindFirstValue(subject)) is ({ Length: > 0 } by, { Length: > 0 } name)
            ? new(by, name)
            : null;

    // an e-mail address may be what the person typed about themselves: only one that the provider has verified counts
    private static string? AddressOf(ClaimsPrincipal person) =>
        person.FindFirstValue("preferred_username") is { Length: > 0 } name ? name
        : string.Equals(person.FindFirstValue("email_verified"), "true", StringComparison.OrdinalIgnoreCase)
            ? person.FindFirstValue("email")
        : null;

    private static void Stop(TicketReceivedContext context, string problem)
    {
        Return(context.HttpContext, problem);
        context.HandleResponse();
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
