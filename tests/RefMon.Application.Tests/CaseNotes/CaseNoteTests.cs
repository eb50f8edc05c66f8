using RefMon.Application.Appointments;
using RefMon.Application.Attention;
using RefMon.Application.CaseLists;
using RefMon.Application.CaseNotes;
using RefMon.Application.Endings;
using RefMon.Application.Tests.ActionPlans;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain.Appointments;
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
        // the appointment leads to it, and says who the caseworker is
        var about = await world.Get(new GetAppointment(sent.Reference, session.Id.Value), Staff.Officer);
        var linked = Assert.Single(about.Notes);
        Assert.Equal((note.Id, "Rang <b>", 2), (linked.Id, linked.Subject, linked.Page));
        Assert.Equal("Casey Worker", about.Caseworker);
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
    public async Task What_is_asked_and_what_is_missing_name_the_same_people()
    {
        var sent = await world.Allocated();
        var note = Note(sent, "Title", "Body", null, null);
        Assert.Equal(
            "Select yes if the probation practitioner should be told now",
            (await world.Send(note, Staff.Caseworker)).Refusal!.Message
        );
        Assert.Equal(
            "Select yes if the supplier should be told now",
            (await world.Send(note with { CommandId = Guid.NewGuid() }, Staff.Officer)).Refusal!.Message
        );
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

    [Fact]
    public async Task A_page_says_of_an_email_what_has_become_of_it_and_never_that_it_was_sent_when_it_was_not()
    {
        var sent = await world.Delivering(2, 1);
        var note = (await world.Get(Note(sent, "Rang", tell: "yes"), Staff.Caseworker)).NoteId;
        var session = await world.Hold(sent, AppointmentKind.DeliverySession, 2);
        var by = DeliveredReferral.Person(Staff.Caseworker);
        AppointmentOutcome missed = new(
            false,
            false,
            false,
            null,
            null,
            null,
            null,
            null,
            "Ill",
            false,
            null,
            false,
            null
        );
        await world.Append(
            sent.Id,
            new OutcomeCorrected(
                by,
                world.Clock.Now,
                session,
                missed with
                {
                    NotifyOfConcerns = true,
                    Concerns = "Ill",
                },
                "Wrong"
            )
        );
        await Is(EffectState.OnItsWay, 0);
        await Both(
            "insert into notice (id, cause_id, account_id, part, kind, subject_id, reference, raised_at, urgent, email)"
                + " select gen_random_uuid(), id, 'someone', 'practitioner', 'note-added', stream_id, $2, now(), false, 'daily' from mt_events where {0}",
            sent.Reference
        );
        await Is(EffectState.InInbox, 0);
        await Both("update notice set email = 'held' where cause_id in (select id from mt_events where {0})");
        await Is(EffectState.Held, 0);
        await Both(
            "insert into outbound_effect (event_id, kind, recipient, referral_id, reference, status, attempts, first_tried_at, last_tried_at)"
                + " select id, 'email', 'practitioner', stream_id, $2, 'trying', 3, now(), now() from mt_events where {0}",
            sent.Reference
        );
        await Is(EffectState.OnItsWay, 3);
        await Both(
            "insert into parked_event (subscription, seq_id, stream_id, event_type, holds_stream, attempts, parked_at)"
                + " select 'NoticesOutbound', seq_id, stream_id, type, false, 3, now() from mt_events where {0}"
        );
        await Is(EffectState.WithSupport, 3);
        await Both(
            "update parked_event set resolved_at = now(), resolution = 'dismissed', resolved_by = 'Ola', reason = 'Rang'"
                + " where seq_id in (select seq_id from mt_events where {0})"
        );
        await Is(EffectState.Settled, 3);
        await Both(
            "update outbound_effect set status = 'no-address' where event_id in (select id from mt_events where {0})"
        );
        await Is(EffectState.NoAddress, 3);
        await Both(
            "update outbound_effect set status = 'confirmed', confirmed_at = now() where event_id in (select id from mt_events where {0})"
        );
        await Is(EffectState.Confirmed, 3);

        async Task Both(string sql, params object[] more) =>
            await world.Execute(
                sql.Replace(
                    "{0}",
                    "stream_id = $1 and type in ('case_note_added', 'outcome_corrected')",
                    StringComparison.Ordinal
                ),
                [sent.Id.Value, .. more]
            );
        async Task Is(EffectState state, int attempts)
        {
            var notes = (await world.Get(new GetCaseNotes(sent.Reference), Staff.Officer)).Notes;
            var (one, list) = (
                await world.Get(new GetAppointment(sent.Reference, session.Value), Staff.Officer),
                await world.Get(new GetAppointments(sent.Reference), Staff.Caseworker)
            );
            var overview = await world.Get(new GetOverview(sent.Reference), Staff.Officer);
            foreach (
                var told in new[]
                {
                    notes.Single(n => n.Id == note).Told,
                    one.Appointment.Outcome!.Notices,
                    list.Sessions[1].Standing!.Outcome!.Notices,
                    overview.Told[0].Told,
                    overview.Told[1].Told,
                }
            )
            {
                var email = Assert.Single(told);
                Assert.Equal(("practitioner", state, attempts), (email.Recipient, email.State, email.Attempts));
            }
        }
    }

    [Fact]
    public async Task What_was_handled_and_went_to_nobody_is_not_shown_as_on_its_way()
    {
        var sent = await world.Allocated();
        await world.Get(Note(sent, "Rang", tell: "yes"), Staff.Caseworker);
        await world.Execute(
            "insert into mt_event_progression (name, last_seq_id) values ('NoticesOutbound:All', 1000000)"
        );
        try
        {
            Assert.Empty(Assert.Single((await world.Get(new GetCaseNotes(sent.Reference), Staff.Officer)).Notes).Told);
        }
        finally
        {
            await world.Execute("delete from mt_event_progression where name = 'NoticesOutbound:All'");
        }
    }

    private static AddCaseNote Note(
        Sent sent,
        string subject,
        string body = "Body",
        string? appointment = null,
        string? tell = "no"
    ) => new(Guid.NewGuid(), sent.Reference, subject, body, appointment, tell);
}
