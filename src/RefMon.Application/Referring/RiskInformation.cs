using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Application.RiskScreen;
using RefMon.Domain;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.Referring;

/// <summary>The page "Risk information": the latest assessment, and how it will be shared with the supplier.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetRiskInformation(DraftId DraftId) : IQuery<RiskPage>, IConcernsDraft;

/// <summary>
/// What the sources say and the boxes of the form. <paramref name="Choice"/> is "as-is" or "edit", null before it is made.
/// <paramref name="Edits"/> are the texts for the edit boxes, filled from the original until edited;
/// <paramref name="ChangedSinceEdited"/> the fields whose original is another one now. <paramref name="LeftOut"/> are the
/// registrations not to share. <paramref name="Acknowledged"/> is false again when the sources say something else than
/// what was acknowledged.
/// </summary>
public sealed record RiskPage(
    SectionHead Head,
    RiskBasis Basis,
    RiskTexts Edits,
    IReadOnlyList<string> ChangedSinceEdited,
    string? Choice,
    IReadOnlyList<string> LeftOut,
    string? AdditionalInformation,
    bool Acknowledged
)
{
    /// <summary>What is shown although it may say something else by now, since its source is not answering.</summary>
    public IReadOnlyList<SourceRead> NotCheckedAgain { get; init; } = [];

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(RiskPage);
}

/// <summary>
/// Saves how the risk information is shared. <paramref name="Choice"/> "as-is" shares the assessment's words and every
/// registration, and keeps what was typed or left out beside it in the draft; "edit" shares the seven texts and the registrations whose
/// <see cref="RiskWording.KeysOf">key</see> is not in <paramref name="LeftOut"/>; the additional information goes with either. It must be acknowledged either way.
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
    IReadOnlyList<string> LeftOut,
    bool Acknowledged
) : ISectionSave, IRiskForm;

internal sealed class SaveRiskInformationValidator : RiskFormValidator<SaveRiskInformation>;

internal sealed class RiskInformationHandler(DraftDesk desk, SectionSaving saving)
    : IRequestHandler<GetRiskInformation, Outcome<RiskPage>>,
        IRequestHandler<SaveRiskInformation, Outcome<SectionSaved>>
{
    private const string Boxed = "boxed:";

    public async Task<Outcome<RiskPage>> Handle(GetRiskInformation request, CancellationToken cancellationToken)
    {
        var opened = await desk.OpenFresh(request.DraftId, SourcePart.Risk, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        var basis = RiskSection.Basis(open);
        var edits = RiskSection.EditedTexts(open);
        var leftOut = RiskWording.LeftOutOf(basis.Registrations, RiskSection.Split(open.Answers[RiskSection.LeftOut]));
        return new RiskPage(
            Head(open, basis, edits, leftOut),
            basis,
            edits,
            RiskSection.ChangedSinceEdited(open),
            open.Answers[RiskSection.Choice],
            leftOut,
            open.Answers[RiskSection.Additional],
            RiskSection.IsAcknowledged(open)
        )
        {
            NotCheckedAgain =
            [
                .. SourceReads.For(SourceReads.Old(open), RiskSection.Address).Where(read => read.ReadAt is not null),
            ],
        };
    }

    private static SectionHead Head(OpenDraft open, RiskBasis basis, RiskTexts edits, IReadOnlyList<string> leftOut)
    {
        var boxed = RiskForm
            .Edits.Select(edit => (Name: Boxed + edit.Name, Value: edit.In(edits)))
            .Append((Name: Boxed + RiskSection.LeftOut, Value: RiskSection.Join(leftOut)))
            .ToList();
        var head = SectionSaving.Head(
            open,
            RiskForm
                .Edits.Select(e => (e.Name, e.Field, (Func<string, string>)(text => text)))
                .Append((RiskSection.Choice, nameof(SaveRiskInformation.Choice), RiskSection.ChoiceInWords))
                .Append((RiskSection.LeftOut, nameof(SaveRiskInformation.LeftOut), _ => "Registrations left out"))
                .Append((RiskSection.Additional, nameof(SaveRiskInformation.AdditionalInformation), text => text))
                .Append((RiskSection.Acknowledged, nameof(SaveRiskInformation.Acknowledged), _ => "Confirmed")),
            [(RiskSection.Seen, basis.Mark), (RiskSection.EditedFrom, open.Answers[RiskSection.EditedFrom]), .. boxed]
        );
        // what the boxes held when the page was opened stays so, whatever is compared later
        var names = head.NamesByField.SelectMany(field => field, (field, name) => (field.Key, Name: name));
        return head with
        {
            NamesByField = names
                .Concat(boxed.Select(box => (Key: box.Name, box.Name)))
                .ToLookup(name => name.Key, name => name.Name, StringComparer.Ordinal),
        };
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveRiskInformation request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        if (open.Sources.Risk is null)
            return ReferringRefusals.NeighbourSilent("Assess Risks and Needs");
        var basis = RiskSection.Basis(open);
        if (!FormShown.Read(request.Shown).Had(RiskSection.Seen, basis.Mark))
            return Refusal.Conflict(
                "risk-changed",
                "The risk information has changed since you opened the page. Read it, then save again."
            );
        var edits = Edits(open, request, basis).ToList();
        var tooLong = edits.Where(edit => TypedText.TooManyBy(edit.Value) > 0).Select(TooLongToWait).ToList();
        if (tooLong.Count > 0)
            return tooLong;
        // an edit is shared only while the choice is to edit: of two pages that do not agree on it, neither wins unseen
        var group = request.Choice == open.Answers[RiskSection.Choice] ? null : RiskSection.Choice;
        if (group is not null && EditedMeanwhile(open, request) is { Count: > 0 } unseen)
            return unseen;
        return saving.Save(
            open,
            request,
            new RiskSection(),
            [
                .. edits.Select(edit => edit with { Group = group }),
                .. EditedFrom(open, request, edits, basis),
                new(RiskSection.Choice, nameof(request.Choice), request.Choice) { Group = group, Decides = true },
                new(
                    RiskSection.Additional,
                    nameof(request.AdditionalInformation),
                    TypedText.Lines(request.AdditionalInformation)
                ),
                new(RiskSection.Acknowledged, nameof(request.Acknowledged), basis.Mark),
            ]
        );
    }

    // sharing as it is loses no wording: what was edited or left out earlier stays where it is, and what is typed or ticked
    // beside that choice waits with it. What was put back as it was on this page is no wording any more
    private static IEnumerable<Answer> Edits(OpenDraft open, SaveRiskInformation request, RiskBasis basis)
    {
        var shown = FormShown.Read(request.Shown);
        var leftOut = RiskSection.Join(RiskWording.LeftOutOf(basis.Registrations, [.. request.LeftOut]));
        var edits = RiskForm.Edits.Select(edit =>
            (
                Answer: new Answer(edit.Name, edit.Field, Changed(edit.Typed(request), edit.In(basis.Originals))),
                WasPutBack: !shown.Had(Boxed + edit.Name, edit.In(basis.Originals))
            )
        );
        // where there is nothing to tick, nothing was unticked
        var all = edits.Append(
            (
                Answer: new Answer(RiskSection.LeftOut, nameof(request.LeftOut), leftOut),
                WasPutBack: basis.Registrations.Count > 0 && !shown.Had(Boxed + RiskSection.LeftOut, null)
            )
        );
        return all.Where(edit =>
                request.Choice == RiskForm.Edit
                || edit.Answer.Value switch
                {
                    null => edit.WasPutBack,
                    "" => open.Answers.Has(edit.Answer.Name),
                    _ => true,
                }
            )
            .Select(edit => edit.Answer);
    }

    private static IEnumerable<Answer> EditedFrom(
        OpenDraft open,
        SaveRiskInformation request,
        List<Answer> edits,
        RiskBasis basis
    ) =>
        request.Choice == RiskForm.Edit
        || edits.Any(edit => edit.Value is not null && edit.Value != open.Answers[edit.Name])
            ? [new(RiskSection.EditedFrom, nameof(request.Choice), RiskForm.Marks(basis.Originals))]
            : [];

    // what is edited is held to this before it comes here; beside the choice to share as it is the box may be out of sight, so
    // that it is said at the choice
    private static Refusal TooLongToWait(Answer edit)
    {
        var label = RiskForm.Edits.Single(text => text.Name == edit.Name).Label;
        return new(
            "answer-too-long",
            nameof(SaveRiskInformation.Choice),
            AnswerRules.TooLong($"Your wording of “{label}”", TypedText.Longest, TypedText.TooManyBy(edit.Value))
                + ". Its box is under the answer that begins with “Yes”"
        );
    }

    // sharing as it is, on a page that has not seen what another one edited or left out since, would share it all the same
    private static List<Refusal> EditedMeanwhile(OpenDraft open, SaveRiskInformation request)
    {
        var shown = FormShown.Read(request.Shown);
        if (request.Choice == RiskForm.Edit || shown.Had(RiskSection.Choice, request.Choice))
            return [];
        return
        [
            .. RiskForm
                .Edits.Select(edit => new Answer(edit.Name, edit.Field, null))
                .Append(new(RiskSection.LeftOut, nameof(request.LeftOut), null))
                .Where(answer => !shown.Had(answer.Name, open.Answers[answer.Name]))
                .Select(SectionSaving.Conflict),
        ];
    }

    private static string? Changed(string? typed, string? original) =>
        TypedText.Lines(typed) is var text && text == original ? null : text ?? "";
}
