using RefMon.EventStore;

namespace RefMon.Workflows.Engine;

/// <summary>
/// Feeds the engine with the store's events, in order, in the transaction that moves the checkpoint: what an event does to the
/// instances commits with the fact that it was handled.
/// </summary>
public sealed class WorkflowSubscription : ISubscription
{
    private readonly InstanceEngine engine;
    private readonly IWorkflowSubjects subjects;
    private readonly Dictionary<Guid, object?> known = [];

    internal WorkflowSubscription(InstanceEngine engine, IWorkflowSubjects subjects)
    {
        this.engine = engine;
        this.subjects = subjects;
    }

    /// <summary>Under which it is registered, and its progress kept.</summary>
    public const string SubscriptionName = "Workflows";

    /// <inheritdoc/>
    public string Name => SubscriptionName;

    /// <inheritdoc/>
    public async Task Handle(StoredEvent stored, SubscriptionContext context, CancellationToken cancellationToken)
    {
        // a page is read before any of it is handled, so the subject is at least as new as all its events
        if (!known.TryGetValue(stored.StreamId, out var subject))
            known.Add(stored.StreamId, subject = await subjects.Read(stored.StreamId, cancellationToken));
        var stimuli = subjects.StimuliOf(stored, subject);
        if (stimuli.Count == 0)
            return;
        var happening = Happening.Event(stored.Id, stored.Sequence, _ => ValueTask.FromResult(subject));
        await engine.Receive(context.Connection, stored.StreamId, stimuli, happening, cancellationToken);
    }
}
