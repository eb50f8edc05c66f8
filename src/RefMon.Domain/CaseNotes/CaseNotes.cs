namespace RefMon.Domain.CaseNotes;

/// <summary>
/// A note was added; it is never changed or removed. <paramref name="From"/> is the side its author was on then (null in
/// notes made before it was kept), <paramref name="AppointmentId"/> the appointment it is about, if any, and
/// <paramref name="TellsOtherSide"/> says that its author wanted the other side told at once.
/// </summary>
public sealed record CaseNoteAdded(
    StaffMember By,
    DateTimeOffset At,
    CaseNoteId NoteId,
    string Subject,
    string Body,
    NoteSide? From = null,
    AppointmentId? AppointmentId = null,
    bool TellsOtherSide = false
) : IReferralEvent
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

/// <summary>The two sides of a referral.</summary>
public enum NoteSide
{
    /// <summary>Probation.</summary>
    Probation,

    /// <summary>The supplier.</summary>
    Supplier,
}

/// <summary>How many notes and attachments there are, and when the last was added.</summary>
public sealed record CaseNotesState(int Notes, int Attachments, DateTimeOffset? LatestAt)
{
    internal static CaseNotesState None { get; } = new(0, 0, null);

    internal CaseNotesState Apply(CaseNoteAdded e) => this with { Notes = Notes + 1, LatestAt = e.At };

    internal CaseNotesState Apply(AttachmentAdded e) => this with { Attachments = Attachments + 1, LatestAt = e.At };
}
