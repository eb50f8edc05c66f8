using Npgsql;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Referring;
using RefMon.EventStore;

namespace RefMon.Application.Attention;

/// <summary>How far something outside is.</summary>
public enum EffectState
{
    /// <summary>Not tried yet, or tried without an answer: RefMon goes on by itself.</summary>
    OnItsWay,

    /// <summary>The neighbour, or the mail service, has it.</summary>
    Confirmed,

    /// <summary>It will not come about by itself: an operator has been asked to look.</summary>
    WithSupport,

    /// <summary>There is nobody to send it to.</summary>
    NoAddress,

    /// <summary>An operator has seen to it by hand.</summary>
    Settled,

    /// <summary>They can read it in RefMon; its e-mail is held back until their quiet hours are over.</summary>
    Held,

    /// <summary>They can read it in RefMon, and have chosen a daily summary, or no e-mail, for such news.</summary>
    InInbox,
}

/// <summary>
/// Something outside that follows from one event, as pages show it: its kind ("ndelius", "risk-assessments" or "email"), the
/// part the recipient plays, how often it was tried and when it was confirmed.
/// </summary>
public sealed record EffectShown(
    string Kind,
    string Recipient,
    EffectState State,
    int Attempts,
    DateTimeOffset? ConfirmedAt
)
{
    /// <summary>The event it follows from.</summary>
    public Guid EventId { get; init; }

    /// <summary>Who it really went to, or goes to; null while that is not known, and for mailboxes and addresses without an account.</summary>
    public Addressed? To { get; init; }
}

/// <summary>
/// What has been confirmed outside for one referral and what is still on its way. What must be told to the neighbours is
/// known from the events, so it is listed from the moment of the commit, before anything has been tried.
/// </summary>
public sealed class OutboundProgress(NpgsqlDataSource database)
{
    /// <summary>What concerns the referral itself, in the order of the events; the neighbours before e-mails.</summary>
    public async Task<IReadOnlyList<EffectShown>> Of(
        ReferralId referral,
        IReadOnlyList<StoredEvent> events,
        CancellationToken cancellationToken
    )
    {
        // first: what is handled while the rest is read is on its way a moment longer, and never forgotten
        var handled = await LastHandled(cancellationToken);
        var stuck = await Stuck(referral, cancellationToken);
        var tried = (await Tried(referral, stuck, cancellationToken)).ToLookup(t => t.EventId, t => t.Shown);
        var inbox = (await InInboxes(events, cancellationToken)).ToLookup(shown => shown.EventId);
        var all = new List<EffectShown>();
        Referral? then = null;
        // a former supplier's record has no later events, and so nothing that followed from them
        foreach (var stored in events)
        {
            then = Referral.Apply(then, (IReferralEvent)stored.Data);
            // what was held back and sent after all is known from the sending
            List<EffectShown> known =
            [
                .. tried[stored.Id].Concat(inbox[stored.Id]).DistinctBy(effect => (effect.Kind, effect.Recipient)),
            ];
            var untried = DueAfter(stored.Data)
                .Where(due => known.TrueForAll(k => (k.Kind, k.Recipient) != due))
                .Concat(known.Exists(k => k.Kind == OutboundEffect.Email) ? [] : Emails(stored, then))
                .Select(due => (Due: due, Aside: Aside(stuck, stored.Id, due.Kind)))
                // what has been handled and left no trace had nobody to go to
                .Where(x => x.Due.Kind != OutboundEffect.Email || x.Aside is not null || stored.Sequence > handled)
                .Select(x => new EffectShown(x.Due.Kind, x.Due.Recipient, x.Aside ?? EffectState.OnItsWay, 0, null)
                {
                    EventId = stored.Id,
                });
            all.AddRange(
                known
                    .Concat(untried)
                    .OrderBy(effect => effect.Kind == OutboundEffect.Email)
                    .ThenBy(effect => effect.Kind, StringComparer.Ordinal)
                    .ThenBy(effect => effect.Recipient, StringComparer.Ordinal)
                    .Select(effect => effect with { To = Addressed.Of(effect, then.Referring) })
            );
        }
        return all;
    }

    /// <summary>
    /// The e-mails that follow from each event of a referral, by its id: whom they are to and how far they are. The one source of every
    /// page that says that somebody was, or is being, emailed.
    /// </summary>
    public async Task<ILookup<Guid, EffectShown>> Notices(
        ReferralId referral,
        IReadOnlyList<StoredEvent> events,
        CancellationToken cancellationToken
    ) =>
        (await Of(referral, events, cancellationToken))
            .Where(effect => effect.Kind == OutboundEffect.Email)
            .ToLookup(effect => effect.EventId);

    /// <summary>
    /// What nDelius knows of each appointment of a referral: of everything it is to be told about it, the latest counts,
    /// for that says all of it.
    /// </summary>
    public async Task<IReadOnlyDictionary<AppointmentId, EffectShown>> OfAppointments(
        ReferralId referral,
        IReadOnlyList<StoredEvent> events,
        CancellationToken cancellationToken
    )
    {
        var stuck = await Stuck(referral, cancellationToken);
        var tried = (await Tried(referral, stuck, cancellationToken, ofAppointments: true)).ToDictionary(
            t => t.EventId,
            t => t.Shown
        );
        var known = new Dictionary<AppointmentId, EffectShown>();
        foreach (var stored in events)
        {
            if (AppointmentsOutbound.IsAbout((IReferralEvent)stored.Data) is not { } appointment)
                continue;
            var state = Aside(stuck, stored.Id, OutboundEffect.NDelius) ?? EffectState.OnItsWay;
            known[appointment] =
                tried.GetValueOrDefault(stored.Id)
                ?? new EffectShown(OutboundEffect.NDelius, OutboundEffect.Appointment, state, 0, null);
        }
        return known;
    }

    private static IEnumerable<(string Kind, string Recipient)> DueAfter(object happened)
    {
        if (happened is ReferralSent)
            yield return (OutboundEffect.NDelius, OutboundEffect.Start);
        if (RiskOutbound.RiskOf(happened) is not null)
            yield return (OutboundEffect.RiskAssessments, OutboundEffect.Share);
        if (happened is TransferAccepted)
            yield return (OutboundEffect.NDelius, OutboundEffect.Transfer);
        if (happened is IConcludesReferral)
            yield return (OutboundEffect.NDelius, OutboundEffect.End);
    }

    // who is in a group is known when they are told
    private static IEnumerable<(string Kind, string Recipient)> Emails(StoredEvent stored, Referral then) =>
        NotificationPolicy
            .For((IReferralEvent)stored.Data, then)
            .Select(notice => notice.Recipient)
            .Where(to => to is not (NoticeRecipient.SupplierLeads or NoticeRecipient.ProbationLeads))
            .Select(to => (OutboundEffect.Email, to.Part));

    // index: notice_cause; of a mailbox's readers none gets an e-mail, but the mailbox does
    private async Task<List<EffectShown>> InInboxes(
        IReadOnlyList<StoredEvent> events,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            select distinct n.cause_id, n.part, n.email = 'held', n.account_id, a.name, a.email from notice n
            left join account a on a.id = n.account_id
            where n.cause_id = any ($1) and n.email <> 'now' and n.part <> 'supplier'
            """
        );
        command.Parameters.Add(new() { Value = events.Select(stored => stored.Id).ToArray() });
        var shown = new List<EffectShown>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var state = row.GetBoolean(2) ? EffectState.Held : EffectState.InInbox;
            shown.Add(
                new(OutboundEffect.Email, row.GetString(1), state, 0, null)
                {
                    EventId = row.GetGuid(0),
                    To = Addressed.Read(row, 3),
                }
            );
        }
        return shown;
    }

    // the place among all events up to which notices have been sent, or put aside
    private async Task<long> LastHandled(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"select last_seq_id from mt_event_progression where name = '{nameof(NoticesOutbound)}:All'"
        );
        return await command.ExecuteScalarAsync(cancellationToken) as long? ?? 0;
    }

    /// <summary>What the record's word means; <paramref name="aside"/> is how it stands when its event was put aside, null when it was not.</summary>
    internal static EffectState StateOf(string status, EffectState? aside) =>
        status switch
        {
            "confirmed" => EffectState.Confirmed,
            "no-address" => EffectState.NoAddress,
            "refused" => EffectState.WithSupport,
            "settled" or "overtaken" => EffectState.Settled,
            _ => aside ?? EffectState.OnItsWay,
        };

    // null when nothing put it aside
    private static EffectState? Aside(Dictionary<(Guid, string), EffectState> aside, Guid eventId, string kind) =>
        aside.TryGetValue((eventId, OutboundEffect.SubscriptionOf(kind)), out var state) ? state : null;

    // index: outbound_effect_referral
    private async Task<List<(Guid EventId, EffectShown Shown)>> Tried(
        ReferralId referral,
        Dictionary<(Guid, string), EffectState> aside,
        CancellationToken cancellationToken,
        bool ofAppointments = false
    )
    {
        await using var command = database.CreateCommand(
            "select o.event_id, o.kind, o.recipient, o.status, o.attempts, o.confirmed_at, o.account_id, a.name, a.email "
                + "from outbound_effect o left join account a on a.id = o.account_id "
                + "where o.referral_id = $1 and (o.appointment_id is not null) = $2 and o.kind <> 'reminder'"
        );
        command.Parameters.Add(new() { Value = referral.Value });
        command.Parameters.Add(new() { Value = ofAppointments });
        var tried = new List<(Guid, EffectShown)>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var (id, kind) = (row.GetGuid(0), row.GetString(1));
            // an e-mail that was read in RefMon before it could leave
            var state = (kind, row.GetString(3)) is (OutboundEffect.Email, "overtaken")
                ? EffectState.InInbox
                : StateOf(row.GetString(3), Aside(aside, id, kind));
            var at = row.IsDBNull(5) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(5);
            tried.Add(
                (
                    id,
                    new(kind, row.GetString(2), state, row.GetInt32(4), at)
                    {
                        EventId = id,
                        To = Addressed.Read(row, 6),
                    }
                )
            );
        }
        return tried;
    }

    // events of this referral that a subscription has put aside, or an operator has settled; index: pk_mt_events_stream_and_version
    private async Task<Dictionary<(Guid, string), EffectState>> Stuck(
        ReferralId referral,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            select e.id, p.subscription, p.resolved_at is null from mt_events e
            join parked_event p on p.seq_id = e.seq_id and p.stream_id = e.stream_id
            where e.stream_id = $1 and (p.resolved_at is null or p.resolution = 'dismissed')
            """
        );
        command.Parameters.Add(new() { Value = referral.Value });
        var aside = new Dictionary<(Guid, string), EffectState>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            aside[(row.GetGuid(0), row.GetString(1))] = row.GetBoolean(2)
                ? EffectState.WithSupport
                : EffectState.Settled;
        return aside;
    }
}
