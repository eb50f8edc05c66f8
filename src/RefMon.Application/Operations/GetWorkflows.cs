using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Workflows.Definitions;
using RefMon.Workflows.Engine;

namespace RefMon.Application.Operations;

/// <summary>The definitions of all versions, what was wrong with their files when this node started, and how much there is to do.</summary>
[Requires(Permission.Operate)]
public sealed record GetWorkflows : IQuery<WorkflowsView>;

/// <summary>Definitions by id and then newest version first.</summary>
public sealed record WorkflowsView(
    IReadOnlyList<DefinitionShown> Definitions,
    IReadOnlyList<DefinitionProblem> Problems,
    WorkflowBacklog Backlog
);

internal sealed class GetWorkflowsHandler(WorkflowRecords records, WorkflowProblems problems)
    : IRequestHandler<GetWorkflows, Outcome<WorkflowsView>>
{
    public async Task<Outcome<WorkflowsView>> Handle(GetWorkflows request, CancellationToken cancellationToken) =>
        new WorkflowsView(
            await records.Definitions(cancellationToken),
            problems.Found,
            await records.Backlog(cancellationToken)
        );
}
