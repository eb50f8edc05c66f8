using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RefMon.Application.Amendments;

/// <summary>
/// How a neighbour signs its notices: HMAC-SHA256 with the secret it shares with RefMon over the time of sending in seconds since 1970, a
/// full stop, and the body as sent; in hexadecimal with "v1=" before it. A signature is good for five minutes.
/// </summary>
public sealed class NoticeSignature
{
    /// <summary>The header with the time of sending.</summary>
    public const string TimestampHeader = "X-Neighbour-Timestamp";

    /// <summary>The header with the signature.</summary>
    public const string SignatureHeader = "X-Neighbour-Signature";

    /// <summary>The shortest secret that is accepted.</summary>
    public const int ShortestSecret = 32;

    private const string Version = "v1=";
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(5);
    private readonly byte[][] secrets;

    /// <summary>The secret, and the one before it while neighbours change over; without any nothing is accepted.</summary>
    public NoticeSignature(params IEnumerable<string?> secrets) =>
        this.secrets = [
            .. secrets
                .Where(secret => secret is { Length: >= ShortestSecret })
                .Select(secret => Encoding.UTF8.GetBytes(secret!)),
        ];

    /// <summary>Whether a notice comes from somebody who has the secret, and was sent just now.</summary>
    public bool IsGood(string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (
            !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - seconds) > GoodFor.TotalSeconds
            || signature is not { Length: 67 }
            || !signature.StartsWith(Version, StringComparison.Ordinal)
        )
            return false;
        var given = new byte[32];
        if (Convert.FromHexString(signature.AsSpan(Version.Length), given, out _, out _) != OperationStatus.Done)
            return false;
        var good = false;
        foreach (var secret in secrets)
            good |= CryptographicOperations.FixedTimeEquals(Compute(secret, timestamp, body), given);
        return good;
    }

    /// <summary>The signature of a body sent at an instant.</summary>
    public static (string Timestamp, string Signature) Sign(string secret, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return (
            timestamp,
            Version + Convert.ToHexStringLower(Compute(Encoding.UTF8.GetBytes(secret), timestamp, body))
        );
    }

    private static byte[] Compute(byte[] secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.ASCII.GetBytes(timestamp + "."));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
