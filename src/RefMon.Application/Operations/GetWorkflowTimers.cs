using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Workflows.Engine;

namespace RefMon.Application.Operations;

/// <summary>The 100 timers that are due next, or are due and not seen to yet.</summary>
[Requires(Permission.Operate)]
public sealed record GetWorkflowTimers : IQuery<WorkflowTimersView>;

/// <summary>Timers, soonest first, and how many there are.</summary>
public sealed record WorkflowTimersView(IReadOnlyList<AboutReferral<TimerShown>> Timers, WorkflowBacklog Backlog);

internal sealed class GetWorkflowTimersHandler(WorkflowRecords records, WorkflowReferences references)
    : IRequestHandler<GetWorkflowTimers, Outcome<WorkflowTimersView>>
{
    private const int Shown = 100;

    public async Task<Outcome<WorkflowTimersView>> Handle(
        GetWorkflowTimers request,
        CancellationToken cancellationToken
    )
    {
        var timers = await records.Timers(Shown, cancellationToken);
        return new WorkflowTimersView(
            await references.Add(timers, t => t.CorrelationId, cancellationToken),
            await records.Backlog(cancellationToken)
        );
    }
}
