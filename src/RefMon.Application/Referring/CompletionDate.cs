using System.Globalization;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Attention;

namespace RefMon.Application.Referring;

/// <summary>The page "Completion date".</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetCompletionDate(DraftId DraftId) : IQuery<CompletionDatePage>, IConcernsDraft;

/// <summary>
/// Answer of the completion-date page, in three boxes. <paramref name="SentenceEnds"/> is the end of the sentence chosen
/// for the referral, when known; <paramref name="Warning"/> says that the saved date lies after it.
/// </summary>
public sealed record CompletionDatePage(
    SectionHead Head,
    string? Day,
    string? Month,
    string? Year,
    DateOnly? SentenceEnds,
    string? Warning
);

/// <summary>
/// Saves the date by which the service should be completed, as typed: three boxes, the month in numbers or words, or all
/// of it in the first box. It must be after today and no more than ten years ahead. After the end of the sentence is accepted with the warning
/// <c>after-sentence-end</c>.
/// </summary>
[Requires(Permission.Refer)]
public sealed record SaveCompletionDate(
    DraftId DraftId,
    Guid CommandId,
    string? Shown,
    string? CompletionDateDay,
    string? CompletionDateMonth,
    string? CompletionDateYear
) : ISectionSave;

internal sealed class SaveCompletionDateValidator : AbstractValidator<SaveCompletionDate>
{
    public SaveCompletionDateValidator(TimeProvider time) =>
        RuleFor(c => c)
            .Custom(
                (command, context) =>
                {
                    var (_, refusal) = CompletionDateSection.Read(command, LondonTime.DayOf(time.GetUtcNow()));
                    if (refusal is not null)
                        context.AddFailure(
                            new ValidationFailure(refusal.Field, refusal.Message) { ErrorCode = refusal.Code }
                        );
                }
            );
}

internal sealed class CompletionDateHandler(DraftDesk desk, SectionSaving saving)
    : IRequestHandler<GetCompletionDate, Outcome<CompletionDatePage>>,
        IRequestHandler<SaveCompletionDate, Outcome<SectionSaved>>
{
    public async Task<Outcome<CompletionDatePage>> Handle(
        GetCompletionDate request,
        CancellationToken cancellationToken
    )
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var saved = opened.Value.Answers.Day(CompletionDateSection.Date);
        return new CompletionDatePage(
            SectionSaving.Head(
                opened.Value,
                [
                    (
                        CompletionDateSection.Date,
                        nameof(SaveCompletionDate.CompletionDateDay),
                        _ => saved is { } day ? Words.Day(day) : Words.NotGiven
                    ),
                ]
            ),
            saved?.Day.ToString(CultureInfo.InvariantCulture),
            saved?.Month.ToString(CultureInfo.InvariantCulture),
            saved?.Year.ToString(CultureInfo.InvariantCulture),
            SentenceSection.Chosen(opened.Value.Answers)?.EndDate,
            CompletionDateSection.Warning(opened.Value)
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveCompletionDate request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var (day, invalid) = CompletionDateSection.Read(request, opened.Value.Today);
        if (invalid is not null)
            return invalid;
        return saving.Save(
            opened.Value,
            request,
            new CompletionDateSection(),
            [new(CompletionDateSection.Date, nameof(request.CompletionDateDay), DraftAnswers.Text(day))],
            CompletionDateSection.IsAfterSentence(opened.Value.Answers, day) ? ["after-sentence-end"] : []
        );
    }
}

internal sealed record CompletionDateSection()
    : DraftSection(DraftSections.Details, "completion-date", "Completion date")
{
    public const string Date = "completionDate";

    public override SectionReview Review(OpenDraft open)
    {
        var date = open.Answers.Day(Date);
        return SectionReview.Of(
            date is not null,
            date is null ? "Enter the date by which the service should be completed"
                : date < open.Today ? "The completion date has passed: enter a later one"
                : null,
            [Words.Row("Completion date", date is { } day ? Words.Day(day) : null, note: Warning(open))]
        );
    }

    /// <summary>A sentence when the saved date lies after the end of the chosen sentence; null otherwise.</summary>
    public static string? Warning(OpenDraft open) =>
        open.Answers.Day(Date) is { } day && IsAfterSentence(open.Answers, day)
            ? "This is after the sentence ends. Check that the person can still be asked to attend then"
            : null;

    public static bool IsAfterSentence(DraftAnswers answers, DateOnly day) =>
        SentenceSection.Chosen(answers)?.EndDate is { } end && day > end;

    public static (DateOnly Day, Refusal? Refusal) Read(SaveCompletionDate command, DateOnly today)
    {
        var (day, refusal) = TypedDate.Read(
            "Completion date",
            "CompletionDate",
            new(command.CompletionDateDay, command.CompletionDateMonth, command.CompletionDateYear)
        );
        if (refusal is null && day < today)
            refusal = new(
                "date-in-past",
                nameof(command.CompletionDateDay),
                "Completion date must be today or in the future"
            );
        refusal ??= DateLimits.TooFar(
            "Completion date",
            nameof(command.CompletionDateYear),
            day,
            today,
            "It is the day the service is finished, not the end of the sentence"
        );
        return (day, refusal);
    }
}
