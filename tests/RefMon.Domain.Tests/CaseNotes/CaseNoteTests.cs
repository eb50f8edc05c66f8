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
            .Do((r, now) => AddCaseNote.Decide(r, Note, now))
            .Do((_, now) => AddAttachment.Decide(File, now))
            .Do((_, now) => SendMessage.Decide(Message, now));
        Assert.Equal((1, 1), (story.Referral.Notes.Notes, story.Referral.Notes.Attachments));
        Assert.Equal((1, story.Now), (story.Referral.Messages.Messages, story.Referral.Messages.LatestUrgentAt));
        Assert.Equal(stage, story.Referral.Stage);
    }

    [Fact]
    public void Blank_ones_are_refused()
    {
        var referral = Given.AReferralIn(Stage.Sent).Referral;
        Refused("subject-missing", AddCaseNote.Decide(referral, Note with { Subject = " " }, Given.MondayMorning));
        Refused("body-missing", AddCaseNote.Decide(referral, Note with { Body = "" }, Given.MondayMorning));
        Refused("file-name-missing", AddAttachment.Decide(File with { FileName = "" }, Given.MondayMorning));
        Refused("file-empty", AddAttachment.Decide(File with { SizeInBytes = 0 }, Given.MondayMorning));
        Refused("body-missing", SendMessage.Decide(Message with { Body = "\t" }, Given.MondayMorning));
    }

    [Fact]
    public void A_note_is_about_an_appointment_of_its_own_referral_or_about_none()
    {
        var referral = Given.AReferralIn(Stage.Assessed).Referral;
        var appointment = referral.Appointments.Assessment!.Id;
        var about = AddCaseNote.Decide(referral, Note with { AppointmentId = appointment }, Given.MondayMorning);
        Assert.Equal(appointment, Assert.IsType<CaseNoteAdded>(Assert.Single(about.Events)).AppointmentId);
        var foreign = Note with { AppointmentId = new AppointmentId(Samples.Id(999)) };
        Refused("no-such-appointment", AddCaseNote.Decide(referral, foreign, Given.MondayMorning));
    }
}
