using System.Reflection;
using MediatR;
using RefMon.Application.Access;
using RefMon.Domain;

namespace RefMon.Application.Pipeline;

/// <summary>
/// Deny by default: a permission by role, then the object itself. What the sender may not know exists is refused as not
/// found, with the same words as what does not exist, and both are audited alike.
/// </summary>
internal sealed class AccessBehaviour<TRequest, TResponse>(
    CurrentViewer current,
    ObjectAccess objects,
    AuditTrail audit,
    AuditSubject subject,
    IEnumerable<ICommandGate> gates
) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IOutcome<TResponse>
{
    private static readonly RequiresAttribute Requires =
        typeof(TRequest).GetCustomAttribute<RequiresAttribute>()
        ?? throw new InvalidOperationException($"{typeof(TRequest).Name} declares no permission.");

    private static readonly bool AuditedRead = typeof(TRequest).IsDefined(typeof(AuditedReadAttribute), false);

    public async Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<TResponse> next
    )
    {
        subject.Clear();
        var refusal = await Check(request, cancellationToken);
        if (refusal is not null)
        {
            await Write(request, refusal.Code, cancellationToken);
            return TResponse.Refused([refusal]);
        }

        var response = await next();
        if (response.IsRefused && request is ICommand)
            await Write(request, response.Refusals[0].Code, cancellationToken);
        else if (AuditedRead)
            await Write(
                request,
                response.IsRefused ? response.Refusals[0].Code : AuditTrail.Accepted,
                cancellationToken
            );
        return response;
    }

    private Task Write(TRequest request, string outcome, CancellationToken cancellationToken) =>
        audit.Write(
            current.Viewer,
            typeof(TRequest).Name,
            outcome,
            ObjectAccess.SubjectOf(request) ?? subject.Found,
            cancellationToken
        );

    private async Task<Refusal?> Check(TRequest request, CancellationToken cancellationToken)
    {
        if (current.Viewer is not { } viewer)
            return AccessRefusals.NotSignedIn;
        if (!Requires.AnyOf.Any(viewer.May))
            return AccessRefusals.NotPermitted;
        if (
            request is ICommand
            && gates.Select(gate => gate.Closed).FirstOrDefault(closed => closed is not null) is { } closed
        )
            return closed;
        if (await objects.MaySee(viewer, request, cancellationToken))
            return null;
        return await objects.WaitsForNDelius(viewer, request, cancellationToken)
            ? AccessRefusals.WaitsForNDelius
            : AccessRefusals.NotFound;
    }
}
