using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace RefMon.GovUk;

/// <summary>A heading whose level is decided by the page.</summary>
public sealed class Heading : ComponentBase
{
    /// <summary>1 to 6.</summary>
    [Parameter, EditorRequired]
    public int Level { get; set; } = 2;

    /// <summary>Its classes.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <summary>Its id.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>Its text.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (Level is < 1 or > 6)
            throw new InvalidOperationException($"There is no heading of level {Level}.");
        builder.OpenElement(0, "h" + Level.ToString(CultureInfo.InvariantCulture));
        builder.AddAttribute(1, "class", Class);
        builder.AddAttribute(2, "id", Id);
        builder.AddContent(3, ChildContent);
        builder.CloseElement();
    }
}
