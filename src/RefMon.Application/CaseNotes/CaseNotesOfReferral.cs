using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.Domain.CaseNotes;
using Decide = RefMon.Domain.CaseNotes;

namespace RefMon.Application.CaseNotes;

/// <summary>One page of a referral's case notes, newest first; a page out of range gives the nearest.</summary>
[Requires(Permission.SeeReferrals)]
[AuditedRead]
[OpenToFormerSupplier]
public sealed record GetCaseNotes(string Reference, int Page = 1) : IQuery<CaseNotesPage>, IConcernsReferral
{
    /// <summary>Notes on a page.</summary>
    public const int PageSize = 10;
}

/// <summary>
/// The notes, and the appointments that a new one can be about. <paramref name="IsForProbationOnly"/> says that the supplier cannot open the
/// referral, because it was recalled.
/// </summary>
public sealed record CaseNotesPage(
    CasePerson Person,
    string Reference,
    Stage Stage,
    IReadOnlyList<CaseNoteShown> Notes,
    int Page,
    int Total,
    IReadOnlyList<NoteAppointment> Appointments,
    bool MayAdd,
    bool IsForProbationOnly
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(CaseNotesPage)} {Reference}";
}

/// <summary>
/// One note as both sides read it. <paramref name="ToldOtherSide"/> says that it was wanted; <paramref name="Told"/> is who is emailed and how
/// far that is.
/// </summary>
public sealed record CaseNoteShown(
    CaseNoteId Id,
    string Subject,
    string Body,
    StaffMember By,
    NoteSide? From,
    DateTimeOffset At,
    NoteAppointment? Appointment,
    bool ToldOtherSide,
    IReadOnlyList<EffectShown> Told
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(CaseNoteShown)} {Id}";
}

/// <summary>An appointment that notes can be about: the assessment, or a numbered session, and when it is or was.</summary>
public sealed record NoteAppointment(
    AppointmentId Id,
    AppointmentKind Kind,
    int? SessionNumber,
    DateTimeOffset StartsAt,
    bool IsCancelled
);

/// <summary>
/// Adds a note, in any stage. Who wrote it and when is written down by itself. <paramref name="Tell"/> is "yes" or "no": whether
/// the other side is emailed now that there is a note (never what it says).
/// </summary>
[Requires(Permission.WriteNotes)]
public sealed record AddCaseNote(
    Guid CommandId,
    string Reference,
    string? Subject,
    string? Body,
    string? AppointmentId,
    string? Tell
) : ICommand<NoteAdded>, IConcernsReferral;

/// <summary>The note that was added.</summary>
public sealed record NoteAdded(CaseNoteId NoteId);

internal sealed class AddCaseNoteValidator : AbstractValidator<AddCaseNote>
{
    public AddCaseNoteValidator(CurrentViewer current)
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(c => c.Subject).Answered("Enter a title for the note").FitsLine("Title");
        RuleFor(c => c.Body).Answered("Enter the note").FitsText("Note");
        RuleFor(c => c.AppointmentId)
            .Must(id => string.IsNullOrEmpty(id) || Guid.TryParse(id, out _))
            .WithErrorCode("no-such-appointment")
            .WithMessage("Choose an appointment of this referral, or none");
        RuleFor(c => c.Tell)
            .YesOrNo("Select whether they should be told now")
            .WithMessage(_ =>
                $"Select yes if {(current.Required.Role.IsSupplier() ? "the probation practitioner" : "the supplier")} should be told now"
            );
    }
}

internal sealed class CaseNotesHandler(
    ReferralReader reader,
    ReferralDecisions referrals,
    OutboundProgress outbound,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<GetCaseNotes, Outcome<CaseNotesPage>>, IRequestHandler<AddCaseNote, Outcome<NoteAdded>>
{
    public async Task<Outcome<CaseNotesPage>> Handle(GetCaseNotes request, CancellationToken cancellationToken)
    {
        if (await reader.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var notes = read.Events.Where(stored => stored.Data is CaseNoteAdded).Reverse().ToList();
        var told = await outbound.Notices(read.Referral.Id, read.Events, cancellationToken);
        var pages = Math.Max(1, (notes.Count + GetCaseNotes.PageSize - 1) / GetCaseNotes.PageSize);
        var page = Math.Clamp(request.Page, 1, pages);
        var appointments = read.Referral.Appointments.All.Select(Shown).ToList();
        return new CaseNotesPage(
            read.Person,
            read.Referral.Reference.Value,
            read.Referral.Stage,
            [
                .. notes
                    .Skip((page - 1) * GetCaseNotes.PageSize)
                    .Take(GetCaseNotes.PageSize)
                    .Select(stored => Shown((CaseNoteAdded)stored.Data, appointments, [.. told[stored.Id]])),
            ],
            page,
            notes.Count,
            [.. appointments.Where(a => !a.IsCancelled).OrderByDescending(a => a.StartsAt)],
            current.Required.May(Permission.WriteNotes) && read.Person.HandedOver is null,
            read.Referral.Ending.Conclusion is Conclusion.Recalled
        );
    }

    public async Task<Outcome<NoteAdded>> Handle(AddCaseNote request, CancellationToken cancellationToken)
    {
        var viewer = current.Required;
        var id = new CaseNoteId(Guid.CreateVersion7());
        var done = await referrals.Append(
            request.Reference,
            referral =>
                Decide.AddCaseNote.Decide(
                    referral,
                    new(
                        viewer.AsStaffMember(),
                        id,
                        TypedText.Line(request.Subject)!,
                        TypedText.Lines(request.Body)!,
                        viewer.Role.IsSupplier() ? NoteSide.Supplier : NoteSide.Probation,
                        Guid.TryParse(request.AppointmentId, out var appointment)
                            ? new AppointmentId(appointment)
                            : null,
                        request.Tell == DraftAnswers.Yes
                    ),
                    time.GetUtcNow()
                ),
            cancellationToken
        );
        return done.IsRefused ? Outcome<NoteAdded>.Refused(done.Refusals) : new NoteAdded(id);
    }

    private static CaseNoteShown Shown(
        CaseNoteAdded note,
        List<NoteAppointment> appointments,
        IReadOnlyList<EffectShown> told
    ) =>
        new(
            note.NoteId,
            note.Subject,
            note.Body,
            note.By,
            note.From,
            note.At,
            appointments.Find(appointment => appointment.Id == note.AppointmentId),
            note.TellsOtherSide,
            told
        );

    private static NoteAppointment Shown(Appointment appointment) =>
        new(
            appointment.Id,
            appointment.Kind,
            appointment.SessionNumber,
            appointment.Slot.StartsAt,
            appointment.IsCancelled
        );
}
