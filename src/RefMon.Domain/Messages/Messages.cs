namespace RefMon.Domain.Messages;

/// <summary>A message from one side to the other.</summary>
public sealed record MessageSent(StaffMember By, DateTimeOffset At, MessageId MessageId, string Body, bool IsUrgent)
    : IReferralEvent
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(MessageSent);
}

/// <summary>How many messages there are, and when the last one and the last urgent one were sent.</summary>
public sealed record MessagesState(int Messages, DateTimeOffset? LatestAt, DateTimeOffset? LatestUrgentAt)
{
    internal static MessagesState None { get; } = new(0, null, null);

    internal MessagesState Apply(MessageSent e) => new(Messages + 1, e.At, e.IsUrgent ? e.At : LatestUrgentAt);
}
