using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using RefMon.Web.RiskScreen;

namespace RefMon.Web.ActionPlans;

/// <summary>
/// A text as it stands in one of two versions, the words marked that the other lacks. Not markup, so that no white space comes
/// between the parts.
/// </summary>
public sealed class OneSideOfDifference : ComponentBase
{
    [Parameter, EditorRequired]
    public string? Before { get; set; }

    [Parameter, EditorRequired]
    public string? After { get; set; }

    /// The later version's words, with what is new; otherwise the earlier one's, with what is gone.
    [Parameter, EditorRequired]
    public bool IsLater { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        var (own, element, said) = IsLater
            ? (DifferenceKind.Added, "ins", "put in: ")
            : (DifferenceKind.Removed, "del", "taken out: ");
        builder.OpenElement(0, "div");
        builder.AddAttribute(1, "class", "refmon-preserve-lines refmon-difference");
        foreach (var part in WordDifference.Between(Before, After))
        {
            if (part.Kind is DifferenceKind.Same)
                builder.AddContent(2, part.Text);
            if (part.Kind != own)
                continue;
            builder.OpenElement(3, element);
            builder.OpenElement(4, "span");
            builder.AddAttribute(5, "class", "govuk-visually-hidden");
            builder.AddContent(6, said);
            builder.CloseElement();
            builder.AddContent(7, part.Text);
            builder.CloseElement();
        }
        builder.CloseElement();
    }
}
