using RefMon.Application.Operations;

namespace RefMon.Application.Attention;

/// <summary>
/// Posts one message to one recipient, once: whenever an earlier attempt may have arrived, GOV.UK Notify is asked for the message by
/// its reference first, because it does not recognise a repeat.
/// </summary>
public sealed class NoticePost(INotifyMail mail, NoticeAddresses addresses, OutboundEffects effects)
{
    /// <summary>How long GOV.UK Notify keeps messages: what it does not find after that may have been sent all the same.</summary>
    public static readonly TimeSpan RememberedFor = TimeSpan.FromDays(7);

    /// <summary>Null when it is done, or there is nobody to send it to.</summary>
    internal Task<PostFailure?> Post(
        OutboundEffect effect,
        string template,
        NoticeRecipient recipient,
        Uri link,
        CancellationToken cancellationToken
    ) =>
        Post(
            effect,
            template,
            recipient,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["reference"] = effect.Reference,
                ["link"] = link.ToString(),
            },
            cancellationToken
        );

    /// <summary>The same with everything the template says: references, links, counts and words that name nobody.</summary>
    internal async Task<PostFailure?> Post(
        OutboundEffect effect,
        string template,
        NoticeRecipient recipient,
        IReadOnlyDictionary<string, string> personalisation,
        CancellationToken cancellationToken
    )
    {
        var (before, attempt) = await effects.BeginNumbered(effect, RememberedFor, cancellationToken);
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
        if (await addresses.Of(recipient, cancellationToken) is not { } to)
        {
            await effects.NoAddress(effect, template, cancellationToken);
            return null;
        }
        // frozen since it began, this node may have been taken for dead, and the message sent by another
        if (!await effects.Addresses(effect, attempt, to.AccountId, cancellationToken))
            return new("another node has begun to send this message", IsForGood: false);
        return await mail.Send(new(template, to.Address, effect.Key, personalisation), cancellationToken) switch
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

    /// <summary>
    /// Only finds out what became of an earlier attempt, for a message that nobody needs any more: it is confirmed when Notify has it, and
    /// otherwise never sent.
    /// </summary>
    internal async Task<EarlierAttempt> LookUp(OutboundEffect effect, CancellationToken cancellationToken)
    {
        switch (await mail.FindByReference(effect.Key, cancellationToken))
        {
            case NeighbourReply<IReadOnlyList<NotifyMessage>>.Found { Value.Count: > 0 }:
                await effects.Confirm(effect, cancellationToken);
                return EarlierAttempt.Arrived;
            case NeighbourReply<IReadOnlyList<NotifyMessage>>.Found:
                await effects.Overtaken(effect, cancellationToken);
                return EarlierAttempt.Lost;
            case NeighbourReply<IReadOnlyList<NotifyMessage>>.Unavailable silence:
                await effects.Unanswered(effect, silence.Fault, cancellationToken);
                return EarlierAttempt.Unknown;
            default:
                return EarlierAttempt.Unknown;
        }
    }

    private async Task<PostFailure?> Confirmed(OutboundEffect effect, CancellationToken cancellationToken)
    {
        await effects.Confirm(effect, cancellationToken);
        return null;
    }

    private async Task<PostFailure?> Unanswered(
        OutboundEffect effect,
        NeighbourFault fault,
        string why,
        CancellationToken cancellationToken
    )
    {
        await effects.Unanswered(effect, fault, cancellationToken);
        return new(why, IsForGood: false);
    }

    private async Task<PostFailure?> Refused(OutboundEffect effect, string code, CancellationToken cancellationToken)
    {
        await effects.Refuse(effect, code, cancellationToken);
        return new($"refused, {code}", IsForGood: true);
    }
}

/// <summary>Why a message was not sent, and whether another try could help.</summary>
internal sealed record PostFailure(string Why, bool IsForGood);

/// <summary>What GOV.UK Notify says of an earlier attempt.</summary>
internal enum EarlierAttempt
{
    /// <summary>It has the message.</summary>
    Arrived,

    /// <summary>It has not, and nobody tries again.</summary>
    Lost,

    /// <summary>It does not say.</summary>
    Unknown,
}
