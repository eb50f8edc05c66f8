using System.Linq.Expressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace RefMon.GovUk;

/// <summary>
/// What every field has: label or legend, hint, errors, and the ids that tie them together. The name it is posted under and its id come from the
/// <c>For</c> expression. Outside a form (a filter sent by GET) there is no <see cref="EditContext"/>, hence no errors; give <see cref="Name"/> then.
/// </summary>
public abstract class GovField : ComponentBase, IDisposable
{
    private EditContext? listenedTo;

    /// <summary>The form's state, from the surrounding <c>GovForm</c>.</summary>
    [CascadingParameter]
    public EditContext? EditContext { get; set; }

    /// <summary>The question: the label, or the legend of a group.</summary>
    [Parameter]
    public string? Label { get; set; }

    /// <summary>Whether the question is the page's heading (h1).</summary>
    [Parameter]
    public bool LabelIsHeading { get; set; }

    /// <summary>The question's size; large by default when it is the heading.</summary>
    [Parameter]
    public GovSize? LabelSize { get; set; }

    /// <summary>Keeps the question for screen readers only.</summary>
    [Parameter]
    public bool LabelHidden { get; set; }

    /// <summary>Help below the question.</summary>
    [Parameter]
    public string? Hint { get; set; }

    /// <summary>Help below the question that needs markup.</summary>
    [Parameter]
    public RenderFragment? HintContent { get; set; }

    /// <summary>The name to post under, when not the one of the expression.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>The element's id, when not the one made from the path. Error summaries link to the one made from the path.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>Further classes for the form group.</summary>
    [Parameter]
    public string? Class { get; set; }

    internal FieldReference Field { get; private set; } = new(string.Empty, string.Empty, null);

    internal string FieldName => Name ?? Field.Name;

    internal string FieldId =>
        Id ?? (EditContext is null ? FieldIds.From(Name ?? Field.Path) : EditContext.FieldId(Field.Path));

    internal IReadOnlyList<string> Errors { get; private set; } = [];

    internal bool HasError => Errors.Count > 0;

    internal bool HasHint => HintContent is not null || !string.IsNullOrEmpty(Hint);

    internal string HintId => FieldId + "-hint";

    internal string ErrorId => FieldId + "-error";

    internal GovSize? QuestionSize => LabelSize ?? (LabelIsHeading ? GovSize.L : null);

    internal string GroupClass => Css.Join("govuk-form-group", Css.If(HasError, "govuk-form-group--error"), Class);

    /// <summary>The expression that names the field.</summary>
    private protected abstract LambdaExpression? Expression { get; }

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        var expression =
            Expression
            ?? throw new InvalidOperationException($"{GetType().Name} needs For, such as For=\"() => Model.Due\".");
        Field = FieldReference.From(expression, EditContext?.Model);
        Listen();
        Errors = FindErrors();
    }

    private protected virtual IReadOnlyList<string> FindErrors() => EditContext?.ErrorsFor(Field.Path) ?? [];

    internal string? DescribedBy(params string?[] more)
    {
        var ids = Css.Join([
            .. more,
            Css.If(HasHint, HintId),
            .. Errors.Select((_, at) => GovErrorMessage.IdOf(ErrorId, at)),
        ]);
        return ids.Length == 0 ? null : ids;
    }

    private void Listen()
    {
        if (ReferenceEquals(listenedTo, EditContext))
            return;
        StopListening();
        listenedTo = EditContext;
        if (listenedTo is not null)
            listenedTo.OnValidationStateChanged += Refresh;
    }

    private void Refresh(object? sender, ValidationStateChangedEventArgs e)
    {
        Errors = FindErrors();
        StateHasChanged();
    }

    private void StopListening()
    {
        if (listenedTo is not null)
            listenedTo.OnValidationStateChanged -= Refresh;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        StopListening();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A field whose answer is one text.</summary>
public abstract class GovTextField : GovField
{
    /// <summary>The property that holds the answer.</summary>
    [Parameter, EditorRequired]
    public Expression<Func<string?>>? For { get; set; }

    internal string? Value => Field.Value as string;

    private protected override LambdaExpression? Expression => For;
}
