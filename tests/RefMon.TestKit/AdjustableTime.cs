namespace RefMon.TestKit;

/// <summary>The system's clock moved by an offset: puts the whole application on any date while timers run as usual.</summary>
public sealed class AdjustableTime : TimeProvider
{
    private long offset;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref offset));

    /// <summary>Moves the clock, forwards or back.</summary>
    public void Move(TimeSpan by) => Interlocked.Add(ref offset, by.Ticks);

    /// <summary>Puts the clock on an instant.</summary>
    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref offset, (now - System.GetUtcNow()).Ticks);
}
