using System.Globalization;
using RefMon.Application.Catalogue;
using RefMon.Domain.Attention;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;

namespace RefMon.Application.Attention;

/// <summary>
/// Waits until a deadline is met or not owed any more, or until it comes near, falls due or has passed, whichever is first.
/// Computed again at every event of the referral, so an amended date, a pause or a correction moves it. Reached again by a loop it
/// goes on with the next moment and never repeats one for the same date.
/// </summary>
public sealed class AwaitDeadline : IActivity
{
    private readonly Func<WorkingDayCalendar> days;
    private readonly Func<DeadlineRuleBook> rules;

    /// <summary>Counts by the calendar and the rules as they stand at each look.</summary>
    public AwaitDeadline(WorkingDays days, DeadlineSettings settings)
        : this(() => days.Calendar, () => settings.Book) { }

    internal AwaitDeadline(Func<WorkingDayCalendar> days, Func<DeadlineRuleBook> rules)
    {
        this.days = days;
        this.rules = rules;
    }

    private const string Happened = "Happened";
    private const string Near = "Near";
    private const string Due = "Due";
    private const string Passed = "Passed";

    private static readonly TimeOnly Morning = new(9, 0);

    /// <inheritdoc/>
    public ActivityDescriptor Descriptor { get; } =
        new(
            "RefMon.AwaitDeadline",
            "Waiting",
            "Waits until a deadline is met or not owed any more (Happened), comes near (Near), falls due (Due) or has passed (Passed), "
                + "whichever is first. Has a port for each moment that its inputs ask for. A paused deadline waits.",
            [
                new("deadline", "String", "The obligation.", OneOf: WorkflowFacts.Deadlines, IsLiteral: true),
                new(
                    "near",
                    "Int32",
                    "Working days before the date for the port Near.",
                    IsRequired: false,
                    IsLiteral: true
                ),
                new("due", "Boolean", "Whether to leave by Due on the date.", IsRequired: false, IsLiteral: true),
                new(
                    "passed",
                    "Int32",
                    "Working days after the date for the port Passed.",
                    IsRequired: false,
                    IsLiteral: true
                ),
                new(
                    "at",
                    "String",
                    "The time of day in London, as 09:00, which is the default.",
                    IsRequired: false,
                    IsLiteral: true
                ),
                new(
                    "calendarDays",
                    "Boolean",
                    "Whether near and passed count every day.",
                    IsRequired: false,
                    IsLiteral: true
                ),
                new(
                    "ahead",
                    "Boolean",
                    "Whether moments that had gone by before it began to wait are left out.",
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
            [new("dueOn", "String", "The date, as 2026-03-04.")],
            [Happened, Near, Due, Passed],
            Waits: true
        );

    /// <inheritdoc/>
    public IReadOnlyList<string> PortsOf(ActivityNode node) =>
        [
            Happened,
            .. node.Literal("near") is null ? [] : (string[])[Near],
            .. node.Literal("due") is "true" ? (string[])[Due] : [],
            .. node.Literal("passed") is null ? [] : (string[])[Passed],
        ];

    /// <inheritdoc/>
    public IEnumerable<string> Check(ActivityNode node)
    {
        foreach (var input in (string[])["near", "passed"])
        {
            if (node.Literal(input) is { } days && int.Parse(days, CultureInfo.InvariantCulture) < 1)
                yield return $"'{input}' must be 1 or more";
        }
        if (node.Literal("at") is { } at && !WaitTimes.IsTime(at))
            yield return "'at' must be a time such as 09:00";
    }

    /// <inheritdoc/>
    public async ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken) =>
        Look(context, (WorkflowSubject?)await context.Subject(cancellationToken), isNew: context.Memory is null);

    /// <inheritdoc/>
    public async ValueTask<ActivityResult> Resume(
        ActivityContext context,
        Resumption resumption,
        CancellationToken cancellationToken
    ) =>
        resumption is Resumption.Happened happened && WaitTimes.Ends(context, happened)
            ? ActivityResult.Done(Happened)
            : Look(context, (WorkflowSubject?)await context.Subject(cancellationToken), isNew: false);

    private ActivityResult Look(ActivityContext context, WorkflowSubject? subject, bool isNew)
    {
        var calendar = days();
        var today = LondonTime.DayOf(context.Now);
        if (
            WorkflowFacts.Owed(subject, context.Required("deadline"), context.Key, calendar, rules(), today)
            is not { } owed
        )
            return ActivityResult.Done(Happened);
        if (owed.StandsStill)
            return ActivityResult.Wait(null, null);
        context.Output("dueOn", Text(owed.DueOn));
        var moments = Moments(context, owed.DueOn, calendar);
        if (
            isNew
            && context.Boolean("ahead") is true
            && moments.LastOrDefault(m => m.At <= context.Now) is { Port: not null } gone
        )
            context.Memory = $"{Text(owed.DueOn)}/{gone.Port}";
        var left = moments.Skip(LastLeft(context, owed.DueOn, moments) + 1).ToList();
        // of several that have gone by, only the last is worth a word
        if (left.LastOrDefault(m => m.At <= context.Now) is { Port: not null } come)
        {
            context.Memory = $"{Text(owed.DueOn)}/{come.Port}";
            return ActivityResult.Done(come.Port);
        }
        return ActivityResult.Wait(null, left.Count > 0 ? left[0].At : null);
    }

    private static List<(string Port, DateTimeOffset At)> Moments(
        ActivityContext context,
        DateOnly due,
        WorkingDayCalendar calendar
    )
    {
        var at = context.Text("at") is { } text ? WaitTimes.Time(text) : Morning;
        var everyDay = context.Boolean("calendarDays") is true;
        var moments = new List<(string, DateTimeOffset)>();
        if (context.Number("near") is { } near)
            moments.Add((Near, WaitTimes.Instant(Away(-near), at)));
        if (context.Boolean("due") is true)
            moments.Add((Due, WaitTimes.Instant(due, at)));
        if (context.Number("passed") is { } passed)
            moments.Add((Passed, WaitTimes.Instant(Away(passed), at)));
        return moments;

        DateOnly Away(int count) => everyDay ? due.AddDays(count) : calendar.AddWorkingDays(due, count);
    }

    // a date that was moved begins afresh
    private static int LastLeft(
        ActivityContext context,
        DateOnly due,
        List<(string Port, DateTimeOffset At)> moments
    ) =>
        context.Memory?.Split('/') is [var day, var port] && day == Text(due)
            ? moments.FindIndex(m => m.Port == port)
            : -1;

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Times as the waiting activities write and count them.</summary>
internal static class WaitTimes
{
    public static bool IsTime(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    public static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The instant in UTC; a time that the clocks skip on that day comes an hour later.</summary>
    public static DateTimeOffset Instant(DateOnly day, TimeOnly time) =>
        LondonTime.InstantOf(day, time) ?? LondonTime.InstantOf(day, time.AddHours(1))!.Value;

    /// <summary>Whether one of the events that the activity names has happened.</summary>
    public static bool Ends(ActivityContext context, Resumption.Happened happened) =>
        context.Text("events") is { } named
        && named.Split(',', StringSplitOptions.TrimEntries).Intersect(happened.Names, StringComparer.Ordinal).Any();
}
