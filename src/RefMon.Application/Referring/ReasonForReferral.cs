using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>The page "Reason for referral and further information".</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetReason(DraftId DraftId) : IQuery<ReasonPage>, IConcernsDraft;

/// <summary>Answers of the reason page.</summary>
public sealed record ReasonPage(SectionHead Head, string? Reason, string? FurtherInformation);

/// <summary>Saves why the person is referred and what else the supplier must know; both are required.</summary>
[Requires(Permission.Refer)]
public sealed record SaveReason(
    DraftId DraftId,
    Guid CommandId,
    string? Shown,
    string? Reason,
    string? FurtherInformation
) : ISectionSave;

internal sealed class SaveReasonValidator : AbstractValidator<SaveReason>
{
    public SaveReasonValidator()
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(c => c.Reason).Answered("Enter the reason for the referral").FitsText("Reason for the referral");
        RuleFor(c => c.FurtherInformation)
            .Answered("Enter further information for the supplier, or say that there is none")
            .FitsText("Further information");
    }
}

internal sealed class ReasonHandler(DraftDesk desk, SectionSaving saving)
    : IRequestHandler<GetReason, Outcome<ReasonPage>>,
        IRequestHandler<SaveReason, Outcome<SectionSaved>>
{
    public async Task<Outcome<ReasonPage>> Handle(GetReason request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        return new ReasonPage(
            SectionSaving.Head(
                opened.Value,
                [
                    (ReasonSection.Reason, nameof(SaveReason.Reason), text => text),
                    (ReasonSection.Further, nameof(SaveReason.FurtherInformation), text => text),
                ]
            ),
            opened.Value.Answers[ReasonSection.Reason],
            opened.Value.Answers[ReasonSection.Further]
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveReason request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        return saving.Save(
            opened.Value,
            request,
            new ReasonSection(),
            [
                new(ReasonSection.Reason, nameof(request.Reason), TypedText.Lines(request.Reason)),
                new(
                    ReasonSection.Further,
                    nameof(request.FurtherInformation),
                    TypedText.Lines(request.FurtherInformation)
                ),
            ]
        );
    }
}

internal sealed record ReasonSection()
    : DraftSection(DraftSections.Details, "reason", "Reason for referral and further information")
{
    public const string Reason = "reasonForReferral";
    public const string Further = "furtherInformation";

    public override SectionReview Review(OpenDraft open)
    {
        var answers = open.Answers;
        return SectionReview.Of(
            answers.Has(Reason),
            !answers.Has(Reason) ? "Enter the reason for the referral"
                : !answers.Has(Further) ? "Enter further information, or say that there is none"
                : null,
            [Words.Row("Reason for referral", answers[Reason]), Words.Row("Further information", answers[Further])]
        );
    }
}
