using MediatR;
using Microsoft.AspNetCore.Components;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Web.Operations;

/// <summary>
/// Base of pages that read: <c>View = await Ask(new ReadOverview(Reference))</c> in OnInitializedAsync either gives the
/// value or ends the page as 404, 403 or 503. A page that also has a form derives from <see cref="FormPage{TModel}"/>.
/// </summary>
public abstract class RefMonPage : ComponentBase
{
    [Inject]
    protected IMediator Mediator { get; set; } = null!;

    [Inject]
    protected NavigationManager Addresses { get; set; } = null!;

    [Inject]
    protected CurrentViewer Current { get; set; } = null!;

    [CascadingParameter]
    protected HttpContext Http { get; set; } = null!;

    /// <summary>Who is signed in.</summary>
    protected Viewer Viewer => Current.Required;

    /// <summary>Ends when the browser goes away.</summary>
    protected CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Whether a form was sent.</summary>
    protected bool IsPost => HttpMethods.IsPost(Http.Request.Method);

    /// <summary>The answer to a question; a refusal ends the page with the status that fits it.</summary>
    protected async Task<T> Ask<T>(IQuery<T> query)
    {
        var outcome = await Mediator.Send(query, Aborted);
        return outcome.IsRefused ? throw Stopped(outcome.Refusals[0]) : outcome.Value;
    }

    /// <summary>Where a refusal leads instead of to its error page or error message; null nearly always.</summary>
    protected virtual string? AddressFor(Refusal refusal) => null;

    /// <summary>How a refusal ends the page.</summary>
    private protected PageStoppedException Stopped(Refusal refusal) =>
        AddressFor(refusal) is { } address ? PageStoppedException.GoTo(address) : new(StatusOf(refusal));

    /// <summary>Ends the page as one that does not exist.</summary>
    protected static PageStoppedException NotFound() => new(StatusCodes.Status404NotFound);

    /// <summary>A uuid of the address, or the page does not exist.</summary>
    protected static Guid IdOr404(string? text) => Guid.TryParseExact(text, "D", out var id) ? id : throw NotFound();

    /// <summary>Goes to a page of this service; after a form was sent this is the redirect of post-redirect-get.</summary>
    protected void GoTo(string address) => Addresses.NavigateTo(address);

    /// <summary>The HTTP status of a refusal.</summary>
    internal static int StatusOf(Refusal refusal) =>
        refusal.Kind switch
        {
            RefusalKind.Invalid => StatusCodes.Status422UnprocessableEntity,
            RefusalKind.Conflict => StatusCodes.Status409Conflict,
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
            _ => throw new InvalidOperationException($"Unknown kind of refusal: {refusal.Kind}"),
        };
}
