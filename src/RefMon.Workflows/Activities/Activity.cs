using RefMon.Workflows.Definitions;

namespace RefMon.Workflows.Activities;

/// <summary>
/// A type of activity. It reads its subject and decides; what is to be done outside it asks for as an
/// <see cref="EffectAsked"/>, which happens after the instance has been saved. It holds no state of its own.
/// </summary>
public interface IActivity
{
    /// <summary>What it takes and gives.</summary>
    ActivityDescriptor Descriptor { get; }

    /// <summary>The ports this very activity can leave by; the descriptor's unless its inputs say otherwise.</summary>
    IReadOnlyList<string> PortsOf(ActivityNode node) => Descriptor.Ports;

    /// <summary>What is wrong with the inputs taken together, in words; they are right one by one.</summary>
    IEnumerable<string> Check(ActivityNode node) => [];

    /// <summary>Runs when the flow reaches it.</summary>
    ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken);

    /// <summary>Runs when something it waits for may have come. It may go on waiting.</summary>
    ValueTask<ActivityResult> Resume(
        ActivityContext context,
        Resumption resumption,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult(ActivityResult.Done());
}

/// <summary>Why an activity that waits is looked at again.</summary>
public abstract record Resumption
{
    private Resumption() { }

    /// <summary>Something happened to the subject, by one or several names.</summary>
    public sealed record Happened(IReadOnlyList<string> Names, long? Sequence) : Resumption;

    /// <summary>Its time has come.</summary>
    public sealed record TimeCame : Resumption;

    /// <summary>The effect it asked for is done, with an outcome.</summary>
    public sealed record EffectDone(string Outcome) : Resumption;
}

/// <summary>
/// Something to do outside, once: its kind says who does it, and its values are ids, codes and references only.
/// </summary>
public sealed record EffectAsked(string Kind, IReadOnlyDictionary<string, string> Values);

/// <summary>What came of running an activity.</summary>
public abstract record ActivityResult
{
    private ActivityResult() { }

    /// <summary>It is finished and leaves by these ports; without one, by Done.</summary>
    public static ActivityResult Done(params IReadOnlyList<string> ports) =>
        new Left(ports.Count == 0 ? ActivityDescriptor.OnlyDone : ports);

    /// <summary>
    /// It waits for one of these events (null: for any of its subject) or until an instant, whichever is first. An empty
    /// list and no instant would wait for ever.
    /// </summary>
    public static ActivityResult Wait(IReadOnlyList<string>? events, DateTimeOffset? until) => new Waits(events, until);

    /// <summary>It waits until this has been done.</summary>
    public static ActivityResult Perform(EffectAsked effect) => new Performs(effect);

    /// <summary>The whole instance is finished.</summary>
    internal static ActivityResult EndAll { get; } = new Ends();

    /// <summary>The whole instance has failed, by decision of its definition.</summary>
    internal static ActivityResult Fail(string code, string? message) => new Fails(code, message);

    internal sealed record Left(IReadOnlyList<string> Ports) : ActivityResult;

    internal sealed record Waits(IReadOnlyList<string>? Events, DateTimeOffset? Until) : ActivityResult;

    internal sealed record Performs(EffectAsked Effect) : ActivityResult;

    internal sealed record Ends : ActivityResult;

    internal sealed record Fails(string Code, string? Message) : ActivityResult;
}
