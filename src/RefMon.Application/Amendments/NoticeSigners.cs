namespace RefMon.Application.Amendments;

/// <summary>
/// Each neighbour signs with a secret of its own, so that none can speak for another. Built from the secrets of each: the one
/// that holds, and the one before it while the neighbour changes over.
/// </summary>
public sealed class NoticeSigners(IReadOnlyDictionary<NoticeSource, NoticeSignature> signatures)
{
    /// <summary>Who may have sent a body just now: one neighbour, or nobody. A body of nobody is not read.</summary>
    public IReadOnlyList<NoticeSource> Of(
        string? timestamp,
        string? signature,
        ReadOnlySpan<byte> body,
        DateTimeOffset now
    )
    {
        var signers = new List<NoticeSource>();
        foreach (var (source, known) in signatures)
        {
            if (known.IsGood(timestamp, signature, body, now))
                signers.Add(source);
        }
        return signers;
    }
}
