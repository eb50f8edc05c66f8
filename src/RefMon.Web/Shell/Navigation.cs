using RefMon.Application.Access;
using RefMon.GovUk;

namespace RefMon.Web.Shell;

/// <summary>Where each role lands and what its navigation holds; only pages that exist. Source: design, "Navigation by role".</summary>
public static class Navigation
{
    private static readonly NavigationItem Attention = new("Attention", "/attention");
    private static readonly NavigationItem Cases = new("Cases", "/cases");
    private static readonly NavigationItem Calendar = new("Calendar", "/calendar");
    private static readonly NavigationItem Drafts = new("Drafts", "/drafts");
    private static readonly NavigationItem FindAService = new("Find a service", "/find");
    private static readonly NavigationItem OurServices = new("Our services", "/services/mine");
    private static readonly NavigationItem Colleagues = new("Colleagues", "/colleagues");
    private static readonly NavigationItem Audit = new("Audit", "/audit");
    private static readonly NavigationItem PeopleAndAccess = new("People and access", "/admin/accounts");
    private static readonly NavigationItem Deadlines = new("Deadlines", "/admin/deadlines");
    private static readonly NavigationItem Operations = new("Operations", "/operations");

    /// <summary>The links at the foot of every page.</summary>
    public static IReadOnlyList<GovLink> Footer { get; } =
    [
        new("Help and report a problem", "/help"),
        new("What’s new", "/whats-new"),
        new("Accessibility", "/accessibility"),
        new("Privacy", "/privacy"),
        new("Cookies", "/cookies"),
    ];

    /// <summary>The navigation of one person; its first item is the page they land on.</summary>
    public static IReadOnlyList<NavigationItem> For(Viewer viewer) => For(viewer.Role);

    /// <summary>The same with the number of unread notices; more than 99 are shown as 99.</summary>
    public static IReadOnlyList<NavigationItem> For(Viewer viewer, int? unread) =>
        [
            .. For(viewer)
                .Select(item =>
                    item == Attention && unread is > 0 ? item with { Count = Math.Min(unread.Value, 99) } : item
                ),
        ];

    /// <summary>Whether the person has an inbox.</summary>
    public static bool HasInbox(Viewer viewer) => For(viewer).Contains(Attention);

    /// <summary>The page a person lands on after signing in.</summary>
    public static string LandingOf(Viewer viewer) => For(viewer.Role)[0].Href;

    internal static IReadOnlyList<NavigationItem> For(Role role) =>
        role switch
        {
            Role.Practitioner => [Attention, Cases, Drafts, FindAService],
            Role.PractitionerLead => [Cases, Attention, Drafts, FindAService],
            Role.Caseworker => [Attention, Cases, Calendar],
            Role.SupplierLead => [Cases, Attention, Calendar, OurServices, Colleagues],
            Role.ListingEditor => [OurServices],
            Role.Auditor => [Audit],
            Role.Administrator => [PeopleAndAccess, Deadlines],
            Role.Operator => [Operations],
        };
}
