namespace RefMon.StandIns.Exchange;

/// <summary>Keeps other web sites, which a developer's browser may have open, from steering the stand-ins.</summary>
internal static class LoopbackGuard
{
    public static void UseLoopbackGuard(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                var host = context.Request.Host.Host;
                var site = context.Request.Headers["Sec-Fetch-Site"].ToString();
                if (host is not ("localhost" or "127.0.0.1") || (site == "cross-site" && IsChange(context)))
                {
                    context.Response.StatusCode = StatusCodes.Status400BadRequest;
                    return Task.CompletedTask;
                }

                return next(context);
            }
        );

    private static bool IsChange(HttpContext context) => !HttpMethods.IsGet(context.Request.Method);
}
