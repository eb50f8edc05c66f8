using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.Playwright;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Referring.Pages;

/// <summary>A form as the person before it sees it: boxes and choices by their labels.</summary>
public interface IAnswerSheet
{
    Task Type(string label, string text);

    Task Tick(string label);

    /// <summary>Chooses in the group whose question holds these words.</summary>
    Task Choose(string question, string answer);

    /// <summary>Ticks the first of a kind of box, in the order of the page.</summary>
    Task TickFirst(string type, int count);
}

/// <summary>In a browser.</summary>
internal sealed class BrowserSheet(IPage page) : IAnswerSheet
{
    public Task Type(string label, string text) => page.GetByLabel(label).FillAsync(text);

    public Task Tick(string label) => page.GetByLabel(label).CheckAsync();

    public Task Choose(string question, string answer) =>
        page.Locator("fieldset", new() { HasText = question })
            .GetByRole(AriaRole.Radio, new() { Name = answer, Exact = true })
            .CheckAsync();

    public async Task TickFirst(string type, int count)
    {
        var boxes = page.Locator($"main input[type={type}]");
        Assert.True(await boxes.CountAsync() >= count);
        for (var i = 0; i < count; i++)
            await boxes.Nth(i).CheckAsync();
    }
}

/// <summary>In the page as it was sent, which <see cref="WebUser"/> posts as it then stands.</summary>
internal sealed class PlainSheet(WebPage page) : IAnswerSheet
{
    private IElement Main => page.Document.QuerySelector("main")!;

    public Task Type(string label, string text)
    {
        switch (Labelled(Main, label))
        {
            case IHtmlTextAreaElement area:
                area.Value = text;
                break;
            case IHtmlInputElement { Type: not ("radio" or "checkbox") } box:
                box.Value = text;
                break;
            case var other:
                Assert.Fail($"{label} on {page.Path} is a {other.LocalName}, which nothing can be typed into.");
                break;
        }
        return Task.CompletedTask;
    }

    public Task Tick(string label)
    {
        Tick(Assert.IsType<IHtmlInputElement>(Labelled(Main, label), exactMatch: false));
        return Task.CompletedTask;
    }

    public Task Choose(string question, string answer)
    {
        // the innermost: questions may stand within another's group
        var group = Main.QuerySelectorAll("fieldset")
            .Where(fieldset => Text(fieldset).Contains(question, StringComparison.Ordinal))
            .MinBy(fieldset => fieldset.TextContent.Length);
        Assert.True(group is not null, $"No group on {page.Path} asks about {question}.");
        Tick(Assert.IsType<IHtmlInputElement>(Labelled(group, answer), exactMatch: false));
        return Task.CompletedTask;
    }

    public Task TickFirst(string type, int count)
    {
        var boxes = Main.QuerySelectorAll<IHtmlInputElement>($"input[type={type}]").Take(count).ToList();
        Assert.Equal(count, boxes.Count);
        boxes.ForEach(Tick);
        return Task.CompletedTask;
    }

    private void Tick(IHtmlInputElement box)
    {
        if (box.Type == "radio")
            foreach (var other in box.Form!.QuerySelectorAll<IHtmlInputElement>($"input[name='{box.Name}']"))
                other.IsChecked = false;
        Assert.True(box.Type is "radio" or "checkbox", $"{box.Name} on {page.Path} is no choice.");
        box.IsChecked = true;
    }

    // as a browser's own search by label: the whole label if there is one, else one that holds the words
    private IElement Labelled(IElement within, string label)
    {
        var labels = within.QuerySelectorAll<IHtmlLabelElement>("label").ToList();
        var found =
            labels.Find(l => Text(l) == label)
            ?? labels.Find(l => Text(l).Contains(label, StringComparison.OrdinalIgnoreCase));
        Assert.True(found is not null, $"Nothing on {page.Path} is labelled {label}.");
        return page.Document.GetElementById(found.HtmlFor!)!;
    }

    private static string Text(IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
