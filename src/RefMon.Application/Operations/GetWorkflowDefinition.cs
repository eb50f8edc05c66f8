using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Workflows.Definitions;
using RefMon.Workflows.Engine;

namespace RefMon.Application.Operations;

/// <summary>A version of a definition, to be drawn, and how many running instances wait at each of its activities.</summary>
[Requires(Permission.Operate)]
public sealed record GetWorkflowDefinition(string DefinitionId, int Version) : IQuery<WorkflowDefinitionView>;

/// <summary>
/// <paramref name="Definition"/> has the activities with their places and the connections; it is null when this version of the
/// application does not understand it. <paramref name="Versions"/> are all versions, newest first.
/// </summary>
public sealed record WorkflowDefinitionView(
    DefinitionShown Shown,
    WorkflowDefinition? Definition,
    IReadOnlyDictionary<string, long> WaitingAt,
    IReadOnlyList<DefinitionShown> Versions
);

internal sealed class GetWorkflowDefinitionHandler(WorkflowRecords records)
    : IRequestHandler<GetWorkflowDefinition, Outcome<WorkflowDefinitionView>>
{
    public async Task<Outcome<WorkflowDefinitionView>> Handle(
        GetWorkflowDefinition request,
        CancellationToken cancellationToken
    )
    {
        var all = await records.Definitions(cancellationToken);
        var versions = all.Where(d => d.DefinitionId == request.DefinitionId).ToList();
        if (versions.Find(d => d.Version == request.Version) is not { } shown)
            return Refusal.NotFound("no-such-definition", "There is no such version of a process.");
        return new WorkflowDefinitionView(
            shown,
            await records.Definition(request.DefinitionId, request.Version, cancellationToken),
            await records.Standings(request.DefinitionId, request.Version, cancellationToken),
            versions
        );
    }
}
