using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.EventStore;
using Decide = RefMon.Domain.Appointments;

namespace RefMon.Application.Appointments;

/// <summary>Where a form about an appointment goes next.</summary>
public enum EntryStep
{
    /// <summary>When and where.</summary>
    Slot,

    /// <summary>What happened: one of three.</summary>
    Attendance,

    /// <summary>The details of what happened.</summary>
    Feedback,

    /// <summary>Check before it is saved.</summary>
    Check,
}

/// <summary>
/// Keeps a slot that was typed, when it can be booked or moved to; answers the next step. As with the other steps, refused when something has
/// become of the appointment since <paramref name="Version"/> of the referral, which was shown and is kept with the answers.
/// </summary>
[Requires(Permission.KeepAppointments)]
public sealed record SaveSlotEntry(
    Guid CommandId,
    string Reference,
    string Purpose,
    TypedSlot Slot,
    long? Version = null
) : ICommand<EntryStep>, IConcernsReferral
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(SaveSlotEntry);
}

/// <summary>Keeps which of three things happened; what was typed about the others stays.</summary>
[Requires(Permission.KeepAppointments)]
public sealed record SaveAttendanceEntry(
    Guid CommandId,
    string Reference,
    string Purpose,
    string? What,
    long? Version = null
) : ICommand<EntryStep>, IConcernsReferral;

/// <summary>Keeps the details of what happened and, for a correction, why.</summary>
[Requires(Permission.KeepAppointments)]
public sealed record SaveOutcomeEntry(
    Guid CommandId,
    string Reference,
    string Purpose,
    TypedOutcome Outcome,
    string? CorrectionReason,
    long? Version = null
) : ICommand<EntryStep>, IConcernsReferral
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(SaveOutcomeEntry);
}

internal sealed class SaveAppointmentEntryHandler(
    AppointmentDesk desk,
    AppointmentEntries entries,
    IEventSession session
)
    : IRequestHandler<SaveSlotEntry, Outcome<EntryStep>>,
        IRequestHandler<SaveAttendanceEntry, Outcome<EntryStep>>,
        IRequestHandler<SaveOutcomeEntry, Outcome<EntryStep>>
{
    public async Task<Outcome<EntryStep>> Handle(SaveSlotEntry request, CancellationToken cancellationToken)
    {
        if (
            AppointmentPurpose.Parse(request.Purpose) is not { AsksSlot: true } purpose
            || await desk.Open(request.Reference, cancellationToken) is not { } open
        )
            return AccessRefusals.NotFound;
        if (PurposeRules.Refuse(open.Referral, purpose, open.By, open.IsLead, open.Now) is { } notNow)
            return notNow;
        if (await Changed(open, purpose, request.Version, cancellationToken) is { } changed)
            return changed;
        var kind = PurposeRules.KindOf(open.Referral, purpose);
        var (slot, wrong) = await desk.ReadSlot(
            open.Referral,
            kind,
            purpose.AppointmentId,
            request.Slot,
            cancellationToken
        );
        if (purpose.Act is AppointmentAct.Move)
            wrong.AddRange(SlotReading.ReadMove(request.Slot).Refusals);
        if (slot is null || wrong.Count > 0)
            return wrong;
        var refusal = PurposeRules.TryOut(open, purpose, slot).Refusal;
        // the outcome is asked for next
        var needsOutcome = refusal is { Code: "outcome-needed-for-past" };
        if (refusal is not null && !needsOutcome)
            return AppointmentDesk.AtField(refusal);
        await Keep(
            open,
            purpose,
            answers => answers with { Slot = request.Slot, Version = request.Version },
            cancellationToken
        );
        return needsOutcome ? EntryStep.Attendance : EntryStep.Check;
    }

    public async Task<Outcome<EntryStep>> Handle(SaveAttendanceEntry request, CancellationToken cancellationToken)
    {
        if (OutcomeReading.ReadWhat(new(request.What)) is { } missing)
            return missing;
        return await KeepOutcome(
            request.Reference,
            request.Purpose,
            request.Version,
            answers => answers with { Outcome = (answers.Outcome ?? new(null)) with { What = request.What } },
            EntryStep.Feedback,
            cancellationToken
        );
    }

    public async Task<Outcome<EntryStep>> Handle(SaveOutcomeEntry request, CancellationToken cancellationToken)
    {
        var (_, wrong) = OutcomeReading.Read(request.Outcome);
        if (AppointmentPurpose.Parse(request.Purpose) is { Act: AppointmentAct.Correct })
            AppointmentTexts.Needed(
                wrong,
                request.CorrectionReason,
                nameof(request.CorrectionReason),
                "reason-missing",
                "Enter why the record is corrected"
            );
        if (wrong.Count > 0)
            return wrong;
        return await KeepOutcome(
            request.Reference,
            request.Purpose,
            request.Version,
            answers => answers with { Outcome = request.Outcome, CorrectionReason = request.CorrectionReason },
            EntryStep.Check,
            cancellationToken
        );
    }

    private async Task<Outcome<EntryStep>> KeepOutcome(
        string reference,
        string purposeText,
        long? version,
        Func<EntryAnswers, EntryAnswers> change,
        EntryStep next,
        CancellationToken cancellationToken
    )
    {
        if (
            AppointmentPurpose.Parse(purposeText) is not { } purpose
            || await desk.Open(reference, cancellationToken) is not { } open
        )
            return AccessRefusals.NotFound;
        if (PurposeRules.Refuse(open.Referral, purpose, open.By, open.IsLead, open.Now) is { } notNow)
            return notNow with { Field = null };
        if (await Changed(open, purpose, version, cancellationToken) is { } changed)
            return changed;
        await Keep(open, purpose, answers => change(answers) with { Version = version }, cancellationToken);
        return next;
    }

    private async Task<Refusal?> Changed(
        OpenReferral open,
        AppointmentPurpose purpose,
        long? version,
        CancellationToken cancellationToken
    ) => purpose.AppointmentId is { } id ? await desk.RefuseChanged(open, id, version, cancellationToken) : null;

    private async Task Keep(
        OpenReferral open,
        AppointmentPurpose purpose,
        Func<EntryAnswers, EntryAnswers> change,
        CancellationToken cancellationToken
    )
    {
        var (account, name) = (open.Viewer.AccountId, purpose.ToString());
        var entry = await entries.Find(account, open.Referral.Id, name, cancellationToken);
        var answers = change(entry?.Answers ?? PurposeRules.Beginning);
        session.Enlist(entries.Sweep());
        session.Enlist(entries.Keep(account, open.Referral.Id, name, entry, answers), expectRows: 1);
    }
}

/// <summary>What the domain says about a purpose before everything is known.</summary>
internal static class PurposeRules
{
    /// <summary>Nothing typed yet.</summary>
    public static EntryAnswers Beginning { get; } = new(null, null, null);

    /// <summary>Why it cannot be done now, whatever the answers; null when it can.</summary>
    public static Refusal? Refuse(
        Referral referral,
        AppointmentPurpose purpose,
        StaffMember by,
        bool isLead,
        DateTimeOffset now
    ) =>
        purpose switch
        {
            { Act: AppointmentAct.Book } => Decide.BookAppointment.MayBook(
                referral,
                purpose.BookedKind,
                purpose.SessionNumber
            ),
            { Act: AppointmentAct.Move, AppointmentId: { } id } => Decide.MoveAppointment.MayMove(referral, id),
            { Act: AppointmentAct.Record, AppointmentId: { } id } => Decide.RecordOutcome.MayRecord(referral, id, now),
            { Act: AppointmentAct.Correct, AppointmentId: { } id } => Decide.CorrectOutcome.MayCorrect(
                referral,
                id,
                by,
                isLead
            ),
            _ => AccessRefusals.NotFound,
        };

    public static AppointmentKind KindOf(Referral referral, AppointmentPurpose purpose) =>
        purpose.AppointmentId is { } id && referral.Appointments.Find(id) is { } appointment
            ? appointment.Kind
            : purpose.BookedKind;

    /// <summary>
    /// True when saving this would leave no session of the plan without an outcome, and so end the delivery: as decided, on what the page
    /// shows.
    /// </summary>
    public static bool EndsDelivery(
        Referral referral,
        AppointmentPurpose purpose,
        StaffMember by,
        SlotAsked? slot,
        AppointmentOutcome outcome,
        DateTimeOffset now
    )
    {
        const string Words = "asked for separately";
        Decision? decision = purpose switch
        {
            { Act: AppointmentAct.Book } when slot is not null => Decide.BookAppointment.Decide(
                referral,
                new(by, new(Guid.CreateVersion7()), purpose.BookedKind, purpose.SessionNumber, slot, outcome, true),
                [],
                now
            ),
            { Act: AppointmentAct.Move, AppointmentId: { } id } when slot is not null => Decide.MoveAppointment.Decide(
                referral,
                new(by, id, slot, default, Words, outcome, IsClashConfirmed: true),
                [],
                now
            ),
            { Act: AppointmentAct.Record, AppointmentId: { } id } => Decide.RecordOutcome.Decide(
                referral,
                new(by, id, outcome),
                now
            ),
            { Act: AppointmentAct.Correct, AppointmentId: { } id } => Decide.CorrectOutcome.Decide(
                referral,
                new(by, IsBySupplierLead: true, id, outcome, Words),
                now
            ),
            _ => null,
        };
        return EndsDelivery(referral, decision);
    }

    /// <summary>True when what was decided would end the delivery.</summary>
    public static bool EndsDelivery(Referral referral, Decision? decision) =>
        referral.Stage < Stage.Ending
        && decision is { IsRefused: false }
        && decision.Events.Aggregate(referral, Referral.Apply).Stage is Stage.Ending;

    /// <summary>What would be decided about this slot, clashes aside.</summary>
    public static Decision TryOut(OpenReferral open, AppointmentPurpose purpose, SlotAsked slot) =>
        purpose.AppointmentId is { } id
            ? Decide.MoveAppointment.Decide(
                open.Referral,
                new(open.By, id, slot, default, "asked for separately", null, IsClashConfirmed: true),
                [],
                open.Now
            )
            : Decide.BookAppointment.Decide(
                open.Referral,
                new(
                    open.By,
                    new(Guid.CreateVersion7()),
                    purpose.BookedKind,
                    purpose.SessionNumber,
                    slot,
                    null,
                    IsClashConfirmed: true
                ),
                [],
                open.Now
            );
}
