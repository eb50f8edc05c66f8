using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Workflows.Engine;

namespace RefMon.Application.Operations;

/// <summary>
/// What failed in workflows and is open: tried again by itself, or parked for an operator. Oldest first, 100 a page.
/// </summary>
[Requires(Permission.Operate)]
public sealed record GetWorkflowIncidents(int Page = 1) : IQuery<WorkflowIncidentsView>;

/// <summary>A page of incidents, whether there are more, and what keeps things from being done, by its code.</summary>
public sealed record WorkflowIncidentsView(
    IReadOnlyList<AboutReferral<IncidentShown>> Incidents,
    bool HasMore,
    IReadOnlyList<FailureKind> Kinds
);

internal sealed class GetWorkflowIncidentsHandler(WorkflowRecords records, WorkflowReferences references)
    : IRequestHandler<GetWorkflowIncidents, Outcome<WorkflowIncidentsView>>
{
    private const int PageSize = 100;
    private const int LastPage = 10_000;

    public async Task<Outcome<WorkflowIncidentsView>> Handle(
        GetWorkflowIncidents request,
        CancellationToken cancellationToken
    )
    {
        var skip = (Math.Clamp(request.Page, 1, LastPage) - 1) * PageSize;
        var open = await records.Incidents(null, cancellationToken, skip, PageSize + 1);
        return new WorkflowIncidentsView(
            await references.Add([.. open.Take(PageSize)], i => i.CorrelationId, cancellationToken),
            open.Count > PageSize,
            await records.FailureKinds(cancellationToken)
        );
    }
}
