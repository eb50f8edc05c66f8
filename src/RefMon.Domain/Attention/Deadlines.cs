namespace RefMon.Domain.Attention;

/// <summary>
/// The figures of the deadlines, in working days, where a <see cref="DeadlineRuleBook"/> sets no other for the contract type.
/// Defaults are those of the lifecycle.
/// </summary>
public sealed record DeadlineRules(
    int CaseworkerNamed = 2,
    int AssessmentHeld = 10,
    int ActionPlanSubmitted = 5,
    int FirstSessionBooked = 5,
    int ReportSubmitted = 5,
    int RiskAcknowledged = 2,
    int ReleaseDateConfirmedBefore = 5,
    int PlanObjection = 5,
    int DueSoon = 3,
    int OutcomeRecorded = 0
)
{
    /// <summary>The figures that hold when nothing else is set.</summary>
    public static DeadlineRules Default { get; } = new();

    /// <summary>The figure of one of those that can be set.</summary>
    public int Of(DeadlineSetting setting) =>
        setting switch
        {
            DeadlineSetting.CaseworkerNamed => CaseworkerNamed,
            DeadlineSetting.AssessmentHeld => AssessmentHeld,
            DeadlineSetting.OutcomeRecorded => OutcomeRecorded,
            DeadlineSetting.ActionPlanSubmitted => ActionPlanSubmitted,
            DeadlineSetting.PlanObjection => PlanObjection,
            DeadlineSetting.FirstSessionBooked => FirstSessionBooked,
            DeadlineSetting.RiskAcknowledged => RiskAcknowledged,
            DeadlineSetting.ReleaseDateConfirmed => ReleaseDateConfirmedBefore,
            DeadlineSetting.ReportSubmitted => ReportSubmitted,
            DeadlineSetting.DueSoon => DueSoon,
        };
}

/// <summary>What is owed.</summary>
public enum DeadlineKind
{
    /// <summary>A caseworker is named.</summary>
    CaseworkerNamed,

    /// <summary>The supplier assessment is held.</summary>
    AssessmentHeld,

    /// <summary>The outcome of an appointment is recorded.</summary>
    OutcomeRecorded,

    /// <summary>The first action plan is submitted.</summary>
    ActionPlanSubmitted,

    /// <summary>The first session is booked.</summary>
    FirstSessionBooked,

    /// <summary>The end-of-service report is submitted.</summary>
    ReportSubmitted,

    /// <summary>The newest risk information is acknowledged.</summary>
    RiskAcknowledged,

    /// <summary>The service is completed by the agreed date.</summary>
    Completed,

    /// <summary>The release date is confirmed.</summary>
    ReleaseDateConfirmed,
}

/// <summary>How a deadline stands.</summary>
public enum DeadlineState
{
    /// <summary>Open, and further off than soon.</summary>
    OnTrack,

    /// <summary>Open, with no more working days left than count as soon for the contract type: three by default.</summary>
    DueSoon,

    /// <summary>Open, and today is the day.</summary>
    DueToday,

    /// <summary>Open, and the day has passed.</summary>
    Late,

    /// <summary>Open, and its clock stands still.</summary>
    Paused,

    /// <summary>Done in time.</summary>
    Met,

    /// <summary>Done after the day.</summary>
    MetLate,
}

/// <summary>Who owes it.</summary>
public enum OwedBy
{
    /// <summary>The supplier's team lead.</summary>
    SupplierTeamLead,

    /// <summary>The supplier's caseworker.</summary>
    SupplierCaseworker,

    /// <summary>The probation practitioner.</summary>
    ProbationPractitioner,
}

/// <summary>
/// One obligation: the London date it is due (for a paused one, as if work went on today), the date it was met, and how
/// many working days are left (below zero when late, null when met or paused).
/// </summary>
public sealed record Deadline(
    DeadlineKind Kind,
    DateOnly DueOn,
    DateOnly? MetOn,
    DeadlineState State,
    OwedBy OwedBy,
    int? WorkingDaysLeft,
    AppointmentId? AppointmentId = null,
    RiskVersionId? RiskVersionId = null
)
{
    /// <summary>The rule that gave the date; null for a date that was agreed.</summary>
    public DeadlineFigure? Rule { get; init; }

    /// <summary>True until it is met.</summary>
    public bool IsOpen => MetOn is null;
}

/// <summary>The obligations of a referral: what has been met and what is owed, computed from its facts.</summary>
public static class Deadlines
{
    /// <summary>
    /// Every deadline that has begun, by kind and then date. What can no longer be done (the referral is concluded, or
    /// being ended) is left out unless it was met. Clocks that count working days stand still while the referral is
    /// paused; agreed dates and the day of an appointment do not.
    /// </summary>
    public static IReadOnlyList<Deadline> For(
        Referral referral,
        WorkingDayCalendar calendar,
        DeadlineRuleBook rules,
        DateOnly today
    )
    {
        var reckoning = new Reckoning(referral, calendar, rules, today);
        return
        [
            .. reckoning.CaseworkerNamed(),
            .. reckoning.AssessmentHeld(),
            .. reckoning.OutcomesRecorded(),
            .. reckoning.ActionPlanSubmitted(),
            .. reckoning.FirstSessionBooked(),
            .. reckoning.ReportSubmitted(),
            .. reckoning.RiskAcknowledged(),
            .. reckoning.Completed(),
            .. reckoning.ReleaseDateConfirmed(),
        ];
    }

    /// <summary>The earliest open obligation: late ones first, then by date, paused ones last; null when nothing is owed.</summary>
    public static Deadline? Next(IEnumerable<Deadline> deadlines) =>
        deadlines
            .Where(d => d.IsOpen)
            .OrderBy(d =>
                d.State switch
                {
                    DeadlineState.Late => 0,
                    DeadlineState.Paused => 2,
                    _ => 1,
                }
            )
            .ThenBy(d => d.DueOn)
            .ThenBy(d => d.Kind)
            .FirstOrDefault();

    /// <summary>The earliest open obligation of this referral on this London date.</summary>
    public static Deadline? Next(
        Referral referral,
        WorkingDayCalendar calendar,
        DeadlineRuleBook rules,
        DateOnly today
    ) => Next(For(referral, calendar, rules, today));
}
