using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>The page "Desired outcomes" of one category.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetOutcomes(DraftId DraftId, ServiceCategoryId CategoryId) : IQuery<OutcomesPage>, IConcernsDraft;

/// <summary>The category's active outcomes and the ids of those ticked.</summary>
public sealed record OutcomesPage(
    SectionHead Head,
    string CategoryName,
    IReadOnlyList<OutcomeOption> Options,
    IReadOnlyList<string> OutcomeIds
);

/// <summary>An outcome that can be ticked.</summary>
public sealed record OutcomeOption(string Id, string Text);

/// <summary>Saves the outcomes ticked for one category: at least one, all of them active and of that category.</summary>
[Requires(Permission.Refer)]
public sealed record SaveOutcomes(
    DraftId DraftId,
    Guid CommandId,
    string? Shown,
    ServiceCategoryId CategoryId,
    IReadOnlyList<string>? OutcomeIds
) : ISectionSave;

internal sealed class OutcomesHandler(DraftDesk desk, SectionSaving saving)
    : IRequestHandler<GetOutcomes, Outcome<OutcomesPage>>,
        IRequestHandler<SaveOutcomes, Outcome<SectionSaved>>
{
    public async Task<Outcome<OutcomesPage>> Handle(GetOutcomes request, CancellationToken cancellationToken)
    {
        var opened = await desk.OpenCategory(request.DraftId, request.CategoryId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var (open, category) = opened.Value;
        var name = DraftAnswers.OutcomesOf(category.Id.Value);
        var ticked = open.Answers.Ids(name);
        return new OutcomesPage(
            SectionSaving.Head(
                open,
                [(name, nameof(SaveOutcomes.OutcomeIds), _ => string.Join("; ", OutcomesSection.Texts(open, category)))]
            ),
            category.Name,
            [.. category.Outcomes.Select(o => new OutcomeOption(o.Id.ToString(), o.Description))],
            [.. category.Outcomes.Where(o => ticked.Contains(o.Id.Value)).Select(o => o.Id.ToString())]
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveOutcomes request, CancellationToken cancellationToken)
    {
        var opened = await desk.OpenCategory(request.DraftId, request.CategoryId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var (open, category) = opened.Value;
        var ticked = (request.OutcomeIds ?? []).Where(id => !string.IsNullOrWhiteSpace(id)).ToHashSet();
        if (ticked.Count == 0)
            return new Refusal("answer-missing", nameof(request.OutcomeIds), "Select at least one desired outcome");
        var outcomes = category.Outcomes.Where(outcome => ticked.Contains(outcome.Id.ToString())).ToList();
        if (outcomes.Count != ticked.Count)
            return new Refusal(
                "outcome-not-offered",
                nameof(request.OutcomeIds),
                "One of the outcomes can no longer be chosen. Choose again from the list"
            );
        return saving.Save(
            open,
            request,
            new OutcomesSection(category, open.IsCohort),
            [
                new(
                    DraftAnswers.OutcomesOf(category.Id.Value),
                    nameof(request.OutcomeIds),
                    DraftAnswers.Join(outcomes.Select(outcome => outcome.Id.Value))
                ),
            ]
        );
    }
}

internal sealed record OutcomesSection(CatalogueCategory Category, bool IsCohort)
    : DraftSection(
        DraftSections.Details,
        $"outcomes/{Category.Id}",
        IsCohort ? $"{Category.Name}: desired outcomes" : "Desired outcomes"
    )
{
    public override SectionReview Review(OpenDraft open)
    {
        var ticked = open.Answers.Ids(DraftAnswers.OutcomesOf(Category.Id.Value));
        var texts = Texts(open, Category);
        return SectionReview.Of(
            ticked.Count > 0,
            ticked.Count == 0 ? "Select at least one desired outcome"
                : texts.Count < ticked.Count ? "An outcome you chose can no longer be chosen. Choose again"
                : null,
            [Words.Rows("Desired outcomes", texts)]
        );
    }

    /// <summary>The chosen outcomes that can still be chosen.</summary>
    public static IReadOnlyList<CatalogueOutcome> Chosen(OpenDraft open, CatalogueCategory category)
    {
        var ticked = open.Answers.Ids(DraftAnswers.OutcomesOf(category.Id.Value));
        return [.. category.Outcomes.Where(outcome => ticked.Contains(outcome.Id.Value))];
    }

    public static IReadOnlyList<string> Texts(OpenDraft open, CatalogueCategory category) =>
        [.. Chosen(open, category).Select(outcome => outcome.Description)];
}
