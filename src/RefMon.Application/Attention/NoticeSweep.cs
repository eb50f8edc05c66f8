using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RefMon.Application.Attention;

/// <summary>
/// Looks every half minute, on every node, for what has come due: urgent notices that nobody has read, e-mail that was held back, and summaries. What
/// fell due while everything was down is done at the start.
/// </summary>
public sealed partial class NoticeSweep(IServiceScopeFactory scopes, ILogger<NoticeSweep> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    /// <summary>One look.</summary>
    public async Task Sweep(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<UnreadEscalation>().Run(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<HeldEmail>().Send(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<DailyDigest>().Send(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // on the machine's clock: a test that moves the application's does not wait for it
            await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await Sweep(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogFailed(failure.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Notices that wait could not be looked at: {Failure}")]
    private partial void LogFailed(string failure);
}

/// <summary>Adds what sends notices that wait.</summary>
public static class NoticeSweepRegistration
{
    /// <summary>Runs the sweep in this process.</summary>
    public static IServiceCollection RunNoticeSweep(this IServiceCollection services)
    {
        services.AddHostedService<NoticeSweep>();
        return services;
    }
}
