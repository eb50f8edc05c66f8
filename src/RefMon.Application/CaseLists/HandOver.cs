using RefMon.Application.Access;
using RefMon.Domain.Allocation;
using RefMon.EventStore;

namespace RefMon.Application.CaseLists;

/// <summary>
/// The end of a former supplier's record: the version of the acceptance, which is the first thing they do not read, to whom
/// the referral went, and when.
/// </summary>
public sealed record HandOver(long Version, string ToSupplier, DateTimeOffset At)
{
    /// <summary>
    /// Where the viewer's record ends, told from the very events that are read: the last time a supplier whose contracts they
    /// work on handed the referral over. Null for those who have it now, and for probation.
    /// </summary>
    internal static HandOver? For(Viewer viewer, IReadOnlyList<StoredEvent> events)
    {
        if (!viewer.Role.IsSupplier())
            return null;
        var accepted = events.Where(stored => stored.Data is TransferAccepted).ToList();
        if (accepted.Count == 0 || viewer.Contracts.Contains(Accepted(accepted[^1]).To.ContractId))
            return null;
        var handedOver = accepted.LastOrDefault(stored => viewer.Contracts.Contains(Accepted(stored).From.ContractId));
        // somebody on none of its contracts reads nothing at all
        return handedOver is null
            ? new HandOver(0, "", DateTimeOffset.MinValue)
            : new HandOver(handedOver.Version, Accepted(handedOver).To.SupplierName, Accepted(handedOver).At);
    }

    private static TransferAccepted Accepted(StoredEvent stored) => (TransferAccepted)stored.Data;
}
