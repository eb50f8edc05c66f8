using RefMon.Application.Operations;

namespace RefMon.Application.Attention;

/// <summary>
/// GOV.UK Notify. It does not de-duplicate: before repeating a send, ask <see cref="FindByReference"/> whether the first
/// attempt arrived. Sending is tried once for each call; looking up is retried.
/// </summary>
public interface INotifyMail
{
    /// <summary>
    /// Sends one e-mail. Refused as <c>bad-request</c> or with Notify's own code when the template or address is not
    /// accepted.
    /// </summary>
    Task<NeighbourReply<NotifyMessage>> Send(NotifyMail mail, CancellationToken cancellationToken);

    /// <summary>The messages Notify already holds under a reference, newest first; an empty list when there are none.</summary>
    Task<NeighbourReply<IReadOnlyList<NotifyMessage>>> FindByReference(
        string reference,
        CancellationToken cancellationToken
    );
}

/// <summary>
/// One e-mail: the template's name, the recipient, our own reference (made from the event and the recipient's id), and
/// the personalisation, which holds reference numbers and links only: never the name or details of a person on probation.
/// </summary>
public sealed record NotifyMail(
    string Template,
    string Recipient,
    string Reference,
    IReadOnlyDictionary<string, string> Personalisation
)
{
    /// <summary>Shows the reference and template only.</summary>
    public override string ToString() => $"{nameof(NotifyMail)} {Template} {Reference}";
}

/// <summary>A message Notify holds. <paramref name="Status"/> is Notify's word, for example "delivered".</summary>
public sealed record NotifyMessage(
    Guid Id,
    string Reference,
    string Template,
    string Status,
    DateTimeOffset? CreatedAt
);
