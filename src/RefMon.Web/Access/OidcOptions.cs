using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace RefMon.Web.Access;

/// <summary>Sign-in at an OpenID Connect provider (authorization code, PKCE), on ASP.NET Core's own OAuth handler.</summary>
internal sealed class OidcOptions : OAuthOptions
{
    // the OAuth handler insists on addresses; the discovered ones are used instead
    private const string Discovered = "https://discovered.invalid/";

    public OidcOptions()
    {
        CallbackPath = "/signin-oidc";
        AuthorizationEndpoint = Discovered;
        TokenEndpoint = Discovered;
        UsePkce = true;
        SaveTokens = false;
        Scope.Add("openid");
        Scope.Add("profile");
        Scope.Add("email");
    }

    /// <summary>The issuer's address; the discovery document lies below it.</summary>
    public string Authority { get; set; } = "";

    /// <summary>The provider's discovery document and signing keys, kept fresh.</summary>
    public IConfigurationManager<OpenIdConnectConfiguration> Discovery { get; set; } = null!;
}
