namespace RefMon.Domain.Messages;

/// <summary>Write to the other side, in any stage.</summary>
public sealed record SendMessage(StaffMember By, MessageId MessageId, string Body, bool IsUrgent)
{
    /// <summary>Sends, or refuses a message without text.</summary>
    public static Decision Decide(SendMessage command, DateTimeOffset now) =>
        Guard.Words(command.Body, "body-missing", "body", "Enter a message") is { } refusal
            ? refusal
            : Decision.Of(new MessageSent(command.By, now, command.MessageId, command.Body, command.IsUrgent));
}
