using System.Globalization;
using RefMon.Application.Catalogue;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Attention;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;

namespace RefMon.Application.Attention;

/// <summary>
/// Waits until a condition of the referral does not hold any more, or for a time: a number of days or working days from now, or until a date of
/// the referral, or some days after it. Begins to count when the flow reaches it.
/// </summary>
public sealed class AwaitTime : IActivity
{
    private readonly Func<WorkingDayCalendar> days;
    private readonly Func<DeadlineRuleBook> rules;

    /// <summary>Counts by the calendar and the rules as they stand at each look.</summary>
    public AwaitTime(WorkingDays days, DeadlineSettings settings)
        : this(() => days.Calendar, () => settings.Book) { }

    internal AwaitTime(Func<WorkingDayCalendar> days, Func<DeadlineRuleBook> rules)
    {
        this.days = days;
        this.rules = rules;
    }

    private static readonly string[] Counts = ["days", "workingDays", "workingDaysBefore"];

    private const string Happened = "Happened";
    private const string Elapsed = "Elapsed";

    // counted by the figure of the contract type, so no fact of the referral alone
    private const string ObjectionEnds = "PlanObjectionEnds";

    private static readonly TimeOnly Morning = new(9, 0);

    /// <inheritdoc/>
    public ActivityDescriptor Descriptor { get; } =
        new(
            "RefMon.AwaitTime",
            "Waiting",
            "Waits until a condition does not hold any more or an event happens (Happened), or until a time has come (Elapsed), whichever is first.",
            [
                new(
                    "while",
                    "String",
                    "The condition under which it goes on waiting.",
                    OneOf: WorkflowFacts.Conditions,
                    IsLiteral: true
                ),
                new("days", "Int32", "Days from now, or after the date.", IsRequired: false, IsLiteral: true),
                new(
                    "workingDays",
                    "Int32",
                    "Working days from now, or after the date.",
                    IsRequired: false,
                    IsLiteral: true
                ),
                new(
                    "date",
                    "String",
                    "A date of the referral; while it has none, it waits.",
                    IsRequired: false,
                    OneOf: [.. WorkflowFacts.Dates, ObjectionEnds],
                    IsLiteral: true
                ),
                new("workingDaysBefore", "Int32", "Working days before the date.", IsRequired: false, IsLiteral: true),
                new(
                    "at",
                    "String",
                    "The time of day in London, as 09:00, which is the default.",
                    IsRequired: false,
                    IsLiteral: true
                ),
                new(
                    "events",
                    "String",
                    "Names of events that count as Happened too, with commas.",
                    IsRequired: false,
                    IsLiteral: true
                ),
            ],
            [],
            [Happened, Elapsed],
            Waits: true
        );

    /// <inheritdoc/>
    public IReadOnlyList<string> PortsOf(ActivityNode node) => Given(node).Any() ? Descriptor.Ports : [Happened];

    /// <inheritdoc/>
    public IEnumerable<string> Check(ActivityNode node)
    {
        if (Counts.Count(input => node.Literal(input) is not null) > 1)
            yield return $"only one of {string.Join(", ", Counts.Select(input => $"'{input}'"))} can be given";
        if (node.Literal("workingDaysBefore") is not null && node.Literal("date") is null)
            yield return "'workingDaysBefore' needs a 'date'";
        foreach (var input in Counts)
        {
            if (node.Literal(input) is { } count && int.Parse(count, CultureInfo.InvariantCulture) < 1)
                yield return $"'{input}' must be 1 or more";
        }
        if (node.Literal("at") is { } at && !WaitTimes.IsTime(at))
            yield return "'at' must be a time such as 09:00";
    }

    /// <inheritdoc/>
    public async ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken)
    {
        // a loop that comes here again counts from now
        if (context.Text("date") is null)
            context.Memory = LondonTime.DayOf(context.Now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Look(context, (WorkflowSubject?)await context.Subject(cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<ActivityResult> Resume(
        ActivityContext context,
        Resumption resumption,
        CancellationToken cancellationToken
    ) =>
        resumption is Resumption.Happened happened && WaitTimes.Ends(context, happened)
            ? ActivityResult.Done(Happened)
            : Look(context, (WorkflowSubject?)await context.Subject(cancellationToken));

    private ActivityResult Look(ActivityContext context, WorkflowSubject? subject)
    {
        if (!WorkflowFacts.IsSo(subject, context.Required("while")))
            return ActivityResult.Done(Happened);
        if (DayOf(context, subject) is not { } day)
            return ActivityResult.Wait(null, null);
        var at = WaitTimes.Instant(day, context.Text("at") is { } text ? WaitTimes.Time(text) : Morning);
        if (at > context.Now)
            return ActivityResult.Wait(null, at);
        var dated = context.Text("date") is null ? null : day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        // the same date of the referral is waited for once
        if (dated is not null && context.Memory == dated)
            return ActivityResult.Wait(null, null);
        context.Memory = dated;
        return ActivityResult.Done(Elapsed);
    }

    private DateOnly? DayOf(ActivityContext context, WorkflowSubject? subject)
    {
        DateOnly? from =
            context.Text("date") is { } fact ? Date(context, subject, fact)
            : context.Memory is { } began ? DateOnly.ParseExact(began, "yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;
        if (from is not { } day)
            return null;
        if (context.Number("days") is { } everyDay)
            return day.AddDays(everyDay);
        if (context.Number("workingDays") is { } working)
            return days().AddWorkingDays(day, working);
        if (context.Number("workingDaysBefore") is { } before)
            return days().AddWorkingDays(day, -before);
        return context.Text("date") is null ? null : day;
    }

    private DateOnly? Date(ActivityContext context, WorkflowSubject? subject, string fact) =>
        fact == ObjectionEnds
            ? subject is WorkflowSubject.OfReferral { Referral: { Plans.Standing: not null, IsPaused: false } referral }
                ? ObjectToPlan.MayObjectUntil(referral, days(), rules(), LondonTime.DayOf(context.Now)).Until
                : null
            : WorkflowFacts.Day(subject, fact);

    private static IEnumerable<string> Given(ActivityNode node) =>
        Counts.Append("date").Where(input => node.Literal(input) is not null);
}
