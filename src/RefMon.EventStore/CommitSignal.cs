using System.Diagnostics.CodeAnalysis;

namespace RefMon.EventStore;

/// <summary>Tells the parts of this process that wait for events that some were committed.</summary>
internal sealed class CommitSignal
{
    private readonly Lock gate = new();
    private Pulse[] waiting = [];

    public void Pulse()
    {
        foreach (var pulse in Volatile.Read(ref waiting))
            pulse.Set();
    }

    public Pulse Listen()
    {
        var pulse = new Pulse();
        lock (gate)
            Volatile.Write(ref waiting, [.. waiting, pulse]);
        return pulse;
    }
}

/// <summary>Wakes one waiter; several settings before it looks count as one.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore without a wait handle holds nothing to free.")]
internal sealed class Pulse
{
    private readonly SemaphoreSlim semaphore = new(0);

    public void Set()
    {
        if (semaphore.CurrentCount == 0)
            semaphore.Release();
    }

    /// <summary>Waits for a setting, or until the time is up: true when it was set.</summary>
    public async Task<bool> Wait(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var set = await semaphore.WaitAsync(atMost, cancellationToken);
        while (semaphore.Wait(0, CancellationToken.None)) { }
        return set;
    }
}
