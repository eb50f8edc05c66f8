using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Workflows.Engine;

namespace RefMon.Application.Operations;

/// <summary>
/// Instances, newest first, 50 a page: all, of one definition or one version of it, or about one referral by its reference (or the id of
/// what they are about, which is all a draft has).
/// </summary>
[Requires(Permission.Operate)]
public sealed record GetWorkflowInstances(
    InstanceChoice Choice = InstanceChoice.Running,
    string? DefinitionId = null,
    int? Version = null,
    string? Reference = null,
    int Page = 1
) : IQuery<WorkflowInstancesView>;

/// <summary>A page of instances, and whether there are more; <paramref name="IsReferenceKnown"/> is false when nothing has it.</summary>
public sealed record WorkflowInstancesView(
    IReadOnlyList<AboutReferral<InstanceShown>> Instances,
    bool HasMore,
    bool IsReferenceKnown
);

internal sealed class GetWorkflowInstancesHandler(
    WorkflowRecords records,
    WorkflowReferences references,
    ReferralLookup referrals
) : IRequestHandler<GetWorkflowInstances, Outcome<WorkflowInstancesView>>
{
    private const int PageSize = 50;
    private const int LastPage = 1000;

    public async Task<Outcome<WorkflowInstancesView>> Handle(
        GetWorkflowInstances request,
        CancellationToken cancellationToken
    )
    {
        Guid? about = null;
        if (request.Reference?.Trim() is { Length: > 0 } reference)
        {
            about = Guid.TryParse(reference, out var id)
                ? id
                : (await referrals.Find(reference.ToUpperInvariant(), cancellationToken))?.Value;
            if (about is null)
                return new WorkflowInstancesView([], false, false);
        }
        var search = new InstanceSearch(
            request.Choice,
            request.DefinitionId,
            request.Version,
            about,
            (Math.Clamp(request.Page, 1, LastPage) - 1) * PageSize,
            PageSize + 1
        );
        var found = await records.Instances(search, cancellationToken);
        return new WorkflowInstancesView(
            await references.Add([.. found.Take(PageSize)], i => i.CorrelationId, cancellationToken),
            found.Count > PageSize,
            true
        );
    }
}
