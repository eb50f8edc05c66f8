using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using Decide = RefMon.Domain.Appointments;

namespace RefMon.Application.Appointments;

/// <summary>
/// Calls an appointment off that has no outcome yet, with the reason; refused when something has become of it since
/// <paramref name="Version"/> of the referral, which was shown.
/// </summary>
[Requires(Permission.KeepAppointments)]
public sealed record CancelAppointment(
    Guid CommandId,
    string Reference,
    Guid AppointmentId,
    string? Reason,
    long? Version = null
) : ICommand<Done>, IConcernsReferral
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(CancelAppointment);
}

internal sealed class CancelAppointmentValidator : AbstractValidator<CancelAppointment>
{
    public CancelAppointmentValidator()
    {
        RuleFor(command => command.Reason).Answered("Enter why the appointment is cancelled");
        RuleFor(command => command.Reason).FitsText("Reason");
    }
}

internal sealed class CancelAppointmentHandler(AppointmentDesk desk) : IRequestHandler<CancelAppointment, Outcome<Done>>
{
    public async Task<Outcome<Done>> Handle(CancelAppointment request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        var id = new AppointmentId(request.AppointmentId);
        if (Decide.CancelAppointment.MayCancel(open.Referral, id) is { } notNow)
            return notNow;
        if (await desk.RefuseChanged(open, id, request.Version, cancellationToken) is { } changed)
            return changed;
        var decision = Decide.CancelAppointment.Decide(
            open.Referral,
            new(open.By, id, TypedText.Lines(request.Reason)!),
            open.Now
        );
        return desk.Finish(open, decision, null).Refusal is { } refusal ? refusal : Done.Value;
    }
}
