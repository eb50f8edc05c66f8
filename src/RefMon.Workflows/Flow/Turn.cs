using RefMon.Workflows.Activities;

namespace RefMon.Workflows.Flow;

/// <summary>
/// What surrounds one turn of an instance: what it is about, the time, and its subject, read when first asked for.
/// </summary>
internal sealed class TurnWorld(
    Guid correlationId,
    DateTimeOffset now,
    Func<CancellationToken, ValueTask<object?>> subject
)
{
    private (object? Value, bool IsRead) read;

    public Guid CorrelationId { get; } = correlationId;

    public DateTimeOffset Now { get; } = now;

    public async ValueTask<object?> Subject(CancellationToken cancellationToken)
    {
        if (!read.IsRead)
            read = (await subject(cancellationToken), true);
        return read.Value;
    }
}

/// <summary>A step for the journal: what an activity did, by which port it left, and what it was given up or failed for.</summary>
internal sealed record Step(int Number, string Activity, StepKind Kind, string? Detail);

/// <summary>What happened to an activity in a step.</summary>
internal enum StepKind
{
    Ran,
    Waits,
    Asked,
    GivenUp,
    Failed,
    Faulted,
    Ended,
    Skipped,
    Cancelled,
    Retried,
    Moved,
}

/// <summary>An effect asked for by a run of an activity.</summary>
internal sealed record RunEffect(string Activity, int Run, EffectAsked Asked);

/// <summary>A failure of an activity: how many there have been in this run; parked when it is not tried again by itself.</summary>
internal sealed record RunFailure(string Activity, int Run, string Error, int Failures, bool IsParked);

/// <summary>What a turn came to: the state after it, and what must be written with it.</summary>
internal sealed record Turn(
    InstanceState State,
    IReadOnlyList<Step> Steps,
    IReadOnlyList<RunEffect> Effects,
    IReadOnlyList<RunFailure> Failures,
    IReadOnlyList<string> Recovered
);
