using System.Globalization;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>The page "Enforceable days".</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetEnforceableDays(DraftId DraftId) : IQuery<EnforceableDaysPage>, IConcernsDraft;

/// <summary>Answer of the enforceable-days page.</summary>
public sealed record EnforceableDaysPage(SectionHead Head, string? MaximumEnforceableDays);

/// <summary>Saves the most days the person can be made to attend: a whole number from 1 to 40, as typed.</summary>
[Requires(Permission.Refer)]
public sealed record SaveEnforceableDays(DraftId DraftId, Guid CommandId, string? Shown, string? MaximumEnforceableDays)
    : ISectionSave;

internal sealed class SaveEnforceableDaysValidator : AbstractValidator<SaveEnforceableDays>
{
    public SaveEnforceableDaysValidator() =>
        RuleFor(c => c.MaximumEnforceableDays)
            .Custom(
                (typed, context) =>
                {
                    if (EnforceableDaysSection.Read(typed).Refusal is { } refusal)
                        context.AddFailure(
                            new ValidationFailure(refusal.Field, refusal.Message) { ErrorCode = refusal.Code }
                        );
                }
            );
}

internal sealed class EnforceableDaysHandler(DraftDesk desk, SectionSaving saving)
    : IRequestHandler<GetEnforceableDays, Outcome<EnforceableDaysPage>>,
        IRequestHandler<SaveEnforceableDays, Outcome<SectionSaved>>
{
    public async Task<Outcome<EnforceableDaysPage>> Handle(
        GetEnforceableDays request,
        CancellationToken cancellationToken
    )
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        return new EnforceableDaysPage(
            SectionSaving.Head(
                opened.Value,
                [(EnforceableDaysSection.Days, nameof(SaveEnforceableDays.MaximumEnforceableDays), days => days)]
            ),
            opened.Value.Answers[EnforceableDaysSection.Days]
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveEnforceableDays request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var days = EnforceableDaysSection.Read(request.MaximumEnforceableDays).Days;
        return saving.Save(
            opened.Value,
            request,
            new EnforceableDaysSection(),
            [
                new(
                    EnforceableDaysSection.Days,
                    nameof(request.MaximumEnforceableDays),
                    days.ToString(CultureInfo.InvariantCulture)
                ),
            ]
        );
    }
}

internal sealed record EnforceableDaysSection()
    : DraftSection(DraftSections.Details, "enforceable-days", "Maximum enforceable days")
{
    public const string Days = "maximumEnforceableDays";
    public const int Least = 1;
    public const int Most = 40;

    public override SectionReview Review(OpenDraft open) =>
        SectionReview.Of(
            open.Answers.Has(Days),
            open.Answers.Has(Days) ? null : "Enter the maximum number of enforceable days",
            [Words.Row("Maximum enforceable days", open.Answers[Days])]
        );

    /// <summary>The number, or a refusal that says how to put it right.</summary>
    public static (int Days, Refusal? Refusal) Read(string? typed)
    {
        var text = TypedText.Line(typed);
        if (text is null)
            return Refused("answer-missing", "Enter the maximum number of enforceable days");
        if (
            !decimal.TryParse(
                text,
                NumberStyles.Number & ~NumberStyles.AllowThousands,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
            return Refused("days-not-a-number", "Maximum enforceable days must be a number, like 12");
        if (number != decimal.Truncate(number))
            return Refused("days-not-whole", "Maximum enforceable days must be a whole number, like 12");
        if (number < Least)
            return Refused("days-too-few", "Maximum enforceable days must be 1 or more");
        if (number > Most)
            return Refused("days-too-many", "Maximum enforceable days must be 40 or fewer");
        return ((int)number, null);

        static (int, Refusal?) Refused(string code, string message) =>
            (0, new Refusal(code, nameof(SaveEnforceableDays.MaximumEnforceableDays), message));
    }
}
