using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Workflows.Engine;

namespace RefMon.Application.Operations;

/// <summary>What failed in workflows and is open: tried again by itself, or parked for an operator. Oldest first, at most 500.</summary>
[Requires(Permission.Operate)]
public sealed record GetWorkflowIncidents : IQuery<IReadOnlyList<AboutReferral<IncidentShown>>>;

internal sealed class GetWorkflowIncidentsHandler(WorkflowRecords records, WorkflowReferences references)
    : IRequestHandler<GetWorkflowIncidents, Outcome<IReadOnlyList<AboutReferral<IncidentShown>>>>
{
    public async Task<Outcome<IReadOnlyList<AboutReferral<IncidentShown>>>> Handle(
        GetWorkflowIncidents request,
        CancellationToken cancellationToken
    )
    {
        var open = await records.Incidents(null, cancellationToken);
        return Outcome<IReadOnlyList<AboutReferral<IncidentShown>>>.Accepted(
            await references.Add(open, i => i.CorrelationId, cancellationToken)
        );
    }
}
