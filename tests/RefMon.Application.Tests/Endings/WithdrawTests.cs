using RefMon.Application.CaseLists;
using RefMon.Application.Endings;
using RefMon.Application.Tests.ActionPlans;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using Xunit;

namespace RefMon.Application.Tests.Endings;

/// <summary>Withdrawing, closing early, pausing and resuming.</summary>
[Trait("Capability", "Endings")]
public sealed class WithdrawTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    private static readonly string[] Early =
    [
        "INE",
        "MIS",
        "NOT",
        "NEE",
        "MOV",
        "WOR",
        "USE",
        "ACQ",
        "RET",
        "SER",
        "SEE",
        "ANO",
    ];

    [Fact]
    public async Task Before_a_session_it_is_concluded_at_once_and_what_is_booked_is_called_off()
    {
        var sent = await world.Delivering(3, 0);
        var now = world.Clock.Now;
        await world.Append(
            sent.Id,
            new AppointmentBooked(
                DeliveredReferral.Person(Staff.Caseworker),
                now,
                new(Guid.NewGuid()),
                AppointmentKind.DeliverySession,
                1,
                new Slot(now.AddDays(3), 30, MeetingMethod.PhoneCall, SessionFormat.OneToOne, null)
            )
        );
        var form = await world.Get(new GetWithdrawal(sent.Reference), Staff.Officer);
        Assert.Equal((true, 1, null), (form.ConcludesAtOnce, form.UpcomingAppointments, form.WhyNot));
        // once its time has passed it may have happened, which ending the referral would hide for good
        world.Clock.Now = now.AddDays(4);
        try
        {
            var later = await world.Get(new GetWithdrawal(sent.Reference), Staff.Officer);
            Assert.Equal((0, 1), (later.UpcomingAppointments, later.UnrecordedAppointments));
            Assert.Equal(0, form.UnrecordedAppointments);
        }
        finally
        {
            world.Clock.Now = now;
        }

        Assert.True((await world.Get(Withdraw(sent, "MOV", "Has moved <b>away"), Staff.Officer)).IsConcluded);

        foreach (var reader in new[] { Staff.Officer, Staff.Caseworker })
        {
            var view = await world.Get(new GetOverview(sent.Reference), reader);
            Assert.Equal((Stage.Concluded, Conclusion.Withdrawn), (view.Stage, view.Conclusion));
            Assert.Equal(
                (true, "The person has moved away from the area", "Has moved <b>away"),
                (view.Ending.Requested!.IsWithdrawn, view.Ending.Requested.Reason, view.Ending.Requested.Words)
            );
            Assert.Empty(view.Ending.Acts);
        }
        Assert.Equal(1, await world.CountOf<AppointmentCancelled>(sent));
    }

    [Fact]
    public async Task After_a_session_the_report_is_owed_and_a_second_wish_is_refused()
    {
        var sent = await world.Delivering(3, 1);
        Assert.False((await world.Get(new GetWithdrawal(sent.Reference), Staff.Sender)).ConcludesAtOnce);
        Assert.False((await world.Get(Withdraw(sent, "EAR"), Staff.Sender)).IsConcluded);
        var view = await world.Get(new GetOverview(sent.Reference), Staff.Sender);
        Assert.Equal((Stage.Ending, null), (view.Stage, view.Conclusion));
        Assert.DoesNotContain(EndingAct.CloseEarly, view.Ending.Acts);
        Assert.Equal("end-already-requested", await Code(Withdraw(sent)));
        Assert.NotNull((await world.Get(new GetWithdrawal(sent.Reference), Staff.Sender)).WhyNot);
    }

    [Fact]
    public async Task The_reasons_offered_depend_on_the_stage_and_others_are_refused()
    {
        var early = await world.Allocated();
        var offered = (await world.Get(new GetWithdrawal(early.Reference), Staff.Sender)).Reasons.Select(r => r.Code);
        Assert.Equal(Early.Order(), offered.Order());
        Assert.Equal("reason-not-offered", await Code(Withdraw(early, "EAR")));
        Assert.Equal("reason-missing", await Code(Withdraw(early, "XXX")));
        Assert.Equal("reason-missing", await Code(Withdraw(early, "")));
        Assert.Equal("answer-missing", await Code(Withdraw(early, "ANO", " ")));

        var assessed = await world.Assessed();
        var later = (await world.Get(new GetWithdrawal(assessed.Reference), Staff.Sender)).Reasons;
        Assert.Equal(13, later.Count);
        Assert.Equal(0, await world.CountOf<IConcludesReferral>(early));
    }

    [Fact]
    public async Task Only_probation_that_sees_it_withdraws()
    {
        var sent = await world.Allocated();
        Assert.Equal("not-permitted", await Code(Withdraw(sent), Staff.SupplierLead));
        Assert.Equal("not-found", await Code(Withdraw(sent), Staff.Stranger));
        Assert.Null(await Code(Withdraw(sent), Staff.TeamMate));
        Assert.Equal("concluded", await Code(Withdraw(sent)));
    }

    [Fact]
    public async Task Fifty_replays_and_fifty_more_presses_withdraw_once()
    {
        var sent = await world.Allocated();
        var press = Withdraw(sent);
        var replays = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => world.Send(press, Staff.Sender)));
        Assert.All(replays, replay => Assert.False(replay.IsRefused, replay.Refusal?.Code));
        var others = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => world.Send(press with { CommandId = Guid.NewGuid() }, Staff.Officer))
        );
        Assert.All(others, other => Assert.Equal("concluded", other.Refusal!.Code));
        Assert.Equal(1, await world.CountOf<IConcludesReferral>(sent));
    }

    [Theory]
    [InlineData("", "1", "2", "2027", "answer-missing")]
    [InlineData("In hospital", "18", "11", "2026", "expected-date-passed")]
    [InlineData("In hospital", "31", "2", "2027", "date-not-real")]
    [InlineData("In hospital", "", "", "", "date-missing")]
    public async Task A_pause_needs_a_reason_and_a_day_after_today(
        string why,
        string day,
        string month,
        string year,
        string code
    )
    {
        var sent = await world.Allocated();
        var pause = new PauseReferral(Guid.NewGuid(), sent.Reference, why, day, month, year);
        Assert.Equal(code, (await world.Send(pause, Staff.Sender)).Refusal!.Code);
    }

    [Fact]
    public async Task Practitioners_and_both_leads_pause_and_resume_and_the_deadlines_wait()
    {
        var sent = await world.Allocated();
        var pause = new PauseReferral(Guid.NewGuid(), sent.Reference, "In hospital", "1 Feb 2027", null, null);
        Assert.Equal("not-permitted", (await world.Send(pause, Staff.Caseworker)).Refusal!.Code);
        await world.Get(pause, Staff.SupplierLead);
        var view = await world.Get(new GetOverview(sent.Reference), Staff.Sender);
        Assert.Equal(new DateOnly(2027, 2, 1), view.Pause!.ExpectedUntil);
        Assert.Contains(EndingAct.Resume, view.Ending.Acts);
        Assert.Equal(
            "already-paused",
            (await world.Send(pause with { CommandId = Guid.NewGuid() }, Staff.Sender)).Refusal!.Code
        );
        Assert.Equal("In hospital", (await world.Get(new GetPause(sent.Reference), Staff.Officer)).PausedBecause);

        var resume = new ResumeReferral(Guid.NewGuid(), sent.Reference);
        await world.Get(resume, Staff.TeamLead);
        Assert.Null((await world.Get(new GetOverview(sent.Reference), Staff.Sender)).Pause);
        Assert.Equal(
            "not-paused",
            (await world.Send(resume with { CommandId = Guid.NewGuid() }, Staff.Sender)).Refusal!.Code
        );
    }

    private static WithdrawReferral Withdraw(Sent sent, string code = "ANO", string words = "Things changed") =>
        new(Guid.NewGuid(), sent.Reference, code, words);

    private async Task<string?> Code(WithdrawReferral command, string by = Staff.Sender) =>
        (await world.Send(command, by)).Refusal?.Code;
}
