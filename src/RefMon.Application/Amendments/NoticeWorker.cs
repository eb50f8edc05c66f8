using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RefMon.Application.Amendments;

/// <summary>
/// Follows notices one after the other, on whatever node: each is taken by one at a time, and by another when that one
/// dies. A neighbour that is silent is asked again, later each time; what cannot be followed for long is put aside for an
/// operator, and the nightly sweep looks the person up meanwhile.
/// </summary>
public sealed partial class NoticeWorker(
    IServiceScopeFactory scopes,
    InboundNotices notices,
    ILogger<NoticeWorker> logger
) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>Follows everything that is due; how many notices that were.</summary>
    public async Task<int> FollowDue(CancellationToken cancellationToken)
    {
        var followed = 0;
        while (await notices.Take(cancellationToken) is { } notice)
        {
            await Follow(notice, cancellationToken);
            followed++;
        }
        return followed;
    }

    private async Task Follow(ChangeNotice notice, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var follower = scope.ServiceProvider.GetRequiredService<NewsFollower>();
            if (await follower.Follow(notice.Crn.Value, PartsOf(notice.Kind), cancellationToken) is { } fault)
                await notices.Again(notice, fault, cancellationToken);
            else
                await notices.Done(notice, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // one that fails every time keeps no other waiting
            LogFailed(notice.Id, failure.GetType().Name);
            await notices.Again(notice, fault: null, cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowDue(stoppingToken);
                await notices.Arrived.WaitAsync(Poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // the notice is taken again when its two minutes are over; the kind only, messages may name people
                LogStopped(failure.GetType().Name);
                await Task.Delay(AfterFailure, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static NewsParts PartsOf(ChangeKind kind) =>
        kind switch
        {
            ChangeKind.Person or ChangeKind.Identifiers or ChangeKind.Merge or ChangeKind.Death => NewsParts.Person,
            ChangeKind.Restriction => NewsParts.Restrictions,
            ChangeKind.Officer => NewsParts.Officer,
            ChangeKind.Custody or ChangeKind.Release => NewsParts.Custody,
            ChangeKind.Risk => NewsParts.Risk,
        };

    [LoggerMessage(Level = LogLevel.Error, Message = "Notice {Id} of a neighbour could not be followed: {Error}")]
    private partial void LogFailed(Guid id, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Following neighbours' notices stopped for a moment: {Error}")]
    private partial void LogStopped(string error);
}
