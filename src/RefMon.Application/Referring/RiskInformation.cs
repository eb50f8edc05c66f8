using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.Referring;

/// <summary>The page "Risk information": the latest assessment, and how it will be shared with the supplier.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetRiskInformation(DraftId DraftId) : IQuery<RiskPage>, IConcernsDraft;

/// <summary>Whether there is an assessment to show.</summary>
public enum RiskAvailability
{
    /// <summary>There is one.</summary>
    Assessed,

    /// <summary>The person was never assessed. That is not a low risk.</summary>
    NeverAssessed,

    /// <summary>Assess Risks and Needs has not answered since the draft was started.</summary>
    Unavailable,
}

/// <summary>
/// The assessment and the boxes of the form. <paramref name="Choice"/> is "as-is" or "edit", null before it is made.
/// <paramref name="Edits"/> are the texts for the edit boxes, filled from the original until edited.
/// <paramref name="Acknowledged"/> is false again when there is a newer assessment than the one acknowledged.
/// </summary>
public sealed record RiskPage(
    SectionHead Head,
    RiskAvailability Availability,
    RiskSummary? Summary,
    RiskTexts Originals,
    RiskTexts Edits,
    string? Choice,
    string? AdditionalInformation,
    bool Acknowledged
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(RiskPage);
}

/// <summary>
/// The assessment's own date and age in days (null: the assessment has none), when it was asked for, and its levels; a
/// level that nobody gave is unknown, never low.
/// </summary>
public sealed record RiskSummary(
    DateOnly? AssessedOn,
    int? AgeInDays,
    DateTimeOffset FetchedAt,
    RoshLevel Overall,
    IReadOnlyList<GroupRisk> Groups,
    string? IncreaseFactors,
    string? ReductionFactors
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(RiskSummary);
}

/// <summary>
/// Saves how the risk information is shared. <paramref name="Choice"/> "as-is" shares the assessment's words, "edit" the
/// seven texts; the additional information goes with either. It must be acknowledged either way.
/// </summary>
[Requires(Permission.Refer)]
public sealed record SaveRiskInformation(
    DraftId DraftId,
    Guid CommandId,
    string? Shown,
    string? Choice,
    string? WhoIsAtRisk,
    string? NatureOfRisk,
    string? RiskImminence,
    string? SelfHarm,
    string? Suicide,
    string? HostelSetting,
    string? Vulnerability,
    string? AdditionalInformation,
    bool Acknowledged
) : ISectionSave;

internal sealed class SaveRiskInformationValidator : AbstractValidator<SaveRiskInformation>
{
    public SaveRiskInformationValidator()
    {
        RuleFor(c => c.Choice)
            .Must(choice => choice is RiskSection.AsIs or RiskSection.Edit)
            .WithErrorCode("answer-missing")
            .WithMessage("Select whether to edit the risk information before it is shared");
        When(
            c => c.Choice == RiskSection.Edit,
            () =>
            {
                RuleFor(c => c.WhoIsAtRisk).FitsText("Who is at risk");
                RuleFor(c => c.NatureOfRisk).FitsText("Nature of the risk");
                RuleFor(c => c.RiskImminence).FitsText("When the risk is greatest");
                RuleFor(c => c.SelfHarm).FitsText("Concerns about self-harm");
                RuleFor(c => c.Suicide).FitsText("Concerns about suicide");
                RuleFor(c => c.HostelSetting).FitsText("Coping in a hostel setting");
                RuleFor(c => c.Vulnerability).FitsText("Concerns about vulnerability");
            }
        );
        RuleFor(c => c.AdditionalInformation).FitsText("Additional information");
        RuleFor(c => c.Acknowledged)
            .Equal(true)
            .WithErrorCode("not-acknowledged")
            .WithMessage("Confirm that you understand this information will be shared with the supplier");
    }
}

internal sealed class RiskInformationHandler(DraftDesk desk, SectionSaving saving)
    : IRequestHandler<GetRiskInformation, Outcome<RiskPage>>,
        IRequestHandler<SaveRiskInformation, Outcome<SectionSaved>>
{
    public async Task<Outcome<RiskPage>> Handle(GetRiskInformation request, CancellationToken cancellationToken)
    {
        var opened = await desk.OpenFresh(request.DraftId, SourcePart.Risk, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        var originals = RiskSection.Originals(open);
        return new RiskPage(
            SectionSaving.Head(
                open,
                RiskSection
                    .Edits.Select(e => (e.Name, e.Field, (Func<string, string>)(text => text)))
                    .Append((RiskSection.Choice, nameof(SaveRiskInformation.Choice), RiskSection.ChoiceInWords))
                    .Append((RiskSection.Additional, nameof(SaveRiskInformation.AdditionalInformation), text => text))
                    .Append((RiskSection.Acknowledged, nameof(SaveRiskInformation.Acknowledged), _ => "Confirmed")),
                [(RiskSection.Seen, RiskSection.Fingerprint(open))]
            ),
            open.Sources.Risk switch
            {
                null => RiskAvailability.Unavailable,
                { Value.Assessment: null } => RiskAvailability.NeverAssessed,
                _ => RiskAvailability.Assessed,
            },
            RiskSection.Summary(open),
            originals,
            RiskSection.Edited(open, originals),
            open.Answers[RiskSection.Choice],
            open.Answers[RiskSection.Additional],
            RiskSection.IsAcknowledged(open)
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveRiskInformation request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        if (open.Sources.Risk is null)
            return ReferringRefusals.NeighbourSilent("Assess Risks and Needs");
        var now = RiskSection.Fingerprint(open);
        if (!FormShown.Read(request.Shown).Had(RiskSection.Seen, now))
            return Refusal.Conflict(
                "risk-changed",
                "There is a newer risk assessment than the one you were looking at. Read it, then save again."
            );
        // sharing as it is leaves earlier edits and the additional information where they are
        var edits = request.Choice == RiskSection.Edit ? RiskSection.Edits : [];
        var originals = RiskSection.Originals(open);
        var answers = edits
            .Select(edit => new Answer(edit.Name, edit.Field, Changed(edit.Typed(request), edit.In(originals))))
            .Append(new(RiskSection.Choice, nameof(request.Choice), request.Choice))
            .Append(
                new(
                    RiskSection.Additional,
                    nameof(request.AdditionalInformation),
                    TypedText.Lines(request.AdditionalInformation)
                )
            )
            .Append(new(RiskSection.Acknowledged, nameof(request.Acknowledged), now));
        return saving.Save(open, request, new RiskSection(), [.. answers]);
    }

    private static string? Changed(string? typed, string? original) =>
        TypedText.Lines(typed) is var text && text == original ? null : text ?? "";
}

/// <summary>One text of the assessment that can be edited before sharing.</summary>
internal sealed record RiskEdit(
    string Name,
    string Field,
    string Label,
    Func<SaveRiskInformation, string?> Typed,
    Func<RiskTexts, string?> In
);
