using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

/// <summary>The page "Urgency".</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetUrgency(DraftId DraftId) : IQuery<UrgencyPage>, IConcernsDraft;

/// <summary>
/// The answers saved: <paramref name="Urgency"/> is "none" or the name of one of <paramref name="Reasons"/>, which depend on
/// the kind of referral. <paramref name="AsksWhyNow"/>: nobody is allocated, so the page also asks why the referral does not wait.
/// The two dates are what makes it urgent, where they are known.
/// </summary>
public sealed record UrgencyPage(
    SectionHead Head,
    string? Urgency,
    string? Words,
    string? WhyNow,
    IReadOnlyList<UrgencyReason> Reasons,
    bool AsksWhyNow,
    DateOnly? ReleaseDate,
    DateOnly? SentenceEnds
);

/// <summary>Saves how urgent the referral is; the words count for "Other", and why now for people without a practitioner.</summary>
[Requires(Permission.Refer)]
public sealed record SaveUrgency(
    DraftId DraftId,
    Guid CommandId,
    string? Shown,
    string? Urgency,
    string? Words,
    string? WhyNow
) : ISectionSave;

internal sealed class SaveUrgencyValidator : AbstractValidator<SaveUrgency>
{
    public SaveUrgencyValidator()
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(c => c.Words)
            .Answered("Enter why the referral is urgent")
            .FitsText("Why the referral is urgent")
            .When(c => c.Urgency == nameof(UrgencyReason.Other));
        RuleFor(c => c.WhyNow).FitsText("Why the referral does not wait");
    }
}

internal sealed class UrgencyHandler(DraftDesk desk, SectionSaving saving)
    : IRequestHandler<GetUrgency, Outcome<UrgencyPage>>,
        IRequestHandler<SaveUrgency, Outcome<SectionSaved>>
{
    public async Task<Outcome<UrgencyPage>> Handle(GetUrgency request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        return new UrgencyPage(
            SectionSaving.Head(
                open,
                [
                    (UrgencySection.Urgency, nameof(SaveUrgency.Urgency), UrgencySection.InWords),
                    (UrgencySection.Other, nameof(SaveUrgency.Words), text => text),
                    (UrgencySection.WhyNow, nameof(SaveUrgency.WhyNow), text => text),
                ]
            ),
            open.Answers[UrgencySection.Urgency],
            open.Answers[UrgencySection.Other],
            open.Answers[UrgencySection.WhyNow],
            UrgencySection.ReasonsFor(open.Kind),
            UrgencySection.AsksWhyNow(open.Kind),
            open.Answers.Day(ReleaseDateSection.Date),
            SentenceSection.Chosen(open.Answers)?.EndDate
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveUrgency request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        var reasons = UrgencySection.ReasonsFor(open.Kind).Select(reason => reason.ToString());
        if (request.Urgency is not { } urgency || !reasons.Append(UrgencySection.None).Contains(urgency))
            return new Refusal(
                "answer-missing",
                nameof(request.Urgency),
                "Select whether the referral is urgent, and why"
            );
        return saving.Save(
            open,
            request,
            new UrgencySection(open.Kind),
            [
                Answer.Deciding(UrgencySection.Urgency, UrgencySection.Urgency, nameof(request.Urgency), urgency),
                Answer.Following(
                    UrgencySection.Urgency,
                    UrgencySection.Other,
                    nameof(request.Words),
                    urgency == nameof(UrgencyReason.Other) ? TypedText.Lines(request.Words) : null
                ),
                .. UrgencySection.AsksWhyNow(open.Kind)
                    ? [new(UrgencySection.WhyNow, nameof(request.WhyNow), TypedText.Lines(request.WhyNow))]
                    : Array.Empty<Answer>(),
            ]
        );
    }
}

internal sealed record UrgencySection(ReferralKind? Kind) : DraftSection(DraftSections.Details, "urgency", "Urgency")
{
    public const string None = "none";
    public const string Urgency = "urgency";
    public const string Other = "urgencyWords";
    public const string WhyNow = "reasonBeforeAllocation";

    public override IReadOnlyList<OwnedAnswer> Owned =>
        [
            new(Urgency, "Urgency"),
            new(Other, null),
            .. AsksWhyNow(Kind)
                ? [new(WhyNow, "Why the referral did not wait for a practitioner")]
                : Array.Empty<OwnedAnswer>(),
        ];

    public override bool IsOptional => Kind is ReferralKind.Community;

    public override SectionReview Review(OpenDraft open)
    {
        var urgency = open.Answers[Urgency];
        List<CheckRow> rows = [Words.Row("Urgency", urgency is null ? null : InWords(urgency))];
        if (open.Answers[Other] is { } words)
            rows.Add(Words.Row("Why it is urgent", words));
        if (AsksWhyNow(Kind))
            rows.Add(Words.Row("Why it does not wait for a practitioner", open.Answers[WhyNow]));
        if (urgency is null && IsOptional)
            return new(SectionStatus.Optional, null, rows);
        return SectionReview.Of(
            urgency is not null,
            urgency is null ? "Say whether the referral is urgent, and why" : null,
            rows
        );
    }

    /// <summary>Why a referral of this kind can be urgent.</summary>
    public static IReadOnlyList<UrgencyReason> ReasonsFor(ReferralKind? kind) =>
        kind is { } known && known.HasRelease()
            ? [UrgencyReason.ReleaseSoon, UrgencyReason.SentenceEnding, UrgencyReason.Other]
            : [UrgencyReason.SentenceEnding, UrgencyReason.Other];

    public static bool AsksWhyNow(ReferralKind? kind) => kind is { } known && known.IsUnallocated();

    public static string InWords(string urgency) =>
        urgency == None
            ? "Not urgent"
            : Enum.Parse<UrgencyReason>(urgency) switch
            {
                UrgencyReason.ReleaseSoon => "Urgent: to be released soon",
                UrgencyReason.SentenceEnding => "Urgent: the sentence ends soon",
                UrgencyReason.Other => "Urgent for another reason",
            };

    /// <summary>The urgency for the event; null when it is not urgent or not answered.</summary>
    public static UrgencyStatement? Of(DraftAnswers answers) =>
        answers[Urgency] is { } urgency and not None ? new(Enum.Parse<UrgencyReason>(urgency), answers[Other]) : null;

    /// <summary>The urgency, when its reason is not one of the draft's kind any more.</summary>
    public static IEnumerable<string> Unfit(OpenDraft open) =>
        Of(open.Answers) is { } urgent && !ReasonsFor(open.Kind).Contains(urgent.Reason) ? [Urgency] : [];
}
