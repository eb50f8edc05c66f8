using RefMon.StandIns.Exchange;
using RefMon.StandIns.People;

namespace RefMon.StandIns.Neighbours;

/// <summary>A referral nDelius was told of, with the key it came under and the id nDelius gave it.</summary>
public sealed record StartedReferral(long Id, string Key, string Crn, ReferralStartRequest Content);

/// <summary>An appointment nDelius holds; a later write with the same appointment id replaces it and keeps the id.</summary>
public sealed record HeldAppointment(long Id, string Key, string Crn, AppointmentRequest Content);

/// <summary>The body of a referral start.</summary>
public sealed record ReferralStartRequest(
    string Crn,
    Guid ReferralId,
    string Reference,
    string ContractTypeCode,
    DateTimeOffset SentAt,
    long SentenceId,
    string Supplier,
    Uri Url
);

/// <summary>A hand-over nDelius was told of: from then on the referral is with that contract's supplier.</summary>
public sealed record TransferredReferral(long Id, string Key, string Crn, ReferralTransferRequest Content);

/// <summary>The body of a hand-over.</summary>
public sealed record ReferralTransferRequest(
    string Crn,
    Guid ReferralId,
    string Reference,
    string ContractTypeCode,
    DateTimeOffset TransferredAt,
    string Supplier,
    Uri Url
);

/// <summary>A referral nDelius was told the end of.</summary>
public sealed record EndedReferral(long Id, string Key, string Crn, ReferralEndRequest Content);

/// <summary>The body of a referral's end.</summary>
public sealed record ReferralEndRequest(
    string Crn,
    Guid ReferralId,
    string Reference,
    DateTimeOffset EndedAt,
    string Conclusion,
    Uri Url
);

/// <summary>The body of an appointment.</summary>
public sealed record AppointmentRequest(
    string Crn,
    Guid AppointmentId,
    Guid ReferralId,
    DateTimeOffset Start,
    int DurationMinutes,
    bool CountsTowardsEnforceableDays,
    Uri Url,
    string? OfficeCode = null,
    string? Outcome = null
);

/// <summary>An appointment nDelius held and was told to call off; it is not among the held ones any more.</summary>
public sealed record CancelledAppointment(long Id, string Key, string Crn, CancellationRequest Content);

/// <summary>The body of a cancellation.</summary>
public sealed record CancellationRequest(
    string Crn,
    Guid AppointmentId,
    Guid ReferralId,
    DateTimeOffset CancelledAt,
    Uri Url
);

/// <summary>What nDelius was told. Each key is applied once; what was applied is kept in order.</summary>
public sealed class NDeliusLedger
{
    private readonly Lock gate = new();
    private readonly Population people;
    private readonly TimeProvider time;
    private readonly Dictionary<string, (object Content, long Id)> applied = new(StringComparer.Ordinal);
    private readonly List<StartedReferral> referrals = [];
    private readonly TriedWrites starts = new();
    private readonly List<TransferredReferral> transfers = [];
    private readonly List<EndedReferral> ends = [];
    private readonly List<HeldAppointment> appointments = [];
    private readonly List<CancelledAppointment> cancellations = [];
    private readonly DateTimeOffset knownBefore;
    private bool refusesAllPast;
    private long lastId = 2_500_000_000;

    /// <summary>
    /// What began before <paramref name="knownBefore"/> is taken for known: for an invented past, and because nothing is
    /// kept over a stop.
    /// </summary>
    internal NDeliusLedger(Population people, TimeProvider time, DateTimeOffset? knownBefore = null)
    {
        this.knownBefore = knownBefore ?? DateTimeOffset.MinValue;
        this.people = people;
        this.time = time;
    }

    /// <summary>
    /// As nDelius itself does: every appointment that has begun is refused, also one from before the start. Off at first in
    /// Development, where the invented past must be told.
    /// </summary>
    public bool RefusesAllPast
    {
        get
        {
            lock (gate)
            {
                return refusesAllPast;
            }
        }
        set
        {
            lock (gate)
            {
                refusesAllPast = value;
            }
        }
    }

    public IReadOnlyList<StartedReferral> Referrals
    {
        get
        {
            lock (gate)
            {
                return referrals.ToList();
            }
        }
    }

    public IReadOnlyList<TransferredReferral> Transfers
    {
        get
        {
            lock (gate)
            {
                return transfers.ToList();
            }
        }
    }

    public IReadOnlyList<EndedReferral> Ends
    {
        get
        {
            lock (gate)
            {
                return ends.ToList();
            }
        }
    }

    public IReadOnlyList<HeldAppointment> Appointments
    {
        get
        {
            lock (gate)
            {
                return appointments.ToList();
            }
        }
    }

    public IReadOnlyList<CancelledAppointment> Cancellations
    {
        get
        {
            lock (gate)
            {
                return cancellations.ToList();
            }
        }
    }

    /// <summary>Every try to start a referral, also those refused.</summary>
    public IReadOnlyList<TriedWrite> StartTries => starts.All;

    internal Answer Start(string? key, ReferralStartRequest request) =>
        starts.Note(key, request.ReferralId, Begin(key, request));

    private Answer Begin(string? key, ReferralStartRequest request) =>
        Once(
            key,
            request.Crn,
            request,
            person =>
            {
                if (person.Sentences.All(s => s.Id != request.SentenceId))
                {
                    return Answer.Refused("sentence-unknown", "The person has no such active sentence.");
                }

                return referrals.Exists(r => r.Content.ReferralId == request.ReferralId)
                    ? Answer.Refused("referral-already-started", "This referral was started before.", 409)
                    : null;
            },
            (id, person) =>
            {
                referrals.Add(new StartedReferral(id, key!, person.Crn, request));
                return id;
            }
        );

    internal Answer Transfer(string? key, ReferralTransferRequest request) =>
        Once(
            key,
            request.Crn,
            request,
            _ => RefuseUnlessOpen(request.ReferralId),
            (id, person) =>
            {
                transfers.Add(new TransferredReferral(id, key!, person.Crn, request));
                return id;
            }
        );

    internal Answer End(string? key, ReferralEndRequest request) =>
        Once(
            key,
            request.Crn,
            request,
            _ => RefuseUnlessOpen(request.ReferralId),
            (id, person) =>
            {
                ends.Add(new EndedReferral(id, key!, person.Crn, request));
                return id;
            }
        );

    internal Answer Put(string? key, AppointmentRequest request) =>
        Once(
            key,
            request.Crn,
            request,
            person =>
            {
                var held = Held(request.AppointmentId);
                if (
                    request.Start < time.GetUtcNow()
                    && (refusesAllPast || request.Start >= knownBefore)
                    && held?.Content.Start != request.Start
                )
                {
                    return Answer.Refused("appointment-in-the-past", "Appointments must be in the future.");
                }

                return
                    (held is not null && !IsOf(held.Crn, person))
                    || referrals.Exists(r => r.Content.ReferralId == request.ReferralId && !IsOf(r.Crn, person))
                    ? Answer.Refused("another-person", "The appointment or referral belongs to another person.")
                    : null;
            },
            (id, person) =>
            {
                var held = Held(request.AppointmentId);
                var entry = new HeldAppointment(held?.Id ?? id, key!, person.Crn, request);
                appointments.RemoveAll(a => a.Content.AppointmentId == request.AppointmentId);
                appointments.Add(entry);
                return entry.Id;
            }
        );

    internal Answer Cancel(string? key, CancellationRequest request) =>
        Once(
            key,
            request.Crn,
            request,
            person =>
                Held(request.AppointmentId) is not { } held
                    ? Answer.Refused("appointment-unknown", "There is no such appointment.")
                : !IsOf(held.Crn, person)
                    ? Answer.Refused("another-person", "The appointment belongs to another person.")
                : null,
            (_, person) =>
            {
                var held = Held(request.AppointmentId)!;
                appointments.Remove(held);
                cancellations.Add(new CancelledAppointment(held.Id, key!, person.Crn, request));
                return held.Id;
            }
        );

    private Answer? RefuseUnlessOpen(Guid referral) =>
        !referrals.Exists(r => r.Content.ReferralId == referral)
            ? Answer.Refused("referral-unknown", "This referral was never started here.")
        : ends.Exists(e => e.Content.ReferralId == referral)
            ? Answer.Refused("referral-already-ended", "This referral was ended before.", 409)
        : null;

    // what was told before a merge is the survivor's afterwards
    private bool IsOf(string crn, StandInPerson person) => people.Survivor(crn)?.Crn == person.Crn;

    private HeldAppointment? Held(Guid appointment) => appointments.Find(a => a.Content.AppointmentId == appointment);

    private Answer Once(
        string? key,
        string crn,
        object content,
        Func<StandInPerson, Answer?> refuse,
        Func<long, StandInPerson, long> apply
    )
    {
        if (string.IsNullOrWhiteSpace(key))
        {
            return Answer.Refused("key-missing", "A write needs an Idempotency-Key.", 400);
        }

        lock (gate)
        {
            if (applied.TryGetValue(key, out var before))
            {
                return before.Content.Equals(content)
                    ? Answer.Ok(new { before.Id, AlreadyApplied = true })
                    : Answer.Refused("key-reused", "This key came with other content before.");
            }

            // a merged CRN stands for the person it was merged into
            if (people.Survivor(crn) is not { } person)
            {
                return Answer.Refused("person-unknown", "There is no person with this CRN.");
            }

            if (refuse(person) is { } refusal)
            {
                return refusal;
            }

            var id = apply(++lastId, person);
            applied[key] = (content, id);
            return Answer.Ok(new { Id = id, AlreadyApplied = false });
        }
    }
}
