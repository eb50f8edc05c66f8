using System.Diagnostics.CodeAnalysis;

namespace RefMon.Domain;

/// <summary>
/// The outcome of a command: the events to append, in order, or the refusal. An accepted command may have no events
/// (nothing new was said).
/// </summary>
public sealed class Decision
{
    private Decision(IReadOnlyList<IReferralEvent> events, Refusal? refusal)
    {
        Events = events;
        Refusal = refusal;
    }

    /// <summary>Accepted, and nothing changes.</summary>
    public static Decision NothingNew { get; } = new([], null);

    /// <summary>The events to append; empty when refused.</summary>
    public IReadOnlyList<IReferralEvent> Events { get; }

    /// <summary>The refusal; null when accepted.</summary>
    public Refusal? Refusal { get; }

    /// <summary>True when nothing may be appended.</summary>
    [MemberNotNullWhen(true, nameof(Refusal))]
    public bool IsRefused => Refusal is not null;

    /// <summary>Accepted with these events.</summary>
    public static Decision Of(params IReadOnlyList<IReferralEvent> events) => new(events, null);

    /// <summary>Refused.</summary>
    public static implicit operator Decision(Refusal refusal) => new([], refusal);

    /// <summary>Accepted with these events.</summary>
    public static implicit operator Decision(IReferralEvent[] events) => new(events, null);

    /// <summary>Shows codes and event names only: events hold personal data.</summary>
    public override string ToString() =>
        Refusal is { } refusal ? $"refused: {refusal.Code}" : string.Join(", ", Events.Select(e => e.GetType().Name));
}
