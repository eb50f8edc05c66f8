using System.Collections.Frozen;

namespace RefMon.Domain.Attention;

/// <summary>The figures that can be set for a contract type.</summary>
public enum DeadlineSetting
{
    /// <summary>From reaching the supplier to naming a caseworker.</summary>
    CaseworkerNamed,

    /// <summary>From reaching the supplier to holding the assessment.</summary>
    AssessmentHeld,

    /// <summary>From an appointment to recording what came of it; 0 is the same day.</summary>
    OutcomeRecorded,

    /// <summary>From the assessment to submitting the action plan.</summary>
    ActionPlanSubmitted,

    /// <summary>From submitting the plan to the end of the time to object to it.</summary>
    PlanObjection,

    /// <summary>From the first plan to booking the first session.</summary>
    FirstSessionBooked,

    /// <summary>From sharing risk information to acknowledging it.</summary>
    RiskAcknowledged,

    /// <summary>How long before the release its date is confirmed.</summary>
    ReleaseDateConfirmed,

    /// <summary>From the end of delivery to submitting the end-of-service report.</summary>
    ReportSubmitted,

    /// <summary>How long before its date an obligation is due soon; by the day the referral was sent.</summary>
    DueSoon,
}

/// <summary>
/// A figure set for one contract type, for what begins on this London date or later; null working days put the default back.
/// </summary>
public sealed record DeadlineChange(string ContractTypeCode, DeadlineSetting Setting, int? WorkingDays, DateOnly From);

/// <summary>
/// The rule a deadline comes from: its figure in working days, and since when it is set for the contract type (null: the default
/// that holds for all).
/// </summary>
public sealed record DeadlineFigure(DeadlineSetting Setting, int WorkingDays, DateOnly? Since);

/// <summary>
/// The figures of deadlines over time: defaults, and what was set for a contract type from a day on. The figure of a deadline is the
/// one in force on the day its clock began, so that a change moves no deadline that runs, and what was due when can be explained
/// for ever.
/// </summary>
public sealed class DeadlineRuleBook
{
    private readonly FrozenDictionary<(string, DeadlineSetting), DeadlineChange[]> changes;

    /// <summary>These defaults and changes, the changes of one figure in the order they were made; of two for one day the later holds.</summary>
    public DeadlineRuleBook(DeadlineRules defaults, IEnumerable<DeadlineChange> changes)
    {
        Defaults = defaults;
        this.changes = changes
            .GroupBy(change => (change.ContractTypeCode, change.Setting))
            .ToFrozenDictionary(group => group.Key, group => group.OrderBy(change => change.From).ToArray());
    }

    /// <summary>The defaults of the lifecycle, with nothing set.</summary>
    public static DeadlineRuleBook Default { get; } = new(DeadlineRules.Default, []);

    /// <summary>What holds where nothing is set.</summary>
    public DeadlineRules Defaults { get; }

    /// <summary>The figure of a clock that began on this London date.</summary>
    public DeadlineFigure Of(DeadlineSetting setting, string contractTypeCode, DateOnly began)
    {
        var change = changes
            .GetValueOrDefault((contractTypeCode, setting))
            ?.LastOrDefault(change => change.From <= began);
        return change?.WorkingDays is { } set
            ? new(setting, set, change.From)
            : new(setting, Defaults.Of(setting), Since: null);
    }

    /// <summary>What was set of one figure: of several for one contract type and day the last one holds.</summary>
    public IEnumerable<DeadlineChange> Changes(DeadlineSetting setting) =>
        changes.Where(figure => figure.Key.Item2 == setting).SelectMany(figure => figure.Value);

    /// <summary>The same figures for every contract type and day.</summary>
    public static implicit operator DeadlineRuleBook(DeadlineRules rules) => new(rules, []);
}
