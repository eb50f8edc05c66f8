using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.ActionPlans;

/// <summary>A referral with what is being written for it, and who has it open.</summary>
internal sealed record OpenWork(
    ReferralRead Read,
    WorkKind Kind,
    UnsubmittedWork? Work,
    Viewer Viewer,
    DateTimeOffset Now
)
{
    public Referral Referral => Read.Referral;

    public string? this[string name] => Work?[name];
}

/// <summary>An answer to save: its name in the work, the form's field, and the value as text; null clears it.</summary>
internal sealed record WorkAnswer(string Name, string Field, string? Value);

/// <summary>
/// What a form of work in progress showed when it was opened (post it back in a hidden field), and the answers as stored
/// now, for showing both when a colleague changed the same one meanwhile.
/// </summary>
public sealed record WorkForm(string Shown, IReadOnlyList<StoredAnswer> Stored)
{
    /// <summary>The refusal of an answer that a colleague changed after the form was opened.</summary>
    public const string ChangedCode = "work-changed";

    /// <summary>
    /// Why nothing can be saved any more, when that is so: to be said to somebody who has typed, and a reason not to open the
    /// form for anybody else.
    /// </summary>
    public string? WhyClosed { get; init; }

    internal ILookup<string, string> NamesByField { get; init; } =
        Array.Empty<string>().ToLookup(field => field, StringComparer.Ordinal);

    /// <summary>What to post back after such a refusal: the fields refused were compared with what is stored now.</summary>
    public string ShownAfter(string? posted, IReadOnlyList<Refusal> refusals) =>
        FormShown.Renewed(posted, Shown, refusals.SelectMany(refusal => NamesByField[refusal.Field ?? ""]).ToHashSet());
}

/// <summary>
/// Opens work in progress and saves it field by field, as drafts of referrals are: an untouched answer never overwrites,
/// and two different changes to one are refused, so that two colleagues can write together.
/// </summary>
internal sealed class UnsubmittedWorkDesk(
    ReferralReader referrals,
    UnsubmittedWorkStore store,
    IEventSession session,
    CurrentViewer current,
    TimeProvider time
)
{
    public static readonly Refusal Gone = Refusal.Conflict(
        "work-gone",
        "What you were writing has been submitted or thrown away meanwhile, so nothing was saved. Copy your words before "
            + "you leave this page."
    );

    public async Task<OpenWork?> Open(string reference, WorkKind kind, CancellationToken cancellationToken)
    {
        if (await referrals.Read(reference, cancellationToken) is not { } read)
            return null;
        var referral = read.Referral;
        var contract = referral.Referring.Service.ContractId;
        var work = await store.Find(referral.Id, kind, contract, cancellationToken);
        return new OpenWork(read, kind, work, current.Required, time.GetUtcNow());
    }

    /// <summary>Begins the work with these answers.</summary>
    public void Begin(OpenWork open, IEnumerable<(string Name, string? Value)> answers)
    {
        var fields = answers.ToDictionary(a => a.Name, a => Field(open, a.Value), StringComparer.Ordinal);
        session.Enlist(UnsubmittedWorkStore.Insert(New(open, fields)), expectRows: 1);
    }

    /// <summary>Saves what was changed in a form; begins the work when there is none.</summary>
    public Outcome<Done> Save(OpenWork open, string? shownText, IReadOnlyList<WorkAnswer> answers)
    {
        var shown = FormShown.Read(shownText);
        var changed = answers.Where(a => a.Value != open[a.Name]).ToList();
        // what the form showed and still says was not touched: a colleague's newer answer stands
        changed.RemoveAll(a => shown.Had(a.Name, a.Value) && open.Work?.Fields.ContainsKey(a.Name) == true);
        var conflicts = changed.Where(a => !shown.Had(a.Name, open[a.Name])).ToList();
        if (conflicts.Count > 0)
            return conflicts.ConvertAll(conflict => Conflict(open, conflict));
        if (changed.Count > 0)
            Write(open, changed.Select(a => (a.Name, a.Value)));
        return Done.Value;
    }

    /// <summary>Writes answers whatever a form showed.</summary>
    public void Write(OpenWork open, IEnumerable<(string Name, string? Value)> answers)
    {
        var fields = new Dictionary<string, WorkField>(
            open.Work?.Fields ?? new Dictionary<string, WorkField>(),
            StringComparer.Ordinal
        );
        foreach (var (name, value) in answers)
            fields[name] = Field(open, value);
        var statement = open.Work is { } work
            ? UnsubmittedWorkStore.Update(work, fields, open.Now)
            : UnsubmittedWorkStore.Insert(New(open, fields));
        session.Enlist(statement, expectRows: 1);
    }

    /// <summary>Removes the work, in the same transaction as whatever else is done.</summary>
    public void Remove(UnsubmittedWork work) => session.Enlist(UnsubmittedWorkStore.Delete(work), expectRows: 1);

    /// <summary>What a form needs besides its answers.</summary>
    public static WorkForm Form(
        OpenWork open,
        IEnumerable<(string Name, string Field, Func<string, string> InWords)> fields
    )
    {
        var list = fields.ToList();
        var stored =
            from f in list
            let field = open.Work?.Fields.GetValueOrDefault(f.Name)
            where field is not null
            select new StoredAnswer(
                f.Field,
                field.Value is null ? null : f.InWords(field.Value),
                field.SavedAt,
                field.SavedBy == open.Viewer.AccountId ? "you" : field.SavedByName
            );
        return new WorkForm(FormShown.Of(list.Select(f => (f.Name, open[f.Name]))), [.. stored])
        {
            NamesByField = list.ToLookup(f => f.Field, f => f.Name, StringComparer.Ordinal),
        };
    }

    private static UnsubmittedWork New(OpenWork open, IReadOnlyDictionary<string, WorkField> fields) =>
        new(
            open.Referral.Id,
            open.Kind,
            open.Referral.Referring.Service.ContractId,
            1,
            fields,
            open.Now,
            open.Viewer.AccountId,
            open.Now
        );

    private static WorkField Field(OpenWork open, string? value) =>
        new(value, open.Now, open.Viewer.AccountId, open.Viewer.Name);

    private static Refusal Conflict(OpenWork open, WorkAnswer answer)
    {
        var field = open.Work?.Fields.GetValueOrDefault(answer.Name);
        var who =
            field is null ? "A colleague"
            : field.SavedBy == open.Viewer.AccountId ? "You, in another window,"
            : field.SavedByName;
        return Refusal.Conflict(
            WorkForm.ChangedCode,
            $"{who} changed this after you opened the page. Compare the two, then save the one to keep.",
            answer.Field
        );
    }
}
