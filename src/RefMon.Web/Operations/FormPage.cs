using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.GovUk;

namespace RefMon.Web.Operations;

/// <summary>
/// Base of pages with a form. The page's markup holds <c>&lt;GovForm EditContext="Form" Name="…" OnSubmit="Save"&gt;</c> with
/// <c>&lt;GovErrorSummary /&gt;</c> first, and fields by <c>For="() =&gt; Model.Due"</c>. What was typed is in <see cref="Model"/> (every field
/// a string, a list of strings or <see cref="DateParts"/>: parse in the validator) and is shown again on error.
/// </summary>
/// <example>
/// <code>
/// protected override async Task Load()            // get and post: read what the page shows
/// {
///     var question = await Ask(new ReadQuestion(Id));
///     if (!IsPost) Start(new Answers { Text = question.Text });
/// }
///
/// private async Task Save(FormSubmission form)    // post: send the command, then redirect
/// {
///     var saved = await Send(new SaveAnswer(form.CommandId, Id, Model.Text));
///     if (!saved.IsRefused) GoTo($"/refer/{Id}");
/// }
/// </code>
/// </example>
/// <typeparam name="TModel">The form's answers; nested objects and lists are never null here.</typeparam>
[ReshowsStaleForm]
public abstract class FormPage<TModel> : RefMonPage
    where TModel : class, new()
{
    /// <summary>The answers: those posted, or those given to <see cref="Start"/>.</summary>
    [SupplyParameterFromForm]
    public TModel Model { get; set; } = null!;

    /// <summary>The form's state, for <c>GovForm</c> and <c>GovTitle</c>.</summary>
    protected EditContext Form { get; private set; } = null!;

    /// <summary>Reads what the page shows. On a get it fills the form with <see cref="Start"/> where there is something to fill in.</summary>
    protected virtual Task Load() => Task.CompletedTask;

    /// <summary>The path of the model's field for a field of the command, where they differ. Null puts the message into the summary only.</summary>
    protected virtual string? FieldFor(string commandField) => commandField;

    /// <summary>Fills the form in, on a get.</summary>
    protected void Start(TModel model)
    {
        if (Form is not null)
            Form.OnValidationStateChanged -= AnswerWithErrors;
        Model = FormModel.Complete(model);
        Form = new EditContext(Model);
        Form.OnValidationStateChanged += AnswerWithErrors;
    }

    /// <summary>
    /// Sends a command. Refusals with a field stand at the field and in the error summary, others in the summary; what
    /// does not exist for this person or is not theirs to do ends the page. The answer's status says which it was.
    /// </summary>
    protected async Task<Outcome<T>> Send<T>(ICommand<T> command) =>
        ShowRefusals(await Mediator.Send(command, Aborted));

    /// <summary>Asks a question with what was typed; its refusals are shown as those of a command are.</summary>
    protected async Task<Outcome<T>> Try<T>(IQuery<T> query) => ShowRefusals(await Mediator.Send(query, Aborted));

    protected sealed override void OnInitialized() => Start(Model ?? new TModel());

    protected sealed override Task OnInitializedAsync() => Load();

    private Outcome<T> ShowRefusals<T>(Outcome<T> outcome)
    {
        foreach (var refusal in outcome.Refusals)
            Show(refusal);
        if (outcome.IsRefused)
            SetStatus(StatusOf(outcome.Refusals[0]));
        return outcome;
    }

    private void Show(Refusal refusal)
    {
        var ends = refusal.Kind is RefusalKind.NotFound or RefusalKind.Forbidden && refusal.Field is null;
        if (ends || AddressFor(refusal) is not null)
            throw Stopped(refusal);
        if (refusal.Field is { Length: > 0 } field && FieldFor(field) is { } path)
            Form.AddError(path, refusal.Message);
        else
            Form.AddError(refusal.Message);
    }

    private void AnswerWithErrors(object? sender, ValidationStateChangedEventArgs e)
    {
        if (Form.HasErrors())
            SetStatus(StatusCodes.Status422UnprocessableEntity);
    }

    private void SetStatus(int status)
    {
        // a field's own NotFound (an unknown CRN, say) is an error of the form, not of the address
        if (!Http.Response.HasStarted)
            Http.Response.StatusCode =
                status == StatusCodes.Status404NotFound ? StatusCodes.Status422UnprocessableEntity : status;
    }
}
