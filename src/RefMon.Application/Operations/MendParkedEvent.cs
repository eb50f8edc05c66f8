using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;
using RefMon.EventStore.Daemon;

namespace RefMon.Application.Operations;

/// <summary>Lets a subscription try an event it put aside once more, within seconds.</summary>
[Requires(Permission.Operate)]
public sealed record RetryParkedEvent(Guid CommandId, string Subscription, long Sequence) : ICommand<Done>;

/// <summary>Gives an event up for good: the subscription never handles it. The reason is kept, and must name no person.</summary>
[Requires(Permission.Operate)]
public sealed record DismissParkedEvent(Guid CommandId, string Subscription, long Sequence, string? Reason)
    : ICommand<Done>;

internal sealed class DismissParkedEventValidator : AbstractValidator<DismissParkedEvent>
{
    private const int LongestReason = 500;

    public DismissParkedEventValidator() =>
        RuleFor(command => command.Reason)
            .Cascade(CascadeMode.Stop)
            .Must(reason => !string.IsNullOrWhiteSpace(reason))
            .WithErrorCode("reason-missing")
            .WithMessage("Enter why this event is given up")
            .Must(reason => reason!.Trim().Length <= LongestReason)
            .WithErrorCode("reason-too-long")
            .WithMessage($"Reason must be {LongestReason} characters or fewer")
            .Must(reason => !reason!.Contains('\0'))
            .WithErrorCode("reason-not-text")
            .WithMessage("Reason must be plain text");
}

internal sealed class MendParkedEventHandler(ParkedEvents parked, IEventSession session, CurrentViewer current)
    : IRequestHandler<RetryParkedEvent, Outcome<Done>>,
        IRequestHandler<DismissParkedEvent, Outcome<Done>>
{
    private static readonly Refusal DealtWith = Refusal.Conflict(
        "dealt-with",
        "This event has been dealt with already. Nothing was changed."
    );

    public async Task<Outcome<Done>> Handle(RetryParkedEvent request, CancellationToken cancellationToken)
    {
        if (!await IsOpen(request.Subscription, request.Sequence, cancellationToken))
            return DealtWith;
        session.Enlist(parked.RetryStatement(request.Subscription, request.Sequence), expectRows: 1);
        return Done.Value;
    }

    public async Task<Outcome<Done>> Handle(DismissParkedEvent request, CancellationToken cancellationToken)
    {
        if (!await IsOpen(request.Subscription, request.Sequence, cancellationToken))
            return DealtWith;
        session.Enlist(
            parked.DismissStatement(
                request.Subscription,
                request.Sequence,
                current.Required.AccountId,
                request.Reason!.Trim()
            ),
            expectRows: 1
        );
        session.Enlist(OutboundEffects.SettleStatement(request.Subscription, request.Sequence));
        return Done.Value;
    }

    private async Task<bool> IsOpen(string subscription, long sequence, CancellationToken cancellationToken) =>
        (await parked.List(subscription, cancellationToken: cancellationToken)).Any(e => e.Sequence == sequence);
}
