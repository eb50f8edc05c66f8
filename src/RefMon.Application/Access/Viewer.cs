using RefMon.Domain;

namespace RefMon.Application.Access;

/// <summary>
/// Who is asking, as the account stands now: read afresh for each request, so that a disabled account or a lost
/// contract takes effect at once.
/// </summary>
/// <param name="AccountId">Stable id of the account.</param>
/// <param name="UserName">The name nDelius and the audit know the person by, lower case.</param>
/// <param name="Name">Shown on screen.</param>
/// <param name="Email">Where mail goes; may be unknown.</param>
/// <param name="Role">The one role.</param>
/// <param name="SupplierId">The supplier of a supplier account; null for others.</param>
/// <param name="OrganisationName">Shown beside the name.</param>
/// <param name="Team">The probation team (delivery unit) of a probation account; null for others.</param>
/// <param name="Contracts">Contracts a supplier account works on.</param>
public sealed record Viewer(
    string AccountId,
    string UserName,
    string Name,
    string? Email,
    Role Role,
    SupplierId? SupplierId,
    string? OrganisationName,
    string? Team,
    IReadOnlyList<ContractId> Contracts
)
{
    /// <summary>As actor of an event.</summary>
    public StaffMember AsStaffMember() => new(AccountId, Name, Email);

    /// <summary>True when the role has the permission.</summary>
    public bool May(Permission permission) => Role.Has(permission);
}

/// <summary>The person asking in this scope; set by the edge from the sign-in.</summary>
public sealed class CurrentViewer
{
    /// <summary>Null when nobody is signed in.</summary>
    public Viewer? Viewer { get; set; }

    /// <summary>The viewer of a request that has passed the access behaviour.</summary>
    public Viewer Required =>
        Viewer
        ?? throw new InvalidOperationException("No one is signed in, and the access behaviour let the request pass.");
}

/// <summary>A request about one referral: the pipeline checks that the sender may see it before anything else.</summary>
public interface IConcernsReferral
{
    /// <summary>The referral's reference, as in the URL.</summary>
    string Reference { get; }
}

/// <summary>
/// A request about a referral that another supplier was asked to take over: its lead, who does not see the referral itself
/// yet, may send it.
/// </summary>
public interface IConcernsTransfer
{
    /// <summary>The referral's reference.</summary>
    string Reference { get; }
}

/// <summary>A request about one draft: its author and their team may open it, and only while they may see the person.</summary>
public interface IConcernsDraft
{
    /// <summary>The draft.</summary>
    DraftId DraftId { get; }
}

/// <summary>A request about one appointment by its id alone: the pipeline checks that the sender may see its referral.</summary>
public interface IConcernsAppointment
{
    /// <summary>The appointment.</summary>
    Guid AppointmentId { get; }
}

/// <summary>A request about one person on probation.</summary>
public interface IConcernsPerson
{
    /// <summary>RefMon's own id of the person; a CRN never stands in a URL.</summary>
    PersonId PersonId { get; }
}

/// <summary>A request about one account; for the audit, not for the access rules.</summary>
public interface IConcernsAccount
{
    /// <summary>The account.</summary>
    string AccountId { get; }
}
