using RefMon.Domain.Appointments;

namespace RefMon.Domain.Attention;

/// <summary>Works out each deadline of one referral on one day.</summary>
internal sealed class Reckoning(Referral referral, WorkingDayCalendar calendar, DeadlineRuleBook rules, DateOnly today)
{
    private readonly Stage stage = referral.Stage;
    private readonly OwedBy supplier = referral.Allocation.Caseworker is null
        ? OwedBy.SupplierTeamLead
        : OwedBy.SupplierCaseworker;

    private bool IsOpen => stage < Stage.Concluded;
    private bool IsBeforeEnding => stage < Stage.Ending;

    // a supplier that took the referral over names its own caseworker, from the hand-over
    public IEnumerable<Deadline> CaseworkerNamed() =>
        Clock(
            DeadlineKind.CaseworkerNamed,
            Day(referral.Allocation.ReachedSupplierAt),
            DeadlineSetting.CaseworkerNamed,
            Day(referral.Allocation.FirstAssignedAt),
            OwedBy.SupplierTeamLead,
            IsOpen
        );

    public IEnumerable<Deadline> AssessmentHeld()
    {
        var reached = referral.Allocation.ReachedSupplierAt;
        var from = referral.Dates.Assessed < reached ? referral.Referring.SentAt : reached;
        return Clock(
            DeadlineKind.AssessmentHeld,
            Day(from),
            DeadlineSetting.AssessmentHeld,
            AssessedOn,
            supplier,
            IsBeforeEnding
        );
    }

    public IEnumerable<Deadline> OutcomesRecorded() =>
        referral
            .Appointments.All.Where(a => !a.IsCancelled)
            .SelectMany(a =>
                Fixed(
                        DeadlineKind.OutcomeRecorded,
                        After(a.Day, Figure(DeadlineSetting.OutcomeRecorded, a.Day)),
                        Day(a.Outcome?.RecordedAt),
                        supplier,
                        stage is >= Stage.Allocated and < Stage.Ending,
                        Figure(DeadlineSetting.OutcomeRecorded, a.Day)
                    )
                    .Select(d => d with { AppointmentId = a.Id })
            )
            .OrderBy(d => d.DueOn);

    public IEnumerable<Deadline> ActionPlanSubmitted() =>
        AssessedOn is { } assessed
            ? Clock(
                DeadlineKind.ActionPlanSubmitted,
                Since(assessed, referral.Plans.Versions is [var first, ..] ? first.SubmittedAt : null),
                DeadlineSetting.ActionPlanSubmitted,
                FirstPlannedOn,
                supplier,
                IsBeforeEnding
            )
            : [];

    public IEnumerable<Deadline> FirstSessionBooked()
    {
        if (FirstPlannedOn is not { } planned)
            return [];
        // a missed session that is booked again leaves the first booking where it was
        var booked = referral
            .Appointments.All.Where(a => a is { Kind: AppointmentKind.DeliverySession, IsCancelled: false })
            .Select(s => (DateTimeOffset?)s.BookedAt)
            .Min();
        return Clock(
            DeadlineKind.FirstSessionBooked,
            Since(planned, booked),
            DeadlineSetting.FirstSessionBooked,
            Day(booked),
            supplier,
            IsBeforeEnding
        );
    }

    public IEnumerable<Deadline> ReportSubmitted() =>
        referral.Dates.Ending is { } ending
            ? Clock(
                DeadlineKind.ReportSubmitted,
                Day(ending),
                DeadlineSetting.ReportSubmitted,
                Day(referral.Ending.ReportSubmittedAt),
                supplier,
                IsOpen
            )
            : [];

    public IEnumerable<Deadline> RiskAcknowledged()
    {
        // what a former supplier's people confirmed, nobody at the present one has read
        var version = referral.Risk.Current;
        var reached = referral.Allocation.ReachedSupplierAt;
        return Clock(
                DeadlineKind.RiskAcknowledged,
                Day(version.SharedAt > reached ? version.SharedAt : reached),
                DeadlineSetting.RiskAcknowledged,
                Day(version.Acknowledgements.Select(a => (DateTimeOffset?)a.At).Where(at => at >= reached).Min()),
                supplier,
                IsOpen
            )
            .Select(d => d with { RiskVersionId = version.Id });
    }

    public IEnumerable<Deadline> Completed()
    {
        var isEndedEarly = referral.Ending.EndRequest is not null;
        return Fixed(
            DeadlineKind.Completed,
            referral.Referring.CompletionDate,
            isEndedEarly ? null : Day(referral.Dates.Ending),
            supplier,
            IsOpen && !isEndedEarly
        );
    }

    // a date may be amended long after: the rule is the one that held when the referral was sent
    public IEnumerable<Deadline> ReleaseDateConfirmed()
    {
        if (referral.Referring.Custody?.ReleaseDate is not { } release)
            return [];
        var figure = Figure(DeadlineSetting.ReleaseDateConfirmed, Day(referral.Referring.SentAt));
        return Fixed(
            DeadlineKind.ReleaseDateConfirmed,
            calendar.AddWorkingDays(release, -figure.WorkingDays),
            Day(referral.Referring.ReleaseConfirmedAt),
            OwedBy.ProbationPractitioner,
            IsOpen,
            figure
        );
    }

    private DateOnly? AssessedOn =>
        referral.Appointments.HasAssessmentHappened ? referral.Appointments.Assessment!.Day : null;

    private DateOnly? FirstPlannedOn => referral.Plans.Versions is [var first, ..] ? Day(first.SubmittedAt) : null;

    // what the present supplier did not inherit as done it has its own time for, from the hand-over
    private DateOnly Since(DateOnly began, DateTimeOffset? doneAt)
    {
        var reached = referral.Allocation.ReachedSupplierAt;
        var handedOver = Day(reached);
        return doneAt < reached || handedOver < began ? began : handedOver;
    }

    private IEnumerable<Deadline> Clock(
        DeadlineKind kind,
        DateOnly from,
        DeadlineSetting setting,
        DateOnly? metOn,
        OwedBy owedBy,
        bool isOwed
    )
    {
        var figure = Figure(setting, from);
        var due = PausedClock.DueAfter(referral, calendar, from, figure.WorkingDays, today);
        var pausedOn = referral.Ending.OpenPause is { } pause ? Day(pause.From) : (DateOnly?)null;
        var standsStill = metOn is null && pausedOn <= due;
        return Deadline(kind, due, metOn, owedBy, isOwed, standsStill, figure);
    }

    private IEnumerable<Deadline> Fixed(
        DeadlineKind kind,
        DateOnly due,
        DateOnly? metOn,
        OwedBy owedBy,
        bool isOwed,
        DeadlineFigure? rule = null
    ) => Deadline(kind, due, metOn, owedBy, isOwed, standsStill: false, rule);

    private DeadlineFigure Figure(DeadlineSetting setting, DateOnly began) =>
        rules.Of(setting, referral.Referring.Service.ContractTypeCode, began);

    // the same day may be a Sunday, when nobody is asked to wait for Monday
    private DateOnly After(DateOnly day, DeadlineFigure figure) =>
        figure.WorkingDays == 0 ? day : calendar.AddWorkingDays(day, figure.WorkingDays);

    private IEnumerable<Deadline> Deadline(
        DeadlineKind kind,
        DateOnly due,
        DateOnly? metOn,
        OwedBy owedBy,
        bool isOwed,
        bool standsStill,
        DeadlineFigure? rule
    )
    {
        if (metOn is null && !isOwed)
            return [];
        int? left = metOn is null && !standsStill ? calendar.CountBetween(today, due) : null;
        return [new Deadline(kind, due, metOn, State(due, metOn, standsStill, left), owedBy, left) { Rule = rule }];
    }

    private DeadlineState State(DateOnly due, DateOnly? metOn, bool standsStill, int? left) =>
        metOn is { } met
            ? met <= due
                ? DeadlineState.Met
                : DeadlineState.MetLate
            : standsStill
                ? DeadlineState.Paused
                : today > due
                    ? DeadlineState.Late
                    : today == due
                        ? DeadlineState.DueToday
                        : left <= Figure(DeadlineSetting.DueSoon, Day(referral.Referring.SentAt)).WorkingDays
                            ? DeadlineState.DueSoon
                            : DeadlineState.OnTrack;

    private static DateOnly Day(DateTimeOffset instant) => LondonTime.DayOf(instant);

    private static DateOnly? Day(DateTimeOffset? instant) => instant is { } at ? LondonTime.DayOf(at) : null;
}
