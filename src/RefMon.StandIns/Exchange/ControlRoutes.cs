using RefMon.StandIns.People;

namespace RefMon.StandIns.Exchange;

/// <summary>
/// The controls over HTTP, for tests in another process: GET, POST and DELETE /control/behaviours, PUT and DELETE
/// /control/past (whether nDelius refuses every appointment that has begun), POST /control/merges and /control/notices,
/// GET /control/calls, /control/referrals, /control/transfers, /control/ends, /control/appointments, /control/cancellations, /control/risks,
/// /control/mail and /control/people.
/// </summary>
internal static class ControlRoutes
{
    public static void Map(WebApplication app, StandInHost host)
    {
        var control = app.MapGroup("/control");
        control.MapGet("/behaviours", (HttpContext _) => Json(host.Controls.Rules));
        control.MapDelete(
            "/behaviours",
            (HttpContext _) =>
            {
                host.Controls.Clear();
                return Results.NoContent();
            }
        );
        control.MapPut(
            "/past",
            (HttpContext _) =>
            {
                host.NDelius.RefusesAllPast = true;
                return Results.NoContent();
            }
        );
        control.MapDelete(
            "/past",
            (HttpContext _) =>
            {
                host.NDelius.RefusesAllPast = false;
                return Results.NoContent();
            }
        );
        // the second parameter keeps these from being taken for a RequestDelegate, whose result is dropped
        control.MapPost("/behaviours", (HttpContext context, CancellationToken _) => SetBehaviour(context, host));
        control.MapPost("/notices", (HttpContext context, CancellationToken _) => Notify(context, host));
        control.MapPost("/merges", (HttpContext context, CancellationToken _) => Merge(context, host));
        control.MapGet(
            "/calls",
            (HttpContext _) =>
                Json(Enum.GetValues<StandInOperation>().ToDictionary(o => o.ToString(), host.Controls.Calls))
        );
        control.MapGet("/referrals", (HttpContext _) => Json(host.NDelius.Referrals));
        control.MapGet("/transfers", (HttpContext _) => Json(host.NDelius.Transfers));
        control.MapGet("/ends", (HttpContext _) => Json(host.NDelius.Ends));
        control.MapGet("/appointments", (HttpContext _) => Json(host.NDelius.Appointments));
        control.MapGet("/cancellations", (HttpContext _) => Json(host.NDelius.Cancellations));
        control.MapGet("/risks", (HttpContext _) => Json(host.RiskAssessments.Shared));
        control.MapGet("/mail", (HttpContext _) => Json(host.Mail.Messages));
        control.MapGet("/people", (HttpContext _) => Json(WellKnownPeople.All));
    }

    private static async Task<IResult> SetBehaviour(HttpContext context, StandInHost host)
    {
        var wanted = await Read<WantedBehaviour>(context);
        return wanted is not null && host.Controls.TrySet(wanted.Target, wanted.Behaviour, wanted.Times)
            ? Results.NoContent()
            : Results.BadRequest();
    }

    private static async Task<IResult> Merge(HttpContext context, StandInHost host)
    {
        var wanted = await Read<WantedMerge>(context);
        return wanted is not null && host.People.Merge(wanted.From, wanted.Into)
            ? Results.NoContent()
            : Results.BadRequest();
    }

    private static async Task<IResult> Notify(HttpContext context, StandInHost host)
    {
        var wanted = await Read<WantedNotice>(context);
        return wanted is null ? Results.BadRequest()
            : await host.Notices.Tell(wanted.Kind, wanted.Crn) is { } status ? Results.StatusCode((int)status)
            : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<T?> Read<T>(HttpContext context)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            return null;
        }

        try
        {
            return await context.Request.ReadFromJsonAsync<T>(Desk.Json, context.RequestAborted);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static IResult Json(object value) => Results.Json(value, Desk.Json);

    private sealed record WantedBehaviour(string Target, Behaviour Behaviour, int? Times = null);

    private sealed record WantedNotice(string Kind, string Crn);

    private sealed record WantedMerge(string From, string Into);
}
