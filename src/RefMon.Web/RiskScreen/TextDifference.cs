using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace RefMon.Web.RiskScreen;

/// <summary>
/// How one text became another, word by word: what was taken out is struck through, what was put in is underlined, and both
/// are said to those who do not see it. Not markup, so that no white space comes between the parts.
/// </summary>
public sealed class TextDifference : ComponentBase
{
    [Parameter, EditorRequired]
    public string? Before { get; set; }

    [Parameter, EditorRequired]
    public string? After { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "div");
        builder.AddAttribute(1, "class", "govuk-body refmon-preserve-lines refmon-difference");
        foreach (var part in WordDifference.Between(Before, After))
        {
            if (part.Kind is DifferenceKind.Same)
                builder.AddContent(2, part.Text);
            else
                Mark(builder, part.Kind is DifferenceKind.Removed ? ("del", "taken out: ") : ("ins", "put in: "), part);
        }
        builder.CloseElement();
    }

    private static void Mark(RenderTreeBuilder builder, (string Element, string Said) mark, DifferencePart part)
    {
        builder.OpenElement(3, mark.Element);
        builder.OpenElement(4, "span");
        builder.AddAttribute(5, "class", "govuk-visually-hidden");
        builder.AddContent(6, mark.Said);
        builder.CloseElement();
        builder.AddContent(7, part.Text);
        builder.CloseElement();
    }
}
