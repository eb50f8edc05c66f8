using Microsoft.AspNetCore.Components;
using RefMon.Application.Appointments;
using RefMon.Web.Operations;

namespace RefMon.Web.Appointments;

/// <summary>
/// Base of the steps of a form about an appointment: slot, what happened, its details, check. What was typed is kept at each step, so
/// that going back, or losing the connection, loses nothing.
/// </summary>
public abstract class AppointmentStepPage<TModel> : FormPage<TModel>
    where TModel : class, new()
{
    [Parameter]
    public string Reference { get; set; } = "";

    [Parameter]
    public string Purpose { get; set; } = "";

    /// <summary>What the step shows; null only where the page ends otherwise.</summary>
    protected AppointmentForm? View { get; private set; }

    /// <summary>Why nothing can be asked, on a get; on a post the command says it.</summary>
    protected string? Why => IsPost ? null : View?.Why?.Message;

    /// <summary>"Session 3", "Supplier assessment"</summary>
    protected string Name => AppointmentWords.Name(View!.Kind, View.SessionNumber);

    protected sealed override async Task Load()
    {
        View = await Ask(new GetAppointmentForm(Reference, Purpose));
        if (!IsPost && View.Why is null)
            Show(View);
    }

    /// <summary>Fills the form in, on a get; may go to another step.</summary>
    protected abstract void Show(AppointmentForm form);

    protected void GoTo(EntryStep step) => GoTo(AddressOf(step));

    protected string AddressOf(EntryStep step) => AppointmentAddress.Step(Reference, View!.Purpose, step);
}
