using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Engine;

namespace RefMon.Application.Operations;

/// <summary>An operator's act on an instance of a workflow. The note says why, is kept in the instance's journal, and must name no person.</summary>
public interface IMendsWorkflow
{
    /// <summary>Why.</summary>
    string? Note { get; }
}

/// <summary>Tries an activity that failed, or the effect it asked for, again at once. The activity is empty for an instance as a whole.</summary>
[Requires(Permission.Operate)]
public sealed record RetryWorkflowActivity(Guid CommandId, Guid InstanceId, string ActivityId, string? Note)
    : ICommand<Done>,
        IMendsWorkflow;

/// <summary>
/// Tries everything again at once that waits for an operator with this error, and has what is tried again by itself with it tried now. Gives
/// how many that were.
/// </summary>
[Requires(Permission.Operate)]
public sealed record RetryWorkflowIncidents(Guid CommandId, string? Error, string? Note)
    : ICommand<RetriedIncidents>,
        IMendsWorkflow;

/// <summary>How many were tried again.</summary>
public sealed record RetriedIncidents(int Count);

/// <summary>
/// Passes a waiting activity over, by one of its ports (null for its first). <paramref name="Run"/> is the run it was seen waiting in, so
/// that pressing twice does not pass it over twice.
/// </summary>
[Requires(Permission.Operate)]
public sealed record SkipWorkflowActivity(
    Guid CommandId,
    Guid InstanceId,
    string ActivityId,
    int Run,
    string? Port,
    string? Note
) : ICommand<Done>, IMendsWorkflow;

/// <summary>Ends an instance. Only reminders end with it: the referral stays as it is.</summary>
[Requires(Permission.Operate)]
public sealed record CancelWorkflowInstance(Guid CommandId, Guid InstanceId, string? Note)
    : ICommand<Done>,
        IMendsWorkflow;

/// <summary>Has an instance go on in another version of its definition. Refused with a reason for everything that keeps it from that.</summary>
[Requires(Permission.Operate)]
public sealed record MoveWorkflowInstance(Guid CommandId, Guid InstanceId, int ToVersion, string? Note)
    : ICommand<Done>,
        IMendsWorkflow;

internal abstract class MendsWorkflowValidator<T> : AbstractValidator<T>
    where T : IMendsWorkflow
{
    private const int LongestNote = 500;

    protected MendsWorkflowValidator() =>
        RuleFor(command => command.Note)
            .Cascade(CascadeMode.Stop)
            .Must(note => !string.IsNullOrWhiteSpace(note))
            .WithErrorCode("note-missing")
            .WithMessage("Enter why you are doing this")
            .Must(note => note!.Trim().Length <= LongestNote)
            .WithErrorCode("note-too-long")
            .WithMessage($"Reason must be {LongestNote} characters or fewer")
            .Must(note => !note!.Contains('\0'))
            .WithErrorCode("note-not-text")
            .WithMessage("Reason must be plain text");
}

internal sealed class RetryWorkflowActivityValidator : MendsWorkflowValidator<RetryWorkflowActivity>;

internal sealed class RetryWorkflowIncidentsValidator : MendsWorkflowValidator<RetryWorkflowIncidents>
{
    public RetryWorkflowIncidentsValidator() =>
        RuleFor(command => command.Error)
            .NotEmpty()
            .WithErrorCode("error-missing")
            .WithMessage("Select what to try again");
}

internal sealed class SkipWorkflowActivityValidator : MendsWorkflowValidator<SkipWorkflowActivity>;

internal sealed class CancelWorkflowInstanceValidator : MendsWorkflowValidator<CancelWorkflowInstance>;

internal sealed class MoveWorkflowInstanceValidator : MendsWorkflowValidator<MoveWorkflowInstance>;

// the engine's own transaction, which holds the instance; done again it finds nothing left to do
internal sealed class MendWorkflowInstanceHandler(
    WorkflowOperator acts,
    WorkflowRecords records,
    ActivityCatalogue catalogue,
    CurrentViewer current
)
    : IRequestHandler<RetryWorkflowActivity, Outcome<Done>>,
        IRequestHandler<RetryWorkflowIncidents, Outcome<RetriedIncidents>>,
        IRequestHandler<SkipWorkflowActivity, Outcome<Done>>,
        IRequestHandler<CancelWorkflowInstance, Outcome<Done>>,
        IRequestHandler<MoveWorkflowInstance, Outcome<Done>>
{
    private static readonly Refusal DealtWith = Refusal.Conflict(
        "dealt-with",
        "This does not wait any more: it has gone on or was dealt with meanwhile. Nothing was changed."
    );

    public async Task<Outcome<Done>> Handle(RetryWorkflowActivity request, CancellationToken cancellationToken) =>
        await acts.Retry(request.InstanceId, request.ActivityId, By, Note(request), cancellationToken)
            ? Done.Value
            : DealtWith;

    public async Task<Outcome<RetriedIncidents>> Handle(
        RetryWorkflowIncidents request,
        CancellationToken cancellationToken
    ) => new RetriedIncidents(await acts.RetryAll(request.Error!, By, Note(request), cancellationToken));

    public async Task<Outcome<Done>> Handle(SkipWorkflowActivity request, CancellationToken cancellationToken)
    {
        if (request.Port is { } port && !await HasPort(request, port, cancellationToken))
            return new Refusal("port-unknown", nameof(request.Port), "Select one of the ways on that are shown");
        var skipped = await acts.Skip(
            request.InstanceId,
            request.ActivityId,
            request.Port,
            By,
            Note(request),
            cancellationToken,
            request.Run
        );
        return skipped ? Done.Value : DealtWith;
    }

    public async Task<Outcome<Done>> Handle(CancelWorkflowInstance request, CancellationToken cancellationToken) =>
        await acts.Cancel(request.InstanceId, By, Note(request), cancellationToken) ? Done.Value : DealtWith;

    public async Task<Outcome<Done>> Handle(MoveWorkflowInstance request, CancellationToken cancellationToken)
    {
        var problems = await acts.Move(request.InstanceId, request.ToVersion, By, Note(request), cancellationToken);
        return problems.Count == 0
            ? Done.Value
            : problems.Select(p => Refusal.Conflict(p.Code, p.Message, nameof(request.ToVersion))).ToList();
    }

    private string By => current.Required.AccountId;

    private static string Note(IMendsWorkflow request) => request.Note!.Trim();

    private async Task<bool> HasPort(SkipWorkflowActivity request, string port, CancellationToken cancellationToken) =>
        await records.Instance(request.InstanceId, cancellationToken) is { } instance
        && await records.Definition(instance.DefinitionId, instance.Version, cancellationToken) is { } definition
        && definition.Find(request.ActivityId) is { } node
        && catalogue.PortsOf(node).Contains(port, StringComparer.Ordinal);
}
