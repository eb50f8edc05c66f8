using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>The page "Expected probation office": where the person will report after release.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetExpectedOffice(DraftId DraftId) : IQuery<ExpectedOfficePage>, IConcernsDraft;

/// <summary>
/// The answers saved: <paramref name="Choice"/> is "known" or "unknown". Before anything is saved the office is that of
/// the team nDelius has, where the list has it.
/// </summary>
public sealed record ExpectedOfficePage(
    SectionHead Head,
    string? Choice,
    string? Office,
    string? UnknownReason,
    string? OfficeInNDelius,
    IReadOnlyList<PlaceOption> Options
);

/// <summary>An office or, where no office is known yet, a delivery unit: what is stored, and what the list shows.</summary>
public sealed record PlaceOption(string Value, string Label);

/// <summary>Saves the office expected after release or why it is not known, never both.</summary>
[Requires(Permission.Refer)]
public sealed record SaveExpectedOffice(
    DraftId DraftId,
    Guid CommandId,
    string? Shown,
    string? Choice,
    string? Office,
    string? UnknownReason
) : ISectionSave;

internal sealed class SaveExpectedOfficeValidator : AbstractValidator<SaveExpectedOffice>
{
    public SaveExpectedOfficeValidator()
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(c => c.Choice)
            .Must(choice => choice is ExpectedOfficeSection.Known or ExpectedOfficeSection.Unknown)
            .WithErrorCode("answer-missing")
            .WithMessage("Select whether the expected probation office is known");
        RuleFor(c => c.Office)
            .Answered("Select the expected probation office")
            .When(c => c.Choice == ExpectedOfficeSection.Known);
        RuleFor(c => c.UnknownReason)
            .Answered("Enter why the expected probation office is not known")
            .FitsText("Why the expected probation office is not known")
            .When(c => c.Choice == ExpectedOfficeSection.Unknown);
    }
}

internal sealed class ExpectedOfficeHandler(DraftDesk desk, SectionSaving saving, ServiceCatalogue catalogue)
    : IRequestHandler<GetExpectedOffice, Outcome<ExpectedOfficePage>>,
        IRequestHandler<SaveExpectedOffice, Outcome<SectionSaved>>
{
    public async Task<Outcome<ExpectedOfficePage>> Handle(
        GetExpectedOffice request,
        CancellationToken cancellationToken
    )
    {
        var opened = await Open(request.DraftId, [SourcePart.Officer], cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        var (office, reason) = (open.Answers[ExpectedOfficeSection.Office], open.Answers[ExpectedOfficeSection.Reason]);
        var options = await ExpectedOfficeSection.Options(catalogue, cancellationToken);
        var inNDelius = TypedText.Line(open.Sources.Officer.Value.Office);
        return new ExpectedOfficePage(
            SectionSaving.Head(
                open,
                [
                    (ExpectedOfficeSection.Office, nameof(SaveExpectedOffice.Office), text => text),
                    (ExpectedOfficeSection.Reason, nameof(SaveExpectedOffice.UnknownReason), text => text),
                ]
            ),
            office is not null ? ExpectedOfficeSection.Known
                : reason is not null ? ExpectedOfficeSection.Unknown
                : null,
            office ?? (reason is null && options.Any(o => o.Value == inNDelius) ? inNDelius : null),
            reason,
            inNDelius,
            options
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveExpectedOffice request, CancellationToken cancellationToken)
    {
        var opened = await Open(request.DraftId, [], cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var known = request.Choice == ExpectedOfficeSection.Known;
        var office = known ? TypedText.Line(request.Office) : null;
        if (
            known
            && (await ExpectedOfficeSection.Options(catalogue, cancellationToken)).All(option => option.Value != office)
        )
            return new Refusal("not-in-list", nameof(request.Office), "Choose a probation office from the list");
        return saving.Save(
            opened.Value,
            request,
            new ExpectedOfficeSection(),
            [
                Answer.Deciding(
                    ExpectedOfficeSection.Address,
                    ExpectedOfficeSection.Office,
                    nameof(request.Office),
                    office
                ),
                Answer.Deciding(
                    ExpectedOfficeSection.Address,
                    ExpectedOfficeSection.Reason,
                    nameof(request.UnknownReason),
                    known ? null : TypedText.Lines(request.UnknownReason)
                ),
            ]
        );
    }

    private Task<Outcome<OpenDraft>> Open(DraftId id, IReadOnlyList<SourcePart> parts, CancellationToken stop) =>
        desk.OpenSection(id, ExpectedOfficeSection.Address, parts, stop);
}

internal sealed record ExpectedOfficeSection() : DraftSection(DraftSections.Where, Address, "Expected probation office")
{
    public const string Address = "expected-office";
    public const string Known = "known";
    public const string Unknown = "unknown";
    public const string Office = "expectedOffice";
    public const string Reason = "expectedOfficeUnknownReason";

    public override IReadOnlyList<OwnedAnswer> Owned =>
        [new(Office, "Expected probation office"), new(Reason, "Why the expected probation office is not known")];

    public override SectionReview Review(OpenDraft open)
    {
        var (office, reason) = (open.Answers[Office], open.Answers[Reason]);
        var answered = office is not null || reason is not null;
        return SectionReview.Of(
            answered,
            answered ? null : "Select the expected probation office, or say why it is not known",
            reason is null
                ? [Words.Row("Expected probation office", office)]
                :
                [
                    Words.Row("Expected probation office", "Not known"),
                    Words.Row("Why the office is not known", reason),
                ]
        );
    }

    /// <summary>The offices and, for where no office is known yet, the delivery units to choose from.</summary>
    public static async Task<IReadOnlyList<PlaceOption>> Options(
        ServiceCatalogue catalogue,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await catalogue.Offices(null, cancellationToken))
                .Select(office => office.Name)
                .Distinct()
                .Select(name => new PlaceOption(name, name)),
            .. (await catalogue.DeliveryUnits(cancellationToken))
                .Select(unit => $"{unit.Name} (probation delivery unit)")
                .Distinct()
                .Select(name => new PlaceOption(name, name)),
        ];
}
