using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.EventStore;

namespace RefMon.Application.Attention;

/// <summary>
/// The part of <see cref="NeighboursOutbound"/> that is about appointments. Each write says all that stands of one
/// appointment at its event, so one that nDelius refuses keeps nothing else back: it is put aside for an operator and the
/// referral's other news goes on. Whatever comes later about the same appointment overtakes it.
/// </summary>
public sealed class AppointmentsOutbound(
    IProbationCases probationCases,
    IEventReader reader,
    OutboundEffects effects,
    PublicAddress address
)
{
    /// <summary>The appointment an event is about, when nDelius is told of it; otherwise null.</summary>
    public static AppointmentId? IsAbout(IReferralEvent happened) =>
        happened switch
        {
            AppointmentBooked booked => booked.AppointmentId,
            AppointmentMoved moved => moved.AppointmentId,
            AppointmentCancelled cancelled => cancelled.AppointmentId,
            OutcomeRecorded recorded => recorded.AppointmentId,
            OutcomeCorrected corrected => corrected.AppointmentId,
            _ => null,
        };

    internal async Task Tell(
        StoredEvent stored,
        AppointmentId id,
        SubscriptionContext context,
        CancellationToken cancellationToken
    )
    {
        // as it stood then, so that a repeat says the same under the same key
        var referral = await AsOf(stored.StreamId, stored.Version, cancellationToken);
        if (referral?.Appointments.Find(id) is not { } appointment)
            return;
        if (await IsToldWithItsOutcome(stored, appointment, cancellationToken))
            return;
        var effect = OutboundEffect.About(stored, referral, id);
        if (await effects.Begin(effect, cancellationToken) is AttemptBefore.Confirmed)
            return;
        if (await effects.IsOvertaken(effect, cancellationToken))
        {
            await effects.Overtaken(effect, cancellationToken);
            return;
        }
        var reply = await Write(effect.Key, stored, referral, appointment, cancellationToken);
        if (reply is NeighbourReply<NeighbourReceipt>.Found or NeighbourReply<NeighbourReceipt>.Refused)
        {
            context.ParkStream = false;
            await effects.Overtake(effect, cancellationToken);
        }
        await effects.Settle(effect, reply, context, cancellationToken);
    }

    private Task<Referral?> AsOf(Guid stream, long version, CancellationToken cancellationToken) =>
        reader.AggregateStream<Referral>(stream, version, cancellationToken: cancellationToken);

    // nDelius takes nothing new in the past: what is booked with its outcome is told in one write, not refused twice
    private async Task<bool> IsToldWithItsOutcome(
        StoredEvent stored,
        Appointment appointment,
        CancellationToken cancellationToken
    )
    {
        if (stored.Data is not (AppointmentBooked or AppointmentMoved))
            return false;
        var at = ((IReferralEvent)stored.Data).At;
        if (appointment.Slot.StartsAt > at)
            return false;
        var next = await AsOf(stored.StreamId, stored.Version + 1, cancellationToken);
        return next?.Appointments.Find(appointment.Id)?.Outcome is { } outcome && outcome.RecordedAt == at;
    }

    private async Task<NeighbourReply<NeighbourReceipt>> Write(
        string key,
        StoredEvent stored,
        Referral referral,
        Appointment appointment,
        CancellationToken cancellationToken
    )
    {
        var crn = referral.Referring.Person.Crn.Value;
        var url = address.Referral(referral.Reference.Value);
        if (stored.Data is not AppointmentCancelled cancelled)
            return await probationCases.PutAppointment(
                key,
                crn,
                EntryOf(referral.Id, appointment, url),
                cancellationToken
            );
        var reply = await probationCases.CancelAppointment(
            key,
            crn,
            new(appointment.Id.Value, referral.Id.Value, cancelled.At, url),
            cancellationToken
        );
        // refused when it was booked: it is not there, which is all that is wanted
        return reply is NeighbourReply<NeighbourReceipt>.Refused { Code: "appointment-unknown" }
            ? new NeighbourReply<NeighbourReceipt>.Found(new(0, AlreadyApplied: false))
            : reply;
    }

    internal static AppointmentEntry EntryOf(ReferralId referral, Appointment appointment, Uri url) =>
        new(
            appointment.Id.Value,
            referral.Value,
            appointment.Slot.StartsAt,
            TimeSpan.FromMinutes(appointment.Slot.DurationMinutes),
            appointment.Slot.Method is MeetingMethod.ProbationOffice ? appointment.Slot.Place?.OfficeCode : null,
            // a day counts once something was delivered on it; until it is known, it is meant to
            appointment.Kind is AppointmentKind.DeliverySession
                && appointment.Outcome is not { Happened: false },
            appointment.Outcome switch
            {
                null => null,
                { Attended: false } => Referring.AppointmentOutcome.NotAttended,
                { Late: true } => Referring.AppointmentOutcome.Late,
                _ => Referring.AppointmentOutcome.Attended,
            },
            url
        );
}
