using RefMon.Application.ActionPlans;
using RefMon.Application.Appointments;
using RefMon.Application.CaseLists;
using RefMon.Application.CaseNotes;
using RefMon.Application.Endings;
using RefMon.Application.History;
using RefMon.Application.Pipeline;
using RefMon.Application.Tests.ActionPlans;
using RefMon.Application.Tests.Appointments;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.Domain.Endings;
using Xunit;
using AcknowledgeRisk = RefMon.Application.RiskScreen.AcknowledgeRisk;
using AddCaseNote = RefMon.Application.CaseNotes.AddCaseNote;
using AssignCaseworker = RefMon.Application.Allocation.AssignCaseworker;
using CancelAppointment = RefMon.Application.Appointments.CancelAppointment;
using ConcludeWithoutReport = RefMon.Application.Endings.ConcludeWithoutReport;
using CorrectOutcome = RefMon.Application.Appointments.CorrectOutcome;
using GetAppointments = RefMon.Application.Appointments.GetAppointments;
using MoveAppointment = RefMon.Application.Appointments.MoveAppointment;
using ObjectToPlan = RefMon.Application.ActionPlans.ObjectToPlan;
using PauseReferral = RefMon.Application.Endings.PauseReferral;
using RecallReferral = RefMon.Application.Endings.RecallReferral;
using RecordOutcome = RefMon.Application.Appointments.RecordOutcome;
using RemoveHelper = RefMon.Application.Allocation.RemoveHelper;
using RequestTransfer = RefMon.Application.Allocation.RequestTransfer;
using ResumeReferral = RefMon.Application.Endings.ResumeReferral;
using ReturnReferral = RefMon.Application.Endings.ReturnReferral;

namespace RefMon.Application.Tests.Endings;

/// <summary>However a referral was concluded: nothing more happens to it but notes, it stays readable, and pages offer nothing.</summary>
[Trait("Capability", "Endings")]
public sealed class AfterConclusionTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    private static readonly StaffMember Casey = DeliveredReferral.Person(Staff.Caseworker);

    public static TheoryData<string> Ways => new("completed", "ended early", "withdrawn", "without a report");

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_command_is_refused_with_the_reason_and_changes_nothing(string how)
    {
        var (sent, session) = await Concluded(how);
        var before = (await world.Events.FetchStream(sent.Id.Value)).Count;
        foreach (var (command, by) in Commands(sent.Reference, session))
        {
            var refusal = (await world.Send(command, by)).Refusal;
            Assert.True(refusal?.Code is "concluded", $"{command.GetType().Name}: {refusal?.Code ?? "done"}");
            Assert.Equal((RefusalKind.Conflict, Stage.Concluded), (refusal!.Kind, refusal.Stage));
        }
        Assert.Equal("concluded", await world.Try(Delivery.Book(sent, 2, Delivery.ByPhone(20))));
        var again = new WithdrawReferral(Guid.NewGuid(), sent.Reference, "ANO", "Once more");
        Assert.Equal("concluded", await world.Try(again, Staff.Sender));
        Assert.Equal(before, (await world.Events.FetchStream(sent.Id.Value)).Count);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Both_sides_read_all_of_it_add_notes_and_are_offered_nothing_else(string how)
    {
        var (sent, session) = await Concluded(how);
        foreach (var reader in new[] { Staff.Sender, Staff.TeamLead, Staff.Caseworker, Staff.SupplierLead })
        {
            var view = await world.Get(new GetOverview(sent.Reference), reader);
            Assert.Equal((null, false, false), (view.Next, view.MayAssign, view.Ending.MaySendElsewhere));
            Assert.Empty(view.AlsoOwed);
            Assert.Empty(view.Ending.Acts);
            var plan = await world.Get(new GetPlan(sent.Reference), reader);
            Assert.NotNull(plan.Standing);
            Assert.All(
                new[] { plan.Writing?.WhyNot, plan.Objecting?.WhyNot }.OfType<string>(),
                why => Assert.Contains("concluded", why, StringComparison.Ordinal)
            );
            Assert.True(plan.Writing is { WhyNot: not null } || plan.Objecting is { WhyNot: not null });
            var report = await world.Get(new GetReport(sent.Reference), reader);
            Assert.Equal((false, false), (report.MayWrite, report.MayConcludeWithout));
            Assert.True(report.Report is not null || report.WhyNone is not null);
            var appointments = await world.Get(new GetAppointments(sent.Reference), reader);
            Assert.All(
                appointments.Sessions.Prepend(appointments.Assessment),
                line =>
                    Assert.Equal((false, false, false), (line.MayBook, line.Actions.MayMove, line.Actions.MayCorrect))
            );
            await world.Get(new GetReferralDetails(sent.Reference), reader);
            await world.Get(new GetHistory(sent.Reference), reader);
            var note = new AddCaseNote(Guid.NewGuid(), sent.Reference, "Afterwards", "They rang.", $"{session}", "yes");
            await world.Get(note, reader);
        }
        Assert.Equal(4, (await world.Get(new GetCaseNotes(sent.Reference), Staff.Sender)).Total);
    }

    [Theory]
    [InlineData("ending")]
    [InlineData("completed")]
    [InlineData("ended early")]
    [InlineData("withdrawn")]
    [InlineData("without a report")]
    public async Task Nobody_is_asked_for_feedback_on_an_open_past_appointment_once_nothing_can_be_recorded(string how)
    {
        var (sent, open) = await (how is "ending" ? Ending() : Concluded(how, leaveOpen: true));
        var list = await world.Get(new GetAppointments(sent.Reference), Staff.Caseworker);
        var line = list.Sessions.Single(s => s.Standing?.Id.Value == open);
        Assert.Equal((AppointmentStatus.NothingRecorded, AppointmentActions.None), (line.Status, line.Actions));
        foreach (var reader in new[] { Staff.Caseworker, Staff.Sender })
        {
            var one = await world.Get(new GetAppointment(sent.Reference, open), reader);
            Assert.Equal((AppointmentStatus.NothingRecorded, false), (one.Status, one.Actions.MayRecord));
        }
        var today = DateOnly.FromDateTime(world.Clock.Now.UtcDateTime);
        var calendar = await world.Get(new GetCalendar(today, 1, null), Staff.SupplierLead);
        Assert.Equal(
            AppointmentStatus.NothingRecorded,
            calendar.Entries.Single(e => e.Shown?.Id.Value == open).Shown!.Status
        );
        var register = await world.Get(new GetGroupRegister(open), Staff.SupplierLead);
        var member = register.People.Single(p => p.AppointmentId.Value == open);
        Assert.Equal((AppointmentStatus.NothingRecorded, false), (member.Status, member.IsOpen));
        var overview = await world.Get(new GetOverview(sent.Reference), Staff.Caseworker);
        Assert.NotEqual(OverviewAction.RecordOutcome, overview.Next?.Action);
    }

    private async Task<(Sent, Guid)> Ending()
    {
        var sent = await world.Delivering(2, 1);
        var open = await Open(sent, 2);
        await world.Append(
            sent.Id,
            new EarlyCloseRequested(DeliveredReferral.Person(Staff.Sender), world.Clock.Now, "SER", "Over")
        );
        return (sent, open);
    }

    private async Task<Guid> Open(Sent sent, int session)
    {
        var (id, begun) = (new AppointmentId(Guid.NewGuid()), world.Clock.Now.AddHours(-1));
        var slot = new Slot(begun, 30, MeetingMethod.PhoneCall, SessionFormat.Group, null);
        await world.Append(
            sent.Id,
            new AppointmentBooked(Casey, world.Clock.Now, id, AppointmentKind.DeliverySession, session, slot)
        );
        return id.Value;
    }

    private async Task<(Sent, Guid)> Concluded(string how, bool leaveOpen = false)
    {
        var sent = await world.Delivering(2, how is "withdrawn" ? 0 : 1);
        var number = how is "withdrawn" ? 1 : 2;
        var session = leaveOpen
            ? new(await Open(sent, number))
            : await world.Hold(sent, AppointmentKind.DeliverySession, number);
        var outcomes = DeliveredReferral.Categories[0].Outcomes;
        var judgements = outcomes.Select(o => new OutcomeJudgement(o.Id, Achievement.Achieved, "Done", null));
        var (lead, sender) = (DeliveredReferral.Person(Staff.SupplierLead), DeliveredReferral.Person(Staff.Sender));
        IReferralEvent[] events = how switch
        {
            "completed" => [Report(Conclusion.Completed)],
            "ended early" =>
            [
                new EarlyCloseRequested(sender, world.Clock.Now, "SER", "Over"),
                Report(Conclusion.EndedEarly),
            ],
            "withdrawn" => [new ReferralWithdrawn(sender, world.Clock.Now, "MOV", "Moved")],
            _ => [new ConcludedWithoutReport(lead, world.Clock.Now, "Nobody left", Conclusion.Completed)],
        };
        await world.Append(sent.Id, events);
        return (sent, session.Value);

        EndOfServiceReportSubmitted Report(Conclusion conclusion) =>
            new(Casey, world.Clock.Now, [.. judgements], null, conclusion);
    }

    private static IEnumerable<(ICommand<Done> Command, string By)> Commands(string reference, Guid session)
    {
        var slot = Delivery.ByPhone(20);
        foreach (var by in new[] { Staff.Caseworker, Staff.SupplierLead })
        {
            yield return (new AssignCaseworker(Id, reference, Staff.Colleague, false, 99, "Busy"), by);
            yield return (new RemoveHelper(Id, reference, Staff.Colleague), by);
            yield return (new AcknowledgeRisk(Id, reference, new(Id)), by);
            yield return (new MoveAppointment(Id, reference, session, slot.Move()), by);
            yield return (new CancelAppointment(Id, reference, session, "Closed"), by);
            yield return (new RecordOutcome(Id, reference, session, Delivery.Happened), by);
            yield return (new CorrectOutcome(Id, reference, session, Delivery.Missed, "Wrong person"), by);
            yield return (new StartPlan(Id, reference, StartPlan.Empty), by);
            yield return (new SubmitPlan(Id, reference, 1), by);
            yield return (new SubmitEndOfServiceReport(Id, reference, 1), by);
        }
        yield return (new ConcludeWithoutReport(Id, reference, "Nobody left"), Staff.SupplierLead);
        yield return (new ReturnReferral(Id, reference, ReturnReason.Unsuitable, "No room"), Staff.SupplierLead);
        var service = CasesWorld.Foreign.Id.ToString();
        yield return (new RequestTransfer(Id, reference, service, "Moving"), Staff.TeamLead);
        foreach (var by in new[] { Staff.Sender, Staff.TeamLead })
        {
            yield return (new RecallReferral(Id, reference, RecallReason.WrongSupplier, null), by);
            yield return (new PauseReferral(Id, reference, "In hospital", "1 Feb 2027", null, null), by);
            yield return (new ResumeReferral(Id, reference), by);
            yield return (new ObjectToPlan(Id, reference, 1, "Too little"), by);
        }
    }

    private static Guid Id => Guid.NewGuid();
}
