using RefMon.Domain.Appointments;
using RefMon.Domain.Referring;

namespace RefMon.Domain.Allocation;

/// <summary>The service a transfer goes to: whether its contract is open, and the service categories it offers.</summary>
public sealed record TransferTarget(bool IsContractOpen, IReadOnlySet<ServiceCategoryId> Categories);

/// <summary>Ask another contract's supplier to take the referral over.</summary>
public sealed record RequestTransfer(StaffMember By, ServiceStatement To, string Reason)
{
    /// <summary>The code of the refusal that recording an outcome puts right.</summary>
    public const string OutcomeNotRecorded = "outcome-not-recorded";

    /// <summary>Why it cannot be transferred now, wherever to; null when it can.</summary>
    public static Refusal? MayAsk(Referral referral, DateTimeOffset now) =>
        Guard.Between(referral, Stage.Sent, Stage.Delivering, "transfer it")
        ?? Transfers.RefuseUnrecorded(referral, now);

    /// <summary>
    /// Asks, or refuses: not between Sent and Delivering, the same contract, contract closed, a category it does not
    /// offer, an outcome still to be recorded, no reason. A request already open is replaced.
    /// </summary>
    public static Decision Decide(Referral referral, RequestTransfer command, TransferTarget target, DateTimeOffset now)
    {
        var refusal =
            Guard.Between(referral, Stage.Sent, Stage.Delivering, "transfer it")
            ?? SameContract(referral, command.To)
            ?? (
                target.IsContractOpen
                    ? null
                    : Refusal.Conflict(
                        "contract-closed",
                        "That contract no longer takes referrals. Choose another.",
                        "to"
                    )
            )
            ?? NotOffered(referral, target)
            ?? Transfers.RefuseUnrecorded(referral, now)
            ?? Guard.Words(command.Reason, "reason-missing", "reason", "Enter why the referral should be transferred");
        return refusal is not null
            ? refusal
            : Decision.Of(new TransferRequested(command.By, now, command.To, command.Reason));
    }

    private static Refusal? SameContract(Referral referral, ServiceStatement to) =>
        referral.Referring.Service.ContractId == to.ContractId
            ? new Refusal("same-contract", "to", "The referral is with this contract already. Choose another.")
            : null;

    private static Refusal? NotOffered(Referral referral, TransferTarget target) =>
        referral.Referring.Categories.FirstOrDefault(c => !target.Categories.Contains(c.Id)) is { } missing
            ? new Refusal(
                "category-not-offered",
                "to",
                $"That service does not offer {missing.Name}. Choose one that does, or withdraw and refer again."
            )
            : null;
}

/// <summary>Take over a referral that was offered by transfer.</summary>
public sealed record AcceptTransfer(StaffMember By)
{
    /// <summary>Why a transfer that was asked for cannot be accepted now; null when it can.</summary>
    public static Refusal? MayAccept(Referral referral, bool isContractOpen, DateTimeOffset now) =>
        Guard.Between(referral, Stage.Sent, Stage.Delivering, "take it over")
        ?? (
            referral.Allocation.PendingTransfer is null
                ? Refusal.Conflict("no-transfer-requested", "Nobody has asked to transfer this referral.")
                : null
        )
        ?? (
            isContractOpen
                ? null
                : Refusal.Conflict(
                    "contract-closed",
                    "This contract takes no referrals any more. The probation team lead can ask another supplier."
                )
        )
        ?? Transfers.RefuseUnrecorded(referral, now);

    /// <summary>
    /// Accepts, calling off the former supplier's upcoming appointments, or refuses: not between Sent and Delivering, no
    /// transfer asked for, contract closed, an outcome still to be recorded.
    /// </summary>
    public static Decision Decide(Referral referral, AcceptTransfer command, bool isContractOpen, DateTimeOffset now)
    {
        if (MayAccept(referral, isContractOpen, now) is { } refusal)
            return refusal;
        var accepted = new TransferAccepted(
            command.By,
            now,
            referral.Referring.Service,
            referral.Allocation.PendingTransfer!.To,
            referral.Allocation.Caseworker,
            referral.Allocation.PendingTransfer.RequestedBy
        );
        return Decision.Of([
            .. CallingOff.Upcoming(referral, command.By, now, CancelledBecause.ReferralTransferred),
            accepted,
        ]);
    }
}

internal static class Transfers
{
    public static Refusal? RefuseUnrecorded(Referral referral, DateTimeOffset now) =>
        referral.Appointments.Open.Any(a => a.Slot.StartsAt <= now)
            ? Refusal.Conflict(
                RequestTransfer.OutcomeNotRecorded,
                "An appointment that has taken place has no outcome. Ask the present supplier to record it first."
            )
            : null;
}
