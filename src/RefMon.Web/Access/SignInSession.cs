using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using RefMon.Application.Access;

namespace RefMon.Web.Access;

/// <summary>Begins a signed-in session: the cookie holds the account's id and nothing else about the person.</summary>
internal sealed class SignInSession(AccountDirectory accounts, AuditTrail audit)
{
    /// <summary>Signs the account in. Null when there is no such account or it is disabled.</summary>
    public async Task<Viewer?> Begin(HttpContext context, string accountId)
    {
        var viewer = await accounts.Find(accountId, context.RequestAborted);
        if (viewer is null)
        {
            await audit.Write(null, "SignIn", "unknown-account", null, context.RequestAborted);
            return null;
        }
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, PrincipalOf(viewer.AccountId));
        await Record(context, viewer);
        return viewer;
    }

    /// <summary>Notes that the account signed in now.</summary>
    public static async Task Record(HttpContext context, Viewer viewer)
    {
        var services = context.RequestServices;
        await services.GetRequiredService<AccountDirectory>().SignedIn(viewer.AccountId, context.RequestAborted);
        await services
            .GetRequiredService<AuditTrail>()
            .Write(viewer, "SignIn", AuditTrail.Accepted, null, context.RequestAborted);
    }

    /// <summary>The principal of an account, as the cookie keeps it.</summary>
    public static ClaimsPrincipal PrincipalOf(string accountId) =>
        new(
            new ClaimsIdentity(
                [new Claim(ClaimTypes.NameIdentifier, accountId)],
                CookieAuthenticationDefaults.AuthenticationScheme
            )
        );

    /// <summary>An address of this service to go to; anything else (another site, a scheme, nothing) gives the fallback.</summary>
    public static string LocalOr(string? address, string fallback) =>
        address is ['/', .. var rest]
        && !rest.StartsWith('/')
        && !rest.StartsWith('\\')
        && !address.Any(char.IsControl)
        && !address.StartsWith(AccessRegistration.SignInPath, StringComparison.OrdinalIgnoreCase)
        && !address.StartsWith("/sign-out", StringComparison.OrdinalIgnoreCase)
            ? address
            : fallback;
}
