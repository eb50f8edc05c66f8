using System.Collections.Concurrent;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace RefMon.Web.Tests.Access;

/// <summary>What the provider puts into its next token; the defaults make a good one.</summary>
public sealed record Token(string Email, string Nonce, string Challenge)
{
    public string Audience { get; init; } = "refmon";
    public string Subject { get; init; } = "1";
    public string? Tenant { get; init; }
    public string? ObjectId { get; init; }
    public string? Issuer { get; init; }
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);
    public bool Signed { get; init; } = true;
    public bool SignedByAnother { get; init; }
}

/// <summary>An OpenID Connect provider that issues whatever tokens a test asks for, good and bad.</summary>
public sealed class FakeIdentityProvider : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly RsaSecurityKey key = new(RSA.Create(2048)) { KeyId = "one" };
    private readonly RsaSecurityKey foreign = new(RSA.Create(2048)) { KeyId = "one" };
    private readonly ConcurrentDictionary<string, Token> codes = new();

    private FakeIdentityProvider(WebApplication app) => this.app = app;

    public string Address { get; private set; } = "";

    public static FakeIdentityProvider Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var provider = new FakeIdentityProvider(builder.Build());
        provider.Map();
        ((IHost)provider.app).Start();
        var addresses = provider.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        provider.Address = addresses.Addresses.Single();
        return provider;
    }

    /// <summary>A code that the token endpoint gives this token for.</summary>
    public string CodeFor(Token token)
    {
        var code = Guid.NewGuid().ToString("N");
        codes[code] = token;
        return code;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private string Issuer => $"{Address}/tenant/v2.0";

    private void Map()
    {
        app.UseRouting();
        app.MapGet(
            "/tenant/v2.0/.well-known/openid-configuration",
            context =>
                context.Response.WriteAsJsonAsync(
                    new
                    {
                        issuer = Issuer,
                        authorization_endpoint = $"{Address}/authorize",
                        token_endpoint = $"{Address}/token",
                        end_session_endpoint = $"{Address}/signed-out",
                        jwks_uri = $"{Address}/keys",
                    }
                )
        );
        app.MapGet(
            "/keys",
            context =>
            {
                var parameters = key.Rsa.ExportParameters(false);
                var n = Base64UrlEncoder.Encode(parameters.Modulus);
                var e = Base64UrlEncoder.Encode(parameters.Exponent);
                object[] keys =
                [
                    new
                    {
                        kty = "RSA",
                        use = "sig",
                        kid = "one",
                        n,
                        e,
                    },
                ];
                return context.Response.WriteAsJsonAsync(new { keys });
            }
        );
        app.MapPost("/token", Answer);
    }

    private async Task Answer(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var verifier = SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(form["code_verifier"].ToString()));
        var good =
            codes.TryRemove(form["code"].ToString(), out var token)
            && form["client_secret"] == "secret"
            && WebEncoders.Base64UrlEncode(verifier) == token.Challenge;
        if (!good)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new { error = "invalid_grant" });
            return;
        }
        await context.Response.WriteAsJsonAsync(
            new
            {
                access_token = "unused",
                token_type = "Bearer",
                id_token = Write(token!),
            }
        );
    }

    private string Write(Token token)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var claims = new ClaimsIdentity([
            new Claim("sub", token.Subject),
            new Claim("nonce", token.Nonce),
            new Claim("preferred_username", token.Email),
            // whatever the provider says of groups and roles, known here or not, means nothing here
            new Claim("groups", "AN_UNKNOWN_GROUP"),
            new Claim("roles", "Administrator"),
        ]);
        if (token is { Tenant: { } tenant, ObjectId: { } objectId })
            claims.AddClaims([new Claim("tid", tenant), new Claim("oid", objectId)]);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = token.Issuer ?? Issuer,
                Audience = token.Audience,
                IssuedAt = now.AddHours(-1),
                NotBefore = now.AddHours(-1),
                Expires = now + token.Lifetime,
                Subject = claims,
                SigningCredentials = token.Signed
                    ? new SigningCredentials(token.SignedByAnother ? foreign : key, SecurityAlgorithms.RsaSha256)
                    : null,
            }
        );
    }
}
