namespace RefMon.Domain.Allocation;

/// <summary>
/// A member of the supplier's staff as the directory knows them: whether they work on this referral's contract, and whether
/// their account may sign in.
/// </summary>
public sealed record Colleague(StaffMember Staff, bool IsOnContract, bool IsEnabled);

/// <summary>Make a colleague the caseworker, for the first time or, with a reason, instead of another.</summary>
public sealed record AssignCaseworker(StaffMember By, string AccountId, string? Reason = null)
{
    /// <summary>
    /// Assigns, or refuses: concluded, not a colleague on this contract, account disabled, already assigned, no reason for
    /// the change.
    /// </summary>
    public static Decision Decide(Referral referral, AssignCaseworker command, Colleague? colleague, DateTimeOffset now)
    {
        var refusal =
            Guard.Open(referral)
            ?? Colleagues.Refuse(colleague)
            ?? (
                referral.Allocation.Caseworker?.AccountId == command.AccountId
                    ? Refusal.Conflict(
                        "already-assigned",
                        "This colleague is the caseworker already. Choose another.",
                        "accountId"
                    )
                    : null
            )
            ?? (
                referral.Allocation.Caseworker is null
                    ? null
                    : Guard.Words(
                        command.Reason,
                        "reason-missing",
                        "reason",
                        "Enter why somebody else becomes the caseworker"
                    )
            );
        var previous = referral.Allocation.Caseworker;
        return refusal is not null
            ? refusal
            : Decision.Of(
                new CaseworkerAssigned(
                    command.By,
                    now,
                    colleague!.Staff,
                    previous,
                    previous is null ? null : command.Reason
                )
            );
    }
}

/// <summary>Add a colleague beside the caseworker.</summary>
public sealed record AddHelper(StaffMember By, string AccountId)
{
    /// <summary>Adds, or refuses: concluded, not a colleague on this contract, account disabled, already on the referral.</summary>
    public static Decision Decide(Referral referral, AddHelper command, Colleague? colleague, DateTimeOffset now)
    {
        var refusal =
            Guard.Open(referral)
            ?? Colleagues.Refuse(colleague)
            ?? (
                referral.Allocation.Team.Any(s => s.AccountId == command.AccountId)
                    ? Refusal.Conflict(
                        "already-assigned",
                        "This colleague works on the referral already. Choose another.",
                        "accountId"
                    )
                    : null
            );
        return refusal is not null ? refusal : Decision.Of(new HelperAdded(command.By, now, colleague!.Staff));
    }
}

/// <summary>End a helper's work on the referral.</summary>
public sealed record RemoveHelper(StaffMember By, string AccountId)
{
    /// <summary>Removes, or refuses: concluded, not a helper.</summary>
    public static Decision Decide(Referral referral, RemoveHelper command, DateTimeOffset now)
    {
        if (Guard.Open(referral) is { } refusal)
            return refusal;
        return referral.Allocation.Helpers.FirstOrDefault(h => h.AccountId == command.AccountId) is { } helper
            ? Decision.Of(new HelperRemoved(command.By, now, helper))
            : Refusal.Conflict("not-a-helper", "This colleague does not help with the referral any more.");
    }
}

internal static class Colleagues
{
    public static Refusal? Refuse(Colleague? colleague) =>
        colleague switch
        {
            null or { IsOnContract: false } => new Refusal(
                "not-a-colleague",
                "accountId",
                "Choose someone who works on this contract. A team lead can add colleagues to it."
            ),
            { IsEnabled: false } => new Refusal(
                "account-disabled",
                "accountId",
                "This colleague’s account is switched off. Choose another, or ask an administrator to switch it on."
            ),
            _ => null,
        };
}
