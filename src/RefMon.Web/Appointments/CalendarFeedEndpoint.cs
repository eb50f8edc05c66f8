using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Appointments;

namespace RefMon.Web.Appointments;

/// <summary>
/// What calendar programs read: the token in the address is the only key, since they cannot sign in. A token that opens nothing, one that was revoked
/// and one of a disabled account are the same missing page. The request log has the route only, never the address.
/// </summary>
internal static class CalendarFeedEndpoint
{
    public static void MapCalendarFeed(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/calendar/feed/{token}.ics", Read).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> Read(
        string token,
        CalendarFeeds feeds,
        AccountDirectory accounts,
        CurrentViewer current,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var account = await feeds.AccountOf(token, cancellationToken);
        var viewer = account is null ? null : await accounts.Find(account, cancellationToken);
        if (viewer is null)
            return Results.NotFound();
        // whoever is signed in in this browser, the feed is its owner's
        current.Viewer = viewer;
        var feed = await mediator.Send(new ReadCalendarFeed(), cancellationToken);
        return feed.IsRefused ? Results.NotFound() : Results.Text(feed.Value, "text/calendar; charset=utf-8");
    }
}
