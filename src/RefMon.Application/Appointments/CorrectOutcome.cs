using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using Decide = RefMon.Domain.Appointments;

namespace RefMon.Application.Appointments;

/// <summary>
/// Replaces what was recorded about an appointment, with the reason, until the end-of-service report is submitted. Only for its author
/// and the supplier's team leads; the earlier version stays readable. Refused when something has
/// become of the appointment since <paramref name="Version"/> of the referral, which was shown.
/// </summary>
[Requires(Permission.KeepAppointments)]
public sealed record CorrectOutcome(
    Guid CommandId,
    string Reference,
    Guid AppointmentId,
    TypedOutcome Outcome,
    string? CorrectionReason,
    long? Version = null
) : ICommand<Done>, IConcernsReferral
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(CorrectOutcome);
}

internal sealed class CorrectOutcomeHandler(AppointmentDesk desk) : IRequestHandler<CorrectOutcome, Outcome<Done>>
{
    public async Task<Outcome<Done>> Handle(CorrectOutcome request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        var id = new AppointmentId(request.AppointmentId);
        if (Decide.CorrectOutcome.MayCorrect(open.Referral, id, open.By, open.IsLead) is { } notNow)
            return notNow;
        if (await desk.RefuseChanged(open, id, request.Version, cancellationToken) is { } changed)
            return changed;
        var (outcome, wrong) = OutcomeReading.Read(request.Outcome);
        AppointmentTexts.Needed(
            wrong,
            request.CorrectionReason,
            nameof(request.CorrectionReason),
            "reason-missing",
            "Enter why the record is corrected"
        );
        if (outcome is null || wrong.Count > 0)
            return wrong;
        var decision = Decide.CorrectOutcome.Decide(
            open.Referral,
            new(open.By, open.IsLead, id, outcome, TypedText.Lines(request.CorrectionReason)!),
            open.Now
        );
        var purpose = AppointmentPurpose.About(AppointmentAct.Correct, id);
        return desk.Finish(open, decision, purpose).Refusal is { } refusal ? refusal : Done.Value;
    }
}
