using System.Globalization;
using Npgsql;
using RefMon.EventStore;
using RefMon.EventStore.Tests.Soak;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Engine;

namespace RefMon.Workflows.Tests.Soak;

/// <summary>Tallies as subjects: their events by their own names.</summary>
public sealed class TallySubjects(IEventReader reader) : IWorkflowSubjects
{
    public async ValueTask<object?> Read(Guid correlationId, CancellationToken cancellationToken) =>
        (await reader.Load<Tally>(correlationId, cancellationToken))?.Aggregate;

    public async ValueTask<IReadOnlyDictionary<Guid, object>> ReadAll(
        IReadOnlyCollection<Guid> correlationIds,
        CancellationToken cancellationToken
    ) =>
        (await reader.LoadMany<Tally>(correlationIds, cancellationToken)).ToDictionary(
            t => t.Key,
            t => (object)t.Value
        );

    public IReadOnlyList<Stimulus> StimuliOf(StoredEvent stored, object? subject) =>
        [new(stored.TypeName.Replace('_', '-'))];
}

/// <summary>Leaves by More once for every token of the tally, and by Closed when it is closed and all have been seen.</summary>
public sealed class AwaitTokens : IActivity
{
    public ActivityDescriptor Descriptor { get; } =
        new("Test.AwaitTokens", "Test", "Waits for tokens.", [], [], ["More", "Closed"], Waits: true);

    public async ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken)
    {
        var tally = (Tally)(await context.Subject(cancellationToken))!;
        var seen = context.Memory is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        if (seen < tally.Tokens.Count)
        {
            context.Memory = (seen + 1).ToString(CultureInfo.InvariantCulture);
            return ActivityResult.Done("More");
        }
        return tally.Closed ? ActivityResult.Done("Closed") : ActivityResult.Wait(null, null);
    }

    public ValueTask<ActivityResult> Resume(
        ActivityContext context,
        Resumption resumption,
        CancellationToken cancellationToken
    ) => Execute(context, cancellationToken);
}

/// <summary>Waits for a span of time.</summary>
public sealed class AwaitSpan : IActivity
{
    public ActivityDescriptor Descriptor { get; } =
        new(
            "Test.AwaitSpan",
            "Test",
            "Waits for a span of time.",
            [new("span", "TimeSpan", "How long.")],
            [],
            ActivityDescriptor.OnlyDone,
            Waits: true
        );

    public ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken)
    {
        var until = context.Now + context.Span("span")!.Value;
        context.Memory = until.ToString("O", CultureInfo.InvariantCulture);
        return ValueTask.FromResult(ActivityResult.Wait([], until));
    }

    public ValueTask<ActivityResult> Resume(
        ActivityContext context,
        Resumption resumption,
        CancellationToken cancellationToken
    )
    {
        var until = DateTimeOffset.Parse(context.Memory!, CultureInfo.InvariantCulture);
        return ValueTask.FromResult(until <= context.Now ? ActivityResult.Done() : ActivityResult.Wait([], until));
    }
}

/// <summary>Leaves a notice with the stand-in.</summary>
public sealed class Leave : IActivity
{
    public ActivityDescriptor Descriptor { get; } =
        new(
            "Test.Leave",
            "Test",
            "Leaves a notice.",
            [new("what", "String", "What.")],
            [],
            ActivityDescriptor.OnlyDone
        );

    public ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            ActivityResult.Perform(
                new("notice", new Dictionary<string, string> { ["what"] = context.Required("what") })
            )
        );
}

/// <summary>
/// A neighbour that does not recognise repeats: it takes whatever is sent, and can be asked what it has. Sometimes its reply is lost.
/// </summary>
public sealed class StandIn(NpgsqlDataSource database, StandInMood mood) : IEffectHandler
{
    public string Kind => "notice";

    public async Task<string> Handle(EffectToDo effect, CancellationToken cancellationToken)
    {
        if (mood.Before is { } before)
            await before(effect, cancellationToken);
        // only an earlier attempt can have arrived
        if (effect.Attempt > 1 && await Has(effect.Id, cancellationToken))
            return "there already";
        // only the newest attempt may send: one that was frozen is not it any more. The moment between that look and the sending,
        // which no sender can close by itself, is closed here, so that all else can be counted
        await using var command = database.CreateCommand(
            "insert into notice (id, correlation_id, what) select $1, $2, $3 from workflow_effect where id = $1 and attempts = $4"
        );
        command.Parameters.Add(new() { Value = effect.Id });
        command.Parameters.Add(new() { Value = effect.CorrelationId });
        command.Parameters.Add(new() { Value = effect.Values["what"] });
        command.Parameters.Add(new() { Value = effect.Attempt });
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            throw new TimeoutException("another node has begun to send it");
        if (Random.Shared.NextDouble() < mood.LosesReplies)
            throw new TimeoutException("the reply was lost");
        return "left";
    }

    private async Task<bool> Has(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select exists (select from notice where id = $1)");
        command.Parameters.Add(new() { Value = id });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

/// <summary>How the stand-in behaves.</summary>
public sealed class StandInMood
{
    public double LosesReplies { get; set; }

    public Func<EffectToDo, CancellationToken, Task>? Before { get; set; }
}
