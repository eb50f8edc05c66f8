namespace RefMon.Domain;

/// <summary>
/// Something that happened to a referral: who did it and when (an instant in UTC). Events are complete: a reader needs
/// nothing else to understand them.
/// </summary>
public interface IReferralEvent
{
    /// <summary>The member of staff, or the system, by whom it happened.</summary>
    StaffMember By { get; }

    /// <summary>The instant, in UTC.</summary>
    DateTimeOffset At { get; }
}

/// <summary>An event that concludes the referral. There is at most one in a stream.</summary>
public interface IConcludesReferral : IReferralEvent
{
    /// <summary>How the referral ended.</summary>
    Conclusion Conclusion { get; }
}

/// <summary>
/// A member of staff as known when they acted. <paramref name="AccountId"/> is the identity; names and addresses change.
/// </summary>
public sealed record StaffMember(string AccountId, string Name, string? Email)
{
    /// <summary>RefMon itself, for what follows from a neighbour's news.</summary>
    public static StaffMember System { get; } = new("system", "RefMon", null);

    /// <summary>Shows the account only.</summary>
    public override string ToString() => AccountId;
}
