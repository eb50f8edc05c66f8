using Microsoft.AspNetCore.Components;
using RefMon.Application.ActionPlans;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Web.Operations;

namespace RefMon.Web.ActionPlans;

/// <summary>The answers of a form of work in progress, with what the form showed when it was opened (a hidden field).</summary>
public abstract class WorkAnswers
{
    public string? Shown { get; set; }
}

/// <summary>
/// Base of the pages that write a part of an action plan or of an end-of-service report: they save page by page, and show
/// both answers when a colleague changed the same one meanwhile. The markup holds <c>&lt;SavedMeanwhile /&gt;</c> and the hidden
/// field <c>Model.Shown</c>.
/// </summary>
/// <typeparam name="TModel">The form's answers; name its properties as the command does.</typeparam>
public abstract class WorkPage<TModel> : FormPage<TModel>
    where TModel : WorkAnswers, new()
{
    [Parameter]
    public string Reference { get; set; } = "";

    /// <summary>What a colleague saved meanwhile to answers changed here too; none nearly always.</summary>
    protected IReadOnlyList<StoredAnswer> SavedMeanwhile { get; private set; } = [];

    /// <summary>Where somebody goes for whom this form cannot be opened: a page that says why.</summary>
    protected abstract string Instead { get; }

    /// <summary>Reads the page; called again when something changed while it was being saved.</summary>
    protected abstract Task<WorkForm> Read();

    /// <summary>The answers as they are saved, to fill the form with.</summary>
    protected abstract TModel Saved();

    /// <summary>Saves and goes on, or shows what stands against it.</summary>
    protected async Task Save(ICommand<Done> command, string then)
    {
        var saved = await Send(command);
        if (!saved.IsRefused)
        {
            GoTo(then);
            return;
        }
        var changed = saved.Refusals.Where(refusal => refusal.Code == WorkForm.ChangedCode).ToList();
        if (changed.Count == 0)
            return;
        var form = await Read();
        SavedMeanwhile = [.. form.Stored.Where(stored => changed.Exists(refusal => refusal.Field == stored.Field))];
        Model.Shown = form.ShownAfter(Model.Shown, saved.Refusals);
    }

    protected sealed override async Task Load()
    {
        var form = await Read();
        // whoever has typed keeps it, and is told why it cannot be saved
        if (IsPost)
            return;
        if (form.WhyClosed is not null)
        {
            GoTo(Instead);
            return;
        }
        var saved = Saved();
        saved.Shown = form.Shown;
        Start(saved);
    }
}
