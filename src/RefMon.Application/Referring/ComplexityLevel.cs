using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>The page "Complexity level" of one category.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetComplexity(DraftId DraftId, ServiceCategoryId CategoryId)
    : IQuery<ComplexityPage>,
        IConcernsDraft;

/// <summary>The category's complexity levels, lowest first, and the id of the one chosen.</summary>
public sealed record ComplexityPage(
    SectionHead Head,
    string CategoryName,
    IReadOnlyList<ComplexityOption> Options,
    string? ComplexityLevelId
);

/// <summary>A complexity level that can be chosen.</summary>
public sealed record ComplexityOption(string Id, string Title, string Description);

/// <summary>Saves the complexity level of one category; it must be one of that category's.</summary>
[Requires(Permission.Refer)]
public sealed record SaveComplexity(
    DraftId DraftId,
    Guid CommandId,
    string? Shown,
    ServiceCategoryId CategoryId,
    string? ComplexityLevelId
) : ISectionSave;

internal sealed class ComplexityHandler(DraftDesk desk, SectionSaving saving)
    : IRequestHandler<GetComplexity, Outcome<ComplexityPage>>,
        IRequestHandler<SaveComplexity, Outcome<SectionSaved>>
{
    public async Task<Outcome<ComplexityPage>> Handle(GetComplexity request, CancellationToken cancellationToken)
    {
        var opened = await desk.OpenCategory(request.DraftId, request.CategoryId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var (open, category) = opened.Value;
        var chosen = ComplexitySection.Chosen(open, category);
        return new ComplexityPage(
            SectionSaving.Head(
                open,
                [
                    (
                        DraftAnswers.ComplexityOf(category.Id.Value),
                        nameof(SaveComplexity.ComplexityLevelId),
                        _ => chosen?.Title ?? Words.NotGiven
                    ),
                ]
            ),
            category.Name,
            [.. category.ComplexityLevels.Select(l => new ComplexityOption(l.Id.ToString(), l.Title, l.Description))],
            chosen?.Id.ToString()
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveComplexity request, CancellationToken cancellationToken)
    {
        var opened = await desk.OpenCategory(request.DraftId, request.CategoryId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var (open, category) = opened.Value;
        if (string.IsNullOrWhiteSpace(request.ComplexityLevelId))
            return new Refusal("answer-missing", nameof(request.ComplexityLevelId), "Select a complexity level");
        if (
            category.ComplexityLevels.FirstOrDefault(l => l.Id.ToString() == request.ComplexityLevelId) is not { } level
        )
            return new Refusal(
                "complexity-not-offered",
                nameof(request.ComplexityLevelId),
                "That complexity level does not belong to this service. Select one from the list"
            );
        return saving.Save(
            open,
            request,
            new ComplexitySection(category, open.IsCohort),
            [new(DraftAnswers.ComplexityOf(category.Id.Value), nameof(request.ComplexityLevelId), level.Id.ToString())]
        );
    }
}

internal sealed record ComplexitySection(CatalogueCategory Category, bool IsCohort)
    : DraftSection(
        DraftSections.Details,
        $"complexity/{Category.Id}",
        IsCohort ? $"{Category.Name}: complexity level" : "Complexity level"
    )
{
    public override SectionReview Review(OpenDraft open)
    {
        var chosen = Chosen(open, Category);
        var started = open.Answers.Has(DraftAnswers.ComplexityOf(Category.Id.Value));
        return SectionReview.Of(
            started,
            chosen is not null ? null
                : started ? "The level you chose can no longer be chosen. Choose again"
                : "Select a complexity level",
            [Words.Rows("Complexity level", chosen is null ? [] : [chosen.Title, chosen.Description])]
        );
    }

    public static CatalogueComplexityLevel? Chosen(OpenDraft open, CatalogueCategory category)
    {
        var id = open.Answers[DraftAnswers.ComplexityOf(category.Id.Value)];
        return category.ComplexityLevels.FirstOrDefault(level => level.Id.ToString() == id);
    }
}
