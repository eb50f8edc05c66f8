using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>The page "Needs and requirements": what is saved so far. Yes and no are "yes" and "no"; null is not answered.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetNeeds(DraftId DraftId) : IQuery<NeedsPage>, IConcernsDraft;

/// <summary>Answers of the needs page.</summary>
public sealed record NeedsPage(
    SectionHead Head,
    string? AccessibilityNeeds,
    string? AdditionalNeeds,
    string? NeedsInterpreter,
    string? InterpreterLanguage,
    string? HasResponsibilities,
    string? WhenUnavailable,
    string? PreferredLanguageInNDelius
);

/// <summary>
/// Saves needs and requirements. <paramref name="NeedsInterpreter"/> and <paramref name="HasResponsibilities"/> are "yes"
/// or "no"; what a no makes pointless is cleared.
/// </summary>
[Requires(Permission.Refer)]
public sealed record SaveNeeds(
    DraftId DraftId,
    Guid CommandId,
    string? Shown,
    string? AccessibilityNeeds,
    string? AdditionalNeeds,
    string? NeedsInterpreter,
    string? InterpreterLanguage,
    string? HasResponsibilities,
    string? WhenUnavailable
) : ISectionSave;

internal sealed class SaveNeedsValidator : AbstractValidator<SaveNeeds>
{
    public SaveNeedsValidator()
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(c => c.AccessibilityNeeds).FitsText("Mobility, disability or accessibility needs");
        RuleFor(c => c.AdditionalNeeds).FitsText("Other needs");
        RuleFor(c => c.NeedsInterpreter).YesOrNo("Select yes if the person needs an interpreter");
        RuleFor(c => c.InterpreterLanguage)
            .Answered("Enter the language the interpreter needs to speak")
            .FitsLine("Language")
            .When(c => c.NeedsInterpreter == DraftAnswers.Yes);
        RuleFor(c => c.HasResponsibilities).YesOrNo("Select yes if the person has caring or work responsibilities");
        RuleFor(c => c.WhenUnavailable)
            .Answered("Enter when the person cannot attend")
            .FitsText("When the person cannot attend")
            .When(c => c.HasResponsibilities == DraftAnswers.Yes);
    }
}

internal sealed class NeedsHandler(DraftDesk desk, SectionSaving saving)
    : IRequestHandler<GetNeeds, Outcome<NeedsPage>>,
        IRequestHandler<SaveNeeds, Outcome<SectionSaved>>
{
    public async Task<Outcome<NeedsPage>> Handle(GetNeeds request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var answers = opened.Value.Answers;
        return new NeedsPage(
            SectionSaving.Head(
                opened.Value,
                [
                    (NeedsSection.Accessibility, nameof(SaveNeeds.AccessibilityNeeds), text => text),
                    (NeedsSection.Additional, nameof(SaveNeeds.AdditionalNeeds), text => text),
                    (NeedsSection.Interpreter, nameof(SaveNeeds.NeedsInterpreter), Words.YesNo),
                    (NeedsSection.Language, nameof(SaveNeeds.InterpreterLanguage), text => text),
                    (NeedsSection.Responsibilities, nameof(SaveNeeds.HasResponsibilities), Words.YesNo),
                    (NeedsSection.Unavailable, nameof(SaveNeeds.WhenUnavailable), text => text),
                ]
            ),
            answers[NeedsSection.Accessibility],
            answers[NeedsSection.Additional],
            answers[NeedsSection.Interpreter],
            answers[NeedsSection.Language],
            answers[NeedsSection.Responsibilities],
            answers[NeedsSection.Unavailable],
            opened.Value.Person.PreferredLanguage
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveNeeds request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var interpreter = request.NeedsInterpreter == DraftAnswers.Yes;
        var responsibilities = request.HasResponsibilities == DraftAnswers.Yes;
        return saving.Save(
            opened.Value,
            request,
            new NeedsSection(),
            [
                new(
                    NeedsSection.Accessibility,
                    nameof(request.AccessibilityNeeds),
                    TypedText.Lines(request.AccessibilityNeeds)
                ),
                new(NeedsSection.Additional, nameof(request.AdditionalNeeds), TypedText.Lines(request.AdditionalNeeds)),
                Answer.Deciding(
                    NeedsSection.Interpreter,
                    NeedsSection.Interpreter,
                    nameof(request.NeedsInterpreter),
                    request.NeedsInterpreter
                ),
                Answer.Following(
                    NeedsSection.Interpreter,
                    NeedsSection.Language,
                    nameof(request.InterpreterLanguage),
                    interpreter ? TypedText.Line(request.InterpreterLanguage) : null
                ),
                Answer.Deciding(
                    NeedsSection.Responsibilities,
                    NeedsSection.Responsibilities,
                    nameof(request.HasResponsibilities),
                    request.HasResponsibilities
                ),
                Answer.Following(
                    NeedsSection.Responsibilities,
                    NeedsSection.Unavailable,
                    nameof(request.WhenUnavailable),
                    responsibilities ? TypedText.Lines(request.WhenUnavailable) : null
                ),
            ]
        );
    }
}

internal sealed record NeedsSection() : DraftSection(DraftSections.AboutPerson, "needs", "Needs and requirements")
{
    public const string Accessibility = "accessibilityNeeds";
    public const string Additional = "additionalNeeds";
    public const string Interpreter = "needsInterpreter";
    public const string Language = "interpreterLanguage";
    public const string Responsibilities = "hasResponsibilities";
    public const string Unavailable = "whenUnavailable";

    public override SectionReview Review(OpenDraft open)
    {
        var answers = open.Answers;
        var (interpreter, responsibilities) = (answers.YesNo(Interpreter), answers.YesNo(Responsibilities));
        var missing =
            interpreter is null ? "Say whether the person needs an interpreter"
            : interpreter is true && !answers.Has(Language) ? "Enter the interpreter's language"
            : responsibilities is null ? "Say whether the person has caring or work responsibilities"
            : responsibilities is true && !answers.Has(Unavailable) ? "Enter when the person cannot attend"
            : null;
        return SectionReview.Of(
            interpreter is not null,
            missing,
            [
                Words.Row("Mobility, disability or accessibility needs", answers[Accessibility]),
                Words.Row("Other needs", answers[Additional]),
                new(
                    "Interpreter",
                    [
                        interpreter is true ? $"Yes: {answers[Language]}"
                        : interpreter is false ? "No"
                        : Words.NotGiven,
                    ]
                ),
                new(
                    "Caring or work responsibilities",
                    responsibilities switch
                    {
                        true => ["Yes", answers[Unavailable] ?? Words.NotGiven],
                        false => ["No"],
                        null => [Words.NotGiven],
                    }
                ),
            ]
        );
    }
}
