using System.Text.Json.Serialization;

namespace RefMon.Domain.Endings;

/// <summary>The supplier sent the referral back, with words for the practitioner.</summary>
public sealed record ReferralReturned(StaffMember By, DateTimeOffset At, ReturnReason Reason, string Words)
    : IConcludesReferral
{
    Conclusion IConcludesReferral.Conclusion => Conclusion.Returned;
}

/// <summary>Probation took the referral back: the supplier keeps only its reference and date.</summary>
public sealed record ReferralRecalled(StaffMember By, DateTimeOffset At, RecallReason Reason, string? Words)
    : IConcludesReferral
{
    Conclusion IConcludesReferral.Conclusion => Conclusion.Recalled;
}

/// <summary>Probation withdrew the referral before any session had happened. The code is one of <see cref="WithdrawalReasons"/>.</summary>
public sealed record ReferralWithdrawn(StaffMember By, DateTimeOffset At, string ReasonCode, string Words)
    : IConcludesReferral
{
    Conclusion IConcludesReferral.Conclusion => Conclusion.Withdrawn;
}

/// <summary>Probation asked to close the referral early after a session had happened: the report is owed first.</summary>
public sealed record EarlyCloseRequested(StaffMember By, DateTimeOffset At, string ReasonCode, string Words)
    : IReferralEvent;

/// <summary>The supplier submitted the end-of-service report, which concludes the referral.</summary>
public sealed record EndOfServiceReportSubmitted(
    StaffMember By,
    DateTimeOffset At,
    IReadOnlyList<OutcomeJudgement> Judgements,
    string? FurtherInformation,
    Conclusion Conclusion
) : IConcludesReferral;

/// <summary>The supplier's lead concluded the referral without a report.</summary>
public sealed record ConcludedWithoutReport(StaffMember By, DateTimeOffset At, string Reason, Conclusion Conclusion)
    : IConcludesReferral;

/// <summary>Work stopped for a while: clocks stop with it. The date is when it is expected to go on.</summary>
public sealed record ReferralPaused(StaffMember By, DateTimeOffset At, string Reason, DateOnly ExpectedUntil)
    : IReferralEvent;

/// <summary>Work went on: clocks continue.</summary>
public sealed record ReferralResumed(StaffMember By, DateTimeOffset At) : IReferralEvent;

/// <summary>Why a supplier sends a referral back.</summary>
public enum ReturnReason
{
    /// <summary>The service does not suit the person.</summary>
    Unsuitable,

    /// <summary>The person is not eligible.</summary>
    Ineligible,

    /// <summary>The supplier cannot meet the need.</summary>
    CannotMeetTheNeed,

    /// <summary>There is another referral for the same.</summary>
    Duplicate,
}

/// <summary>Why probation takes a referral back.</summary>
public enum RecallReason
{
    /// <summary>It was made for the wrong person.</summary>
    WrongPerson,

    /// <summary>It was sent to the wrong supplier.</summary>
    WrongSupplier,
}

/// <summary>How far a desired outcome was reached.</summary>
public enum Achievement
{
    /// <summary>Achieved; scores 1.</summary>
    Achieved,

    /// <summary>Partly achieved; scores a half.</summary>
    PartlyAchieved,

    /// <summary>Not achieved; scores 0.</summary>
    NotAchieved,
}

/// <summary>
/// The supplier's judgement on one desired outcome, with progress, what remains to be done, and where the person stands
/// now on the scale of the plan's baseline score, when they were scored.
/// </summary>
public sealed record OutcomeJudgement(
    DesiredOutcomeId OutcomeId,
    Achievement Achievement,
    string Progress,
    string? RemainingTasks,
    int? EndScore = null
);

/// <summary>How and whether the referral ends, and its pauses (oldest first).</summary>
public sealed record EndingsState(
    EndRequest? EndRequest,
    Conclusion? Conclusion,
    DateTimeOffset? ConcludedAt,
    StaffMember? ConcludedBy,
    DateTimeOffset? ReportSubmittedAt,
    IReadOnlyList<JudgedOutcome> Judgements,
    IReadOnlyList<Pause> Pauses
)
{
    /// <summary>The pause that goes on now; null when work is not paused.</summary>
    [JsonIgnore]
    public Pause? OpenPause => Pauses is [.., { Until: null } last] ? last : null;

    internal static EndingsState None { get; } = new(null, null, null, null, null, [], []);

    internal EndingsState Apply(EarlyCloseRequested e) =>
        this with
        {
            EndRequest = new EndRequest(e.ReasonCode, e.By, e.At),
        };

    internal EndingsState Apply(IConcludesReferral e) =>
        this with
        {
            Conclusion = e.Conclusion,
            ConcludedAt = e.At,
            ConcludedBy = e.By,
            EndRequest = e is ReferralWithdrawn w ? new EndRequest(w.ReasonCode, w.By, w.At) : EndRequest,
            ReportSubmittedAt = e is EndOfServiceReportSubmitted ? e.At : null,
            Judgements = e is EndOfServiceReportSubmitted report
                ? [.. report.Judgements.Select(j => new JudgedOutcome(j.OutcomeId, j.Achievement))]
                : [],
            Pauses = OpenPause is { } pause ? [.. Pauses.SkipLast(1), pause with { Until = e.At }] : Pauses,
        };

    internal EndingsState Apply(ReferralPaused e) =>
        this with
        {
            Pauses = [.. Pauses, new Pause(e.At, null, e.ExpectedUntil)],
        };

    internal EndingsState Apply(ReferralResumed e) =>
        this with
        {
            Pauses = OpenPause is { } pause ? [.. Pauses.SkipLast(1), pause with { Until = e.At }] : Pauses,
        };
}

/// <summary>Probation's wish to withdraw or close early.</summary>
public sealed record EndRequest(string ReasonCode, StaffMember By, DateTimeOffset At);

/// <summary>A judged outcome without its texts.</summary>
public sealed record JudgedOutcome(DesiredOutcomeId OutcomeId, Achievement Achievement);

/// <summary>A pause, as instants in UTC; without an end while it goes on.</summary>
public sealed record Pause(DateTimeOffset From, DateTimeOffset? Until, DateOnly ExpectedUntil);
