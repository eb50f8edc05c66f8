using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.GovUk;
using RefMon.Web.Operations;

namespace RefMon.Web.Referring;

/// <summary>The answers of a section's form, with what the form showed when it was opened (a hidden field).</summary>
public abstract class SectionAnswers
{
    public string? Shown { get; set; }
}

/// <summary>What <see cref="SectionForm"/> needs of the page it stands on.</summary>
public interface IDraftPage
{
    EditContext Form { get; }

    /// <summary>Null until the section has been read.</summary>
    SectionHead? Head { get; }

    string? Shown { get; }

    /// <summary>The task list, or the check page for those who came from there.</summary>
    string BackAddress { get; }

    /// <summary>The answers that somebody else saved meanwhile to fields changed here too; none nearly always.</summary>
    IReadOnlyList<StoredAnswer> SavedMeanwhile { get; }

    /// <summary>The answers that a colleague saved after other ones were typed here that still wait; none nearly always.</summary>
    IReadOnlyList<StoredAnswer> SavedSinceTyped { get; }

    /// <summary>What colleagues typed here and have not saved.</summary>
    IReadOnlyList<StoredAnswer> TypedByColleagues { get; }

    /// <summary>The question of a field, in words.</summary>
    string LabelOf(string field);

    /// <summary>How the page keeps what is typed; null while there is nothing to keep it for.</summary>
    TypingKept? Typing { get; }

    /// <summary>True where something typed waits that can be discarded, and while it is being discarded.</summary>
    bool OffersDiscard { get; }

    /// <summary>Forgets what the page shows as typed and not saved.</summary>
    Task DiscardTyped(FormSubmission form);
}

/// <summary>
/// How a section's page keeps what is typed on it: where it is posted, the boxes that only count when the page is saved,
/// when something shown was typed last, and whether the page shows what nobody has kept yet.
/// </summary>
public sealed record TypingKept(
    string Address,
    IReadOnlyList<string> LeftOut,
    DateTimeOffset? KeptAt,
    bool ShowsWhatWasPosted
);

/// <summary>A box of a section's form that is answered afresh each time: it is not kept while typing.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AnsweredAfreshAttribute : Attribute;

/// <summary>
/// Base of the pages of a draft's sections, at <c>/refer/{DraftId}/…</c>. The markup is one <see cref="SectionForm"/> with
/// the fields in it. A draft that was sent leads to its confirmation; one that is unknown or deleted is 404.
/// </summary>
/// <example>
/// <code>
/// @page "/refer/{DraftId}/needs"
/// @inherits DraftPage&lt;Needs.Answers&gt;
/// &lt;SectionForm Page="this" Title="Needs and requirements" Name="needs" OnSubmit="SaveAsync"&gt; fields &lt;/SectionForm&gt;
/// @code {
///     private NeedsPage view = null!;
///     protected override async Task&lt;SectionHead&gt; Read() => (view = await Ask(new GetNeeds(Id))).Head;
///     protected override Answers Saved() => new() { Language = view.InterpreterLanguage, … };
///     private Task SaveAsync(FormSubmission form) => Save(new SaveNeeds(Id, form.CommandId, Model.Shown, Model.Language, …));
/// }
/// </code>
/// </example>
/// <typeparam name="TModel">The form's answers; name its properties as the save command does.</typeparam>
public abstract class DraftPage<TModel> : FormPage<TModel>, IDraftPage
    where TModel : SectionAnswers, new()
{
    /// <summary>The value of <c>?from=</c> of somebody who came from the check page.</summary>
    public const string FromCheck = "check";

    /// <summary>The value of <c>?compare=</c> of the page's script, which looks for the answer saved elsewhere.</summary>
    private const string ToCompare = "yes";

    private SectionHead? head;
    private IReadOnlyList<StoredAnswer> savedMeanwhile = [];

    [Parameter]
    public string DraftId { get; set; } = "";

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "compare")]
    public string? Compare { get; set; }

    EditContext IDraftPage.Form => Form;

    SectionHead? IDraftPage.Head => head;

    string? IDraftPage.Shown => Model.Shown;

    string IDraftPage.BackAddress => From == FromCheck ? DraftAddresses.Check(Id) : DraftAddresses.Tasks(Id);

    IReadOnlyList<StoredAnswer> IDraftPage.SavedMeanwhile => savedMeanwhile;

    IReadOnlyList<StoredAnswer> IDraftPage.SavedSinceTyped => IsPost ? [] : head?.SavedSinceTyped(Slug) ?? [];

    IReadOnlyList<StoredAnswer> IDraftPage.TypedByColleagues => head?.TypedByColleagues(Slug) ?? [];

    string IDraftPage.LabelOf(string field) => LabelOf(field);

    TypingKept? IDraftPage.Typing =>
        head is null
            ? null
            : new(DraftAddresses.KeepTyped(Id, Slug), TypedBoxes.AnsweredAfresh(typeof(TModel)), KeptAt, IsPost);

    // a second press meets a page on which nothing waits any more
    bool IDraftPage.OffersDiscard =>
        head?.TypedAt(Slug) is not null || (IsPost && Http.Request.Form["_handler"] == SectionForm.DiscardTypedForm);

    async Task IDraftPage.DiscardTyped(FormSubmission form)
    {
        var discarded = await Send(new DiscardTyped(Id, form.CommandId, Slug, Model.Shown));
        if (!discarded.IsRefused)
            GoTo(SectionAddress(Slug));
    }

    protected DraftId Id => new(IdOr404(DraftId));

    protected DraftBanner Draft => head!.Draft;

    /// <summary>The section's address below the draft's.</summary>
    private string Slug => DraftAddresses.SlugOf(Http.Request.Path);

    private DateTimeOffset? KeptAt => IsPost ? null : head!.TypedAt(Slug);

    /// <summary>This page's own address, for reading it again.</summary>
    protected string SectionAddress(string slug) =>
        From == FromCheck ? DraftAddresses.SectionFromCheck(Id, slug) : DraftAddresses.Section(Id, slug);

    /// <summary>Reads the section; called again when something changed while it was being saved.</summary>
    protected abstract Task<SectionHead> Read();

    /// <summary>The answers as they are saved, to fill the form with.</summary>
    protected abstract TModel Saved();

    /// <summary>The question of a field in words, for comparing two answers. Default: the field's name in words.</summary>
    protected virtual string LabelOf(string field) => Words.OfName(field);

    /// <summary>Something changed elsewhere while this form was open, and what is stored now has been read.</summary>
    protected virtual void ChangedMeanwhile(IReadOnlyList<Refusal> refusals) { }

    /// <summary>Where to go when saved: back to the check page, or on to the next section that is not complete.</summary>
    protected virtual string AddressAfter(SectionSaved saved) =>
        From == FromCheck || saved.Next is null ? DraftAddresses.Check(Id) : DraftAddresses.Section(Id, saved.Next);

    /// <summary>
    /// Saves and goes on. When an answer was changed elsewhere meanwhile, shows both; saving again keeps what is in the form.
    /// </summary>
    protected async Task Save(ISectionSave command)
    {
        var saved = await Send(command);
        if (!saved.IsRefused)
        {
            GoTo(AddressAfter(saved.Value));
            return;
        }
        if (saved.Refusals.All(refusal => refusal.Kind != RefusalKind.Conflict))
            return;
        head = await Read();
        savedMeanwhile = head.Compared(Slug, saved.Refusals);
        Model.Shown = head.ShownAfter(Model.Shown, Slug, saved.Refusals, TypedBoxes.Read(Saved()));
        ChangedMeanwhile(saved.Refusals);
    }

    protected sealed override async Task Load()
    {
        head = await Read();
        if (IsPost)
            return;
        var saved = Saved();
        saved.Shown = head.ShownWith(TypedBoxes.Read(saved));
        Start(saved);
        // what was typed and not saved yet stands in the boxes again, exactly as it was typed
        TypedBoxes.Fill(Model, head.TypedIn(Slug, besidesSaved: Compare == ToCompare));
    }

    protected sealed override string? AddressFor(Refusal refusal) => DraftAddresses.WhereItWent(refusal, Id);
}
