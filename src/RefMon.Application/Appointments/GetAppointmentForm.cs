using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;

namespace RefMon.Application.Appointments;

/// <summary>
/// What a form about an appointment shows: the referral, the appointment, what the viewer typed before and has not confirmed, and, once it can
/// be read, what would be saved. Refused with the reason when it cannot be done now.
/// </summary>
[Requires(Permission.KeepAppointments)]
[AuditedRead]
public sealed record GetAppointmentForm(string Reference, string Purpose) : IQuery<AppointmentForm>, IConcernsReferral;

/// <summary>
/// The form. <paramref name="Slot"/> holds the answers to show: those kept, else those of the appointment. <paramref name="Missed"/> is the
/// last appointment for the same that did not take place. <paramref name="Why"/> is why nothing can be done now.
/// <paramref name="Version"/> is that of the referral it shows, which it posts.
/// </summary>
public sealed record AppointmentForm(
    CasePerson Person,
    string Reference,
    AppointmentPurpose Purpose,
    AppointmentKind Kind,
    int? SessionNumber,
    Refusal? Why,
    AppointmentTold? Appointment,
    AppointmentTold? Missed,
    SlotChoices Choices,
    AppointmentEntry? Entry,
    TypedSlot? Slot,
    TypedOutcome? Outcome,
    EnforceableDaysShown Days,
    AppointmentCheck? Check,
    long Version
)
{
    /// <summary>
    /// The supplier for whom what is to be corrected was recorded, when the referral has moved on to another since; otherwise null.
    /// </summary>
    public string? RecordedForFormer { get; init; }

    /// <summary>
    /// The appointment as it stands, where something became of it after this version of the referral was shown; null where nothing did.
    /// </summary>
    public AppointmentTold? ChangedSince(long? shown) => Appointment?.Version > (shown ?? 0) ? Appointment : null;

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(AppointmentForm)} {Reference}";
}

/// <summary>
/// What would be saved, as read from the answers kept. <paramref name="Next"/> is the first step with something missing, or the check.
/// <paramref name="ComesTwice"/> says that the clocks go back then and the first of the two is meant; <paramref name="Tells"/> is what the
/// practitioner will be told of the outcome, null for nothing; <paramref name="EndsDelivery"/> warns that no session of the plan is without an
/// outcome then.
/// </summary>
public sealed record AppointmentCheck(
    EntryStep Next,
    Slot? Slot,
    ChangeRequestedBy? RequestedBy,
    string? MoveReason,
    AppointmentOutcome? Outcome,
    NoticeKind? Tells,
    bool ComesTwice,
    IReadOnlyList<Clash> Clashes,
    bool EndsDelivery = false
)
{
    /// <summary>The practitioner will be told of the slot: it is an assessment's, and its time is, or was, still to come.</summary>
    public bool TellsOfSlot { get; init; }
}

internal sealed class GetAppointmentFormHandler(
    ReferralReader referrals,
    AppointmentDesk desk,
    AppointmentEntries entries,
    OutboundProgress outbound,
    Clashes clashes,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<GetAppointmentForm, Outcome<AppointmentForm>>
{
    public async Task<Outcome<AppointmentForm>> Handle(GetAppointmentForm request, CancellationToken cancellationToken)
    {
        if (
            AppointmentPurpose.Parse(request.Purpose) is not { } purpose
            || await referrals.Read(request.Reference, cancellationToken) is not { } read
        )
            return AccessRefusals.NotFound;
        var (referral, viewer, now) = (read.Referral, current.Required, time.GetUtcNow());
        var told = AppointmentStory.Tell(read, await outbound.Notices(referral.Id, read.Events, cancellationToken));
        var appointment = purpose.AppointmentId is { } id ? told.FirstOrDefault(a => a.Id == id) : null;
        if (purpose.AppointmentId is not null && appointment is null)
            return AccessRefusals.NotFound;
        var why = PurposeRules.Refuse(referral, purpose, viewer.AsStaffMember(), viewer.Role is Role.SupplierLead, now);
        var kind = appointment?.Kind ?? purpose.BookedKind;
        var number = appointment?.SessionNumber ?? purpose.SessionNumber;
        var choices = purpose.AsksSlot
            ? await desk.Choices(referral, kind, purpose.AppointmentId, cancellationToken)
            : new SlotChoices([], GroupChoices.None, [], null);
        // also when it can no longer be saved: whoever typed it sees it beside what stands
        var entry = await entries.Find(viewer.AccountId, referral.Id, purpose.ToString(), cancellationToken);
        return new AppointmentForm(
            read.Person,
            referral.Reference.Value,
            purpose,
            kind,
            number,
            why,
            appointment,
            told.LastOrDefault(a =>
                a.Kind == kind && a.SessionNumber == number && a.Outcome is { Said.Happened: false }
            ),
            choices,
            entry,
            entry?.Answers.Slot ?? (appointment is null ? null : AsTyped(appointment)),
            Outcome(purpose, appointment, entry?.Answers.Outcome),
            EnforceableDaysShown.Of(referral),
            entry is null
                ? null
                : await Check(referral, purpose, kind, appointment, choices, entry, viewer, now, cancellationToken),
            read.Version
        )
        {
            RecordedForFormer = appointment?.Outcome is { } recorded
                ? referral
                    .Allocation.FormerSuppliers.FirstOrDefault(former => recorded.At <= former.Until)
                    ?.Service.SupplierName
                : null,
        };
    }

    private async Task<AppointmentCheck> Check(
        Referral referral,
        AppointmentPurpose purpose,
        AppointmentKind kind,
        AppointmentTold? appointment,
        SlotChoices choices,
        AppointmentEntry entry,
        Viewer viewer,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var answers = entry.Answers;
        SlotAsked? slot = null;
        ChangeRequestedBy? requestedBy = null;
        string? moveReason = null;
        FoundClashes found = new([], []);
        if (purpose.AsksSlot)
        {
            slot = answers.Slot is null ? null : SlotReading.Read(answers.Slot, kind, choices).Slot;
            if (slot?.StartsAt is null)
                return new(EntryStep.Slot, null, null, null, null, null, false, []);
            if (purpose.Act is AppointmentAct.Move)
            {
                var (by, reason, wrong) = SlotReading.ReadMove(answers.Slot!);
                if (wrong.Count > 0)
                    return new(EntryStep.Slot, null, null, null, null, null, false, []);
                (requestedBy, moveReason) = (by, reason);
            }
            var own = purpose.AppointmentId ?? new AppointmentId(entry.Id);
            found = await clashes.Find(viewer, referral, slot, [own], cancellationToken);
        }
        // an outcome belongs to a slot only where its time has passed; what was typed for another time stays out
        var needsOutcome = slot is null || slot.StartsAt <= now;
        var outcome = needsOutcome && answers.Outcome is not null ? OutcomeReading.Read(answers.Outcome).Outcome : null;
        var isReasonMissing =
            purpose.Act is AppointmentAct.Correct && string.IsNullOrWhiteSpace(answers.CorrectionReason);
        return new(
            !needsOutcome || (outcome is not null && !isReasonMissing) ? EntryStep.Check
                : answers.Outcome?.What is null ? EntryStep.Attendance
                : EntryStep.Feedback,
            slot?.ToSlot(),
            requestedBy,
            moveReason,
            outcome,
            outcome is null
                ? null
                : NotificationPolicy.OfOutcome(
                    outcome,
                    purpose.Act is AppointmentAct.Correct ? appointment?.Outcome?.Said.Attended : null
                ),
            slot is not null && LondonTime.ComesTwice(slot.Day, slot.Start),
            found.Shown,
            outcome is not null
                && PurposeRules.EndsDelivery(referral, purpose, viewer.AsStaffMember(), slot, outcome, now)
        )
        {
            TellsOfSlot =
                slot is not null
                && (
                    ChangeNotices.IsTold(kind, slot.ToSlot(), now)
                    || (appointment is not null && ChangeNotices.IsTold(kind, appointment.Slot, now))
                ),
        };
    }

    // a correction begins with what was recorded, until other details are given
    private static TypedOutcome? Outcome(AppointmentPurpose purpose, AppointmentTold? appointment, TypedOutcome? typed)
    {
        if (purpose.Act is not AppointmentAct.Correct || appointment?.Outcome is not { } recorded)
            return typed;
        var isOnlyWhat = typed is null || typed with { What = null } == new TypedOutcome(null);
        return isOnlyWhat ? TypedOutcome.Of(recorded.Said) with { What = typed?.What ?? What(recorded) } : typed;
    }

    private static string? What(OutcomeVersion recorded) => TypedOutcome.Of(recorded.Said).What;

    private static TypedSlot AsTyped(AppointmentTold appointment) =>
        TypedSlot.Of(
            appointment.Slot,
            LondonTime.DayOf(appointment.Slot.StartsAt),
            LondonTime.TimeOf(appointment.Slot.StartsAt),
            appointment.Keeper?.AccountId
        );
}
