using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RefMon.Integrations.Attention;

/// <summary>Notify's sign-in: a short-lived HS256 token made from the API key for each call.</summary>
internal sealed class NotifyToken
{
    private const int IdLength = 36;
    private readonly string serviceId;
    private readonly byte[] signingKey;

    private NotifyToken(string serviceId, string secret)
    {
        this.serviceId = serviceId;
        signingKey = Encoding.UTF8.GetBytes(secret);
    }

    /// <summary>Reads a key of the form name-serviceid-secret; both ids are UUIDs.</summary>
    public static bool TryParse(string? key, [NotNullWhen(true)] out NotifyToken? token)
    {
        token = null;
        if (key is null || key.Length < (2 * IdLength) + 1)
        {
            return false;
        }

        var secret = key[^IdLength..];
        var service = key[^((2 * IdLength) + 1)..^(IdLength + 1)];
        if (!Guid.TryParseExact(secret, "D", out _) || !Guid.TryParseExact(service, "D", out _))
        {
            return false;
        }

        token = new NotifyToken(service, secret);
        return true;
    }

    /// <summary>A token for a call made now.</summary>
    public string For(DateTimeOffset now)
    {
        var header = Base64Url(JsonSerializer.SerializeToUtf8Bytes(new { typ = "JWT", alg = "HS256" }));
        var claims = Base64Url(
            JsonSerializer.SerializeToUtf8Bytes(new { iss = serviceId, iat = now.ToUnixTimeSeconds() })
        );
        var content = string.Create(CultureInfo.InvariantCulture, $"{header}.{claims}");
        return $"{content}.{Base64Url(HMACSHA256.HashData(signingKey, Encoding.ASCII.GetBytes(content)))}";
    }

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
