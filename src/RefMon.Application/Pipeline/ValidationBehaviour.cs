using FluentValidation;
using MediatR;
using RefMon.Domain;

namespace RefMon.Application.Pipeline;

/// <summary>Runs the request's validators; every failure becomes a refusal with its field, all of them at once.</summary>
internal sealed class ValidationBehaviour<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IOutcome<TResponse>
{
    public async Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<TResponse> next
    )
    {
        var refusals = new List<Refusal>();
        foreach (var validator in validators)
        {
            var result = await validator.ValidateAsync(request, cancellationToken);
            refusals.AddRange(
                result.Errors.Select(error => new Refusal(error.ErrorCode, error.PropertyName, error.ErrorMessage))
            );
        }
        return refusals.Count > 0 ? TResponse.Refused(refusals) : await next();
    }
}
