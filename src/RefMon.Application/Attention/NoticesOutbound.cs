using RefMon.Domain;
using RefMon.Domain.CaseNotes;
using RefMon.EventStore;

namespace RefMon.Application.Attention;

/// <summary>
/// Sends the notices that <see cref="NotificationPolicy"/> decides on, after commit. GOV.UK Notify does not recognise a
/// repeat, so whenever an earlier attempt may have arrived it is asked for the message by its reference first; the
/// reference is the event's id and the part the recipient plays.
/// </summary>
public sealed class NoticesOutbound(
    IEventReader reader,
    NoticeAddresses addresses,
    NoticeDelivery delivery,
    PublicAddress address
) : ISubscription
{
    /// <inheritdoc/>
    public string Name => "NoticesOutbound";

    /// <inheritdoc/>
    public bool Concerns(StoredEvent stored) =>
        stored.Data is IReferralEvent and not CaseNoteAdded { TellsOtherSide: false };

    /// <inheritdoc/>
    public async Task Handle(StoredEvent stored, SubscriptionContext context, CancellationToken cancellationToken)
    {
        if (stored.Data is not IReferralEvent happened)
            return;
        // as it stood then: who was the practitioner at that moment is who is told
        var referral = await reader.AggregateStream<Referral>(
            stored.StreamId,
            stored.Version,
            cancellationToken: cancellationToken
        );
        if (referral is null)
            return;
        var failures = new List<PostFailure>();
        // one recipient's trouble does not keep the others from being told
        foreach (var notice in await Notices(happened, referral, cancellationToken))
        {
            if (await Tell(stored, notice, referral, happened.By, cancellationToken) is { } failure)
                failures.Add(failure);
        }
        // while one of them may still pass, all that failed are tried again; those that are done are not repeated
        context.ParkNow = failures.Count > 0 && failures.All(failure => failure.IsForGood);
        if (failures.Count > 0)
            throw new OutboundFailedException($"Notices not sent: {string.Join("; ", failures.Select(f => f.Why))}");
    }

    // a group's members one by one, and never whoever did it or is told already
    private async Task<IReadOnlyList<Notice>> Notices(
        IReferralEvent happened,
        Referral referral,
        CancellationToken cancellationToken
    )
    {
        var notices = new List<Notice>();
        // of most events nobody is told, whoever there is
        if (NotificationPolicy.For(happened, referral).Count == 0)
            return notices;
        var tellable = await addresses.Tellable(referral, cancellationToken);
        foreach (var notice in NotificationPolicy.For(happened, tellable))
        {
            foreach (var member in await Members(notice.Recipient, referral, cancellationToken))
            {
                var isTold = notices.Any(n => AccountOf(n.Recipient) is { } account && account == AccountOf(member));
                if (!isTold && !member.Is(happened.By))
                    notices.Add(notice with { Recipient = member });
            }
        }
        // leads told in their own right keep that notice, not the one they have because a mailbox is told
        return [.. notices.OrderBy(notice => notice.Recipient is NoticeRecipient.Mailbox)];
    }

    // neither the practitioner nor the sender has an account or an address any more: their team lead sees to it
    private async Task<IReadOnlyList<NoticeRecipient>> Members(
        NoticeRecipient recipient,
        Referral referral,
        CancellationToken cancellationToken
    )
    {
        if (
            recipient is NoticeRecipient.Practitioner
            && NotificationPolicy.InPlaceOfPractitioner(referral) is { } leads
            && !await addresses.IsReached(recipient, cancellationToken)
            && await addresses.Members(leads, cancellationToken) is { Count: > 0 } instead
        )
            return instead;
        return await addresses.Members(recipient, cancellationToken);
    }

    internal static string? AccountOf(NoticeRecipient recipient) =>
        recipient switch
        {
            NoticeRecipient.Caseworker caseworker => caseworker.Staff.AccountId,
            NoticeRecipient.Helper helper => helper.Staff.AccountId,
            NoticeRecipient.FormerColleague former => former.Staff.AccountId,
            NoticeRecipient.Practitioner practitioner => practitioner.AccountId,
            NoticeRecipient.SupplierLead lead => lead.AccountId,
            NoticeRecipient.ProbationLead lead => lead.AccountId,
            _ => null,
        };

    private Task<PostFailure?> Tell(
        StoredEvent stored,
        Notice notice,
        Referral referral,
        StaffMember by,
        CancellationToken cancellationToken
    )
    {
        var reference = referral.Reference.Value;
        var type = NoticeTypes.Of(notice.Kind);
        var effect = new OutboundEffect(stored.Id, OutboundEffect.Email, notice.Recipient.Part, referral.Id, reference);
        return delivery.Deliver(
            effect,
            type,
            notice.Recipient,
            address.Of(type, reference),
            by == StaffMember.System ? null : by,
            cancellationToken
        );
    }
}
