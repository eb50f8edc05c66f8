using System.Globalization;
using Microsoft.AspNetCore.Components;
using RefMon.Application.Appointments;
using RefMon.Application.Pipeline;
using RefMon.Web.Operations;

namespace RefMon.Web.Appointments;

/// <summary>The answers of a form that posts the version of the referral it showed.</summary>
public interface IVersionShown
{
    string? Version { get; set; }
}

/// <summary>
/// Base of the steps of a form about an appointment: slot, what happened, its details, check. What was typed is kept at each step, so
/// that going back, or losing the connection, loses nothing. Each posts what it showed (<c>ShownVersion</c> in its form): when something
/// has become of the appointment since, nothing is saved, and what stands now is shown beside what was typed.
/// </summary>
public abstract class AppointmentStepPage<TModel> : FormPage<TModel>
    where TModel : class, IVersionShown, new()
{
    [Parameter]
    public string Reference { get; set; } = "";

    [Parameter]
    public string Purpose { get; set; } = "";

    [SupplyParameterFromQuery(Name = "gone")]
    public string? Gone { get; set; }

    /// <summary>The answers were gone when they were to be saved, and still are: nothing was done.</summary>
    protected bool IsGone => Gone is not null && !IsPost && View is { Entry: null };

    /// <summary>What the step shows; null only where the page ends otherwise.</summary>
    protected AppointmentForm? View { get; private set; }

    /// <summary>The appointment as it stands, where that is not what was known when the answers were typed; else null.</summary>
    protected AppointmentTold? Changed { get; private set; }

    /// <summary>Why nothing can be asked, on a get; on a post the command says it.</summary>
    protected string? Why => IsPost ? null : View?.Why?.Message;

    /// <summary>"Session 3", "Supplier assessment"</summary>
    protected string Name => AppointmentWords.Name(View!.Kind, View.SessionNumber);

    /// <summary>The version that the form showed, as it is posted; of a damaged one, that nothing was shown.</summary>
    protected long Shown => ShownVersion.Read(Model.Version);

    protected sealed override async Task Load()
    {
        View = await Ask(new GetAppointmentForm(Reference, Purpose));
        if (IsPost)
        {
            Changed = View.ChangedSince(Shown);
            return;
        }
        Changed = View.Entry is { } entry ? View.ChangedSince(entry.Answers.Version) : null;
        if (View.Why is null)
            Show(View);
        Model.Version = ShownVersion.Of(View.Version);
    }

    /// <summary>Fills the form in, on a get; may go to another step.</summary>
    protected abstract void Show(AppointmentForm form);

    /// <summary>Sends a command that says what was shown; after a conflict the page shows what stands now, and can be sent again on that.</summary>
    protected async Task<Outcome<T>> SendShown<T>(ICommand<T> command)
    {
        var outcome = await Send(command);
        if (outcome.IsRefused && outcome.Refusals.Any(r => r.Code == AppointmentRefusals.ChangedMeanwhile.Code))
        {
            View = await Ask(new GetAppointmentForm(Reference, Purpose));
            Changed = View.Appointment;
            Model.Version = ShownVersion.Of(View.Version);
        }
        return outcome;
    }

    protected void GoTo(EntryStep step) => GoTo(AddressOf(step));

    protected string AddressOf(EntryStep step) => AppointmentAddress.Step(Reference, View!.Purpose, step);
}

/// <summary>A version in a form.</summary>
internal static class ShownVersion
{
    public static string Of(long version) => version.ToString(CultureInfo.InvariantCulture);

    public static long Read(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
