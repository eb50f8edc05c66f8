using RefMon.Domain.CaseNotes;
using RefMon.Domain.Messages;
using static RefMon.Domain.Tests.RefusalAssert;

namespace RefMon.Domain.Tests.CaseNotes;

[Trait("Capability", "CaseNotes")]
public sealed class CaseNoteTests
{
    private static readonly AddCaseNote Note = new(
        People.Caseworker,
        new CaseNoteId(Samples.Id(1)),
        "Call",
        "Rang twice"
    );
    private static readonly AddAttachment File = new(
        People.Caseworker,
        new AttachmentId(Samples.Id(2)),
        "a.pdf",
        "application/pdf",
        10
    );
    private static readonly SendMessage Message = new(
        People.Caseworker,
        new MessageId(Samples.Id(3)),
        "Please ring",
        true
    );

    [Theory]
    [InlineData(Stage.Sent)]
    [InlineData(Stage.Delivering)]
    [InlineData(Stage.Concluded)]
    public void Notes_files_and_messages_are_added_in_any_stage(Stage stage)
    {
        var story = Given
            .AReferralIn(stage)
            .Do((_, now) => AddCaseNote.Decide(Note, now))
            .Do((_, now) => AddAttachment.Decide(File, now))
            .Do((_, now) => SendMessage.Decide(Message, now));
        Assert.Equal((1, 1), (story.Referral.Notes.Notes, story.Referral.Notes.Attachments));
        Assert.Equal((1, story.Now), (story.Referral.Messages.Messages, story.Referral.Messages.LatestUrgentAt));
        Assert.Equal(stage, story.Referral.Stage);
    }

    [Fact]
    public void Blank_ones_are_refused()
    {
        Refused("subject-missing", AddCaseNote.Decide(Note with { Subject = " " }, Given.MondayMorning));
        Refused("body-missing", AddCaseNote.Decide(Note with { Body = "" }, Given.MondayMorning));
        Refused("file-name-missing", AddAttachment.Decide(File with { FileName = "" }, Given.MondayMorning));
        Refused("file-empty", AddAttachment.Decide(File with { SizeInBytes = 0 }, Given.MondayMorning));
        Refused("body-missing", SendMessage.Decide(Message with { Body = "\t" }, Given.MondayMorning));
    }
}
