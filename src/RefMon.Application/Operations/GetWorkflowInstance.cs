using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;
using RefMon.Workflows.Engine;
using RefMon.Workflows.Flow;

namespace RefMon.Application.Operations;

/// <summary>One instance: where it stands on its drawing, everything it did, and what may be done about it.</summary>
[Requires(Permission.Operate)]
public sealed record GetWorkflowInstance(Guid InstanceId) : IQuery<WorkflowInstanceView>;

/// <summary>
/// <paramref name="Definition"/> is null when it is not understood; <paramref name="Ports"/> are the ways each waiting activity can be
/// skipped by; <paramref name="Moves"/> are the other versions and what keeps it from going on in them; <paramref name="Names"/> are
/// the names of the operators in the journal and the incidents, by account.
/// </summary>
public sealed record WorkflowInstanceView(
    InstanceShown Instance,
    string? Reference,
    WorkflowDefinition? Definition,
    IReadOnlyList<JournalEntry> Journal,
    IReadOnlyList<AskedEffect> Effects,
    IReadOnlyList<IncidentShown> Incidents,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Ports,
    IReadOnlyList<VersionToMoveTo> Moves,
    IReadOnlyDictionary<string, string> Names
);

/// <summary>Another version of an instance's definition; it can go on there when there is no problem.</summary>
public sealed record VersionToMoveTo(int Version, IReadOnlyList<MoveProblem> Problems);

internal sealed class GetWorkflowInstanceHandler(
    WorkflowRecords records,
    WorkflowOperator acts,
    WorkflowReferences references,
    ActivityCatalogue catalogue
) : IRequestHandler<GetWorkflowInstance, Outcome<WorkflowInstanceView>>
{
    public async Task<Outcome<WorkflowInstanceView>> Handle(
        GetWorkflowInstance request,
        CancellationToken cancellationToken
    )
    {
        if (await records.Instance(request.InstanceId, cancellationToken) is not { } instance)
            return Refusal.NotFound("no-such-instance", "There is no such instance.");
        var definition = await records.Definition(instance.DefinitionId, instance.Version, cancellationToken);
        var journal = await records.Journal(instance, cancellationToken);
        var incidents = await records.Incidents(instance.Id, cancellationToken);
        var referenced = await references.Add([instance], i => i.CorrelationId, cancellationToken);
        var moves = await acts.Moves(instance, cancellationToken);
        return new WorkflowInstanceView(
            instance,
            referenced[0].Reference,
            definition,
            journal,
            await records.Effects(instance, cancellationToken),
            incidents,
            instance.Waiting.ToDictionary(w => w.ActivityId, w => Ports(definition, w), StringComparer.Ordinal),
            [.. moves.Select(m => new VersionToMoveTo(m.Version, m.Problems))],
            await references.Names(journal.Select(j => j.By).Concat(incidents.Select(i => i.By)), cancellationToken)
        );
    }

    private IReadOnlyList<string> Ports(WorkflowDefinition? definition, Standing standing) =>
        definition?.Find(standing.ActivityId) is { } node ? catalogue.PortsOf(node) : [];
}
