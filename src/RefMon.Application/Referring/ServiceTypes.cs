using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>The page "Service types": which of a cohort service's categories the referral asks for.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetServiceTypes(DraftId DraftId) : IQuery<ServiceTypesPage>, IConcernsDraft;

/// <summary>
/// The categories of the contract and the ids of those ticked. <paramref name="IsCohort"/> is false for a service with
/// one category: there is nothing to choose, and the page is not part of the task list.
/// </summary>
public sealed record ServiceTypesPage(
    SectionHead Head,
    bool IsCohort,
    IReadOnlyList<ServiceTypeOption> Options,
    IReadOnlyList<string> CategoryIds
);

/// <summary>A category that can be ticked. <paramref name="HasAnswers"/>: unticking it removes its outcomes and complexity.</summary>
public sealed record ServiceTypeOption(string Id, string Name, bool HasAnswers);

/// <summary>Saves the categories ticked. Those no longer ticked lose their outcomes and complexity level.</summary>
[Requires(Permission.Refer)]
public sealed record SaveServiceTypes(
    DraftId DraftId,
    Guid CommandId,
    string? Shown,
    IReadOnlyList<string>? CategoryIds
) : ISectionSave;

internal sealed class ServiceTypesHandler(DraftDesk desk, SectionSaving saving)
    : IRequestHandler<GetServiceTypes, Outcome<ServiceTypesPage>>,
        IRequestHandler<SaveServiceTypes, Outcome<SectionSaved>>
{
    public async Task<Outcome<ServiceTypesPage>> Handle(GetServiceTypes request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        return new ServiceTypesPage(
            SectionSaving.Head(
                open,
                [
                    (
                        ServiceTypesSection.Categories,
                        nameof(SaveServiceTypes.CategoryIds),
                        _ => string.Join(", ", open.Chosen.Select(category => category.Name))
                    ),
                ]
            ),
            open.IsCohort,
            [.. open.Offered.Select(c => new ServiceTypeOption(c.Id.ToString(), c.Name, HasAnswers(open, c.Id.Value)))],
            [.. open.Chosen.Select(c => c.Id.ToString())]
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveServiceTypes request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        var ticked = (request.CategoryIds ?? []).Where(id => !string.IsNullOrWhiteSpace(id)).ToHashSet();
        if (ticked.Count == 0)
            return new Refusal("answer-missing", nameof(request.CategoryIds), "Select at least one service type");
        var categories = open.Offered.Where(category => ticked.Contains(category.Id.ToString())).ToList();
        if (categories.Count != ticked.Count)
            return new Refusal(
                "category-not-offered",
                nameof(request.CategoryIds),
                "One of the service types is no longer part of this service. Choose again from the list"
            );
        return saving.Save(
            open,
            request,
            new ServiceTypesSection(),
            [
                new(
                    ServiceTypesSection.Categories,
                    nameof(request.CategoryIds),
                    DraftAnswers.Join(categories.Select(category => category.Id.Value))
                ),
            ]
        );
    }

    private static bool HasAnswers(OpenDraft open, Guid category) =>
        open.Answers.Has(DraftAnswers.OutcomesOf(category)) || open.Answers.Has(DraftAnswers.ComplexityOf(category));
}

internal sealed record ServiceTypesSection() : DraftSection(DraftSections.Service, "service-types", "Service types")
{
    public const string Categories = "serviceTypes";

    public override SectionReview Review(OpenDraft open)
    {
        var withdrawn = NoLongerAsked.Withdrawn(open);
        return SectionReview.Of(
            open.Answers.Has(Categories),
            withdrawn.Count > 0 ? $"No longer part of this service: {string.Join(", ", withdrawn)}. Choose again"
                : open.Chosen.Count == 0 ? "Select the service types the person needs"
                : null,
            [Words.Rows("Service types", [.. open.Chosen.Select(category => category.Name)])]
        );
    }
}
