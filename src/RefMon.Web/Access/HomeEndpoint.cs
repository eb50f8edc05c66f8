using RefMon.Application.Access;
using RefMon.Web.Shell;

namespace RefMon.Web.Access;

/// <summary>The front door sends each person to the page of their role.</summary>
internal static class HomeEndpoint
{
    public static void MapHome(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/", (CurrentViewer current) => Results.Redirect(Navigation.LandingOf(current.Required)))
            .ExcludeFromDescription();
}
