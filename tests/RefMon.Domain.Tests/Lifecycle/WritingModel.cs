using RefMon.Domain.CaseNotes;
using RefMon.Domain.Messages;

namespace RefMon.Domain.Tests.Lifecycle;

/// <summary>The model's notes, files and messages, which are taken in any stage.</summary>
public sealed class WritingModel
{
    private int notes;
    private int files;
    private int messages;
    private DateTimeOffset? urgent;

    public (int Notes, int Files, int Messages, DateTimeOffset? Urgent) Seen => (notes, files, messages, urgent);

    /// <summary>Every reason to refuse what is to be written; null when the command is something else.</summary>
    public Reasons? ReasonsAgainst(object command, DiaryModel diary) =>
        command switch
        {
            AddCaseNote c => Reasons
                .None.With("subject-missing", Blank(c.Subject))
                .With("body-missing", Blank(c.Body))
                .With("no-such-appointment", c.AppointmentId is { } about && !diary.Has(about)),
            AddAttachment c => Reasons
                .None.With("file-name-missing", Blank(c.FileName))
                .With("file-empty", c.SizeInBytes < 1),
            SendMessage c => Reasons.None.With("body-missing", Blank(c.Body)),
            _ => null,
        };

    /// <summary>Takes the command as done; false when it is something else.</summary>
    public bool Done(object command, DateTimeOffset now)
    {
        switch (command)
        {
            case AddCaseNote:
                notes++;
                return true;
            case AddAttachment:
                files++;
                return true;
            case SendMessage c:
                messages++;
                urgent = c.IsUrgent ? now : urgent;
                return true;
            default:
                return false;
        }
    }

    private static bool Blank(string? text) => string.IsNullOrWhiteSpace(text);
}
