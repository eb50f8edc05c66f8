using System.Text.Json.Serialization;
using RefMon.Domain.Referring;

namespace RefMon.Domain.Allocation;

/// <summary>
/// A caseworker of the supplier took the referral on, for the first time or from <paramref name="Previous"/>; then
/// <paramref name="Reason"/> says why (null in referrals reassigned before reasons were asked for).
/// </summary>
public sealed record CaseworkerAssigned(
    StaffMember By,
    DateTimeOffset At,
    StaffMember Caseworker,
    StaffMember? Previous,
    string? Reason = null
) : IReferralEvent;

/// <summary>A colleague of the supplier was added beside the caseworker.</summary>
public sealed record HelperAdded(StaffMember By, DateTimeOffset At, StaffMember Helper) : IReferralEvent;

/// <summary>A helper no longer works on the referral.</summary>
public sealed record HelperRemoved(StaffMember By, DateTimeOffset At, StaffMember Helper) : IReferralEvent;

/// <summary>Probation asked to move the referral to another contract; it moves only when that supplier accepts.</summary>
public sealed record TransferRequested(StaffMember By, DateTimeOffset At, ServiceStatement To, string Reason)
    : IReferralEvent;

/// <summary>
/// The receiving supplier accepted: from this instant the referral is theirs, and the former supplier keeps its own record
/// up to it. <paramref name="FormerCaseworker"/> had it until then; <paramref name="RequestedBy"/> had asked for it.
/// </summary>
public sealed record TransferAccepted(
    StaffMember By,
    DateTimeOffset At,
    ServiceStatement From,
    ServiceStatement To,
    StaffMember? FormerCaseworker = null,
    StaffMember? RequestedBy = null
) : IReferralEvent;

/// <summary>
/// Who works on the referral at the supplier. <paramref name="ReachedSupplierAt"/> is when the present supplier got it:
/// the sending, or the hand-over.
/// </summary>
public sealed record AllocationState(
    StaffMember? Caseworker,
    DateTimeOffset? AssignedAt,
    DateTimeOffset? FirstAssignedAt,
    IReadOnlyList<StaffMember> Helpers,
    DateTimeOffset ReachedSupplierAt,
    TransferRequest? PendingTransfer,
    IReadOnlyList<FormerSupplier> FormerSuppliers
)
{
    /// <summary>The caseworker and the helpers.</summary>
    [JsonIgnore]
    public IEnumerable<StaffMember> Team => Caseworker is null ? Helpers : [Caseworker, .. Helpers];

    internal static AllocationState From(ReferralSent e) => new(null, null, null, [], e.At, null, []);

    internal AllocationState Apply(CaseworkerAssigned e) =>
        this with
        {
            Caseworker = e.Caseworker,
            AssignedAt = e.At,
            FirstAssignedAt = FirstAssignedAt ?? e.At,
            Helpers = [.. Helpers.Where(h => h.AccountId != e.Caseworker.AccountId)],
        };

    internal AllocationState Apply(HelperAdded e) => this with { Helpers = [.. Helpers, e.Helper] };

    internal AllocationState Apply(HelperRemoved e) =>
        this with
        {
            Helpers = [.. Helpers.Where(h => h.AccountId != e.Helper.AccountId)],
        };

    internal AllocationState Apply(TransferRequested e) =>
        this with
        {
            PendingTransfer = new TransferRequest(e.To, e.By, e.At),
        };

    internal AllocationState Apply(TransferAccepted e) =>
        new(
            null,
            null,
            null,
            [],
            e.At,
            null,
            [.. FormerSuppliers, new FormerSupplier(e.From, e.At) { Caseworker = Caseworker, Helpers = Helpers }]
        );
}

/// <summary>A transfer asked for and not yet accepted; a later request takes its place.</summary>
public sealed record TransferRequest(ServiceStatement To, StaffMember RequestedBy, DateTimeOffset RequestedAt);

/// <summary>A supplier that had the referral until this instant.</summary>
public sealed record FormerSupplier(ServiceStatement Service, DateTimeOffset Until)
{
    /// <summary>The caseworker they had at that instant; null when none was named.</summary>
    public StaffMember? Caseworker { get; init; }

    /// <summary>Their helpers at that instant.</summary>
    public IReadOnlyList<StaffMember> Helpers { get; init; } = [];
}
