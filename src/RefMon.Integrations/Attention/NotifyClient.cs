using System.Net.Http.Headers;
using System.Text.Json.Serialization;
using RefMon.Application.Attention;
using RefMon.Application.Operations;
using RefMon.Integrations.Operations;

namespace RefMon.Integrations.Attention;

/// <summary>GOV.UK Notify's REST API, version 2: one e-mail out, and look-up by our reference.</summary>
internal sealed class NotifyClient : INotifyMail
{
    private readonly NeighbourCaller caller;
    private readonly NotifyAddress address;
    private readonly NotifyToken token;

    public NotifyClient(NeighbourCaller caller, NotifyAddress address)
    {
        this.caller = caller;
        this.address = address;
        token = NotifyToken.TryParse(address.ApiKey, out var parsed)
            ? parsed
            : throw new InvalidOperationException(
                "The setting Neighbours:Notify:ApiKey is missing or not a Notify key."
            );
    }

    public Task<NeighbourReply<NotifyMessage>> Send(NotifyMail mail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        return caller.Write<WireSent, NotifyMessage>(
            nameof(Send),
            () =>
                Signed(
                    NeighbourCaller.Post(
                        "v2/notifications/email",
                        new WireMail(
                            mail.Recipient,
                            address.Templates.GetValueOrDefault(mail.Template, mail.Template),
                            mail.Personalisation,
                            mail.Reference
                        )
                    )
                ),
            sent =>
            {
                Wire.Same(mail.Reference, sent.Reference);
                return new NotifyMessage(sent.Id, sent.Reference, mail.Template, "created", null);
            },
            cancellationToken
        );
    }

    public Task<NeighbourReply<IReadOnlyList<NotifyMessage>>> FindByReference(
        string reference,
        CancellationToken cancellationToken
    ) =>
        caller.Read<WireNotifications, IReadOnlyList<NotifyMessage>>(
            nameof(FindByReference),
            () =>
                Signed(
                    new HttpRequestMessage(
                        HttpMethod.Get,
                        new Uri($"v2/notifications?reference={Uri.EscapeDataString(reference)}", UriKind.Relative)
                    )
                ),
            found => Wire.All(found.Notifications).Select(n => Read(n, reference)).ToList(),
            cancellationToken
        );

    private NotifyMessage Read(WireNotification found, string reference)
    {
        Wire.Same(reference, found.Reference);
        var template = address
            .Templates.Where(t => t.Value == found.Template.Id)
            .Select(t => t.Key)
            .FirstOrDefault(found.Template.Id);
        return new NotifyMessage(found.Id, found.Reference, template, found.Status, found.CreatedAt);
    }

    private HttpRequestMessage Signed(HttpRequestMessage request)
    {
        // the machine's own clock: Notify compares it with the real time, whatever date the application is put on
        var now = TimeProvider.System.GetUtcNow();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.For(now));
        return request;
    }
}

internal sealed record WireMail(
    [property: JsonPropertyName("email_address")] string EmailAddress,
    [property: JsonPropertyName("template_id")] string TemplateId,
    [property: JsonPropertyName("personalisation")] IReadOnlyDictionary<string, string> Personalisation,
    [property: JsonPropertyName("reference")] string Reference
);

internal sealed record WireSent(Guid Id, string Reference);

internal sealed record WireNotifications(IReadOnlyList<WireNotification?> Notifications);

internal sealed record WireNotification(
    Guid Id,
    string Reference,
    WireTemplate Template,
    string Status,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt
);

internal sealed record WireTemplate(string Id);
