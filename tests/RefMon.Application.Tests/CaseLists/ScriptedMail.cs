using RefMon.Application.Attention;
using RefMon.Application.Operations;

namespace RefMon.Application.Tests.CaseLists;

/// <summary>GOV.UK Notify as a test wants it. Like the real one it takes a message twice, and knows what it holds under a reference.</summary>
internal sealed class ScriptedMail : INotifyMail
{
    private readonly Lock gate = new();
    private readonly List<NotifyMail> held = [];

    /// <summary>How many of the next answers to a send are lost after it was taken.</summary>
    public int LosesAnswers { get; set; }

    /// <summary>Answers nothing, and takes nothing.</summary>
    public bool IsDown { get; set; }

    /// <summary>Takes nothing, for good.</summary>
    public bool Refuses { get; set; }

    public IReadOnlyList<NotifyMail> Held
    {
        get
        {
            lock (gate)
                return [.. held];
        }
    }

    public IEnumerable<NotifyMail> To(string account) => Held.Where(mail => mail.Recipient == Staff.Email(account));

    public Task<NeighbourReply<NotifyMessage>> Send(NotifyMail mail, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (IsDown)
                return Task.FromResult<NeighbourReply<NotifyMessage>>(
                    new NeighbourReply<NotifyMessage>.Unavailable(NeighbourFault.Down, "set by the test")
                );
            if (Refuses)
                return Task.FromResult<NeighbourReply<NotifyMessage>>(
                    new NeighbourReply<NotifyMessage>.Refused("bad-request", "set by the test")
                );
            held.Add(mail);
            return Task.FromResult<NeighbourReply<NotifyMessage>>(
                LosesAnswers-- > 0
                    ? new NeighbourReply<NotifyMessage>.Unavailable(NeighbourFault.Slow, "lost by the test")
                    : new NeighbourReply<NotifyMessage>.Found(
                        new(Guid.NewGuid(), mail.Reference, mail.Template, "created", null)
                    )
            );
        }
    }

    public Task<NeighbourReply<IReadOnlyList<NotifyMessage>>> FindByReference(
        string reference,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<NeighbourReply<IReadOnlyList<NotifyMessage>>>(
            IsDown
                ? new NeighbourReply<IReadOnlyList<NotifyMessage>>.Unavailable(NeighbourFault.Down, "set by the test")
                : new NeighbourReply<IReadOnlyList<NotifyMessage>>.Found([
                    .. Held.Where(mail => mail.Reference == reference)
                        .Select(mail => new NotifyMessage(Guid.NewGuid(), reference, mail.Template, "created", null)),
                ])
        );
}
