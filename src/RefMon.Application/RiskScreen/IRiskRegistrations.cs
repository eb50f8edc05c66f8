using RefMon.Application.Operations;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.RiskScreen;

/// <summary>The registers of nDelius: why a person needs care, for example domestic abuse or stalking. Reads only; retried.</summary>
public interface IRiskRegistrations
{
    /// <summary>
    /// The active registrations and alerts, those that change how a person is met first; an empty list when there are
    /// none. Not found when nDelius does not know the person.
    /// </summary>
    Task<NeighbourReply<IReadOnlyList<RiskRegistration>>> FindRegistrations(
        string crn,
        CancellationToken cancellationToken
    );
}
