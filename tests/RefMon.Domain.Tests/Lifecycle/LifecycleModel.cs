using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.Domain.Endings;
using RefMon.Domain.RiskScreen;

namespace RefMon.Domain.Tests.Lifecycle;

/// <summary>
/// The life of a referral once more, written from the page that describes it and not from the code: plain mutable facts,
/// and for every command the whole set of reasons it must be refused for. A command without a reason must be accepted.
/// It uses the Domain's commands as data and none of its decisions.
/// </summary>
public sealed class LifecycleModel(DateTimeOffset sentAt, ModelContext context)
{
    private readonly List<Booking> bookings = [];
    private readonly List<PlanFact> plans = [];
    private readonly List<RiskFact> risks = [new(context.FirstRisk, [])];
    private readonly HashSet<string> helpers = [];
    private HashSet<DesiredOutcomeId> wanted = [.. context.Outcomes];
    private string? caseworker;
    private ContractId contract = context.Contract;
    private ContractId? asked;
    private bool endAsked;
    private int mostDays = context.MaximumEnforceableDays;
    private bool paused;

    /// <summary>How it ended; null while it has not.</summary>
    public Conclusion? End { get; private set; }

    /// <summary>How often it was concluded: never more than once.</summary>
    public int Conclusions { get; private set; }

    public bool IsPaused => paused && End is null;

    public IReadOnlyList<Booking> Bookings => bookings;

    public IReadOnlyCollection<DesiredOutcomeId> Wanted => wanted;

    public int PlanVersions => plans.Count;

    public IReadOnlyList<RiskFact> Risks => risks;

    public bool TransferAsked => asked is not null;

    public int Delivered => Sessions().Count(b => b.Happened == true);

    public int AccountedFor => Sessions().Count(b => b.Happened is not null);

    public int DaysLeft => mostDays - DaysUsed;

    /// <summary>Four fifths are used, or more.</summary>
    public bool AreDaysShort => DaysUsed / (decimal)mostDays >= 0.8m;

    /// <summary>What the report adds up to; null while there is none.</summary>
    public decimal? Score { get; private set; }

    public int DaysUsed => Sessions().Where(b => b.Happened == true).Select(b => b.Day).Distinct().Count();

    /// <summary>The furthest stage that has been reached and not been taken back.</summary>
    public Stage Stage
    {
        get
        {
            if (End is not null)
                return Stage.Concluded;
            var delivered = Delivered;
            if (endAsked || (delivered > 0 && AccountedFor >= plans[^1].Sessions))
                return Stage.Ending;
            if (delivered > 0)
                return Stage.Delivering;
            if (plans.Count > 0)
                return Stage.Planned;
            if (Last(AppointmentKind.SupplierAssessment, null)?.Happened == true)
                return Stage.Assessed;
            return caseworker is null ? Stage.Sent : Stage.Allocated;
        }
    }

    /// <summary>Every reason to refuse the command now; none when it must be accepted.</summary>
    public IReadOnlySet<string> ReasonsAgainst(Asked asked, DateTimeOffset now)
    {
        if (asked.Command is AddNoteOrMessage)
            return new HashSet<string>();
        if (End is not null)
            return new HashSet<string> { "concluded" };
        var today = LondonTime.DayOf(now);
        return asked.Command switch
        {
            AssignCaseworker c => Colleague(asked)
                .With("already-assigned", caseworker == c.AccountId)
                .With("reason-missing", caseworker is not null && Blank(c.Reason)),
            AddHelper c => Colleague(asked)
                .With("already-assigned", caseworker == c.AccountId || helpers.Contains(c.AccountId)),
            RemoveHelper c => Reasons.None.With("not-a-helper", !helpers.Contains(c.AccountId)),
            BookAppointment c => Booking(c, now),
            MoveAppointment c => Moving(c, now),
            CancelAppointment c => Unrecorded(c.AppointmentId).With("reason-missing", Blank(c.Reason)),
            RecordOutcome c => Unrecorded(c.AppointmentId)
                .With("appointment-in-future", Find(c.AppointmentId)?.StartsAt > now)
                .With("outcome-incomplete", IsIncomplete(c.Outcome)),
            CorrectOutcome c => Correcting(c),
            SubmitActionPlan c => Planning(c),
            ObjectToPlan c => Objecting(c, today),
            EndEarly c => EndingEarly(c),
            SubmitReport c => Reporting(c),
            ConcludeWithoutReport c => Reasons
                .None.With("wrong-stage", Stage is not Stage.Ending)
                .With("reason-missing", Blank(c.Reason)),
            ReturnReferral c => Reasons
                .None.With("assessment-already-happened", Stage >= Stage.Assessed)
                .With("words-missing", Blank(c.Words)),
            RecallReferral => Reasons
                .None.With("delivery-has-begun", Stage >= Stage.Delivering)
                .With("wrong-stage", Stage is Stage.Planned),
            PauseReferral c => Reasons
                .None.With("already-paused", paused)
                .With("reason-missing", Blank(c.Reason))
                .With("expected-date-passed", c.ExpectedUntil <= today),
            ResumeReferral => Reasons.None.With("not-paused", !paused),
            AcknowledgeRisk c => Acknowledging(c),
            RequestTransfer c => Transferring(now)
                .With("same-contract", c.To.ContractId == contract)
                .With("reason-missing", Blank(c.Reason)),
            AcceptTransfer => Transferring(now)
                .With("no-transfer-requested", this.asked is null)
                .With("contract-closed", asked.ContractClosed),
            AmendDesiredOutcomes c => Amending(c),
            AmendMaximumEnforceableDays c => Reasons
                .None.With("unchanged", c.Now == mostDays)
                .With("enforceable-days-out-of-range", c.Now is < 1 or > 40)
                .With("reason-missing", Blank(c.Reason)),
            _ => throw new NotSupportedException(asked.Command.GetType().Name),
        };
    }

    /// <summary>Takes the command as done.</summary>
    public void Done(Asked asked, DateTimeOffset now)
    {
        switch (asked.Command)
        {
            case AssignCaseworker c:
                caseworker = c.AccountId;
                helpers.Remove(c.AccountId);
                break;
            case AddHelper c:
                helpers.Add(c.AccountId);
                break;
            case RemoveHelper c:
                helpers.Remove(c.AccountId);
                break;
            case BookAppointment c:
                bookings.Add(
                    new Booking(c.AppointmentId, c.Kind, c.SessionNumber, c.Slot)
                    {
                        Happened = c.Outcome?.Happened,
                        Author = c.Outcome is null ? null : c.By.AccountId,
                    }
                );
                break;
            case MoveAppointment c:
                Find(c.AppointmentId)!.Move(c.Slot);
                if (c.Outcome is not null)
                    Find(c.AppointmentId)!.Record(c.Outcome, c.By);
                break;
            case CancelAppointment c:
                Find(c.AppointmentId)!.Cancelled = true;
                break;
            case RecordOutcome c:
                Find(c.AppointmentId)!.Record(c.Outcome, c.By);
                break;
            case CorrectOutcome c:
                Find(c.AppointmentId)!.Happened = c.Outcome.Happened;
                break;
            case SubmitActionPlan c:
                plans.Add(new PlanFact(c.Sessions, now, [.. c.Activities.SelectMany(a => a.Outcomes)]));
                break;
            case ObjectToPlan:
                plans[^1].Objected = true;
                break;
            case AcknowledgeRisk c:
                risks.Single(r => r.Id == c.VersionId).By.Add(c.By.AccountId);
                break;
            case PauseReferral:
                paused = true;
                break;
            case ResumeReferral:
                paused = false;
                break;
            case AmendDesiredOutcomes c:
                wanted = [.. c.Now.Select(o => o.Id)];
                break;
            case AmendMaximumEnforceableDays c:
                mostDays = c.Now;
                break;
            case RequestTransfer c:
                this.asked = c.To.ContractId;
                break;
            case AcceptTransfer:
                CallOff(now);
                (contract, this.asked, caseworker) = (this.asked!.Value, null, null);
                helpers.Clear();
                break;
            default:
                Finish(asked.Command, now);
                break;
        }
    }

    private void Finish(object command, DateTimeOffset now)
    {
        switch (command)
        {
            case EndEarly when Delivered > 0:
                CallOff(now);
                endAsked = true;
                break;
            case EndEarly:
                Conclude(Conclusion.Withdrawn, now);
                break;
            case ReturnReferral:
                Conclude(Conclusion.Returned, now);
                break;
            case RecallReferral:
                Conclude(Conclusion.Recalled, now);
                break;
            case SubmitReport c:
                Score = c.Judgements.Sum(j => Points(j.Achievement));
                Conclude(endAsked ? Conclusion.EndedEarly : Conclusion.Completed, now);
                break;
            case ConcludeWithoutReport:
                Conclude(endAsked ? Conclusion.EndedEarly : Conclusion.Completed, now);
                break;
            default:
                break;
        }
    }

    private void Conclude(Conclusion how, DateTimeOffset now)
    {
        if (how is Conclusion.Withdrawn or Conclusion.Returned or Conclusion.Recalled)
            CallOff(now);
        End = how;
        Conclusions++;
    }

    private void CallOff(DateTimeOffset now)
    {
        foreach (var booking in bookings.Where(b => b.IsOpen && b.StartsAt > now))
            booking.Cancelled = true;
    }

    private static Reasons Colleague(Asked asked) =>
        Reasons
            .None.With("not-a-colleague", !asked.OnContract)
            .With("account-disabled", asked.OnContract && !asked.Enabled);

    private Reasons Booking(BookAppointment c, DateTimeOffset now)
    {
        var last = Last(c.Kind, c.SessionNumber);
        var reasons = Workable()
            .With("earlier-appointment-open", last is { Happened: null })
            .With("outcome-already-recorded", last is { Happened: true });
        if (c.Kind is AppointmentKind.DeliverySession)
        {
            reasons.With("no-action-plan", plans.Count == 0);
            reasons.With(
                "session-not-in-plan",
                plans.Count > 0 && (c.SessionNumber is not { } n || n < 1 || n > plans[^1].Sessions)
            );
        }
        return SlotReasons(reasons, c.Slot, c.Outcome, c.IsClashConfirmed, c.AppointmentId, now);
    }

    private Reasons Moving(MoveAppointment c, DateTimeOffset now)
    {
        var reasons = Unrecorded(c.AppointmentId)
            .With("reason-missing", Blank(c.Reason))
            .With("unchanged", Find(c.AppointmentId)?.Slot == c.Slot);
        return SlotReasons(reasons, c.Slot, c.Outcome, c.IsClashConfirmed, c.AppointmentId, now);
    }

    private Reasons SlotReasons(
        Reasons reasons,
        SlotAsked slot,
        AppointmentOutcome? outcome,
        bool confirmed,
        AppointmentId own,
        DateTimeOffset now
    )
    {
        var today = LondonTime.DayOf(now);
        reasons
            .With("before-day-of-sending", slot.Day < LondonTime.DayOf(sentAt))
            .With("too-far-ahead", slot.Day > today.AddMonths(6))
            .With("duration-invalid", slot.DurationMinutes is < 1 or > 720)
            .With("outcome-incomplete", outcome is not null && IsIncomplete(outcome));
        if (LondonTime.InstantOf(slot.Day, slot.Start) is not { } start)
            return reasons.With("time-does-not-exist", true);
        var end = start.AddMinutes(slot.DurationMinutes);
        return reasons
            .With("appointment-in-future", outcome is not null && start > now)
            .With("outcome-needed-for-past", outcome is null && start <= now)
            .With(
                "clash",
                !confirmed && bookings.Any(b => b.IsOpen && b.Id != own && b.StartsAt < end && start < b.EndsAt)
            );
    }

    private Reasons Correcting(CorrectOutcome c)
    {
        var booking = Find(c.AppointmentId);
        var reasons = Reasons
            .None.With("no-such-appointment", booking is null)
            .With("reason-missing", Blank(c.Reason))
            .With("outcome-incomplete", IsIncomplete(c.Outcome));
        if (booking is null)
            return reasons;
        return reasons
            .With("no-outcome-yet", booking.Happened is null)
            .With(
                "not-the-author",
                booking.Happened is not null && !c.IsBySupplierLead && booking.Author != c.By.AccountId
            )
            .With(
                "later-appointment-booked",
                booking.Happened is { } was
                    && was != c.Outcome.Happened
                    && Last(booking.Kind, booking.Session) != booking
            );
    }

    private Reasons Planning(SubmitActionPlan c)
    {
        var served = c.Activities.SelectMany(a => a.Outcomes).ToHashSet();
        return Reasons
            .None.With("wrong-stage", Stage is < Stage.Assessed or > Stage.Delivering)
            .With("no-activity", c.Activities.Count == 0)
            .With("outcome-without-activity", wanted.Except(served).Any())
            .With("outcome-not-in-referral", served.Except(wanted).Any())
            .With("sessions-below-one", c.Sessions < 1)
            .With("sessions-below-recorded", Sessions().Any(b => b.Happened is not null && b.Session > c.Sessions))
            .With("session-booked-beyond-plan", Sessions().Any(b => b.Happened is null && b.Session > c.Sessions));
    }

    private Reasons Objecting(ObjectToPlan c, DateOnly today)
    {
        var reasons = Reasons
            .None.With("no-such-plan", c.Version < 1 || c.Version > plans.Count)
            .With("newer-plan-stands", c.Version >= 1 && c.Version < plans.Count)
            .With("objection-missing", Blank(c.Objection));
        if (plans.Count == 0)
            return reasons;
        var last = WorkingDayCalendar.EnglandAndWales.AddWorkingDays(LondonTime.DayOf(plans[^1].At), 5);
        return reasons.With("already-objected", plans[^1].Objected).With("objection-too-late", today > last);
    }

    private Reasons EndingEarly(EndEarly c) =>
        Reasons
            .None.With("end-already-requested", endAsked)
            .With("reason-not-offered", c.ReasonCode == "EAR" && Stage < Stage.Assessed)
            .With("reason-missing", c.ReasonCode.Length != 3)
            .With("words-missing", Blank(c.Words));

    private Reasons Reporting(SubmitReport c)
    {
        var judged = c.Judgements.Select(j => j.OutcomeId).ToList();
        return Reasons
            .None.With("wrong-stage", Stage is not Stage.Ending)
            .With("outcome-not-in-referral", judged.Except(wanted).Any())
            .With("outcome-judged-twice", judged.Count != judged.Distinct().Count())
            .With("outcome-without-judgement", wanted.Except(judged).Any())
            .With("progress-missing", c.Judgements.Any(j => Blank(j.Progress)));
    }

    private Reasons Acknowledging(AcknowledgeRisk c) =>
        Reasons
            .None.With("no-such-risk-version", risks.All(r => r.Id != c.VersionId))
            .With("newer-risk-shared", risks.Any(r => r.Id == c.VersionId) && risks[^1].Id != c.VersionId)
            .With("already-acknowledged", risks[^1].By.Contains(c.By.AccountId));

    private Reasons Transferring(DateTimeOffset now) =>
        Reasons
            .None.With("wrong-stage", Stage > Stage.Delivering)
            .With("outcome-not-recorded", bookings.Any(b => b.IsOpen && b.StartsAt <= now));

    private Reasons Amending(AmendDesiredOutcomes c)
    {
        var now = c.Now.Select(o => o.Id).ToHashSet();
        return Reasons
            .None.With("delivery-has-begun", Delivered > 0)
            .With("outcome-missing", now.Count == 0)
            .With("unchanged", now.SetEquals(wanted))
            .With(
                "would-orphan-activity",
                plans.Count > 0 && wanted.Except(now).Any(gone => plans[^1].Outcomes.Contains(gone))
            )
            .With("reason-missing", Blank(c.Reason));
    }

    private Reasons Unrecorded(AppointmentId id)
    {
        var booking = Find(id);
        return Workable()
            .With("no-such-appointment", booking is null)
            .With("appointment-cancelled", booking is { Cancelled: true })
            .With("outcome-already-recorded", booking is { Cancelled: false, Happened: not null });
    }

    private Reasons Workable() => Reasons.None.With("wrong-stage", Stage is < Stage.Allocated or > Stage.Delivering);

    private Booking? Find(AppointmentId id) => bookings.Find(b => b.Id == id);

    private Booking? Last(AppointmentKind kind, int? session) =>
        bookings.FindLast(b => b.Kind == kind && b.Session == session && !b.Cancelled);

    // of each session the last booking that was not called off
    private IEnumerable<Booking> Sessions() =>
        bookings
            .Where(b => b.Kind is AppointmentKind.DeliverySession && !b.Cancelled)
            .Where(b => Last(b.Kind, b.Session) == b);

    private static decimal Points(Achievement achievement) =>
        achievement switch
        {
            Achievement.Achieved => 1,
            Achievement.PartlyAchieved => 0.5m,
            _ => 0,
        };

    private static bool IsIncomplete(AppointmentOutcome o) =>
        o.Happened ? Blank(o.Summary) || Blank(o.Response) : Blank(o.WhyNot);

    private static bool Blank(string? text) => string.IsNullOrWhiteSpace(text);
}

/// <summary>What the model must know of the referral it begins with.</summary>
public sealed record ModelContext(
    IReadOnlyList<DesiredOutcomeId> Outcomes,
    ContractId Contract,
    RiskVersionId FirstRisk,
    int MaximumEnforceableDays
);

/// <summary>A command with what the world around it says.</summary>
public sealed record Asked(object Command, bool OnContract = true, bool Enabled = true, bool ContractClosed = false);

/// <summary>Stands for a note, a message or an attachment, which are taken at any time.</summary>
public sealed record AddNoteOrMessage;

/// <summary>The reasons collected so far.</summary>
public sealed class Reasons : HashSet<string>
{
    public static Reasons None => [];

    public Reasons With(string code, bool holds)
    {
        if (holds)
            Add(code);
        return this;
    }
}

/// <summary>One booking as the model remembers it.</summary>
public sealed class Booking(AppointmentId id, AppointmentKind kind, int? session, SlotAsked slot)
{
    public AppointmentId Id => id;

    public AppointmentKind Kind => kind;

    public int? Session => session;

    public SlotAsked Slot { get; private set; } = slot;

    public bool Cancelled { get; set; }

    public bool? Happened { get; set; }

    public string? Author { get; set; }

    public bool IsOpen => !Cancelled && Happened is null;

    public DateTimeOffset StartsAt => LondonTime.InstantOf(Slot.Day, Slot.Start)!.Value;

    public DateTimeOffset EndsAt => StartsAt.AddMinutes(Slot.DurationMinutes);

    public DateOnly Day => Slot.Day;

    public void Move(SlotAsked to) => Slot = to;

    public void Record(AppointmentOutcome outcome, StaffMember by) =>
        (Happened, Author) = (outcome.Happened, by.AccountId);
}

/// <summary>A version of the plan as the model remembers it.</summary>
public sealed class PlanFact(int sessions, DateTimeOffset at, HashSet<DesiredOutcomeId> outcomes)
{
    public int Sessions => sessions;

    public DateTimeOffset At => at;

    public HashSet<DesiredOutcomeId> Outcomes => outcomes;

    public bool Objected { get; set; }
}

/// <summary>A version of the risk information and who has confirmed it.</summary>
public sealed record RiskFact(RiskVersionId Id, HashSet<string> By);
