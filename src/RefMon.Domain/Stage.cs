namespace RefMon.Domain;

/// <summary>Where a referral stands; the order is the order of the work. Paused is a mark, not a stage.</summary>
public enum Stage
{
    /// <summary>With the supplier, no caseworker.</summary>
    Sent,

    /// <summary>A caseworker is named.</summary>
    Allocated,

    /// <summary>The supplier assessment has happened.</summary>
    Assessed,

    /// <summary>An action plan stands.</summary>
    Planned,

    /// <summary>At least one delivery session has happened.</summary>
    Delivering,

    /// <summary>The end-of-service report is owed.</summary>
    Ending,

    /// <summary>Closed for good.</summary>
    Concluded,
}

/// <summary>How a concluded referral ended.</summary>
public enum Conclusion
{
    /// <summary>Every session of the plan was accounted for.</summary>
    Completed,

    /// <summary>Closed early after at least one session had happened.</summary>
    EndedEarly,

    /// <summary>Withdrawn by probation before any session had happened.</summary>
    Withdrawn,

    /// <summary>Sent back by the supplier.</summary>
    Returned,

    /// <summary>Taken back by probation: wrong person or wrong supplier.</summary>
    Recalled,
}

/// <summary>The stage of a referral, computed from its facts.</summary>
public static class Stages
{
    /// <summary>
    /// The furthest stage the facts support. All sessions accounted for ends the delivery only when at least one of them
    /// happened: until then a missed session can be booked again or the referral withdrawn.
    /// </summary>
    public static Stage Of(Referral referral) =>
        referral switch
        {
            { Ending.Conclusion: not null } => Stage.Concluded,
            { Ending.EndRequest: not null } => Stage.Ending,
            { SessionsDelivered: > 0, IsEverySessionAccountedFor: true } => Stage.Ending,
            { SessionsDelivered: > 0 } => Stage.Delivering,
            { Plans.Standing: not null } => Stage.Planned,
            { Appointments.HasAssessmentHappened: true } => Stage.Assessed,
            { Allocation.Caseworker: not null } => Stage.Allocated,
            _ => Stage.Sent,
        };

    /// <summary>The stage in the words used on screen, in the middle of a sentence.</summary>
    public static string InWords(this Stage stage) =>
        stage switch
        {
            Stage.Sent => "waiting for a caseworker",
            Stage.Allocated => "waiting for the supplier assessment",
            Stage.Assessed => "waiting for an action plan",
            Stage.Planned => "waiting for the first delivery session",
            Stage.Delivering => "in delivery",
            Stage.Ending => "waiting for the end-of-service report",
            Stage.Concluded => "concluded",
        };
}

/// <summary>
/// When each stage was last reached, as instants in UTC; null for a stage not reached, skipped, or left again because an
/// outcome was corrected. <paramref name="Allocated"/> is when the present supplier named a caseworker.
/// </summary>
public sealed record StageDates(
    DateTimeOffset Sent,
    DateTimeOffset? Allocated,
    DateTimeOffset? Assessed,
    DateTimeOffset? Planned,
    DateTimeOffset? Delivering,
    DateTimeOffset? Ending,
    DateTimeOffset? Concluded
);
