using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace RefMon.GovUk;

/// <summary>A group of radios or checkboxes: the question, and the answers as <see cref="Options"/> or as child components.</summary>
public abstract class GovChoices : GovField
{
    private int count;

    /// <summary>Answers that need no more than value, label and hint; they stand before the child content.</summary>
    [Parameter]
    public IEnumerable<GovOption> Options { get; set; } = [];

    /// <summary>Answers as components, with dividers, conditional parts and an exclusive answer.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>Smaller boxes, for lists in filters and tables.</summary>
    [Parameter]
    public bool Small { get; set; }

    internal abstract bool IsChosen(string value);

    /// <summary>The first answer has the field's own id, so that the error summary leads to it.</summary>
    internal string NextId()
    {
        count++;
        return count == 1 ? FieldId : FieldId + "-" + count.ToString(CultureInfo.InvariantCulture);
    }
}
