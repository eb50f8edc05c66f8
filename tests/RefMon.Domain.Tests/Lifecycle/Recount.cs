using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;

namespace RefMon.Domain.Tests.Lifecycle;

/// <summary>What the events say happened of the sessions, counted again from them alone, the plain way.</summary>
public sealed record Recount(int Delivered, int AccountedFor, int DaysUsed)
{
    public static Recount Of(IReadOnlyList<IReferralEvent> events)
    {
        var booked = events
            .OfType<AppointmentBooked>()
            .Where(b => b.Kind is AppointmentKind.DeliverySession)
            .GroupBy(b => b.SessionNumber)
            .ToList();
        var cancelled = events.OfType<AppointmentCancelled>().ToDictionary(c => c.AppointmentId, c => c.Because);
        var standing = booked
            .Select(session => session.LastOrDefault(b => !cancelled.ContainsKey(b.AppointmentId)))
            .OfType<AppointmentBooked>()
            .Select(b => b.AppointmentId)
            .ToList();
        var outcome = new Dictionary<AppointmentId, bool>();
        var day = new Dictionary<AppointmentId, DateOnly>();
        foreach (var e in events)
        {
            if (e is AppointmentBooked b)
                day[b.AppointmentId] = LondonTime.DayOf(b.Slot.StartsAt);
            else if (e is AppointmentMoved m)
                day[m.AppointmentId] = LondonTime.DayOf(m.To.StartsAt);
            else if (e is OutcomeRecorded r)
                outcome[r.AppointmentId] = r.Outcome.Happened;
            else if (e is OutcomeCorrected c)
                outcome[c.AppointmentId] = c.Outcome.Happened;
        }
        var delivered = standing.Where(id => outcome.GetValueOrDefault(id)).ToList();
        // the sessions whose new appointment was lost in a hand-over and not booked again since
        var lost = booked
            .Where(s => cancelled.GetValueOrDefault(s.Last().AppointmentId) is CancelledBecause.ReferralTransferred)
            .SelectMany(session => session.Select(b => b.AppointmentId))
            .ToHashSet();
        return new(
            delivered.Count,
            standing.Count(id => outcome.TryGetValue(id, out var happened) && (happened || !lost.Contains(id))),
            delivered.Select(id => day[id]).Distinct().Count()
        );
    }

    /// <summary>What the state says of the same.</summary>
    public static Recount In(Referral referral) =>
        new(referral.SessionsDelivered, referral.SessionsAccountedFor, referral.EnforceableDaysUsed);
}
