using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;

namespace RefMon.Domain.ActionPlans;

/// <summary>Submit the next version of the action plan; it stands at once.</summary>
public sealed record SubmitActionPlan(
    StaffMember By,
    int Sessions,
    IReadOnlyList<PlanActivity> Activities,
    IReadOnlyList<BaselineScore>? Baselines = null
)
{
    /// <summary>
    /// Submits, or refuses: not between Assessed and Delivering, no activity, an activity without words or outcome, an
    /// outcome without an activity, fewer than one session, fewer than those with an outcome or booked, a baseline score
    /// off the scale, twice, or of an outcome that is not in the referral.
    /// </summary>
    public static Decision Decide(Referral referral, SubmitActionPlan command, DateTimeOffset now)
    {
        var refusal =
            Guard.Between(referral, Stage.Assessed, Stage.Delivering, "submit an action plan")
            ?? Check(referral, command);
        return refusal is not null
            ? refusal
            : CallingOff.WhereDeliveryEnds(
                referral,
                new ActionPlanSubmitted(
                    command.By,
                    now,
                    referral.Plans.Versions.Count + 1,
                    command.Sessions,
                    command.Activities,
                    command.Baselines ?? []
                )
            );
    }

    /// <summary>What is wrong with the plan's content, whatever the stage: one kind of fault, each instance of it an item.</summary>
    public static Refusal? Check(Referral referral, SubmitActionPlan command) =>
        RefuseActivities(referral, command.Activities)
        ?? RefuseSessions(referral, command.Sessions)
        ?? RefuseBaselines(referral, command.Baselines ?? []);

    private static Refusal? RefuseActivities(Referral referral, IReadOnlyList<PlanActivity> activities)
    {
        if (activities.Count == 0)
            return new Refusal("no-activity", "activities", "Add at least one activity to the action plan");
        if (activities.Any(a => string.IsNullOrWhiteSpace(a.Description)))
            return new Refusal("activity-without-words", "activities", "Describe each activity");
        if (activities.Any(a => a.Outcomes.Count == 0))
            return new Refusal("activity-without-outcome", "activities", "Say which outcome each activity is for");
        var wanted = referral.Referring.Outcomes.ToList();
        if (activities.SelectMany(a => a.Outcomes).Any(id => wanted.All(o => o.Id != id)))
            return new Refusal(
                "outcome-not-in-referral",
                "activities",
                "An activity is for an outcome that is no longer part of the referral. Choose another outcome for it."
            );
        var served = activities.SelectMany(a => a.Outcomes).ToHashSet();
        return Refusals(
            wanted
                .Where(o => !served.Contains(o.Id))
                .Select(o => new Refusal("outcome-without-activity", "activities", $"Add an activity for: {o.Text}"))
        );
    }

    private static Refusal? RefuseSessions(Referral referral, int sessions)
    {
        if (sessions < 1)
            return new Refusal("sessions-below-one", "sessions", "Enter the number of sessions, 1 or more");
        var needed = referral.Appointments.Sessions.Where(s => s.Outcome is not null).Max(s => s.SessionNumber) ?? 0;
        if (sessions < needed)
            return new Refusal(
                "sessions-below-recorded",
                "sessions",
                $"Session {needed} has an outcome already. Enter {needed} sessions or more."
            );
        var booked = referral.Appointments.Sessions.Max(s => s.SessionNumber) ?? 0;
        return sessions < booked
            ? new Refusal(
                "session-booked-beyond-plan",
                "sessions",
                $"Session {booked} is booked. Cancel it first, or enter {booked} sessions or more."
            )
            : null;
    }

    private static Refusal? RefuseBaselines(Referral referral, IReadOnlyList<BaselineScore> baselines)
    {
        if (baselines.Any(b => !Scores.Allow(b.Score)))
            return new Refusal("score-off-scale", "baselines", "Choose a score from 0 to 10");
        if (baselines.DistinctBy(b => b.OutcomeId).Count() != baselines.Count)
            return new Refusal("outcome-scored-twice", "baselines", "Give each outcome one score");
        return baselines.Any(b => referral.Referring.Outcomes.All(o => o.Id != b.OutcomeId))
            ? new Refusal(
                "outcome-not-in-referral",
                "baselines",
                "A score is for an outcome that is no longer part of the referral. Look at the scores again."
            )
            : null;
    }

    private static Refusal? Refusals(IEnumerable<Refusal> items) =>
        items.ToList() is { Count: > 0 } list
            ? Refusal.Several("outcome-without-activity", "Some outcomes have no activity. Add one for each.", list)
            : null;
}

/// <summary>Object to a version of the plan, in words. The plan goes on standing.</summary>
public sealed record ObjectToPlan(StaffMember By, int Version, string Objection)
{
    /// <summary>
    /// Records the objection, or refuses: concluded, no such version, a newer version stands, objected to already, more
    /// than the allowed working days since it was submitted, no words.
    /// </summary>
    public static Decision Decide(
        Referral referral,
        ObjectToPlan command,
        WorkingDayCalendar calendar,
        DeadlineRuleBook rules,
        DateTimeOffset now
    )
    {
        var refusal =
            Guard.Open(referral)
            ?? RefuseVersion(referral, command.Version)
            ?? RefuseLate(referral, calendar, rules, LondonTime.DayOf(now))
            ?? Guard.Words(command.Objection, "objection-missing", "objection", "Enter what you object to");
        return refusal is not null
            ? refusal
            : Decision.Of(new ActionPlanObjectedTo(command.By, now, command.Version, command.Objection));
    }

    private static Refusal? RefuseVersion(Referral referral, int version)
    {
        if (referral.Plans.Versions.All(v => v.Version != version))
            return Refusal.NotFound("no-such-plan", "There is no such version of the action plan.");
        if (referral.Plans.Standing!.Version != version)
            return Refusal.Conflict(
                "newer-plan-stands",
                "A newer version of the action plan stands. Read that one first."
            );
        return referral.Plans.Standing.ObjectedAt is not null
            ? Refusal.Conflict(
                "already-objected",
                "You have objected to this version already. Both team leads were told."
            )
            : null;
    }

    private static Refusal? RefuseLate(
        Referral referral,
        WorkingDayCalendar calendar,
        DeadlineRuleBook rules,
        DateOnly today
    )
    {
        var (until, within) = MayObjectUntil(referral, calendar, rules, today);
        return today > until
            ? Refusal.Conflict(
                "objection-too-late",
                $"An objection must be made within {within} working days. Add a note for the caseworker instead."
            )
            : null;
    }

    /// <summary>
    /// The last London date for an objection to the plan that stands, and the working days that are. Like other clocks it stands still while the
    /// referral is paused: then it is the last date if work went on today.
    /// </summary>
    public static (DateOnly Until, int WorkingDays) MayObjectUntil(
        Referral referral,
        WorkingDayCalendar calendar,
        DeadlineRuleBook rules,
        DateOnly today
    )
    {
        var submitted = LondonTime.DayOf(referral.Plans.Standing!.SubmittedAt);
        return MayObjectUntil(referral, calendar, rules, submitted, today);
    }

    /// <summary>The same of a plan submitted on this London date, whether it stands or is still being written.</summary>
    public static (DateOnly Until, int WorkingDays) MayObjectUntil(
        Referral referral,
        WorkingDayCalendar calendar,
        DeadlineRuleBook rules,
        DateOnly submitted,
        DateOnly today
    )
    {
        var within = rules
            .Of(DeadlineSetting.PlanObjection, referral.Referring.Service.ContractTypeCode, submitted)
            .WorkingDays;
        return (PausedClock.DueAfter(referral, calendar, submitted, within, today), within);
    }
}
