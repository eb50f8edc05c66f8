using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RefMon.StandIns.Exchange;

namespace RefMon.StandIns.Neighbours;

/// <summary>GOV.UK Notify's API, version 2, as far as e-mail goes: signed calls, its own form of errors, its simulator addresses.</summary>
internal static class NotifyStandIn
{
    private const int IdLength = 36;

    public static void Map(WebApplication app, Desk desk, NotifyInbox inbox, TimeProvider time)
    {
        desk.Post<MailRequest>(
            app,
            "/notify/v2/notifications/email",
            StandInOperation.SendMail,
            (context, mail) => IsSigned(context) ? Send(mail, inbox, time) : NotSigned
        );
        desk.Get(
            app,
            "/notify/v2/notifications",
            StandInOperation.FindMail,
            context => IsSigned(context) ? Find(context.Request.Query["reference"], inbox) : NotSigned
        );
    }

    private static Answer NotSigned => Error(403, "AuthError", "Invalid token: make sure your API token is right");

    private static Answer Send(MailRequest mail, NotifyInbox inbox, TimeProvider time)
    {
        if (!mail.EmailAddress.Contains('@', StringComparison.Ordinal) || mail.EmailAddress.Any(char.IsWhiteSpace))
        {
            return Error(400, "ValidationError", "email_address Not a valid email address");
        }

        if (string.IsNullOrWhiteSpace(mail.TemplateId))
        {
            return Error(400, "BadRequestError", "Template not found");
        }

        var kept = new KeptMail(
            Guid.NewGuid(),
            time.GetUtcNow(),
            mail.TemplateId,
            mail.EmailAddress,
            mail.Reference,
            mail.Personalisation,
            mail.EmailAddress switch
            {
                "perm-fail@simulator.notify" => "permanent-failure",
                "temp-fail@simulator.notify" => "temporary-failure",
                _ => "delivered",
            }
        );
        inbox.Keep(kept);
        return new Answer(
            StatusCodes.Status201Created,
            new
            {
                kept.Id,
                kept.Reference,
                Template = new { Id = kept.Template },
            }
        );
    }

    private static Answer Find(string? reference, NotifyInbox inbox) =>
        Answer.Ok(
            new
            {
                notifications = inbox
                    .Messages.Where(m => reference is null || m.Reference == reference)
                    .Reverse()
                    .Select(m => new
                    {
                        m.Id,
                        m.Reference,
                        email_address = m.Recipient,
                        m.Status,
                        created_at = m.CreatedAt,
                        Template = new { Id = m.Template },
                    })
                    .ToList(),
            }
        );

    private static Answer Error(int status, string error, string message) =>
        new(status, new { status_code = status, errors = new[] { new { error, message } } });

    // the token is a JWT made with the key's last part; Notify allows clocks 30 seconds apart
    private static bool IsSigned(HttpContext context)
    {
        var parts = context.Request.Headers.Authorization.ToString().Split(' ')[^1].Split('.');
        if (parts.Length != 3)
        {
            return false;
        }

        try
        {
            var key = StandInHost.NotifyApiKey;
            var expected = HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(key[^IdLength..]),
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}")
            );
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            var made = DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("iat").GetInt64());
            return CryptographicOperations.FixedTimeEquals(expected, Base64Url.DecodeFromChars(parts[2]))
                && claims.RootElement.GetProperty("iss").GetString() == key[^(2 * IdLength + 1)..^(IdLength + 1)]
                && (TimeProvider.System.GetUtcNow() - made).Duration() < TimeSpan.FromSeconds(30);
        }
        catch (Exception ex)
            when (ex is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    private sealed record MailRequest(
        [property: JsonPropertyName("email_address")] string EmailAddress,
        [property: JsonPropertyName("template_id")] string TemplateId,
        [property: JsonPropertyName("reference")] string Reference,
        [property: JsonPropertyName("personalisation")] IReadOnlyDictionary<string, string> Personalisation
    );
}
