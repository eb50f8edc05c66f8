namespace RefMon.Domain.CaseNotes;

/// <summary>Add a note, in any stage; about an appointment of the referral, if that is named.</summary>
public sealed record AddCaseNote(
    StaffMember By,
    CaseNoteId NoteId,
    string Subject,
    string Body,
    NoteSide? From = null,
    AppointmentId? AppointmentId = null,
    bool TellOtherSide = false
)
{
    /// <summary>Adds, or refuses: no subject, no text, an appointment that is not the referral's.</summary>
    public static Decision Decide(Referral referral, AddCaseNote command, DateTimeOffset now)
    {
        var refusal =
            Guard.Words(command.Subject, "subject-missing", "subject", "Enter a subject for the note")
            ?? Guard.Words(command.Body, "body-missing", "body", "Enter the note")
            ?? (
                command.AppointmentId is { } id && referral.Appointments.Find(id) is null
                    ? new Refusal("no-such-appointment", "appointmentId", "Choose an appointment of this referral")
                    : null
            );
        return refusal is not null
            ? refusal
            : Decision.Of(
                new CaseNoteAdded(
                    command.By,
                    now,
                    command.NoteId,
                    command.Subject,
                    command.Body,
                    command.From,
                    command.AppointmentId,
                    command.TellOtherSide
                )
            );
    }
}

/// <summary>Attach a file that has been stored and scanned, in any stage.</summary>
public sealed record AddAttachment(
    StaffMember By,
    AttachmentId AttachmentId,
    string FileName,
    string MediaType,
    long SizeInBytes
)
{
    /// <summary>Attaches, or refuses: no name, an empty file.</summary>
    public static Decision Decide(AddAttachment command, DateTimeOffset now)
    {
        var refusal =
            Guard.Words(command.FileName, "file-name-missing", "file", "Choose a file that has a name")
            ?? (command.SizeInBytes > 0 ? null : new Refusal("file-empty", "file", "Choose a file that is not empty"));
        return refusal is not null
            ? refusal
            : Decision.Of(
                new AttachmentAdded(
                    command.By,
                    now,
                    command.AttachmentId,
                    command.FileName,
                    command.MediaType,
                    command.SizeInBytes
                )
            );
    }
}
