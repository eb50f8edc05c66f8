namespace RefMon.Web.Operations;

/// <summary>
/// Ends a page with a status instead of content; the error page of that status is shown. It is how a page is left half
/// way, on a post as on a get: Blazor has no other way that keeps the status of a post.
/// </summary>
public sealed class PageStoppedException(int status) : Exception($"The page ended with status {status}.")
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The address of this service to go to instead; null for an error page.</summary>
    public string? Address { get; private init; }

    /// <summary>Leaves the page for another one of this service, which is then read with GET.</summary>
    public static PageStoppedException GoTo(string address) => new(StatusCodes.Status303SeeOther) { Address = address };
}
