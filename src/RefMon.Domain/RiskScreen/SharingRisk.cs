namespace RefMon.Domain.RiskScreen;

/// <summary>Share a new version of the risk information with the supplier.</summary>
public sealed record ShareRisk(StaffMember By, RiskStatement Risk)
{
    /// <summary>
    /// Shares, or refuses: concluded, this version shared already, nothing in it is new, sharing not confirmed.
    /// </summary>
    public static Decision Decide(Referral referral, ReferralDetails details, ShareRisk command, DateTimeOffset now)
    {
        var refusal =
            Guard.Open(referral)
            ?? (
                referral.Risk.Versions.Any(v => v.Id == command.Risk.VersionId)
                    ? Refusal.Conflict("risk-already-shared", "This version of the risk information is shared already.")
                    : null
            )
            ?? (
                command.Risk.SaysTheSameAs(details.Now.Risk)
                    ? Refusal.Conflict(
                        "risk-unchanged",
                        "This is what the supplier has already. Change something, or go back to the risk information."
                    )
                    : null
            )
            ?? (
                command.Risk.Acknowledged
                    ? null
                    : new Refusal(
                        "sharing-not-confirmed",
                        "acknowledged",
                        "Confirm that you understand the supplier will see this information"
                    )
            );
        return refusal is not null ? refusal : Decision.Of(new RiskShared(command.By, now, command.Risk));
    }
}

/// <summary>Confirm having read a version of the risk information.</summary>
public sealed record AcknowledgeRisk(StaffMember By, RiskVersionId VersionId)
{
    /// <summary>Records it, or refuses: concluded, no such version, a newer version stands, acknowledged by them already.</summary>
    public static Decision Decide(Referral referral, AcknowledgeRisk command, DateTimeOffset now)
    {
        var refusal = Guard.Open(referral) ?? Refuse(referral.Risk, command);
        return refusal is not null ? refusal : Decision.Of(new RiskAcknowledged(command.By, now, command.VersionId));
    }

    private static Refusal? Refuse(RiskScreenState risk, AcknowledgeRisk command)
    {
        if (risk.Versions.All(v => v.Id != command.VersionId))
            return Refusal.NotFound("no-such-risk-version", "There is no such version of the risk information.");
        if (risk.Current.Id != command.VersionId)
            return Refusal.Conflict(
                "newer-risk-shared",
                "Newer risk information has been shared. Read it, then confirm that."
            );
        return risk.Current.IsAcknowledgedBy(command.By.AccountId)
            ? Refusal.Conflict("already-acknowledged", "You have confirmed this version already.")
            : null;
    }
}
