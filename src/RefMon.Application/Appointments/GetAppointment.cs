using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.CaseLists;
using RefMon.Application.CaseNotes;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.CaseNotes;

namespace RefMon.Application.Appointments;

/// <summary>One appointment with everything that happened to it. Both sides read the same.</summary>
[Requires(Permission.SeeReferrals)]
[AuditedRead]
[OpenToFormerSupplier]
public sealed record GetAppointment(string Reference, Guid AppointmentId) : IQuery<AppointmentShown>, IConcernsReferral;

/// <summary>
/// An appointment, whose it is and what the viewer may do about it now. <paramref name="NDelius"/> is how far the latest news
/// of it has come there; <paramref name="Clashes"/> is what it overlaps, for those who keep it;
/// <paramref name="Version"/> is that of the referral.
/// </summary>
public sealed record AppointmentShown(
    CasePerson Person,
    string Reference,
    AppointmentTold Appointment,
    AppointmentStatus Status,
    bool MayBookAgain,
    AppointmentActions Actions,
    EffectShown NDelius,
    IReadOnlyList<Clash> Clashes,
    EnforceableDaysShown Days,
    long Version
)
{
    /// <summary>The caseworker now, whoever booked it; null when none is named.</summary>
    public string? Caseworker { get; init; }

    /// <summary>The notes about it, newest first: those of the referral that the viewer reads.</summary>
    public IReadOnlyList<AppointmentNote> Notes { get; init; } = [];

    /// <summary>Why it cannot be cancelled now, as the viewer is told; null when it can.</summary>
    public string? WhyNotCancelled { get; init; }

    /// <summary>True when cancelling it would leave no session of the plan to be held, and so end the delivery.</summary>
    public bool CancellingEndsDelivery { get; init; }

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(AppointmentShown)} {Reference}";
}

/// <summary>A note about an appointment, and the page of the referral's notes on which it stands.</summary>
public sealed record AppointmentNote(CaseNoteId Id, string Subject, StaffMember By, DateTimeOffset At, int Page)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(AppointmentNote)} {Id}";

    internal static IReadOnlyList<AppointmentNote> Of(ReferralRead read, AppointmentId appointment) =>
        [
            .. read
                .Events.Select(stored => stored.Data)
                .OfType<CaseNoteAdded>()
                .Reverse()
                .Select((note, place) => (Note: note, Page: (place / GetCaseNotes.PageSize) + 1))
                .Where(n => n.Note.AppointmentId == appointment)
                .Select(n => new AppointmentNote(n.Note.NoteId, n.Note.Subject, n.Note.By, n.Note.At, n.Page)),
        ];
}

internal sealed class GetAppointmentHandler(
    ReferralReader referrals,
    OutboundProgress outbound,
    Clashes clashes,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<GetAppointment, Outcome<AppointmentShown>>
{
    public async Task<Outcome<AppointmentShown>> Handle(GetAppointment request, CancellationToken cancellationToken)
    {
        if (await referrals.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var referral = read.Referral;
        var told = AppointmentStory.Tell(read, await outbound.Notices(referral.Id, read.Events, cancellationToken));
        var id = new AppointmentId(request.AppointmentId);
        if (told.FirstOrDefault(a => a.Id == id) is not { } appointment)
            return AccessRefusals.NotFound;
        var (viewer, now) = (current.Required, time.GetUtcNow());
        var mayKeep = viewer.May(Permission.KeepAppointments) && read.Person.HandedOver is null;
        return new AppointmentShown(
            read.Person,
            referral.Reference.Value,
            appointment,
            appointment.StatusAt(now),
            mayKeep
                && Domain.Appointments.BookAppointment.MayBook(referral, appointment.Kind, appointment.SessionNumber)
                    is null,
            mayKeep ? AppointmentActions.Of(referral, id, viewer, now) : AppointmentActions.None,
            (await outbound.OfAppointments(referral.Id, read.Events, cancellationToken))[id],
            mayKeep ? [.. (await clashes.OfBooked(viewer, referral.Id, cancellationToken))[id]] : [],
            EnforceableDaysShown.Of(referral),
            read.Version
        )
        {
            Caseworker = referral.Allocation.Caseworker?.Name,
            Notes = AppointmentNote.Of(read, id),
            WhyNotCancelled = Domain.Appointments.CancelAppointment.MayCancel(referral, id)?.Message,
            CancellingEndsDelivery = PurposeRules.EndsDelivery(
                referral,
                Domain.Appointments.CancelAppointment.Decide(
                    referral,
                    new(viewer.AsStaffMember(), id, "asked for separately"),
                    now
                )
            ),
        };
    }
}
