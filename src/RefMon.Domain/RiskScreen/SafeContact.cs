using System.Text.Json.Serialization;

namespace RefMon.Domain.RiskScreen;

/// <summary>
/// How to contact the person without putting anybody in danger: times and ways that are safe, who must not learn of the
/// contact, what keeps staff safe, where the person must not be met. "Nothing to say" is an answer: then all are null.
/// </summary>
public sealed record SafeContactStatement(
    string? SafeTimes,
    string? SafeWays,
    string? MustNotKnow,
    string? StaffSafety,
    string? ExclusionZones
)
{
    /// <summary>Asked, and there is nothing to say.</summary>
    public static SafeContactStatement NothingToSay { get; } = new(null, null, null, null, null);

    /// <summary>True when there is anything to read before contacting the person.</summary>
    [JsonIgnore]
    public bool SaysSomething => this != NothingToSay;

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(SafeContactStatement);
}

/// <summary>
/// The practitioner changed how to contact the person safely. Both versions are kept; <paramref name="Before"/> is null
/// where the referral was sent before it was asked for.
/// </summary>
public sealed record SafeContactAmended(
    StaffMember By,
    DateTimeOffset At,
    SafeContactStatement? Before,
    SafeContactStatement Now
) : IReferralEvent;

/// <summary>
/// Change how to contact the person safely. <paramref name="HasSomething"/> is the answer to whether there is anything to
/// say; what stands in <paramref name="Statement"/> beside a no is passed over.
/// </summary>
public sealed record AmendSafeContact(StaffMember By, bool HasSomething, SafeContactStatement Statement)
{
    /// <summary>Changes, or refuses: concluded, a yes with nothing said, unchanged.</summary>
    public static Decision Decide(
        Referral referral,
        ReferralDetails details,
        AmendSafeContact command,
        DateTimeOffset now
    )
    {
        var said = command.HasSomething ? Tidied(command.Statement) : SafeContactStatement.NothingToSay;
        var before = details.Now.SafeContact;
        var refusal =
            Guard.Open(referral)
            ?? (command.HasSomething && !said.SaysSomething ? NothingSaid : null)
            ?? (said == before ? Unchanged : null);
        return refusal is not null ? refusal : Decision.Of(new SafeContactAmended(command.By, now, before, said));
    }

    private static readonly Refusal NothingSaid = new(
        "safe-contact-missing",
        "safeTimes",
        "Say something in at least one of the boxes, or select that there is nothing to say"
    );

    private static readonly Refusal Unchanged = new(
        "unchanged",
        null,
        "Nothing was changed. Change how to contact the person, or go back to the referral."
    );

    private static SafeContactStatement Tidied(SafeContactStatement said) =>
        new(
            Said(said.SafeTimes),
            Said(said.SafeWays),
            Said(said.MustNotKnow),
            Said(said.StaffSafety),
            Said(said.ExclusionZones)
        );

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
