namespace RefMon.Domain.CaseNotes;

/// <summary>A note was added; it is never changed or removed.</summary>
public sealed record CaseNoteAdded(StaffMember By, DateTimeOffset At, CaseNoteId NoteId, string Subject, string Body)
    : IReferralEvent
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(CaseNoteAdded);
}

/// <summary>A file was attached. Its content is kept elsewhere under its id; the size is in bytes.</summary>
public sealed record AttachmentAdded(
    StaffMember By,
    DateTimeOffset At,
    AttachmentId AttachmentId,
    string FileName,
    string MediaType,
    long SizeInBytes
) : IReferralEvent
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(AttachmentAdded);
}

/// <summary>How many notes and attachments there are, and when the last was added.</summary>
public sealed record CaseNotesState(int Notes, int Attachments, DateTimeOffset? LatestAt)
{
    internal static CaseNotesState None { get; } = new(0, 0, null);

    internal CaseNotesState Apply(CaseNoteAdded e) => this with { Notes = Notes + 1, LatestAt = e.At };

    internal CaseNotesState Apply(AttachmentAdded e) => this with { Attachments = Attachments + 1, LatestAt = e.At };
}
