namespace RefMon.StandIns.Neighbours;

/// <summary>An e-mail as Notify was sent it.</summary>
public sealed record KeptMail(
    Guid Id,
    DateTimeOffset CreatedAt,
    string Template,
    string Recipient,
    string Reference,
    IReadOnlyDictionary<string, string> Personalisation,
    string Status
);

/// <summary>Everything Notify was sent, twice if it was sent twice: Notify does not de-duplicate.</summary>
public sealed class NotifyInbox
{
    private readonly Lock gate = new();
    private readonly List<KeptMail> kept = [];

    /// <summary>In the order of arrival.</summary>
    public IReadOnlyList<KeptMail> Messages
    {
        get
        {
            lock (gate)
            {
                return kept.ToList();
            }
        }
    }

    internal void Keep(KeptMail mail)
    {
        lock (gate)
        {
            kept.Add(mail);
        }
    }
}
