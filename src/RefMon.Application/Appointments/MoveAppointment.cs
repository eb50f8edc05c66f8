using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using Decide = RefMon.Domain.Appointments;

namespace RefMon.Application.Appointments;

/// <summary>
/// Moves an appointment that has no outcome yet: to when and where, who asked for it and why stand in the slot. To a time that has
/// passed only with its outcome. <paramref name="Version"/> is that of the referral as it was shown: refused when something has become of the
/// appointment since. <paramref name="WithGroup"/> says that everybody else of its group session is moved along: they are not in the way.
/// </summary>
[Requires(Permission.KeepAppointments)]
public sealed record MoveAppointment(
    Guid CommandId,
    string Reference,
    Guid AppointmentId,
    TypedSlot Slot,
    TypedOutcome? Outcome = null,
    bool IsClashConfirmed = false,
    long? Version = null,
    bool WithGroup = false
) : ICommand<Done>, IConcernsReferral
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(MoveAppointment);
}

internal sealed class MoveAppointmentHandler(AppointmentDesk desk, SessionGroups groups)
    : IRequestHandler<MoveAppointment, Outcome<Done>>
{
    public async Task<Outcome<Done>> Handle(MoveAppointment request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        var id = new AppointmentId(request.AppointmentId);
        // before its kind is known there is nothing to read
        if (Decide.MoveAppointment.MayMove(open.Referral, id) is { } notNow)
            return notNow;
        if (await desk.RefuseChanged(open, id, request.Version, cancellationToken) is { } changed)
            return changed;
        var (kind, from) = (open.Referral.Appointments.Find(id)!.Kind, open.Referral.Appointments.Find(id)!.Slot);
        var (slot, wrong) = await desk.ReadSlot(open.Referral, kind, id, request.Slot, cancellationToken);
        var (by, reason, alsoWrong) = SlotReading.ReadMove(request.Slot);
        wrong.AddRange(alsoWrong);
        var outcome = OutcomeReading.ReadIfAny(request.Outcome, wrong);
        if (slot is null || wrong.Count > 0)
            return wrong;
        var along =
            request.WithGroup && from.Group is { } group && group == slot.Group
                ? await groups.Session(group.Id, from.StartsAt, cancellationToken)
                : [];
        var found = await desk.Clashes(open.Referral, slot, [id, .. along], cancellationToken);
        var decision = Decide.MoveAppointment.Decide(
            open.Referral,
            new(open.By, id, slot, by, reason, outcome, request.IsClashConfirmed),
            found.Busy,
            open.Now
        );
        var purpose = AppointmentPurpose.About(AppointmentAct.Move, id);
        return desk.Finish(open, decision, purpose).Refusal is { } refusal ? refusal : Done.Value;
    }
}
