using System.Globalization;
using System.Text.Json;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.Referring;
using RefMon.EventStore;
using RefMon.StandIns.Neighbours;

namespace RefMon.Application.Tests.Attention;

/// <summary>All that nDelius holds of what RefMon told it, in the order in which it came.</summary>
public sealed record NDeliusHeld(
    IReadOnlyList<ReferralStartRequest> Starts,
    IReadOnlyList<ReferralTransferRequest> Transfers,
    IReadOnlyList<ReferralEndRequest> Ends,
    IReadOnlyList<AppointmentRequest> Appointments,
    IReadOnlyList<CancellationRequest> Cancellations
)
{
    public static NDeliusHeld By(NDeliusLedger ledger) =>
        new(
            [.. ledger.Referrals.Select(r => r.Content)],
            [.. ledger.Transfers.Select(t => t.Content)],
            [.. ledger.Ends.Select(e => e.Content)],
            [.. ledger.Appointments.Select(a => a.Content)],
            [.. ledger.Cancellations.Select(c => c.Content)]
        );
}

/// <summary>
/// What nDelius should hold, added up from the events, beside what it does hold: whole entries, so that nothing that is sent
/// is left out. Only an event that is on the operator's list explains that what it says is missing.
/// </summary>
internal sealed class NDeliusComparison(NDeliusHeld held, string address)
{
    private readonly List<object> expected = [];
    private readonly HashSet<Guid> booked = [];
    private readonly List<string> unexplained = [];

    public int Appointments { get; private set; }

    public int Transfers { get; private set; }

    public int Explained { get; private set; }

    public IReadOnlyList<string> Unexplained => unexplained;

    /// <summary>One referral's events, and the numbers of those an operator has on their list.</summary>
    public void Add(IReadOnlyList<StoredEvent> events, IReadOnlySet<long> listed)
    {
        var sent = (ReferralSent)events[0].Data;
        var (id, reference) = (sent.ReferralId.Value, sent.Reference.Value);
        var url = new Uri($"{address}referrals/{reference}");
        var crn = sent.Person.Crn.Value;
        (object Content, long Number)? transfer = null;
        var standing = new Dictionary<Guid, Standing>();
        foreach (var stored in events)
        {
            var isListed = listed.Contains(stored.Sequence);
            switch (stored.Data)
            {
                case ReferralSent e:
                    Compare(held.Starts.Where(s => s.ReferralId == id), StartOf(e, url), isListed);
                    break;
                case PersonRecordsMerged e:
                    crn = e.SurvivingCrn.Value;
                    break;
                case TransferAccepted e:
                    Transfers++;
                    transfer = (
                        new ReferralTransferRequest(
                            crn,
                            id,
                            reference,
                            e.To.ContractTypeCode,
                            e.At,
                            e.To.SupplierName,
                            url
                        ),
                        stored.Sequence
                    );
                    expected.Add(transfer.Value.Content);
                    break;
                case IConcludesReferral e:
                    var conclusion = JsonNamingPolicy.SnakeCaseUpper.ConvertName(e.Conclusion.ToString());
                    var end = new ReferralEndRequest(crn, id, reference, e.At, conclusion, url);
                    Compare(held.Ends.Where(x => x.ReferralId == id), end, isListed);
                    break;
            }
            if (Next(standing, stored.Data) is { } next)
                standing[next.Id] = next with { Crn = crn, IsListed = isListed };
        }
        // the last hand-over says all that the earlier ones said
        if (transfer is { } last)
            Compare(
                held.Transfers.Where(t => t.ReferralId == id).TakeLast(1),
                last.Content,
                listed.Contains(last.Number)
            );
        foreach (var appointment in standing.Values)
            Compare(appointment, id, url);
    }

    /// <summary>Nothing may be there that no event speaks of.</summary>
    public void Close()
    {
        Invented(held.Starts.Select(s => (s.ReferralId, (object)s)), Known<ReferralStartRequest>(s => s.ReferralId));
        Invented(held.Ends.Select(e => (e.ReferralId, (object)e)), Known<ReferralEndRequest>(e => e.ReferralId));
        Invented(held.Appointments.Select(a => (a.AppointmentId, (object)a)), booked);
        Invented(held.Cancellations.Select(c => (c.AppointmentId, (object)c)), booked);
        unexplained.AddRange(
            held.Transfers.Where(t => !expected.Contains(t)).Select(t => $"{t}: no event speaks of it")
        );
    }

    private HashSet<Guid> Known<T>(Func<T, Guid> id) => [.. expected.OfType<T>().Select(id)];

    private void Invented(IEnumerable<(Guid Id, object What)> there, HashSet<Guid> known) =>
        unexplained.AddRange(there.Where(x => !known.Contains(x.Id)).Select(x => $"{x.What}: no event speaks of it"));

    private void Compare(Standing appointment, Guid referral, Uri url)
    {
        Appointments++;
        booked.Add(appointment.Id);
        var (id, crn) = (appointment.Id, appointment.Crn);
        var entry = new AppointmentRequest(
            crn,
            id,
            referral,
            appointment.Slot.StartsAt,
            appointment.Slot.DurationMinutes,
            appointment.IsSession && appointment.Outcome?.Happened != false,
            url,
            appointment.Slot.Method == MeetingMethod.ProbationOffice ? appointment.Slot.Place!.OfficeCode : null,
            Word(appointment.Outcome)
        );
        var there = held.Appointments.Where(a => a.AppointmentId == id);
        var calledOff = held.Cancellations.Where(c => c.AppointmentId == id);
        if (appointment.CancelledAt is not { } at)
        {
            Compare(there, entry, appointment.IsListed);
            Compare(calledOff, null, isListed: false);
            return;
        }
        Compare(there, null, appointment.IsListed);
        // one that was refused when it was booked is not there to be called off
        if (calledOff.Any())
            Compare(calledOff, new CancellationRequest(crn, id, referral, at, url), isListed: false);
    }

    private void Compare(IEnumerable<object> there, object? should, bool isListed)
    {
        if (should is not null)
            expected.Add(should);
        var found = there.ToList();
        if (should is null ? found.Count == 0 : found.Count == 1 && found[0].Equals(should))
            return;
        if (isListed && found.Count <= 1)
            Explained++;
        else
            unexplained.Add($"nDelius has [{string.Join(", ", found)}], the events say [{should}]");
    }

    private static ReferralStartRequest StartOf(ReferralSent e, Uri url) =>
        new(
            e.Person.Crn.Value,
            e.ReferralId.Value,
            e.Reference.Value,
            e.Service.ContractTypeCode,
            e.At,
            long.Parse(e.Sentence.Id, CultureInfo.InvariantCulture),
            e.Service.SupplierName,
            url
        );

    private static Standing? Next(Dictionary<Guid, Standing> standing, object happened) =>
        happened switch
        {
            AppointmentBooked e => new(e.AppointmentId.Value, e.Kind is AppointmentKind.DeliverySession, e.Slot),
            AppointmentMoved e => standing[e.AppointmentId.Value] with { Slot = e.To },
            AppointmentCancelled e => standing[e.AppointmentId.Value] with { CancelledAt = e.At },
            OutcomeRecorded e => standing[e.AppointmentId.Value] with { Outcome = e.Outcome },
            OutcomeCorrected e => standing[e.AppointmentId.Value] with { Outcome = e.Outcome },
            _ => null,
        };

    private static string? Word(AppointmentOutcome? outcome) =>
        outcome is null ? null
        : !outcome.Attended ? "NOT_ATTENDED"
        : outcome.Late ? "LATE"
        : "ATTENDED";

    private sealed record Standing(Guid Id, bool IsSession, Slot Slot)
    {
        public AppointmentOutcome? Outcome { get; init; }

        public DateTimeOffset? CancelledAt { get; init; }

        public string Crn { get; init; } = "";

        public bool IsListed { get; init; }
    }
}
