using RefMon.Application.Operations;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Attention;

/// <summary>
/// Sends the notices that <see cref="NotificationPolicy"/> decides on, after commit. GOV.UK Notify does not recognise a
/// repeat, so whenever an earlier attempt may have arrived it is asked for the message by its reference first; the
/// reference is the event's id and the part the recipient plays.
/// </summary>
public sealed class NoticesOutbound(
    INotifyMail mail,
    IEventReader reader,
    NoticeAddresses addresses,
    OutboundEffects effects,
    PublicAddress address
) : ISubscription
{
    /// <summary>How long GOV.UK Notify keeps messages: what it does not find after that may have been sent all the same.</summary>
    public static readonly TimeSpan RememberedFor = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public string Name => "NoticesOutbound";

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
        var failures = new List<Failure>();
        // one recipient's trouble does not keep the others from being told
        foreach (var notice in await Notices(happened, referral, cancellationToken))
        {
            if (await Tell(stored, notice, referral, cancellationToken) is { } failure)
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
        foreach (var notice in NotificationPolicy.For(happened, referral))
        {
            foreach (var member in await addresses.Members(notice.Recipient, cancellationToken))
            {
                var isTold = notices.Any(n => AccountOf(n.Recipient) is { } account && account == AccountOf(member));
                if (!isTold && !member.Is(happened.By))
                    notices.Add(notice with { Recipient = member });
            }
        }
        return notices;
    }

    private static string? AccountOf(NoticeRecipient recipient) =>
        recipient switch
        {
            NoticeRecipient.Caseworker caseworker => caseworker.Staff.AccountId,
            NoticeRecipient.Helper helper => helper.Staff.AccountId,
            NoticeRecipient.Practitioner practitioner => practitioner.AccountId,
            NoticeRecipient.SupplierLead lead => lead.AccountId,
            NoticeRecipient.ProbationLead lead => lead.AccountId,
            _ => null,
        };

    private async Task<Failure?> Tell(
        StoredEvent stored,
        Notice notice,
        Referral referral,
        CancellationToken cancellationToken
    )
    {
        var reference = referral.Reference.Value;
        var effect = new OutboundEffect(stored.Id, OutboundEffect.Email, notice.Recipient.Part, referral.Id, reference);
        var before = await effects.Begin(effect, cancellationToken, RememberedFor);
        if (before is AttemptBefore.Confirmed)
            return null;
        // an operator decides: nobody is told the same thing twice because nobody knows any more
        if (before is AttemptBefore.MayHaveArrivedTooLongAgo)
            return await Refused(effect, OutboundEffects.TooOld, cancellationToken);
        if (before is AttemptBefore.MayHaveArrived)
        {
            var found = await mail.FindByReference(effect.Key, cancellationToken);
            if (found is NeighbourReply<IReadOnlyList<NotifyMessage>>.Found { Value.Count: > 0 })
                return await Confirmed(effect, cancellationToken);
            // without an answer a second message cannot be ruled out, so none is sent
            if (found is NeighbourReply<IReadOnlyList<NotifyMessage>>.Unavailable silence)
                return await Unanswered(effect, silence.Fault, silence.Why, cancellationToken);
            if (found is not NeighbourReply<IReadOnlyList<NotifyMessage>>.Found)
                return new("GOV.UK Notify did not say whether this message was sent before", IsForGood: false);
        }
        if (await addresses.Of(notice.Recipient, cancellationToken) is not { } recipient)
        {
            await effects.NoAddress(effect, cancellationToken);
            return null;
        }
        var personalisation = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["reference"] = reference,
            ["link"] = LinkOf(notice, reference).ToString(),
        };
        return await mail.Send(new(notice.Template, recipient, effect.Key, personalisation), cancellationToken) switch
        {
            NeighbourReply<NotifyMessage>.Found => await Confirmed(effect, cancellationToken),
            NeighbourReply<NotifyMessage>.Unavailable silent => await Unanswered(
                effect,
                silent.Fault,
                silent.Why,
                cancellationToken
            ),
            NeighbourReply<NotifyMessage>.Refused refused => await Refused(effect, refused.Code, cancellationToken),
            _ => await Refused(effect, "not-found", cancellationToken),
        };
    }

    private Uri LinkOf(Notice notice, string reference) =>
        notice.Kind is NoticeKind.TransferWaits ? address.WaitingTransfers
        : notice.LeadsToReferral ? address.Referral(reference)
        : address.ConcludedCases;

    private async Task<Failure?> Confirmed(OutboundEffect effect, CancellationToken cancellationToken)
    {
        await effects.Confirm(effect, cancellationToken);
        return null;
    }

    private async Task<Failure?> Unanswered(
        OutboundEffect effect,
        NeighbourFault fault,
        string why,
        CancellationToken cancellationToken
    )
    {
        await effects.Unanswered(effect, fault, cancellationToken);
        return new(why, IsForGood: false);
    }

    private async Task<Failure?> Refused(OutboundEffect effect, string code, CancellationToken cancellationToken)
    {
        await effects.Refuse(effect, code, cancellationToken);
        return new($"refused, {code}", IsForGood: true);
    }

    private sealed record Failure(string Why, bool IsForGood);
}
