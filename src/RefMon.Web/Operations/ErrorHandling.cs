using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace RefMon.Web.Operations;

/// <summary>
/// Every answer that is an error and has no body of its own becomes the page for its status. Bad input is the sender's
/// error (400), never ours (500).
/// </summary>
internal static class ErrorHandling
{
    public static void UseErrorPages(this WebApplication app)
    {
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandlingPath = "/error/500",
                CreateScopeForErrors = true,
                StatusCodeSelector = StatusOf,
            }
        );
        app.UseStatusCodePagesWithReExecute("/error/{0}", createScopeForStatusCodePages: true);
        app.Use(ShowErrorPagesAsRead);
        app.Use(EndStoppedPages);
    }

    /// <summary>Posts that no page's form could have sent are refused before the page runs.</summary>
    public static void UseFormPostsOnly(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                var isPage = context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
                if (isPage && HttpMethods.IsPost(context.Request.Method))
                {
                    // in this order: a form whose token is not good may not even be looked at
                    if (context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
                        return Refuse(context);
                    if (!context.Request.HasFormContentType)
                        return Refuse(context);
                }
                return next(context);
            }
        );

    /// <summary>Reads the form before anything looks at it: one that cannot be read is the sender's mistake.</summary>
    public static void UseReadableForms(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                if (HttpMethods.IsPost(context.Request.Method) && context.Request.HasFormContentType)
                {
                    try
                    {
                        await context.Request.ReadFormAsync(context.RequestAborted);
                    }
                    catch (Exception unreadable) when (unreadable is InvalidDataException or IOException)
                    {
                        var tooLarge = (unreadable as BadHttpRequestException)?.StatusCode;
                        context.Response.StatusCode = tooLarge ?? StatusCodes.Status400BadRequest;
                        return;
                    }
                }
                await next(context);
            }
        );

    private static bool IsReExecuted(HttpContext context) =>
        context.Features.Get<IStatusCodeReExecuteFeature>() is not null
        || context.Features.Get<IExceptionHandlerFeature>() is not null;

    // the error page of a post is read, not posted to: its form has been looked at, or must not be
    private static Task ShowErrorPagesAsRead(HttpContext context, RequestDelegate next)
    {
        if (IsReExecuted(context))
        {
            UnsavedWords.Remember(context);
            context.Request.Method = HttpMethods.Get;
            context.Request.ContentType = null;
            context.Features.Set<IAntiforgeryValidationFeature>(null);
            context.Features.Set<IFormFeature>(new FormFeature(FormCollection.Empty));
        }
        return next(context);
    }

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }

    // leaves a page half way with the status it asked for, whatever the method
    private static async Task EndStoppedPages(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (PageStoppedException stopped) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = stopped.Status;
            if (stopped.Address is { } address)
                context.Response.Headers.Location = address;
        }
    }

    private static int StatusOf(Exception failure) =>
        failure switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            InvalidDataException or AntiforgeryValidationException => StatusCodes.Status400BadRequest,
            _ => StatusCodes.Status500InternalServerError,
        };
}
