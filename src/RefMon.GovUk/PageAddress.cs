using Microsoft.AspNetCore.Components;

namespace RefMon.GovUk;

/// <summary>Links to places on the current page: with a base element in the head a bare <c>#id</c> would lead to the home page.</summary>
internal static class PageAddress
{
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
