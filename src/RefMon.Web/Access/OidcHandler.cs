using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace RefMon.Web.Access;

/// <summary>
/// The OAuth handler with what OpenID Connect adds: discovery, a nonce, a validated id_token, signing out at the provider.
/// The nonce travels inside the protected state, which the correlation cookie binds to the browser.
/// </summary>
internal sealed class OidcHandler(IOptionsMonitor<OidcOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : OAuthHandler<OidcOptions>(options, logger, encoder),
        IAuthenticationSignOutHandler
{
    private const string Nonce = "nonce";

    private OpenIdConnectConfiguration? provider;

    public async Task SignOutAsync(AuthenticationProperties? properties)
    {
        provider = await Options.Discovery.GetConfigurationAsync(Context.RequestAborted);
        var after = properties?.RedirectUri ?? "/";
        if (string.IsNullOrEmpty(provider.EndSessionEndpoint))
        {
            Response.Redirect(after);
            return;
        }
        var query = new Dictionary<string, string?>
        {
            ["client_id"] = Options.ClientId,
            ["post_logout_redirect_uri"] = BuildRedirectUri(after),
        };
        Response.Redirect(QueryHelpers.AddQueryString(provider.EndSessionEndpoint, query));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        provider = await Options.Discovery.GetConfigurationAsync(Context.RequestAborted);
        properties.Items[Nonce] = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        await base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        var nonce = properties.Items[Nonce];
        var query = QueryHelpers.ParseQuery(new Uri(base.BuildChallengeUrl(properties, redirectUri)).Query);
        var values = query.ToDictionary(pair => pair.Key, pair => (string?)pair.Value.ToString());
        values[Nonce] = nonce;
        return QueryHelpers.AddQueryString(provider!.AuthorizationEndpoint, values);
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        provider = await Options.Discovery.GetConfigurationAsync(Context.RequestAborted);
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = context.Code,
            ["redirect_uri"] = context.RedirectUri,
            ["client_id"] = Options.ClientId,
            ["client_secret"] = Options.ClientSecret,
        };
        if (context.Properties.Items.Remove(OAuthConstants.CodeVerifierKey, out var verifier) && verifier is not null)
            form["code_verifier"] = verifier;
        using var request = new HttpRequestMessage(HttpMethod.Post, provider.TokenEndpoint);
        request.Content = new FormUrlEncodedContent(form);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await Backchannel.SendAsync(request, Context.RequestAborted);
        return response.IsSuccessStatusCode
            ? OAuthTokenResponse.Success(
                JsonDocument.Parse(await response.Content.ReadAsStringAsync(Context.RequestAborted))
            )
            : OAuthTokenResponse.Failed(
                new AuthenticationFailureException($"The token endpoint answered {(int)response.StatusCode}.")
            );
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(
        ClaimsIdentity identity,
        AuthenticationProperties properties,
        OAuthTokenResponse tokens
    )
    {
        properties.Items.Remove(Nonce, out var nonce);
        var idToken =
            tokens.Response?.RootElement.TryGetProperty("id_token", out var found) == true ? found.GetString() : null;
        var token = await Validate(idToken ?? throw new AuthenticationFailureException("There is no id_token."));
        if (nonce is null || !SameText(nonce, token.GetPayloadValue<string?>(Nonce) ?? ""))
            throw new AuthenticationFailureException("The id_token is not the answer to this request.");
        var claims = new ClaimsIdentity(token.Claims, Scheme.Name, "name", "roles");
        return new AuthenticationTicket(new ClaimsPrincipal(claims), properties, Scheme.Name);
    }

    private async Task<JsonWebToken> Validate(string idToken)
    {
        var result = await ValidateWith(idToken, provider!);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
            result = await ValidateWith(idToken, await Refreshed(provider!));
        if (!result.IsValid)
            throw new AuthenticationFailureException("The id_token is not valid.", result.Exception);
        var token = (JsonWebToken)result.SecurityToken;
        if (token.Audiences.Skip(1).Any() && token.Azp != Options.ClientId)
            throw new AuthenticationFailureException("The id_token was made for another application.");
        return token;
    }

    private Task<TokenValidationResult> ValidateWith(string idToken, OpenIdConnectConfiguration configuration) =>
        new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(
            idToken,
            new TokenValidationParameters
            {
                ValidIssuer = configuration.Issuer,
                ValidAudience = Options.ClientId,
                IssuerSigningKeys = configuration.SigningKeys,
                RequireSignedTokens = true,
                RequireExpirationTime = true,
                ValidAlgorithms =
                [
                    SecurityAlgorithms.RsaSha256,
                    SecurityAlgorithms.RsaSsaPssSha256,
                    SecurityAlgorithms.EcdsaSha256,
                ],
            }
        );

    // the provider changed its keys: the refresh runs in the background, so wait for another document
    private async Task<OpenIdConnectConfiguration> Refreshed(OpenIdConnectConfiguration old)
    {
        Options.Discovery.RequestRefresh();
        for (var attempt = 0; attempt < 30; attempt++)
        {
            provider = await Options.Discovery.GetConfigurationAsync(Context.RequestAborted);
            if (!ReferenceEquals(provider, old))
                return provider;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider, Context.RequestAborted);
        }
        return old;
    }

    private static bool SameText(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
