using RefMon.Domain.Appointments;

namespace RefMon.Domain.Endings;

/// <summary>Send a referral back to probation before the supplier assessment has happened.</summary>
public sealed record ReturnReferral(StaffMember By, ReturnReason Reason, string Words)
{
    /// <summary>Concludes as returned, or refuses: concluded, assessment already happened, no words for the practitioner.</summary>
    public static Decision Decide(Referral referral, ReturnReferral command, DateTimeOffset now)
    {
        var refusal =
            RefuseStage(referral)
            ?? Guard.Words(
                command.Words,
                "words-missing",
                "words",
                "Tell the probation practitioner why you return it"
            );
        return refusal is not null
            ? refusal
            : CallingOff.Then(
                referral,
                new ReferralReturned(command.By, now, command.Reason, command.Words),
                CancelledBecause.ReferralEnded
            );
    }

    /// <summary>Why the referral cannot be returned as it stands, whatever would be said; null when it can.</summary>
    public static Refusal? RefuseStage(Referral referral) =>
        Guard.Open(referral)
        ?? (
            referral.Stage >= Stage.Assessed
                ? Refusal.Conflict(
                    "assessment-already-happened",
                    $"This referral is {referral.Stage.InWords()}: its assessment has happened. Ask the probation "
                        + "practitioner to withdraw it or close it early."
                ) with
                {
                    Stage = referral.Stage,
                }
                : null
        );
}

/// <summary>Take a referral back that was made for the wrong person or sent to the wrong supplier.</summary>
public sealed record RecallReferral(StaffMember By, RecallReason Reason, string? Words)
{
    /// <summary>Concludes as recalled, or refuses: concluded, delivery has begun, an action plan stands.</summary>
    public static Decision Decide(Referral referral, RecallReferral command, DateTimeOffset now)
    {
        var refusal = RefuseStage(referral);
        return refusal is not null
            ? refusal
            : CallingOff.Then(
                referral,
                new ReferralRecalled(command.By, now, command.Reason, command.Words),
                CancelledBecause.ReferralEnded
            );
    }

    /// <summary>Why the referral cannot be recalled as it stands; null when it can.</summary>
    public static Refusal? RefuseStage(Referral referral) =>
        Guard.Open(referral)
        ?? referral.Stage switch
        {
            >= Stage.Delivering => Refusal.Conflict(
                "delivery-has-begun",
                $"This referral is {referral.Stage.InWords()}: delivery has begun. Close it early instead."
            ) with
            {
                Stage = referral.Stage,
            },
            Stage.Planned => Refusal.Conflict(
                "wrong-stage",
                $"This referral is {referral.Stage.InWords()}: an action plan stands. Withdraw it instead."
            ) with
            {
                Stage = referral.Stage,
            },
            _ => null,
        };
}

/// <summary>
/// Withdraw the referral, or close it early once a session has happened. The code is one of those offered
/// (<see cref="WithdrawalReasons.OfferedFor"/>).
/// </summary>
public sealed record EndEarly(StaffMember By, string ReasonCode, string Words)
{
    /// <summary>
    /// Without a session that happened: concludes as withdrawn. Otherwise the end-of-service report is owed. Refuses:
    /// concluded, asked for already, a reason not offered at this stage, no words.
    /// </summary>
    public static Decision Decide(Referral referral, EndEarly command, DateTimeOffset now)
    {
        var refusal =
            Guard.Open(referral)
            ?? RefuseRepeat(referral)
            ?? RefuseReason(referral, command.ReasonCode)
            ?? Guard.Words(command.Words, "words-missing", "words", "Enter details that explain the reason");
        if (refusal is not null)
            return refusal;
        return CallingOff.Then(
            referral,
            referral.SessionsDelivered == 0
                ? new ReferralWithdrawn(command.By, now, command.ReasonCode, command.Words)
                : new EarlyCloseRequested(command.By, now, command.ReasonCode, command.Words),
            CancelledBecause.ReferralEnded
        );
    }

    private static Refusal? RefuseRepeat(Referral referral) =>
        referral.Ending.EndRequest is null
            ? null
            : Refusal.Conflict(
                "end-already-requested",
                $"You have asked to close this referral early already. It is {referral.Stage.InWords()}."
            ) with
            {
                Stage = referral.Stage,
            };

    private static Refusal? RefuseReason(Referral referral, string code)
    {
        if (WithdrawalReasons.OfferedFor(referral).Contains(code))
            return null;
        return WithdrawalReasons.All.Contains(code)
            ? new Refusal(
                "reason-not-offered",
                "reasonCode",
                "Choose another reason: this one is for referrals whose assessment has happened."
            )
            : new Refusal("reason-missing", "reasonCode", "Choose a reason from the list");
    }
}
