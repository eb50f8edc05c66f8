using RefMon.Application.Attention;
using RefMon.Application.Operations;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Appointments;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.Neighbours;
using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>nDelius is told of appointments and what came of them, in order, once, and what it will not take is listed.</summary>
[Trait("Capability", "Appointments")]
public sealed class AppointmentsOutboundTests(OutboundWorld world) : IClassFixture<OutboundWorld>, IAsyncLifetime
{
    private static readonly StaffMember Worker = new(Staff.Caseworker, Staff.Name(Staff.Caseworker), null);
    private static readonly Domain.Appointments.AppointmentOutcome Came = new(
        true,
        true,
        false,
        null,
        "Talked",
        "Well",
        null,
        null,
        null,
        false,
        null,
        false,
        null
    );

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync() => await world.Settled();

    public ValueTask DisposeAsync()
    {
        world.StandIns.Controls.Clear();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_appointment_is_booked_moved_recorded_and_corrected_there_once_though_every_reply_is_lost()
    {
        world.StandIns.Controls.Set(StandInOperation.Appointment, Behaviour.DropReply, times: 3);
        var (sent, id) = await Booked(Now.AddDays(2), MeetingMethod.ProbationOffice);
        await EventuallyHeld(id, a => a.OfficeCode == "CRS0281" && a.Outcome is null);
        var from = SlotAt(Now.AddDays(2), MeetingMethod.ProbationOffice);
        var to = SlotAt(Now.AddDays(3));
        await world.Append(
            sent.Id,
            new AppointmentMoved(Worker, Now, id, from, to, ChangeRequestedBy.PersonOnProbation, "Ill")
        );
        await EventuallyHeld(id, a => a.Start == to.StartsAt && a.OfficeCode is null);
        await world.Append(sent.Id, new OutcomeRecorded(Worker, Now, id, Came));
        await EventuallyHeld(id, a => a.Outcome == "ATTENDED");
        await world.Append(
            sent.Id,
            new OutcomeCorrected(
                Worker,
                Now,
                id,
                Came with
                {
                    Happened = false,
                    Attended = false,
                    WhyNot = "No answer",
                },
                "Wrong"
            )
        );
        await EventuallyHeld(id, a => a is { Outcome: "NOT_ATTENDED", CountsTowardsEnforceableDays: false });
        Assert.Single(world.StandIns.NDelius.Appointments, a => a.Content.ReferralId == sent.Id.Value);
        await world.Eventually(
            async () =>
                (await world.EffectsOf(sent)).Count(e =>
                    e is "ndelius appointment confirmed" or "ndelius outcome confirmed"
                ) == 4,
            "all four are confirmed"
        );
        Assert.Equal(EffectState.Confirmed, (await world.AppointmentProgress(sent))[id].State);
    }

    [Fact]
    public async Task A_cancelled_appointment_is_held_there_no_more_and_one_it_never_had_needs_no_cancelling()
    {
        var (sent, id) = await Booked(Now.AddDays(2));
        await EventuallyHeld(id, _ => true);
        await world.Append(sent.Id, new AppointmentCancelled(Worker, Now, id, CancelledBecause.CalledOff, "Ill"));
        await world.Eventually(
            () => Task.FromResult(world.StandIns.NDelius.Appointments.All(a => a.Content.AppointmentId != id.Value)),
            "it is gone"
        );

        world.StandIns.Controls.Set(StandInOperation.Appointment, Behaviour.Refuse("locked", "Locked"), times: 1);
        var (other, never) = await Booked(Now.AddDays(2));
        await EventuallyListed(other, NDeliusState.Refused);
        await world.Append(other.Id, new AppointmentCancelled(Worker, Now, never, CancelledBecause.CalledOff, "Ill"));
        await world.Eventually(
            async () => (await world.EffectsOf(other)).Contains("ndelius cancellation confirmed"),
            "there is nothing to cancel"
        );
        Assert.Empty(await Listed(other));
        Assert.Contains("ndelius appointment overtaken", await world.EffectsOf(other));
    }

    [Fact]
    public async Task What_was_in_the_past_is_refused_once_for_the_operator_and_keeps_nothing_else_back()
    {
        var (sent, id) = await Booked(Now.AddDays(-1), outcome: Came);
        var listed = await EventuallyListed(sent, NDeliusState.Refused);
        Assert.Equal("What came of an appointment", listed.What);
        Assert.StartsWith("It takes no new appointment in the past", listed.Why, StringComparison.Ordinal);
        Assert.Equal(id.Value, listed.AppointmentId);
        Assert.Equal(EffectState.WithSupport, (await world.AppointmentProgress(sent))[id].State);

        var next = new AppointmentId(Guid.NewGuid());
        await world.Append(sent.Id, Booking(next, Now.AddDays(2)));
        await EventuallyHeld(next, _ => true);
        await world.Eventually(
            async () => await Listed(sent) is [{ State: NDeliusState.Refused }],
            "what nDelius holds is not listed, and what it refused is"
        );

        await world.AsOperator(
            new DismissParkedEvent(Guid.NewGuid(), nameof(NeighboursOutbound), listed.Sequence, "Typed in by Jo")
        );
        var after = await world.AsOperator(new GetNDeliusReconciliation());
        Assert.DoesNotContain(after.Unconfirmed, d => d.Reference == sent.Reference);
        var settled = Assert.Single(after.Settled, s => s.Reference == sent.Reference);
        Assert.Equal(("Typed in by Jo", Staff.Name(Staff.Operator)), (settled.Note, settled.By));
        Assert.Equal(EffectState.Settled, (await world.AppointmentProgress(sent))[id].State);
    }

    [Fact]
    public async Task While_nDelius_is_away_everything_waits_in_order_and_one_press_sends_it_all()
    {
        world.StandIns.Controls.Set(StandInNeighbour.NDelius, Behaviour.Down);
        var (sent, id) = await Booked(Now.AddDays(2));
        var moved = SlotAt(Now.AddDays(4));
        await world.Append(
            sent.Id,
            new AppointmentMoved(
                Worker,
                Now,
                id,
                SlotAt(Now.AddDays(2)),
                moved,
                ChangeRequestedBy.Supplier,
                "Room taken"
            )
        );
        await world.Eventually(async () => (await Listed(sent)).Count == 3, "the start and what waits behind it");
        await world.Eventually(
            async () =>
                (await Listed(sent))
                    .Select(d => d.State)
                    .SequenceEqual([NDeliusState.Unanswered, NDeliusState.Waiting, NDeliusState.Waiting]),
            "the later ones wait"
        );
        Assert.True((await world.AsOperator(new GetNDeliusReconciliation())).Unanswered > 0);

        world.StandIns.Controls.Clear();
        await world.AsOperator(new ResendToNDelius(Guid.NewGuid()));
        await EventuallyHeld(id, a => a.Start == moved.StartsAt);
        await world.Eventually(async () => (await Listed(sent)).Count == 0, "nothing is left");
    }

    [Fact]
    public async Task Sending_an_old_refusal_again_does_not_undo_what_came_later()
    {
        world.StandIns.Controls.Set(StandInOperation.Appointment, Behaviour.Refuse("locked", "Locked"), times: 2);
        var (sent, id) = await Booked(Now.AddDays(2));
        var first = await EventuallyListed(sent, NDeliusState.Refused);
        var moved = SlotAt(Now.AddDays(5));
        await world.Append(
            sent.Id,
            new AppointmentMoved(Worker, Now, id, SlotAt(Now.AddDays(2)), moved, ChangeRequestedBy.Supplier, "Full")
        );
        await world.Eventually(
            async () => (await Listed(sent)).Count == 1 && (await Listed(sent))[0].Sequence > first.Sequence,
            "only the later one is listed"
        );
        var gone = await world.AsOperatorOr(
            new RetryParkedEvent(Guid.NewGuid(), nameof(NeighboursOutbound), first.Sequence)
        );
        Assert.Equal("dealt-with", gone.Refusal!.Code);
        var later = (await Listed(sent))[0];
        await world.AsOperator(new RetryParkedEvent(Guid.NewGuid(), nameof(NeighboursOutbound), later.Sequence));
        await EventuallyHeld(id, a => a.Start == moved.StartsAt);
    }

    private async Task<(Sent Sent, AppointmentId Id)> Booked(
        DateTimeOffset at,
        MeetingMethod method = MeetingMethod.PhoneCall,
        Domain.Appointments.AppointmentOutcome? outcome = null
    )
    {
        var sent = await world.Send();
        var id = new AppointmentId(Guid.NewGuid());
        var booking = Booking(id, at, method);
        await world.Append(
            sent.Id,
            outcome is null
                ? [new CaseworkerAssigned(Worker, Now, Worker, null), booking]
                :
                [
                    new CaseworkerAssigned(Worker, Now, Worker, null),
                    booking,
                    new OutcomeRecorded(Worker, booking.At, id, outcome),
                ]
        );
        return (sent, id);
    }

    private static AppointmentBooked Booking(
        AppointmentId id,
        DateTimeOffset at,
        MeetingMethod method = MeetingMethod.PhoneCall
    ) => new(Worker, Now, id, AppointmentKind.DeliverySession, 1, SlotAt(at, method));

    private static Slot SlotAt(DateTimeOffset at, MeetingMethod method = MeetingMethod.PhoneCall) =>
        new(
            new DateTimeOffset(at.Year, at.Month, at.Day, at.Hour, at.Minute, 0, TimeSpan.Zero),
            60,
            method,
            SessionFormat.OneToOne,
            method is MeetingMethod.ProbationOffice ? new("CRS0281", "Office", null, null, null, null, null) : null
        );

    private Task EventuallyHeld(AppointmentId id, Func<AppointmentRequest, bool> asExpected) =>
        world.Eventually(
            () =>
                Task.FromResult(
                    world.StandIns.NDelius.Appointments.Any(a =>
                        a.Content.AppointmentId == id.Value && asExpected(a.Content)
                    )
                ),
            "nDelius holds it"
        );

    private async Task<IReadOnlyList<NDeliusDifference>> Listed(Sent sent) =>
        [
            .. (await world.AsOperator(new GetNDeliusReconciliation())).Unconfirmed.Where(d =>
                d.Reference == sent.Reference
            ),
        ];

    private async Task<NDeliusDifference> EventuallyListed(Sent sent, NDeliusState state)
    {
        await world.Eventually(
            async () => (await Listed(sent)).Any(d => d.State == state),
            $"something of {sent.Reference} is {state}"
        );
        return Assert.Single(await Listed(sent));
    }
}
