using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Application.RiskScreen;
using RefMon.Domain;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.Referring;

/// <summary>The page "Safe contact": what is saved so far.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetSafeContact(DraftId DraftId) : IQuery<SafeContactPage>, IConcernsDraft;

/// <summary>Answers of the page; <paramref name="HasSomething"/> is "yes" or "no", null before it is answered.</summary>
public sealed record SafeContactPage(SectionHead Head, string? HasSomething, SafeContactStatement Texts)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(SafeContactPage);
}

/// <summary>
/// Saves how to contact the person safely. A yes needs something in at least one box; a no clears them all, and is an
/// answer.
/// </summary>
[Requires(Permission.Refer)]
public sealed record SaveSafeContact(
    DraftId DraftId,
    Guid CommandId,
    string? Shown,
    string? HasSomething,
    string? SafeTimes,
    string? SafeWays,
    string? MustNotKnow,
    string? StaffSafety,
    string? ExclusionZones
) : ISectionSave, ISafeContactForm;

internal sealed class SaveSafeContactValidator : SafeContactValidator<SaveSafeContact>;

internal sealed class SafeContactHandler(DraftDesk desk, SectionSaving saving)
    : IRequestHandler<GetSafeContact, Outcome<SafeContactPage>>,
        IRequestHandler<SaveSafeContact, Outcome<SectionSaved>>
{
    public async Task<Outcome<SafeContactPage>> Handle(GetSafeContact request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var answers = opened.Value.Answers;
        return new SafeContactPage(
            SectionSaving.Head(
                opened.Value,
                SafeContactSection
                    .Texts.Select(t => (t.Name, t.Field, (Func<string, string>)(text => text)))
                    .Prepend((SafeContactSection.Any, nameof(SaveSafeContact.HasSomething), Words.YesNo))
            ),
            answers[SafeContactSection.Any],
            SafeContactSection.Said(answers)
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveSafeContact request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var isSaid = request.HasSomething == DraftAnswers.Yes;
        return saving.Save(
            opened.Value,
            request,
            new SafeContactSection(),
            [
                Answer.Deciding(
                    SafeContactSection.Any,
                    SafeContactSection.Any,
                    nameof(request.HasSomething),
                    request.HasSomething
                ),
                .. SafeContactSection.Texts.Select(t =>
                    Answer.Following(
                        SafeContactSection.Any,
                        t.Name,
                        t.Field,
                        isSaid ? TypedText.Lines(t.Typed(request)) : null
                    )
                ),
            ]
        );
    }
}

internal sealed record SafeContactSection() : DraftSection(DraftSections.AboutPerson, "safe-contact", "Safe contact")
{
    public const string Any = "safeContact";

    public static readonly IReadOnlyList<SafeContactText> Texts =
    [
        new("safeTimes", nameof(ISafeContactForm.SafeTimes), "Safe times", f => f.SafeTimes),
        new("safeWays", nameof(ISafeContactForm.SafeWays), "Safe ways", f => f.SafeWays),
        new("safeMustNotKnow", nameof(ISafeContactForm.MustNotKnow), "Who must not know", f => f.MustNotKnow),
        new("safeStaff", nameof(ISafeContactForm.StaffSafety), "Keeping staff safe", f => f.StaffSafety),
        new("safeZones", nameof(ISafeContactForm.ExclusionZones), "Exclusion zones", f => f.ExclusionZones),
    ];

    public override SectionReview Review(OpenDraft open)
    {
        var answers = open.Answers;
        var said = Said(answers);
        var missing = answers.YesNo(Any) switch
        {
            null => "Say whether there is anything to know before contacting the person",
            true when !said.SaysSomething => "Say how to contact the person safely",
            _ => null,
        };
        return SectionReview.Of(
            answers.Has(Any),
            missing,
            answers.YesNo(Any) is not true
                ? [new("Safe contact", [answers.Has(Any) ? "Nothing to say" : Words.NotGiven])]
                : [.. Texts.Select(t => Words.Row(t.Label, answers[t.Name], "Nothing said"))]
        );
    }

    /// <summary>The texts as saved.</summary>
    public static SafeContactStatement Said(DraftAnswers answers)
    {
        string? Text(int index) => answers[Texts[index].Name];
        return new(Text(0), Text(1), Text(2), Text(3), Text(4));
    }

    /// <summary>What is sent; null while it is not answered.</summary>
    public static SafeContactStatement? Statement(DraftAnswers answers) =>
        answers.YesNo(Any) switch
        {
            true when Said(answers) is { SaysSomething: true } said => said,
            false => SafeContactStatement.NothingToSay,
            _ => null,
        };
}

/// <summary>One text about safe contact: its name in a draft, its field on the form and its label.</summary>
internal sealed record SafeContactText(string Name, string Field, string Label, Func<ISafeContactForm, string?> Typed);
