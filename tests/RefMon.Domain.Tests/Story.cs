using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Domain.Tests;

/// <summary>
/// A referral told by real commands, with a clock that the teller moves. Every step is decided by the domain; a step that
/// is refused fails the test unless it was tried with <see cref="Try"/>.
/// </summary>
public sealed class Story
{
    private readonly List<IReferralEvent> events = [];
    private int ids;

    private Story(DateTimeOffset begin) => Now = begin;

    public DateTimeOffset Now { get; private set; }

    public DateOnly Today => LondonTime.DayOf(Now);

    public IReadOnlyList<IReferralEvent> Events => events;

    public Referral Referral => Referral.Fold(events)!;

    public ReferralDetails Details => ReferralDetails.Fold(events)!;

    public static Story Begin(SendReferral command, DateTimeOffset now)
    {
        var story = new Story(now);
        story.Accept(SendReferral.Decide(null, command, isContractOpen: true, isPersonVisible: true, now));
        return story;
    }

    public Story At(DateOnly day, int hour = 9, int minute = 0)
    {
        Now = LondonTime.InstantOf(day, new TimeOnly(hour, minute))!.Value;
        return this;
    }

    public Story Later(TimeSpan by)
    {
        Now += by;
        return this;
    }

    public Guid NextId() => new($"00000000-0000-0000-0000-{++ids:D12}");

    public Decision Try(Func<Referral, DateTimeOffset, Decision> decide) => decide(Referral, Now);

    public Story Do(Func<Referral, DateTimeOffset, Decision> decide)
    {
        Accept(decide(Referral, Now));
        return this;
    }

    public void Accept(Decision decision)
    {
        Assert.False(decision.IsRefused, $"Refused: {decision.Refusal?.Code} {decision.Refusal?.Field}");
        events.AddRange(decision.Events);
    }

    /// <summary>News of a neighbour, at this moment.</summary>
    public Story Happens(Func<DateTimeOffset, IReferralEvent> news)
    {
        events.Add(news(Now));
        return this;
    }

    /// <summary>Another supplier takes the referral over.</summary>
    public Story HandedOver()
    {
        var target = new TransferTarget(true, new HashSet<ServiceCategoryId> { Samples.Accommodation });
        return Do(
                (r, now) =>
                    RequestTransfer.Decide(r, new(People.Practitioner, Samples.OtherService, "Moved"), target, now)
            )
            .Do((r, now) => AcceptTransfer.Decide(r, new(People.SupplierLead), true, now));
    }

    public Story AssignedTo(StaffMember caseworker) =>
        Do(
            (r, now) =>
                AssignCaseworker.Decide(
                    r,
                    new AssignCaseworker(People.SupplierLead, caseworker.AccountId, "Hours changed"),
                    new Colleague(caseworker, IsOnContract: true, IsEnabled: true),
                    now
                )
        );

    public Story Booked(AppointmentKind kind, int? session, DateOnly day, int hour = 10) =>
        Do((r, now) => BookAppointment.Decide(r, Booking(kind, session, day, hour), [], now));

    public BookAppointment Booking(
        AppointmentKind kind,
        int? session,
        DateOnly day,
        int hour = 10,
        AppointmentOutcome? outcome = null
    ) => new(People.Caseworker, new AppointmentId(NextId()), kind, session, Samples.ByPhone(day, hour), outcome);

    public Story Recorded(AppointmentKind kind, int? session, AppointmentOutcome outcome) =>
        Do(
            (r, now) =>
                RecordOutcome.Decide(
                    r,
                    new RecordOutcome(People.Caseworker, r.Appointments.Standing(kind, session)!.Id, outcome),
                    now
                )
        );

    /// <summary>Books for this day, waits until the evening of it and records the outcome.</summary>
    public Story Held(AppointmentKind kind, int? session, DateOnly day, AppointmentOutcome? outcome = null) =>
        Booked(kind, session, day).At(day, 18).Recorded(kind, session, outcome ?? Samples.Happened);

    public Story Planned(int sessions) =>
        Do((r, now) => SubmitActionPlan.Decide(r, new SubmitActionPlan(People.Caseworker, sessions, PlanFor(r)), now));

    public Story EndedEarly(string code = "NOT") =>
        Do((r, now) => EndEarly.Decide(r, new EndEarly(People.Practitioner, code, "Stopped attending"), now));

    public Story Reported() =>
        Do((r, now) => SubmitReport.Decide(r, new SubmitReport(People.Caseworker, Samples.Judgements(r), null), now));

    public Story Paused(DateOnly until) =>
        Do((r, now) => PauseReferral.Decide(r, new PauseReferral(People.Practitioner, "In hospital", until), now));

    public Story Resumed() => Do((r, now) => ResumeReferral.Decide(r, new ResumeReferral(People.Practitioner), now));

    public Story RiskShared(RiskStatement risk) =>
        Do((r, now) => ShareRisk.Decide(r, Details, new ShareRisk(People.Practitioner, risk), now));

    public Story RiskAcknowledged() => RiskAcknowledgedBy(People.Caseworker);

    public Story RiskAcknowledgedBy(StaffMember staff) =>
        Do((r, now) => AcknowledgeRisk.Decide(r, new AcknowledgeRisk(staff, r.Risk.Current.Id), now));

    public Story Amended(AmendCompletionDate command) => Do((r, now) => AmendCompletionDate.Decide(r, command, now));

    public IReadOnlyList<PlanActivity> PlanFor(Referral referral) =>
        [
            .. referral.Referring.Outcomes.Select(o => new PlanActivity(
                new ActivityId(NextId()),
                [o.Id],
                $"Work on: {o.Text}"
            )),
        ];
}
