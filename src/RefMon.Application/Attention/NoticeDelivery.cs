using RefMon.Domain;

namespace RefMon.Application.Attention;

/// <summary>
/// Tells one recipient: the notice stands in the inbox of whoever it is for, and the e-mail leaves at once, later or not at all, as
/// <see cref="NotificationPolicy"/> decides from what they chose. A recipient without an account has no inbox and gets the e-mail.
/// </summary>
public sealed class NoticeDelivery(NoticeAddresses addresses, NoticeStore notices, NoticePost post)
{
    /// <summary>Null when it is done, or left for later; nobody is told of what they did themselves.</summary>
    internal async Task<PostFailure?> Deliver(
        OutboundEffect effect,
        NoticeType type,
        NoticeRecipient recipient,
        Uri link,
        StaffMember? by,
        CancellationToken cancellationToken
    )
    {
        var way = EmailWay.Now;
        foreach (var reader in await addresses.Readers(recipient, cancellationToken))
        {
            if (reader.AccountId == by?.AccountId)
                continue;
            var kept = await notices.Keep(new(effect, type, reader, by?.AccountId), cancellationToken);
            if (reader.GetsEmail)
                way = kept;
        }
        return way is EmailWay.Now ? await post.Post(effect, type.Code, recipient, link, cancellationToken) : null;
    }
}
