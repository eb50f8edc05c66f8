using RefMon.Domain.Attention;

namespace RefMon.Domain.Endings;

/// <summary>Stop the clocks for a while; the date is when work is expected to go on.</summary>
public sealed record PauseReferral(StaffMember By, string Reason, DateOnly ExpectedUntil)
{
    /// <summary>Pauses, or refuses: concluded, paused already, no reason, a date that is not after today.</summary>
    public static Decision Decide(Referral referral, PauseReferral command, DateTimeOffset now)
    {
        var refusal =
            Guard.Open(referral)
            ?? (
                referral.IsPaused
                    ? Refusal.Conflict("already-paused", "This referral is paused already. Resume it first.")
                    : null
            )
            ?? Guard.Words(command.Reason, "reason-missing", "reason", "Enter why the work stops")
            ?? (
                command.ExpectedUntil <= LondonTime.DayOf(now)
                    ? new Refusal(
                        "expected-date-passed",
                        "expectedUntil",
                        "Enter a date after today when work is expected to go on"
                    )
                    : null
            );
        return refusal is not null
            ? refusal
            : Decision.Of(new ReferralPaused(command.By, now, command.Reason, command.ExpectedUntil));
    }
}

/// <summary>Let the clocks continue.</summary>
public sealed record ResumeReferral(StaffMember By)
{
    /// <summary>Resumes, or refuses: concluded, not paused.</summary>
    public static Decision Decide(Referral referral, ResumeReferral command, DateTimeOffset now)
    {
        var refusal =
            Guard.Open(referral)
            ?? (referral.IsPaused ? null : Refusal.Conflict("not-paused", "This referral is not paused."));
        return refusal is not null ? refusal : Decision.Of(new ReferralResumed(command.By, now));
    }
}
