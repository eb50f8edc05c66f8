using System.Globalization;
using RefMon.Application.Catalogue;
using RefMon.Domain.Attention;

namespace RefMon.Application.Attention;

/// <summary>
/// How an obligation stands today, in the words of the screens. The one place where dates due become words; lists,
/// overview and messages use it.
/// </summary>
public sealed class DueWording(WorkingDays days, DeadlineSettings settings, TimeProvider time)
{
    /// <summary>The London date today.</summary>
    public DateOnly Today => LondonTime.DayOf(time.GetUtcNow());

    /// <summary>
    /// An obligation by its date, of a referral of this contract type that was sent then; no date means that its clock stands still.
    /// </summary>
    public NextObligation Of(
        DeadlineKind kind,
        DateOnly? due,
        OwedBy owedBy,
        string contractTypeCode,
        DateTimeOffset sentAt
    ) => Of(kind, due, owedBy, StateOf(due, contractTypeCode, LondonTime.DayOf(sentAt)));

    /// <summary>A deadline of a referral, as it stands today.</summary>
    public NextObligation Of(Deadline deadline) =>
        Of(
            deadline.Kind,
            deadline.State is DeadlineState.Paused ? null : deadline.DueOn,
            deadline.OwedBy,
            deadline.State
        ) with
        {
            RuleWords = Rule(deadline),
        };

    private NextObligation Of(DeadlineKind kind, DateOnly? due, OwedBy owedBy, DeadlineState state) =>
        new(kind, What(kind), due, state, Words(due, state), owedBy, Who(owedBy));

    /// <summary>The rule a deadline comes from: "10 working days from when the supplier got the referral".</summary>
    private string Rule(Deadline deadline) =>
        deadline.Rule is not { } rule
            ? "The date agreed in the referral"
            : DeadlineRuleWords.Of(rule.Setting, rule.WorkingDays)
                + (rule.Since is { } since ? $", set for this type of contract from {Day(since)}" : "");

    private DeadlineState StateOf(DateOnly? due, string contractTypeCode, DateOnly sentOn)
    {
        if (due is not { } day)
            return DeadlineState.Paused;
        var today = Today;
        return today > day ? DeadlineState.Late
            : today == day ? DeadlineState.DueToday
            : days.Calendar.CountBetween(today, day) <= SoonFor(contractTypeCode, sentOn) ? DeadlineState.DueSoon
            : DeadlineState.OnTrack;
    }

    private int SoonFor(string contractTypeCode, DateOnly sentOn) =>
        settings.Book.Of(DeadlineSetting.DueSoon, contractTypeCode, sentOn).WorkingDays;

    private string Words(DateOnly? due, DeadlineState state) =>
        state switch
        {
            DeadlineState.Paused => "Paused",
            DeadlineState.DueToday => "Due today",
            DeadlineState.Late => Late(-days.Calendar.CountBetween(Today, due!.Value)),
            DeadlineState.DueSoon => Soon(days.Calendar.CountBetween(Today, due!.Value), due.Value),
            DeadlineState.OnTrack or DeadlineState.Met or DeadlineState.MetLate => $"Due {Day(due!.Value)}",
        };

    // late over a weekend is late, though no working day has passed
    private static string Late(int workingDays) =>
        workingDays switch
        {
            0 => "Late",
            1 => "1 working day late",
            _ => string.Create(CultureInfo.InvariantCulture, $"{workingDays} working days late"),
        };

    private string Soon(int left, DateOnly due) =>
        left switch
        {
            0 => $"Due {Day(due)}",
            1 when due == Today.AddDays(1) => "Due tomorrow",
            1 => $"Due {Day(due)}",
            _ => string.Create(CultureInfo.InvariantCulture, $"{left} working days left"),
        };

    private string Day(DateOnly day) =>
        day.ToString(day.Year == Today.Year ? "dddd d MMMM" : "dddd d MMMM yyyy", CultureInfo.InvariantCulture);

    internal static string What(DeadlineKind kind) =>
        kind switch
        {
            DeadlineKind.CaseworkerNamed => "Name a caseworker",
            DeadlineKind.AssessmentHeld => "Hold the supplier assessment",
            DeadlineKind.OutcomeRecorded => "Record what happened at the appointment",
            DeadlineKind.ActionPlanSubmitted => "Submit the action plan",
            DeadlineKind.FirstSessionBooked => "Book the first session",
            DeadlineKind.ReportSubmitted => "Submit the end-of-service report",
            DeadlineKind.RiskAcknowledged => "Confirm you have read the risk information",
            DeadlineKind.Completed => "Complete the service",
            DeadlineKind.ReleaseDateConfirmed => "Confirm the release date",
        };

    internal static string Who(OwedBy owedBy) =>
        owedBy switch
        {
            OwedBy.SupplierTeamLead => "Supplier team lead",
            OwedBy.SupplierCaseworker => "Supplier caseworker",
            OwedBy.ProbationPractitioner => "Probation practitioner",
        };
}

/// <summary>
/// What is owed next. <paramref name="DueWords"/> says when ("2 working days late", "Due today", "3 working days left", "Due
/// Thursday 4 March"), <paramref name="OwedByWords"/> who.
/// </summary>
public sealed record NextObligation(
    DeadlineKind Kind,
    string What,
    DateOnly? DueOn,
    DeadlineState State,
    string DueWords,
    OwedBy OwedBy,
    string OwedByWords
)
{
    /// <summary>The rule the date comes from; null in lists, which have the date only.</summary>
    public string? RuleWords { get; init; }
}

/// <summary>The figures of deadlines in words.</summary>
public static class DeadlineRuleWords
{
    /// <summary>A figure with what it is counted from.</summary>
    public static string Of(DeadlineSetting setting, int workingDays) =>
        setting switch
        {
            DeadlineSetting.OutcomeRecorded when workingDays == 0 => "On the day of the appointment",
            DeadlineSetting.ReleaseDateConfirmed => $"{Days(workingDays)} before the release date",
            DeadlineSetting.DueSoon => $"From {Days(workingDays)} before its date",
            _ => $"{Days(workingDays)} from {From(setting)}",
        };

    /// <summary>What a figure is for.</summary>
    public static string What(DeadlineSetting setting) =>
        setting switch
        {
            DeadlineSetting.CaseworkerNamed => "Name a caseworker",
            DeadlineSetting.AssessmentHeld => "Hold the supplier assessment",
            DeadlineSetting.OutcomeRecorded => "Record what happened at an appointment",
            DeadlineSetting.ActionPlanSubmitted => "Submit the action plan",
            DeadlineSetting.PlanObjection => "Object to the action plan",
            DeadlineSetting.FirstSessionBooked => "Book the first session",
            DeadlineSetting.RiskAcknowledged => "Confirm having read the risk information",
            DeadlineSetting.ReleaseDateConfirmed => "Confirm the release date",
            DeadlineSetting.ReportSubmitted => "Submit the end-of-service report",
            DeadlineSetting.DueSoon => "Show anything owed as due soon",
        };

    /// <summary>Why there is no figure for completing the service.</summary>
    public const string Completion =
        "The date agreed in the referral. There is no figure to set: it is agreed for each person, and amended in their referral";

    /// <summary>A number of working days.</summary>
    public static string Days(int workingDays) =>
        workingDays == 1 ? "1 working day" : string.Create(CultureInfo.InvariantCulture, $"{workingDays} working days");

    private static string From(DeadlineSetting setting) =>
        setting switch
        {
            DeadlineSetting.CaseworkerNamed => "when the supplier got the referral",
            DeadlineSetting.AssessmentHeld => "when the supplier got the referral",
            DeadlineSetting.OutcomeRecorded => "the appointment",
            DeadlineSetting.ActionPlanSubmitted => "the supplier assessment",
            DeadlineSetting.PlanObjection => "the plan being submitted",
            DeadlineSetting.FirstSessionBooked => "the first plan",
            DeadlineSetting.RiskAcknowledged => "the risk information being shared",
            DeadlineSetting.ReleaseDateConfirmed => "the release date",
            DeadlineSetting.ReportSubmitted => "the end of delivery",
            DeadlineSetting.DueSoon => "the date it is owed by",
        };
}
