using RefMon.Application.CaseNotes;
using RefMon.Application.Endings;
using RefMon.Application.Tests.ActionPlans;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain.CaseNotes;
using Xunit;
using AddCaseNote = RefMon.Application.CaseNotes.AddCaseNote;

namespace RefMon.Application.Tests.CaseNotes;

[Trait("Capability", "CaseNotes")]
public sealed class CaseNoteTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    [Fact]
    public async Task Both_sides_add_notes_also_when_concluded_and_read_them_newest_first_page_by_page()
    {
        var sent = await world.Delivering(2, 1);
        var session = Assert.Single(
            (await world.Get(new GetCaseNotes(sent.Reference), Staff.Caseworker)).Appointments,
            appointment => appointment.SessionNumber == 1
        );
        await world.Get(Note(sent, "Rang <b>", "First\r\nline", session.Id.ToString(), "yes"), Staff.Caseworker);
        await world.Get(new WithdrawReferral(Guid.NewGuid(), sent.Reference, "ANO", "Ended"), Staff.Sender);
        for (var i = 2; i <= 12; i++)
            await world.Get(Note(sent, $"Note {i}"), Staff.Sender);

        var first = await world.Get(new GetCaseNotes(sent.Reference), Staff.Officer);
        Assert.Equal((12, 1, 10, "Note 12"), (first.Total, first.Page, first.Notes.Count, first.Notes[0].Subject));
        var last = await world.Get(new GetCaseNotes(sent.Reference, 99), Staff.Colleague);
        Assert.Equal((2, "Rang <b>"), (last.Page, last.Notes[^1].Subject));
        var note = last.Notes[^1];
        Assert.Equal(
            ("First\nline", "Casey Worker", NoteSide.Supplier, true, session.Id),
            (note.Body, note.By.Name, note.From!.Value, note.ToldOtherSide, note.Appointment!.Id)
        );
        Assert.Equal(NoteSide.Probation, last.Notes[0].From);
    }

    [Theory]
    [InlineData("", "Body", null, "no", "Subject")]
    [InlineData("Title", "\t\n", null, "no", "Body")]
    [InlineData("Title", "Body", "not an id", "no", "AppointmentId")]
    [InlineData("Title", "Body", "00000000-0000-0000-0000-000000000001", "no", "appointmentId")]
    [InlineData("Title", "Body", null, null, "Tell")]
    public async Task What_is_missing_or_not_of_this_referral_is_refused(
        string subject,
        string body,
        string? appointment,
        string? tell,
        string field
    )
    {
        var sent = await world.Allocated();
        var refused = await world.Send(Note(sent, subject, body, appointment, tell), Staff.Caseworker);
        Assert.Equal(field, Assert.Single(refused.Refusals).Field);
        Assert.Equal(0, await world.CountOf<CaseNoteAdded>(sent));
    }

    [Fact]
    public async Task A_replay_adds_one_note_and_strangers_add_none()
    {
        var sent = await world.Allocated();
        var note = Note(sent, "Once");
        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.Get(note, Staff.Caseworker)));
        Assert.Single(ids.Distinct());
        Assert.Equal("not-found", (await world.Send(Note(sent, "No"), Staff.Stranger)).Refusal!.Code);
        Assert.Equal("not-permitted", (await world.Send(Note(sent, "No"), Staff.Auditor)).Refusal!.Code);
        Assert.Equal(1, await world.CountOf<CaseNoteAdded>(sent));
    }

    private static AddCaseNote Note(
        Sent sent,
        string subject,
        string body = "Body",
        string? appointment = null,
        string? tell = "no"
    ) => new(Guid.NewGuid(), sent.Reference, subject, body, appointment, tell);
}
