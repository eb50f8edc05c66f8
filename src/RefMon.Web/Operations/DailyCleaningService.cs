using Npgsql;
using RefMon.Application.Operations;

namespace RefMon.Web.Operations;

/// <summary>Runs the cleaning some minutes after the start and then once a day, on every node: it may be repeated.</summary>
internal sealed partial class DailyCleaningService(
    DailyCleaning cleaning,
    TimeProvider time,
    ILogger<DailyCleaningService> log
) : BackgroundService
{
    // a start has better things to do
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(AfterStart, time, stoppingToken);
        while (true)
        {
            try
            {
                var done = await cleaning.Run(stoppingToken);
                LogCleaned(done.EndedDrafts, done.UnusedReferences, done.SavedSearches);
            }
            catch (NpgsqlException away)
            {
                LogAway(away.GetType().Name);
            }
            await Task.Delay(TimeSpan.FromDays(1), time, stoppingToken);
        }
    }

    [LoggerMessage(
        1,
        LogLevel.Information,
        "Cleaned: {EndedDrafts} ended drafts, {UnusedReferences} unused references, {SavedSearches} saved searches"
    )]
    private partial void LogCleaned(int endedDrafts, int unusedReferences, int savedSearches);

    [LoggerMessage(2, LogLevel.Warning, "The daily cleaning did not run: {Error}. It runs again tomorrow")]
    private partial void LogAway(string error);
}
