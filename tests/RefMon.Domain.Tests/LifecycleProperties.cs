using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.Domain.Tests.Lifecycle;

namespace RefMon.Domain.Tests;

[Trait("Capability", "Referring")]
public sealed class LifecycleProperties
{
    private static readonly Arbitrary<int[]> Walks = Gen.Choose(0, int.MaxValue - 1).ArrayOf(120).ToArbitrary();

    // where one event may take a referral; corrections may also take it back, but never out of Concluded
    private static readonly HashSet<(Stage From, Stage To)> Forward =
    [
        (Stage.Sent, Stage.Allocated),
        (Stage.Allocated, Stage.Assessed),
        (Stage.Assessed, Stage.Planned),
        (Stage.Planned, Stage.Delivering),
        (Stage.Planned, Stage.Ending),
        (Stage.Delivering, Stage.Ending),
        (Stage.Sent, Stage.Concluded),
        (Stage.Allocated, Stage.Concluded),
        (Stage.Assessed, Stage.Concluded),
        (Stage.Planned, Stage.Concluded),
        (Stage.Ending, Stage.Concluded),
    ];

    [Fact]
    public void No_walk_reaches_an_illegal_state() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(150),
            Prop.ForAll(
                Walks,
                seeds =>
                {
                    var walk = new RandomWalk();
                    foreach (var seed in seeds)
                    {
                        var before = walk.State;
                        var events = walk.Step(seed);
                        AssertLegal(before, events, walk.State);
                        Assert.Equal(Recount.Of(walk.Events), Recount.In(walk.State));
                        AssertDeadlines(walk);
                    }
                    Assert.True(walk.Events.Count(e => e is IConcludesReferral) <= 1);
                }
            )
        );

    [Fact]
    public void Replaying_the_events_gives_the_same_state_from_the_start_or_from_a_snapshot() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(
                Walks,
                seeds =>
                {
                    var walk = new RandomWalk();
                    foreach (var seed in seeds)
                        walk.Step(seed);
                    var expected = Json(walk.State);
                    Assert.Equal(expected, Json(Referral.Fold(walk.Events)!));

                    var half = walk.Events.Count / 2;
                    var snapshot = Referral.Fold(walk.Events.Take(half + 1))!;
                    var restored = JsonSerializer.Deserialize<Referral>(Json(snapshot), DomainJson.Options)!;
                    Assert.Equal(expected, Json(walk.Events.Skip(half + 1).Aggregate(restored, Referral.Apply)));
                }
            )
        );

    [Fact]
    public void The_walks_go_everywhere()
    {
        var stages = new HashSet<Stage>();
        var conclusions = new HashSet<Conclusion>();
        var events = new HashSet<Type>();
        var refusals = new HashSet<string>();
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var walk = new RandomWalk();
            for (var step = 0; step < 120; step++)
            {
                walk.Step(random.Next());
                stages.Add(walk.State.Stage);
            }
            events.UnionWith(walk.Events.Select(e => e.GetType()));
            refusals.UnionWith(walk.Refusals);
            if (walk.State.Ending.Conclusion is { } conclusion)
                conclusions.Add(conclusion);
        }
        Assert.Equal(Enum.GetValues<Stage>(), stages.Order());
        Assert.Equal(Enum.GetValues<Conclusion>(), conclusions.Order());
        Assert.Empty(EventTypes.All.Except(events).Select(t => t.Name));
        Assert.True(refusals.Count > 30, $"Only {refusals.Count} different refusals");
    }

    private static void AssertLegal(Referral before, IReadOnlyList<IReferralEvent> events, Referral after)
    {
        if (before.Stage is Stage.Concluded)
        {
            Assert.Equal((before.Stage, before.Ending.Conclusion), (after.Stage, after.Ending.Conclusion));
            Assert.Equal(before.Dates, after.Dates);
        }
        var state = before;
        foreach (var e in events)
        {
            var next = Referral.Apply(state, e);
            var isStep = state.Stage == next.Stage || Forward.Contains((state.Stage, next.Stage));
            var isTransfer = e is Domain.Allocation.TransferAccepted && next.Stage is Stage.Sent;
            var isCorrection =
                e is OutcomeCorrected && state.Stage is not Stage.Concluded && next.Stage is not Stage.Concluded;
            Assert.True(
                isStep || isTransfer || isCorrection,
                $"{e.GetType().Name} led from {state.Stage} to {next.Stage}"
            );
            if (state.Stage is Stage.Delivering && next.Stage is Stage.Ending)
                Assert.True(EndsDelivery(e), $"{e.GetType().Name} ended the delivery");
            state = next;
        }
        Assert.Equal(after.Stage is Stage.Concluded, after.Dates.Concluded is not null);
        Assert.Equal(after.Stage is Stage.Concluded, after.Ending.Conclusion is not null);
        if (after.Stage >= Stage.Ending && events.Count > 0)
            Assert.DoesNotContain(after.Appointments.Open, a => a.Slot.StartsAt > events[^1].At);
        if (after.Stage is Stage.Ending && after.Ending.EndRequest is null)
            Assert.True(after.SessionsDelivered > 0);
        if (after.Ending.Conclusion is Conclusion.Completed)
            Assert.True(after.SessionsDelivered > 0 && after.IsEverySessionAccountedFor);
        Assert.All(after.Appointments.Open.GroupBy(a => (a.Kind, a.SessionNumber)), same => Assert.Single(same));
        Assert.All(
            after.Appointments.Sessions,
            s => Assert.InRange(s.SessionNumber!.Value, 1, after.Plans.Standing!.Sessions)
        );
    }

    // what somebody does about a session, the plan or the referral; never what follows of itself from a hand-over
    private static bool EndsDelivery(IReferralEvent e) =>
        e
            is OutcomeRecorded
                or OutcomeCorrected
                or Domain.ActionPlans.ActionPlanSubmitted
                or Domain.Endings.EarlyCloseRequested
                or AppointmentCancelled { Because: CancelledBecause.CalledOff or CancelledBecause.ReferralEnded };

    private static void AssertDeadlines(RandomWalk walk)
    {
        var deadlines = Deadlines.For(
            walk.State,
            WorkingDayCalendar.EnglandAndWales,
            DeadlineRules.Default,
            walk.Today
        );
        var next = Deadlines.Next(deadlines);
        Assert.Equal(deadlines.Any(d => d.IsOpen), next is not null);
        if (walk.State.Stage is Stage.Concluded)
            Assert.Null(next);
        Assert.All(
            deadlines,
            d =>
            {
                Assert.Equal(d.IsOpen, d.State is not (DeadlineState.Met or DeadlineState.MetLate));
                Assert.Equal(
                    d.State is DeadlineState.Late,
                    d.IsOpen && d.WorkingDaysLeft is not null && walk.Today > d.DueOn
                );
                if (d.State is DeadlineState.Paused)
                    Assert.True(walk.State.IsPaused);
            }
        );
        if (deadlines.Any(d => d.State is DeadlineState.Late))
            Assert.Equal(DeadlineState.Late, next!.State);
    }

    private static string Json(Referral referral) => JsonSerializer.Serialize(referral, DomainJson.Options);
}
