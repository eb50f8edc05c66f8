using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using Decide = RefMon.Domain.Appointments;

namespace RefMon.Application.Appointments;

/// <summary>
/// Records, once, what came of an appointment that has begun; refused when something has become of it since <paramref name="Version"/> of
/// the referral, which was shown.
/// </summary>
[Requires(Permission.KeepAppointments)]
public sealed record RecordOutcome(
    Guid CommandId,
    string Reference,
    Guid AppointmentId,
    TypedOutcome Outcome,
    long? Version = null
) : ICommand<Done>, IConcernsReferral
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(RecordOutcome);
}

internal sealed class RecordOutcomeHandler(AppointmentDesk desk) : IRequestHandler<RecordOutcome, Outcome<Done>>
{
    public async Task<Outcome<Done>> Handle(RecordOutcome request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        var id = new AppointmentId(request.AppointmentId);
        // what cannot be recorded at all is said before what is missing
        if (Decide.RecordOutcome.MayRecord(open.Referral, id, open.Now) is { } notNow)
            return AppointmentDesk.AtField(notNow);
        if (await desk.RefuseChanged(open, id, request.Version, cancellationToken) is { } changed)
            return changed;
        var (outcome, wrong) = OutcomeReading.Read(request.Outcome);
        if (outcome is null)
            return wrong;
        var decision = Decide.RecordOutcome.Decide(open.Referral, new(open.By, id, outcome), open.Now);
        var purpose = AppointmentPurpose.About(AppointmentAct.Record, id);
        return desk.Finish(open, decision, purpose).Refusal is { } refusal ? refusal : Done.Value;
    }
}
