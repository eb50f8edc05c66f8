using System.Diagnostics;
using System.Diagnostics.Metrics;
using MediatR;

namespace RefMon.Application.Pipeline;

/// <summary>The application's own traces and metrics, named <c>RefMon</c>. Tags are type names and refusal codes, never content.</summary>
public static class RefMonTelemetry
{
    /// <summary>Name of the activity source and the meter.</summary>
    public const string Name = "RefMon";

    internal static readonly ActivitySource Source = new(Name);
    internal static readonly Meter Meter = new(Name);
    internal static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "refmon.request.duration",
        "s",
        "Time a request took in the pipeline"
    );
}

internal sealed class TelemetryBehaviour<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IOutcome<TResponse>
{
    public async Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<TResponse> next
    )
    {
        using var activity = RefMonTelemetry.Source.StartActivity(typeof(TRequest).Name);
        var started = Stopwatch.GetTimestamp();
        var result = "failed";
        try
        {
            var response = await next();
            result = response.IsRefused ? response.Refusals[0].Code : "accepted";
            return response;
        }
        finally
        {
            activity?.SetTag("refmon.outcome", result);
            RefMonTelemetry.Duration.Record(
                Stopwatch.GetElapsedTime(started).TotalSeconds,
                new("refmon.request", typeof(TRequest).Name),
                new("refmon.outcome", result)
            );
        }
    }
}
