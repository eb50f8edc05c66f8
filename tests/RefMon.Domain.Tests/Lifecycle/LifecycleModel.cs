using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Domain.Tests.Lifecycle;

/// <summary>
/// The life of a referral once more, written from the page that describes it and not from the code: plain mutable facts,
/// and for every command the whole set of reasons it must be refused for. A command without a reason must be accepted.
/// It uses the Domain's commands as data and none of its decisions.
/// </summary>
public sealed class LifecycleModel(DateTimeOffset sentAt, SendReferral sent)
{
    private readonly DiaryModel diary = new(sentAt);
    private readonly StatementModel statement = new(sent);
    private readonly RiskModel risk = new(sent.Risk!);
    private readonly WritingModel written = new();
    private readonly List<PlanFact> plans = [];
    private readonly HashSet<string> helpers = [];
    private string? caseworker;
    private ContractId contract = sent.Service.ContractId;
    private ContractId? asked;
    private bool endAsked;
    private readonly List<(DateOnly From, DateOnly? Until)> pauses = [];
    private bool paused;
    private int formerSuppliers;

    /// <summary>How it ended; null while it has not.</summary>
    public Conclusion? End { get; private set; }

    /// <summary>How often it was concluded: never more than once.</summary>
    public int Conclusions { get; private set; }

    public bool IsPaused => paused && End is null;

    public DiaryModel Diary => diary;

    public StatementModel Statement => statement;

    public RiskModel Risk => risk;

    public int PlanVersions => plans.Count;

    public int DaysLeft => statement.MostDays - diary.DaysUsed;

    /// <summary>Four fifths are used, or more.</summary>
    public bool AreDaysShort => diary.DaysUsed / (decimal)statement.MostDays >= 0.8m;

    /// <summary>What the report adds up to; null while there is none.</summary>
    public decimal? Score { get; private set; }

    /// <summary>Who works on it for which contract, which one was asked, the plans and what was written, in one comparable piece.</summary>
    public string Seen =>
        string.Join(
            '|',
            caseworker,
            string.Join(' ', helpers.Order(StringComparer.Ordinal)),
            contract,
            asked,
            formerSuppliers,
            string.Join(' ', plans.Select(p => $"{p.Sessions}{p.Objected}")),
            written.Seen
        );

    /// <summary>The furthest stage that has been reached and not been taken back.</summary>
    public Stage Stage
    {
        get
        {
            if (End is not null)
                return Stage.Concluded;
            var delivered = diary.Delivered;
            if (endAsked || (delivered > 0 && diary.AccountedFor >= plans[^1].Sessions))
                return Stage.Ending;
            if (delivered > 0)
                return Stage.Delivering;
            if (plans.Count > 0)
                return Stage.Planned;
            if (diary.IsAssessed)
                return Stage.Assessed;
            return caseworker is null ? Stage.Sent : Stage.Allocated;
        }
    }

    private HashSet<string> Team => caseworker is null ? helpers : [caseworker, .. helpers];

    private PlanFact? Standing => plans.Count == 0 ? null : plans[^1];

    /// <summary>Every reason to refuse the command now; none when it must be accepted.</summary>
    public IReadOnlySet<string> ReasonsAgainst(Asked asked, DateTimeOffset now)
    {
        // taken at any time, also of a concluded referral
        if (asked.Command is INeighbourNews or HeardOfRisk or HeardOfPerson)
            return new HashSet<string>();
        if (written.ReasonsAgainst(asked.Command, diary) is { } missing)
            return missing;
        // of what is booked already that may be said, too: whoever presses twice learns that the first press did it
        if (End is not null)
            return Reasons
                .None.With("concluded", true)
                .With("already-booked", asked.Command is BookAppointment again && diary.Has(again.AppointmentId));
        var today = LondonTime.DayOf(now);
        return asked.Command switch
        {
            AssignCaseworker c => Colleague(asked)
                .With("already-assigned", caseworker == c.AccountId)
                .With("reason-missing", caseworker is not null && Blank(c.Reason)),
            AddHelper c => Colleague(asked)
                .With("already-assigned", caseworker == c.AccountId || helpers.Contains(c.AccountId)),
            RemoveHelper c => Reasons.None.With("not-a-helper", !helpers.Contains(c.AccountId)),
            BookAppointment c => diary.Booking(Workable(), c, Standing, Team, now),
            MoveAppointment c => diary.Moving(Workable(), c, Team, caseworker, now),
            CancelAppointment c => diary
                .Unrecorded(Workable(), c.AppointmentId)
                .With("reason-missing", Blank(c.Reason)),
            RecordOutcome c => diary.Recording(Workable(), c, now),
            CorrectOutcome c => diary.Correcting(c),
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
            ShareRisk c => risk.Sharing(c),
            AcknowledgeRisk c => risk.Acknowledging(c),
            RequestTransfer c => Transferring(now)
                .With("same-contract", c.To.ContractId == contract)
                .With("contract-closed", asked.ContractClosed)
                .With("category-not-offered", asked.NotOffered)
                .With("reason-missing", Blank(c.Reason)),
            AcceptTransfer => Transferring(now)
                .With("no-transfer-requested", this.asked is null)
                .With("contract-closed", asked.ContractClosed),
            var other => statement.ReasonsAgainst(other, diary.Delivered > 0, Standing, today)
                ?? throw new NotSupportedException(other.GetType().Name),
        };
    }

    /// <summary>Takes the command as done; false when it says nothing new, so that nothing follows from it.</summary>
    public bool Done(Asked asked, DateTimeOffset now)
    {
        var before = Stage;
        var isNew = Take(asked, now);
        // nothing that is still to come outlives the delivery
        if (before < Stage.Ending && Stage is Stage.Ending)
            diary.CallOff(now);
        return isNew;
    }

    private bool Take(Asked asked, DateTimeOffset now)
    {
        if (asked.Command is HeardOfRisk heard)
            return End is null && risk.Hears(heard);
        // nobody follows where to reach somebody for a referral that is over
        if (asked.Command is HeardOfPerson && End is not null)
            return false;
        if (statement.Done(asked.Command, now) is { } said)
            return said;
        if (diary.Done(asked.Command) || written.Done(asked.Command, now))
            return true;
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
            case SubmitActionPlan c:
                plans.Add(new PlanFact(c.Sessions, now, [.. c.Activities.SelectMany(a => a.Outcomes)]));
                break;
            case ObjectToPlan:
                plans[^1].Objected = true;
                break;
            case ShareRisk c:
                risk.Done(c);
                break;
            case AcknowledgeRisk c:
                risk.Done(c);
                break;
            case PauseReferral:
                paused = true;
                pauses.Add((LondonTime.DayOf(now), null));
                break;
            case ResumeReferral:
                paused = false;
                pauses[^1] = (pauses[^1].From, LondonTime.DayOf(now));
                break;
            case RequestTransfer c:
                this.asked = c.To.ContractId;
                break;
            case AcceptTransfer:
                diary.CallOff(now, handedOver: true);
                (contract, this.asked, caseworker) = (this.asked!.Value, null, null);
                formerSuppliers++;
                helpers.Clear();
                break;
            default:
                Finish(asked.Command, now);
                break;
        }
        return true;
    }

    private void Finish(object command, DateTimeOffset now)
    {
        switch (command)
        {
            case EndEarly when diary.Delivered > 0:
                diary.CallOff(now);
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
        diary.CallOff(now);
        End = how;
        Conclusions++;
    }

    private static Reasons Colleague(Asked asked) =>
        Reasons
            .None.With("not-a-colleague", !asked.OnContract)
            .With("account-disabled", asked.OnContract && !asked.Enabled);

    private Reasons Planning(SubmitActionPlan c)
    {
        var served = c.Activities.SelectMany(a => a.Outcomes).ToHashSet();
        var scored = (c.Baselines ?? []).Select(b => b.OutcomeId).ToList();
        return Reasons
            .None.With("wrong-stage", Stage is < Stage.Assessed or > Stage.Delivering)
            .With("no-activity", c.Activities.Count == 0)
            .With("activity-without-words", c.Activities.Any(a => Blank(a.Description)))
            .With("activity-without-outcome", c.Activities.Any(a => a.Outcomes.Count == 0))
            .With("score-off-scale", c.Baselines?.Any(b => b.Score is < 0 or > 10) == true)
            .With("outcome-scored-twice", scored.Count != scored.Distinct().Count())
            .With("outcome-without-activity", statement.Wanted.Except(served).Any())
            .With("outcome-not-in-referral", served.Union(scored).Except(statement.Wanted).Any())
            .With("sessions-below-one", c.Sessions < 1)
            .With("sessions-below-recorded", diary.Sessions().Any(b => b.Outcome is not null && b.Session > c.Sessions))
            .With("session-booked-beyond-plan", diary.Sessions().Any(b => b.Outcome is null && b.Session > c.Sessions));
    }

    private Reasons Objecting(ObjectToPlan c, DateOnly today)
    {
        var reasons = Reasons
            .None.With("no-such-plan", c.Version < 1 || c.Version > plans.Count)
            .With("newer-plan-stands", c.Version >= 1 && c.Version < plans.Count)
            .With("objection-missing", Blank(c.Objection));
        if (plans.Count == 0)
            return reasons;
        // five working days have gone by since, those of a pause not counted
        var submitted = LondonTime.DayOf(plans[^1].At);
        var gone = Enumerable
            .Range(1, Math.Max(0, today.DayNumber - submitted.DayNumber - 1))
            .Select(submitted.AddDays)
            .Count(day =>
                WorkingDayCalendar.EnglandAndWales.IsWorkingDay(day)
                && !pauses.Exists(p => p.From <= day && day < (p.Until ?? DateOnly.MaxValue))
            );
        return reasons.With("already-objected", plans[^1].Objected).With("objection-too-late", gone >= 5);
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
            .With("outcome-not-in-referral", judged.Except(statement.Wanted).Any())
            .With("outcome-judged-twice", judged.Count != judged.Distinct().Count())
            .With("outcome-without-judgement", statement.Wanted.Except(judged).Any())
            .With("progress-missing", c.Judgements.Any(j => Blank(j.Progress)))
            .With("score-off-scale", c.Judgements.Any(j => j.EndScore is < 0 or > 10));
    }

    private Reasons Transferring(DateTimeOffset now) =>
        Reasons
            .None.With("wrong-stage", Stage > Stage.Delivering)
            .With("outcome-not-recorded", diary.Bookings.Any(b => b.IsOpen && b.StartsAt <= now));

    private Reasons Workable() => Reasons.None.With("wrong-stage", Stage is < Stage.Allocated or > Stage.Delivering);

    private static decimal Points(Achievement achievement) =>
        achievement switch
        {
            Achievement.Achieved => 1,
            Achievement.PartlyAchieved => 0.5m,
            _ => 0,
        };

    private static bool Blank(string? text) => string.IsNullOrWhiteSpace(text);
}
