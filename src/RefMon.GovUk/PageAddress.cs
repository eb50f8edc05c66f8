using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace RefMon.GovUk;

/// <summary>Links to places on the current page: with a base element in the head a bare <c>#id</c> would lead to the home page.</summary>
internal static class PageAddress
{
    /// <summary>The same, where the page may stand in for another one: an error page has the address of what was asked for.</summary>
    public static string Place(NavigationManager navigation, HttpContext? context, string id) =>
        (
            context?.Features.Get<IStatusCodeReExecuteFeature>(),
            context?.Features.Get<IExceptionHandlerPathFeature>()
        ) switch
        {
            ({ } asked, _) => Path(asked.OriginalPathBase, asked.OriginalPath) + asked.OriginalQueryString + "#" + id,
            (_, { } asked) => Path("", asked.Path) + "#" + id,
            _ => Place(navigation, id),
        };

    private static string Path(string basePath, string path) => basePath + new PathString(path).ToUriComponent();

    public static string Place(NavigationManager navigation, string id) =>
        new Uri(navigation.Uri).GetComponents(UriComponents.PathAndQuery, UriFormat.UriEscaped) + "#" + id;

    public static string Path(NavigationManager navigation) =>
        new Uri(navigation.Uri).GetComponents(UriComponents.Path | UriComponents.KeepDelimiter, UriFormat.UriEscaped);

    /// <summary>"page" for the page itself, "true" for a page below it, null otherwise.</summary>
    public static string? AriaCurrent(NavigationManager navigation, NavigationItem item)
    {
        if (item.Current is { } said)
            return said ? "page" : null;
        var here = Path(navigation).TrimEnd('/');
        var there = item.Href.Split('?', '#')[0].TrimEnd('/');
        return string.Equals(here, there, StringComparison.OrdinalIgnoreCase) ? "page"
            : there.Length > 0 && here.StartsWith(there + "/", StringComparison.OrdinalIgnoreCase) ? "true"
            : null;
    }
}
