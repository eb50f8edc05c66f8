using AngleSharp.Html.Dom;
using RefMon.TestKit;

namespace RefMon.Web.Tests.Referring;

/// <summary>What these tests do with pages besides reading them.</summary>
internal static class WebPages
{
    /// <summary>Sends the page's form with these answers on top of those it holds.</summary>
    public static Task<WebPage> Send(this WebUser user, WebPage page, params (string Name, string Value)[] typed) =>
        user.Submit(page, typed.ToDictionary(answer => answer.Name, answer => answer.Value));

    /// <summary>What stands in a box of the form.</summary>
    public static string? Typed(this WebPage page, string name) =>
        page.Document.QuerySelector($"main [name='{name}']") switch
        {
            IHtmlInputElement input => input.Value,
            IHtmlTextAreaElement area => area.Value,
            IHtmlSelectElement select => select.Value,
            _ => null,
        };

    /// <summary>Where the links of the page lead.</summary>
    public static IReadOnlyList<string> Links(this WebPage page) =>
        [.. page.Document.QuerySelectorAll("a[href]").Select(link => link.GetAttribute("href")!)];
}
