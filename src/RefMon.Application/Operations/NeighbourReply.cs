namespace RefMon.Application.Operations;

/// <summary>Why a neighbour gave no usable answer. All of them may pass: ask again later.</summary>
public enum NeighbourFault
{
    /// <summary>No connection, a dropped connection, a server error, too many requests, or our credentials were not accepted.</summary>
    Down,

    /// <summary>No complete answer within the time allowed. A write may have been applied.</summary>
    Slow,

    /// <summary>An answer that is not what was agreed: not JSON, cut short, wrong types, too large, empty.</summary>
    Nonsense,
}

/// <summary>
/// What a neighbour answered: exactly one of <see cref="Found"/>, <see cref="NotFound"/>, <see cref="Refused"/> and
/// <see cref="Unavailable"/>. Ports never throw for a neighbour that is down, slow or answering nonsense; they throw
/// only <see cref="OperationCanceledException"/> when the caller's own token is cancelled.
/// </summary>
/// <typeparam name="T">The answer's type.</typeparam>
public abstract record NeighbourReply<T>
{
    private NeighbourReply() { }

    /// <summary>The neighbour answered. Its text form never shows the value, which may be personal data.</summary>
    public sealed record Found(T Value) : NeighbourReply<T>
    {
        /// <inheritdoc/>
        public override string ToString() => nameof(Found);
    }

    /// <summary>The neighbour is well and says that there is no such thing.</summary>
    public sealed record NotFound : NeighbourReply<T>;

    /// <summary>
    /// The neighbour will not do this, however often it is asked. <paramref name="Code"/> is a stable machine word and
    /// may be logged; <paramref name="Reason"/> is the neighbour's own sentence: show it to the person, never log it.
    /// </summary>
    public sealed record Refused(string Code, string Reason) : NeighbourReply<T>
    {
        /// <inheritdoc/>
        public override string ToString() => $"{nameof(Refused)}: {Code}";
    }

    /// <summary>
    /// No usable answer. <paramref name="Why"/> is our own wording without personal data and may be logged. After a
    /// write it is not known whether the write was applied: repeat it with the same key.
    /// </summary>
    public sealed record Unavailable(NeighbourFault Fault, string Why) : NeighbourReply<T>;

    /// <summary>One result for each case; the compiler cannot prove a switch over the cases complete, this can.</summary>
    public TResult Match<TResult>(
        Func<T, TResult> found,
        Func<TResult> notFound,
        Func<Refused, TResult> refused,
        Func<Unavailable, TResult> unavailable
    ) =>
        this switch
        {
            Found f => found(f.Value),
            NotFound => notFound(),
            Refused r => refused(r),
            Unavailable u => unavailable(u),
            _ => throw new InvalidOperationException("A neighbour's reply is one of four cases."),
        };
}
