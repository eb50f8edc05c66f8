using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RefMon.StandIns.Neighbours;

/// <summary>A notice as neighbours send it.</summary>
public sealed record StandInNotice(Guid Id, string Source, string Kind, string Crn, DateTimeOffset ChangedAt);

/// <summary>
/// Sends the neighbours' notices to RefMon, signed as agreed. Where RefMon listens is told after it has started; until then
/// nothing is sent.
/// </summary>
public sealed class NoticeSender : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly TimeProvider time;

    internal NoticeSender(TimeProvider time) => this.time = time;

    /// <summary>RefMon's address; null while it is not known.</summary>
    public Uri? RefMon { get; set; }

    /// <summary>Which neighbour reports a change of this kind.</summary>
    public static string SourceOf(string kind) =>
        kind switch
        {
            "risk" => "risk-assessments",
            "release" => "prisons",
            _ => "ndelius",
        };

    /// <summary>Says that something about a person changed just now; null when it is not known where RefMon listens.</summary>
    public Task<HttpStatusCode?> Tell(string kind, string crn) =>
        Send(new StandInNotice(Guid.NewGuid(), SourceOf(kind), kind, crn, time.GetUtcNow()));

    /// <summary>Sends a notice, signed now.</summary>
    public Task<HttpStatusCode?> Send(StandInNotice notice)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                notice.Id,
                notice.Source,
                notice.Kind,
                notice.Crn,
                ChangedAt = notice.ChangedAt.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture),
            },
            JsonSerializerOptions.Web
        );
        return Post(body, time.GetUtcNow(), StandInHost.NoticeSecret(notice.Source));
    }

    /// <summary>Posts any body, signed at any instant with any secret: for what must not be accepted.</summary>
    public async Task<HttpStatusCode?> Post(byte[] body, DateTimeOffset signedAt, string secret)
    {
        if (RefMon is not { } address)
        {
            return null;
        }

        var timestamp = signedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = (byte[])[.. Encoding.ASCII.GetBytes(timestamp + "."), .. body];
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/api/neighbours/changes"))
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("X-Neighbour-Timestamp", timestamp);
        request.Headers.Add("X-Neighbour-Signature", "v1=" + Convert.ToHexStringLower(signature));
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    public void Dispose() => http.Dispose();
}
