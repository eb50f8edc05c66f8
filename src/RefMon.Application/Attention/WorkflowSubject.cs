using System.Globalization;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Attention;

namespace RefMon.Application.Attention;

/// <summary>What an instance of a workflow is about, as it stands when a turn begins.</summary>
public abstract record WorkflowSubject
{
    private WorkflowSubject() { }

    /// <summary>A referral.</summary>
    public sealed record OfReferral(Referral Referral) : WorkflowSubject;

    /// <summary>A draft that nobody has sent or deleted, by its author and when it was last saved.</summary>
    public sealed record OfDraft(DraftId Id, string Author, DateTimeOffset LastSaved) : WorkflowSubject;
}

/// <summary>
/// What workflows may wait for and ask about their subject: its deadlines, computed by the Domain, and facts. They read and
/// never decide.
/// </summary>
public static class WorkflowFacts
{
    /// <summary>The deadline of a draft: the last day it is kept while nobody works on it.</summary>
    public const string DraftKept = "DraftKept";

    /// <summary>The names of all deadlines.</summary>
    public static IReadOnlyList<string> Deadlines { get; } = [.. Enum.GetNames<DeadlineKind>(), DraftKept];

    private static readonly Dictionary<string, Func<Referral, bool>> YesOrNo = new(StringComparer.Ordinal)
    {
        ["IsOpen"] = r => r.Stage < Stage.Concluded,
        ["IsPaused"] = r => r.IsPaused,
        ["HasCaseworker"] = r => r.Allocation.Caseworker is not null,
        ["IsAssessmentBooked"] = r => r.Appointments.Assessment is { Outcome: null },
        ["HasAssessmentHappened"] = r => r.Appointments.HasAssessmentHappened,
        // asked by the first version of a process that may still run
        ["WasAssessmentMissed"] = r => r.Appointments.Assessment is { Outcome: { Happened: false } },
        // it was missed, or called off with nothing in its place
        ["IsAssessmentToBookAgain"] = r => r.Appointments.Assessment is null or { Outcome: { Happened: false } },
        ["IsInCustody"] = r => r.Referring.Custody is not null && r.Referring.Person.ReleasedOn is null,
        ["IsOutOfCustody"] = r => r.Referring.Custody is null || r.Referring.Person.ReleasedOn is not null,
        // nothing to confirm now, though there may be another date later
        ["IsReleaseSettled"] = r =>
            r.Stage < Stage.Concluded
            && (r.Referring.Custody?.ReleaseDate is null || r.Referring.ReleaseConfirmedAt is not null),
        ["IsReleaseDateConfirmed"] = r => r.Referring.ReleaseConfirmedAt is not null,
        ["IsReleased"] = r => r.Referring.Person.ReleasedOn is not null,
        ["IsRiskSourceNewer"] = r => r.Risk.MovedOn is not null,
        ["IsRiskSourceCurrent"] = r => r.Stage < Stage.Concluded && r.Risk.MovedOn is null,
        ["IsAssessmentOwed"] = r => r.Stage < Stage.Ending && !r.Appointments.HasAssessmentHappened,
        ["IsPlanOwed"] = r =>
            r.Stage < Stage.Ending && r.Appointments.HasAssessmentHappened && r.Plans.Standing is null,
        ["IsReportOwed"] = r => r.Stage is Stage.Ending && r.Ending.ReportSubmittedAt is null,
        ["IsPlanSubmitted"] = r => r.Plans.Standing is not null,
        ["IsPlanObjectedTo"] = r => r.Plans.Standing is { ObjectedAt: not null },
    };

    private static readonly Dictionary<string, Func<Referral, DateOnly?>> Days = new(StringComparer.Ordinal)
    {
        ["CompletionDate"] = r => r.Referring.CompletionDate,
        ["ReleaseDate"] = r => r.Referring.Custody?.ReleaseDate,
        ["ExpectedToResume"] = r => r.Ending.OpenPause?.ExpectedUntil,
        ["PlanSubmitted"] = r => r.Plans.Standing is { } plan ? LondonTime.DayOf(plan.SubmittedAt) : null,
    };

    private static readonly Dictionary<string, Func<Referral, string>> Words = new(StringComparer.Ordinal)
    {
        ["Stage"] = r => r.Stage.ToString(),
        ["ContractType"] = r => r.Referring.Service.ContractTypeCode,
    };

    /// <summary>Facts that are so or not.</summary>
    public static IReadOnlyList<string> Conditions { get; } = [.. YesOrNo.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Facts that are a London date.</summary>
    public static IReadOnlyList<string> Dates { get; } = [.. Days.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Every fact that can be read.</summary>
    public static IReadOnlyList<string> All { get; } =
    [.. Conditions.Concat(Dates).Concat(Words.Keys).Order(StringComparer.Ordinal)];

    /// <summary>Whether it is so; nothing is so of what is gone.</summary>
    internal static bool IsSo(WorkflowSubject? subject, string fact) =>
        subject is WorkflowSubject.OfReferral { Referral: var referral } && YesOrNo[fact](referral);

    /// <summary>The date; null when there is none.</summary>
    internal static DateOnly? Day(WorkflowSubject? subject, string fact) =>
        subject is WorkflowSubject.OfReferral { Referral: var referral } ? Days[fact](referral) : null;

    /// <summary>A fact as text; null when it has none.</summary>
    internal static string? Text(WorkflowSubject? subject, string fact)
    {
        if (YesOrNo.ContainsKey(fact))
            return IsSo(subject, fact) ? "true" : "false";
        if (Days.ContainsKey(fact))
            return Day(subject, fact)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return subject is WorkflowSubject.OfReferral { Referral: var referral } ? Words[fact](referral) : null;
    }

    /// <summary>
    /// A deadline that is owed now, of the whole subject or of one appointment or risk version; null when it is met or not owed
    /// any more.
    /// </summary>
    internal static OwedDeadline? Owed(
        WorkflowSubject? subject,
        string deadline,
        string? key,
        WorkingDayCalendar calendar,
        DeadlineRuleBook rules,
        DateOnly today
    )
    {
        if (subject is WorkflowSubject.OfDraft draft)
            return deadline == DraftKept ? new(DraftLife.KeptUntil(draft.LastSaved), false) : null;
        if (subject is not WorkflowSubject.OfReferral { Referral: var referral } || deadline == DraftKept)
            return null;
        var kind = Enum.Parse<DeadlineKind>(deadline);
        var owed = Domain
            .Attention.Deadlines.For(referral, calendar, rules, today)
            .FirstOrDefault(d => d.Kind == kind && d.IsOpen && IsOf(d, key));
        return owed is null ? null : new(owed.DueOn, owed.State is DeadlineState.Paused);
    }

    // instances about the whole referral have no key
    private static bool IsOf(Deadline deadline, string? key)
    {
        var one = deadline.AppointmentId?.Value ?? deadline.RiskVersionId?.Value;
        return key is null || one is null || one.Value.ToString("D") == key;
    }
}

/// <summary>The London date something is owed by, and whether its clock stands still.</summary>
internal sealed record OwedDeadline(DateOnly DueOn, bool StandsStill);
