using RefMon.Application.Access;
using RefMon.Domain;

namespace RefMon.Application.CaseLists;

/// <summary>The views of the case list; each role has those of <see cref="CaseViews.Of"/>.</summary>
public enum CaseView
{
    /// <summary>Open, and mine: sent by me, supervised by me or on my caseload; for a supplier, where I am caseworker or helper.</summary>
    Mine,

    /// <summary>Open, of my probation team.</summary>
    Team,

    /// <summary>No caseworker named yet: newly sent, or just taken over from another supplier.</summary>
    Unassigned,

    /// <summary>Everything of my supplier's contracts that is not concluded.</summary>
    Open,

    /// <summary>Closed for good.</summary>
    Concluded,
}

/// <summary>Which views a role has, the first of them where it lands.</summary>
public static class CaseViews
{
    /// <summary>The views of a role, in the order of the tabs; none for roles that see no referrals.</summary>
    public static IReadOnlyList<CaseView> Of(Role role) =>
        role switch
        {
            Role.Practitioner => [CaseView.Mine, CaseView.Team, CaseView.Unassigned, CaseView.Concluded],
            Role.PractitionerLead => [CaseView.Team, CaseView.Mine, CaseView.Unassigned, CaseView.Concluded],
            Role.Caseworker => [CaseView.Mine, CaseView.Unassigned, CaseView.Open, CaseView.Concluded],
            Role.SupplierLead => [CaseView.Unassigned, CaseView.Open, CaseView.Mine, CaseView.Concluded],
            Role.ListingEditor or Role.Auditor or Role.Administrator or Role.Operator => [],
        };

    /// <summary>The view asked for when the role has it, otherwise the one it lands on.</summary>
    public static CaseView For(Role role, CaseView? asked) =>
        asked is { } view && Of(role).Contains(view) ? view : Of(role)[0];
}

/// <summary>What a list can be sorted by.</summary>
public enum CaseSort
{
    /// <summary>Last name, then first name, in English order.</summary>
    Person,

    /// <summary>Reference.</summary>
    Reference,

    /// <summary>Contract type.</summary>
    ServiceType,

    /// <summary>Supplier.</summary>
    Supplier,

    /// <summary>Caseworker; those without one last.</summary>
    Caseworker,

    /// <summary>Probation practitioner.</summary>
    Practitioner,

    /// <summary>The order of the work.</summary>
    Stage,

    /// <summary>The date the next obligation is due; those with none last.</summary>
    Due,

    /// <summary>When it was sent.</summary>
    Sent,

    /// <summary>When it was concluded.</summary>
    Concluded,

    /// <summary>Expected release; those with no date last.</summary>
    Release,
}

/// <summary>
/// What narrows a list. Codes, ids and states may stand in a URL; words typed into the search do not, and are found by
/// <paramref name="SearchId"/>, which only its owner can resolve.
/// </summary>
/// <param name="Stages">Any of these; empty for all.</param>
/// <param name="ServiceType">Contract type code.</param>
/// <param name="CaseworkerId">Account of a caseworker or helper.</param>
/// <param name="LateOnly">Only those whose next obligation is past its date.</param>
/// <param name="SearchId">A kept search; unknown ones and others' are passed over.</param>
public sealed record CaseFilters(
    IReadOnlyList<Stage> Stages,
    string? ServiceType = null,
    string? CaseworkerId = null,
    bool LateOnly = false,
    Guid? SearchId = null
)
{
    /// <summary>Nothing is left out.</summary>
    public static CaseFilters None { get; } = new([]);

    /// <summary>True when anything is left out.</summary>
    public bool Any =>
        Stages.Count > 0 || ServiceType is not null || CaseworkerId is not null || LateOnly || SearchId is not null;
}
