using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using Decide = RefMon.Domain.Appointments;

namespace RefMon.Application.Appointments;

/// <summary>
/// Books the supplier assessment (no session number) or a session of the plan. A time that has passed needs the outcome
/// with it. The appointment's id is chosen by who asks, so that a repeat cannot book another one. Source: lifecycle, "book, move, cancel
/// appointment".
/// </summary>
[Requires(Permission.KeepAppointments)]
public sealed record BookAppointment(
    Guid CommandId,
    string Reference,
    Guid AppointmentId,
    int? SessionNumber,
    TypedSlot Slot,
    TypedOutcome? Outcome = null,
    bool IsClashConfirmed = false
) : ICommand<Done>, IConcernsReferral
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(BookAppointment);
}

internal sealed class BookAppointmentHandler(AppointmentDesk desk) : IRequestHandler<BookAppointment, Outcome<Done>>
{
    public async Task<Outcome<Done>> Handle(BookAppointment request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        var purpose = AppointmentPurpose.Book(request.SessionNumber);
        var (slot, wrong) = await desk.ReadSlot(
            open.Referral,
            purpose.BookedKind,
            null,
            request.Slot,
            cancellationToken
        );
        var outcome = OutcomeReading.ReadIfAny(request.Outcome, wrong);
        if (slot is null || wrong.Count > 0)
            return wrong;
        var id = new AppointmentId(request.AppointmentId);
        var found = await desk.Clashes(open.Referral, slot, [id], cancellationToken);
        var decision = Decide.BookAppointment.Decide(
            open.Referral,
            new(open.By, id, purpose.BookedKind, request.SessionNumber, slot, outcome, request.IsClashConfirmed),
            found.Busy,
            open.Now
        );
        return desk.Finish(open, decision, purpose).Refusal is { } refusal ? refusal : Done.Value;
    }
}
