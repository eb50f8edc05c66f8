using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Integrations.Operations;
using RefMon.Integrations.Tests.Operations;
using RefMon.StandIns;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.People;
using static RefMon.Integrations.Tests.Operations.Neighbourhood;

namespace RefMon.Integrations.Tests.Referring;

[Trait("Capability", "Referring")]
public sealed class ProbationWritesTests : IClassFixture<Neighbourhood>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly Neighbourhood at;

    public ProbationWritesTests(Neighbourhood neighbourhood)
    {
        at = neighbourhood;
        at.Controls.Clear();
    }

    [Fact]
    public async Task A_start_arrives_whole()
    {
        var start = await Start();
        var receipt = Found(await at.Cases.StartReferral("whole", WellKnownPeople.Ordinary, start, None));

        var kept = Assert.Single(at.StandIns.NDelius.Referrals, r => r.Key == "whole");
        Assert.Equal((receipt.NeighbourId, WellKnownPeople.Ordinary), (kept.Id, kept.Crn));
        Assert.False(receipt.AlreadyApplied);
        Assert.Equal(
            start,
            new ReferralStart(
                kept.Content.ReferralId,
                kept.Content.Reference,
                kept.Content.ContractTypeCode,
                kept.Content.SentAt,
                kept.Content.SentenceId,
                kept.Content.Supplier,
                kept.Content.Url
            )
        );
    }

    [Theory]
    [InlineData(BehaviourKind.DropReply)]
    [InlineData(BehaviourKind.Slow)]
    [InlineData(BehaviourKind.Nonsense)]
    public async Task A_start_whose_reply_was_lost_is_repeated_without_a_second_referral(BehaviourKind loss)
    {
        var key = $"lost-{loss}";
        var start = await Start();
        at.Controls.Set(StandInOperation.StartReferral, new Behaviour(loss, Milliseconds: 20_000), times: 1);
        var hasty = at.Hasty.GetRequiredService<IProbationCases>();
        Assert.IsType<NeighbourReply<NeighbourReceipt>.Unavailable>(
            await hasty.StartReferral(key, WellKnownPeople.Ordinary, start, None)
        );

        var receipt = Found(await at.Cases.StartReferral(key, WellKnownPeople.Ordinary, start, None));
        Assert.True(receipt.AlreadyApplied);
        var kept = Assert.Single(at.StandIns.NDelius.Referrals, r => r.Content.ReferralId == start.ReferralId);
        Assert.Equal(kept.Id, receipt.NeighbourId);
    }

    [Fact]
    public async Task A_start_refused_or_never_received_is_not_kept_and_can_come_later()
    {
        var start = await Start();
        at.Controls.Set(StandInOperation.StartReferral, Behaviour.Down, times: 1);
        Assert.Equal(
            "unavailable: Down",
            Kind(await at.Cases.StartReferral("later", WellKnownPeople.Ordinary, start, None))
        );
        at.Controls.Set(StandInOperation.StartReferral, Behaviour.Refuse("locked", "Record locked."), times: 1);
        Assert.Equal(
            "refused: locked",
            Kind(await at.Cases.StartReferral("later", WellKnownPeople.Ordinary, start, None))
        );
        Assert.DoesNotContain(at.StandIns.NDelius.Referrals, r => r.Key == "later");

        Assert.False(
            Found(await at.Cases.StartReferral("later", WellKnownPeople.Ordinary, start, None)).AlreadyApplied
        );
    }

    [Fact]
    public async Task A_key_used_for_something_else_is_refused()
    {
        Found(await at.Cases.StartReferral("reused", WellKnownPeople.Ordinary, await Start(), None));
        Assert.Equal(
            "refused: key-reused",
            Kind(await at.Cases.StartReferral("reused", WellKnownPeople.Ordinary, await Start(), None))
        );
        Assert.Equal(
            "refused: key-reused",
            Kind(await at.Cases.PutAppointment("reused", WellKnownPeople.Ordinary, EveryCall.Appointment(), None))
        );
    }

    [Fact]
    public async Task A_start_nDelius_cannot_place_is_refused_by_name()
    {
        var start = await Start();
        Assert.Equal("refused: person-unknown", await Try("a", WellKnownPeople.Unknown, start));
        Assert.Equal("refused: sentence-unknown", await Try("b", WellKnownPeople.TwoSentences, start));
        Assert.Equal("refused: sentence-unknown", await Try("c", WellKnownPeople.NoSentence, start));
        Assert.Equal("found", await Try("d", WellKnownPeople.Ordinary, start));
        Assert.Equal("refused: referral-already-started", await Try("e", WellKnownPeople.Ordinary, start));

        async Task<string> Try(string key, string crn, ReferralStart what) =>
            Kind(await at.Cases.StartReferral($"place-{key}", crn, what, None));
    }

    [Fact]
    public async Task A_start_for_a_merged_record_is_kept_with_its_survivor()
    {
        var sentence = Found(await at.Cases.FindSentences(WellKnownPeople.MergedAway, None))[0];
        Found(await at.Cases.StartReferral("merged", WellKnownPeople.MergedAway, EveryCall.Start(sentence.Id), None));
        Assert.Equal(WellKnownPeople.MergeSurvivor, at.StandIns.NDelius.Referrals.Single(r => r.Key == "merged").Crn);
    }

    [Fact]
    public async Task A_hand_over_arrives_whole_and_only_between_start_and_end()
    {
        var transfer = await EveryCall.Transfer(at.Cases, None);
        Found(await at.Cases.TransferReferral("hand-over", WellKnownPeople.Ordinary, transfer, None));
        var kept = Assert.Single(at.StandIns.NDelius.Transfers, t => t.Key == "hand-over").Content;
        Assert.Equal(
            transfer,
            new ReferralTransfer(
                kept.ReferralId,
                kept.Reference,
                kept.ContractTypeCode,
                kept.TransferredAt,
                kept.Supplier,
                kept.Url
            )
        );

        var unknown = transfer with { ReferralId = Guid.NewGuid() };
        Assert.Equal("refused: referral-unknown", await Try("unknown", unknown));
        var end = await EveryCall.End(at.Cases, None);
        Found(await at.Cases.EndReferral("ended", WellKnownPeople.Ordinary, end, None));
        Assert.Equal(
            "refused: referral-already-ended",
            await Try("late", transfer with { ReferralId = end.ReferralId })
        );

        async Task<string> Try(string key, ReferralTransfer what) =>
            Kind(await at.Cases.TransferReferral($"hand-over-{key}", WellKnownPeople.Ordinary, what, None));
    }

    [Fact]
    public async Task What_was_told_before_two_records_were_merged_is_moved_and_called_off_under_the_survivor()
    {
        var people = at.StandIns.People;
        var strangers = people.All.Where(p => p.MergedInto is null && !WellKnownPeople.All.ContainsKey(p.Crn)).ToList();
        var (lost, survivor) = (strangers[^1].Crn, strangers[^2].Crn);
        var booked = EveryCall.Appointment();
        var other = EveryCall.Appointment();
        Found(await at.Cases.PutAppointment("before-a", lost, booked, None));
        Found(await at.Cases.PutAppointment("before-b", lost, other, None));
        Assert.True(people.Merge(lost, survivor));

        var moved = booked with { Start = booked.Start.AddDays(1) };
        Assert.Equal("found", Kind(await at.Cases.PutAppointment("after-a", survivor, moved, None)));
        var cancelled = new AppointmentCancellation(other.AppointmentId, other.ReferralId, other.Start, other.Url);
        Assert.Equal("found", Kind(await at.Cases.CancelAppointment("after-b", survivor, cancelled, None)));
    }

    [Fact]
    public async Task A_cancelled_appointment_is_held_no_more_and_one_never_held_cannot_be_cancelled()
    {
        var cancelled = await EveryCall.Cancelled(at.Cases);
        Found(await at.Cases.CancelAppointment("cancel", WellKnownPeople.Ordinary, cancelled, None));
        Assert.DoesNotContain(
            at.StandIns.NDelius.Appointments,
            a => a.Content.AppointmentId == cancelled.AppointmentId
        );
        Assert.Equal(
            cancelled.CancelledAt,
            Assert.Single(at.StandIns.NDelius.Cancellations, c => c.Key == "cancel").Content.CancelledAt
        );
        Assert.Equal(
            "refused: appointment-unknown",
            Kind(await at.Cases.CancelAppointment("again", WellKnownPeople.Ordinary, cancelled, None))
        );
        Assert.True(
            Found(await at.Cases.CancelAppointment("cancel", WellKnownPeople.Ordinary, cancelled, None)).AlreadyApplied
        );
    }

    [Fact]
    public async Task A_write_that_arrives_after_its_repeat_changes_nothing()
    {
        var booked = EveryCall.Appointment();
        at.Controls.Set(StandInOperation.Appointment, Behaviour.Late(TimeSpan.FromSeconds(3)), times: 1);
        var hasty = at.Hasty.GetRequiredService<IProbationCases>();
        var early = await hasty.PutAppointment("late", WellKnownPeople.Ordinary, booked, None);
        Assert.IsType<NeighbourReply<NeighbourReceipt>.Unavailable>(early);
        Found(await at.Cases.PutAppointment("late", WellKnownPeople.Ordinary, booked, None));
        var moved = booked with { Start = booked.Start.AddHours(1) };
        Found(await at.Cases.PutAppointment("late-moved", WellKnownPeople.Ordinary, moved, None));
        await Task.Delay(TimeSpan.FromSeconds(3), None);
        var held = Assert.Single(
            at.StandIns.NDelius.Appointments,
            a => a.Content.AppointmentId == booked.AppointmentId
        );
        Assert.Equal(moved.Start, held.Content.Start);
    }

    [Fact]
    public async Task A_start_and_a_risk_share_that_arrive_after_their_repeats_are_applied_once()
    {
        var (start, share) = (await Start(), EveryCall.Risk());
        at.Controls.Set(StandInOperation.StartReferral, Behaviour.Late(TimeSpan.FromSeconds(1)), times: 1);
        at.Controls.Set(StandInOperation.ShareRisk, Behaviour.Late(TimeSpan.FromSeconds(1)), times: 1);
        var (cases, risks) = (
            at.Hasty.GetRequiredService<IProbationCases>(),
            at.Hasty.GetRequiredService<IRiskAssessments>()
        );

        var early = await Task.WhenAll(Started(cases), Shared(risks));
        var again = await Task.WhenAll(Started(at.Cases), Shared(at.Risks));
        await Task.Delay(TimeSpan.FromSeconds(1), None);

        Assert.Equal(["unavailable: Slow", "unavailable: Slow"], early);
        Assert.Equal(["found", "found"], again);
        Assert.Single(at.StandIns.NDelius.Referrals, r => r.Content.ReferralId == start.ReferralId);
        Assert.Single(at.StandIns.RiskAssessments.Shared, r => r.Content.VersionId == share.VersionId.Value);

        async Task<string> Started(IProbationCases by) =>
            Kind(await by.StartReferral("late-start", WellKnownPeople.Ordinary, start, None));

        async Task<string> Shared(IRiskAssessments by) =>
            Kind(await by.ShareRisk("late-share", WellKnownPeople.Ordinary, share, None));
    }

    [Fact]
    public async Task An_appointment_in_the_past_is_refused_with_a_reason()
    {
        var past = EveryCall.Appointment() with { Start = at.Time.GetUtcNow().AddMinutes(-1) };
        var refused = Assert.IsType<NeighbourReply<NeighbourReceipt>.Refused>(
            await at.Cases.PutAppointment("past", WellKnownPeople.Ordinary, past, None)
        );
        Assert.Equal("appointment-in-the-past", refused.Code);
        Assert.NotEmpty(refused.Reason);
        Assert.DoesNotContain(at.StandIns.NDelius.Appointments, a => a.Content.AppointmentId == past.AppointmentId);
    }

    [Fact]
    public async Task Over_an_invented_past_it_can_be_told_on_its_page_to_refuse_the_past_as_nDelius_does()
    {
        await using var host = await StandInHost.StartAsync(new StandInOptions(KnowsThePast: true), None);
        var settings = new ConfigurationBuilder().AddInMemoryCollection(host.Settings).Build();
        await using var services = new ServiceCollection().AddLogging().AddNeighbours(settings).BuildServiceProvider();
        var cases = services.GetRequiredService<IProbationCases>();
        var yesterday = EveryCall.Appointment() with { Start = TimeProvider.System.GetUtcNow().AddDays(-1) };
        using var browser = new HttpClient { BaseAddress = host.Root };

        Found(await cases.PutAppointment("taken", WellKnownPeople.Ordinary, yesterday, None));
        using var pressed = await browser.PostAsync("behaviours/past", null);
        Assert.Contains(
            "refuses every appointment",
            await pressed.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        var another = yesterday with { AppointmentId = Guid.NewGuid() };
        var refused = Assert.IsType<NeighbourReply<NeighbourReceipt>.Refused>(
            await cases.PutAppointment("refused", WellKnownPeople.Ordinary, another, None)
        );
        Assert.Equal("appointment-in-the-past", refused.Code);
        using var again = await browser.DeleteAsync("control/past");
        Found(await cases.PutAppointment("taken again", WellKnownPeople.Ordinary, another, None));
    }

    [Fact]
    public async Task An_appointment_can_be_moved_and_its_outcome_recorded_afterwards_but_not_moved_into_the_past()
    {
        var booked = EveryCall.Appointment() with { Start = at.Time.GetUtcNow().AddHours(1) };
        var first = Found(await at.Cases.PutAppointment("book", WellKnownPeople.Ordinary, booked, None));
        var moved = booked with { Start = booked.Start.AddHours(2) };
        var second = Found(await at.Cases.PutAppointment("move", WellKnownPeople.Ordinary, moved, None));
        Assert.Equal(first.NeighbourId, second.NeighbourId);

        at.Time.Forward(TimeSpan.FromHours(5));
        var done = moved with { Outcome = AppointmentOutcome.NotAttended };
        Assert.Equal("found", Kind(await at.Cases.PutAppointment("outcome", WellKnownPeople.Ordinary, done, None)));
        var back = done with { Start = booked.Start };
        Assert.Equal(
            "refused: appointment-in-the-past",
            Kind(await at.Cases.PutAppointment("back", WellKnownPeople.Ordinary, back, None))
        );

        var kept = Assert.Single(
            at.StandIns.NDelius.Appointments,
            a => a.Content.AppointmentId == booked.AppointmentId
        );
        Assert.Equal(
            (moved.Start, 45, "NOT_ATTENDED", "CRS0281", true),
            (
                kept.Content.Start,
                kept.Content.DurationMinutes,
                kept.Content.Outcome,
                kept.Content.OfficeCode,
                kept.Content.CountsTowardsEnforceableDays
            )
        );
    }

    [Fact]
    public async Task A_booking_whose_reply_was_lost_is_repeated_without_a_second_appointment()
    {
        var entry = EveryCall.Appointment();
        at.Controls.Set(StandInOperation.Appointment, Behaviour.DropReply, times: 1);
        Assert.Equal(
            "unavailable: Down",
            Kind(await at.Cases.PutAppointment("drop", WellKnownPeople.Ordinary, entry, None))
        );
        Assert.True(Found(await at.Cases.PutAppointment("drop", WellKnownPeople.Ordinary, entry, None)).AlreadyApplied);
        Assert.Single(at.StandIns.NDelius.Appointments, a => a.Content.AppointmentId == entry.AppointmentId);
    }

    [Fact]
    public async Task Ten_repeats_at_once_apply_one_start()
    {
        var start = await Start();
        var receipts = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(async _ => Found(await at.Cases.StartReferral("ten", WellKnownPeople.Ordinary, start, None)))
        );
        Assert.Single(receipts, r => !r.AlreadyApplied);
        Assert.Single(receipts.Select(r => r.NeighbourId).Distinct());
    }

    private async Task<ReferralStart> Start() =>
        EveryCall.Start(Found(await at.Cases.FindSentences(WellKnownPeople.Ordinary, None))[0].Id);
}
