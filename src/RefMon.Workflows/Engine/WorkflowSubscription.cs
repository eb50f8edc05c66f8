using RefMon.EventStore;

namespace RefMon.Workflows.Engine;

/// <summary>
/// Feeds the engine with the store's events, in order, in the transaction that moves the checkpoint: what an event does to the
/// instances commits with the fact that it was handled.
/// </summary>
public sealed class WorkflowSubscription : IPageSubscription
{
    private readonly InstanceEngine engine;
    private readonly IWorkflowSubjects subjects;

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
    public bool Concerns(StoredEvent stored) => subjects.MayConcern(stored);

    // what is asked for outside is a row that is taken in a transaction of its own, and with that one this one is kept
    /// <inheritdoc/>
    public bool WaitsForDisk => false;

    /// <inheritdoc/>
    public Task HandlePage(
        IReadOnlyList<StoredEvent> page,
        SubscriptionContext context,
        CancellationToken cancellationToken
    ) => engine.Receive(context.Connection, [.. page.Select(stored => new Happening.Event(stored))], cancellationToken);
}
