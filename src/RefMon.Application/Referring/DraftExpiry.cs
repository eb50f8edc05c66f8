using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using RefMon.Domain;
using RefMon.Domain.Attention;

namespace RefMon.Application.Referring;

/// <summary>How long a draft that nobody works on is kept. Source: the life of a referral (drafts expire).</summary>
public static class DraftLife
{
    /// <summary>Days after the last save.</summary>
    public const int UntouchedDays = 90;

    /// <summary>Days before the end on which its author is warned.</summary>
    public const int WarnedDays = 7;

    /// <summary>The last day on which a draft saved then is there, as far as nobody works on it.</summary>
    public static DateOnly KeptUntil(DateTimeOffset lastSaved) => LondonTime.DayOf(lastSaved).AddDays(UntouchedDays);

    /// <summary>True from seven days before the last day.</summary>
    public static bool EndsSoon(DateTimeOffset lastSaved, DateOnly today) =>
        KeptUntil(lastSaved).DayNumber - today.DayNumber <= WarnedDays;
}

/// <summary>
/// Deletes drafts that nobody has worked on for 90 days, outright: what is left says that it expired, to its author and their team.
/// Runs on every node every few hours; the second one finds nothing to do.
/// </summary>
public sealed partial class DraftExpiry(NpgsqlDataSource database, TimeProvider time, ILogger<DraftExpiry> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(3);

    // index: draft_updated_at; a draft saved at this moment is locked and looked at again, and stays
    private const string DeleteOld = """
        with old as (
            delete from draft where updated_at < $1 and ($3::uuid is null or id = $3) returning id, created_by, created_at, team, service_id
        ), ended as (
            insert into ended_draft (id, created_by, ended_at, expired, team, service_id, began_at)
            select id, created_by, $2, true, team, service_id, created_at from old
        )
        insert into audit_entry (at, account_id, role, action, outcome, subject)
        select $2, null, null, 'ExpireDraft', 'accepted', id::text from old
        """;

    /// <summary>Deletes those whose last day has passed; how many there were.</summary>
    public Task<int> DeleteExpired(CancellationToken cancellationToken) => Delete(null, cancellationToken);

    /// <summary>Deletes this one if its last day has passed; false when it is not there, or was saved since.</summary>
    public async Task<bool> DeleteExpired(DraftId id, CancellationToken cancellationToken) =>
        await Delete(id.Value, cancellationToken) == 1;

    private async Task<int> Delete(Guid? id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = LondonTime.StartOf(LondonTime.DayOf(now).AddDays(-DraftLife.UntouchedDays));
        await using var command = database.CreateCommand(DeleteOld);
        command.Parameters.Add(Instant(before));
        command.Parameters.Add(Instant(now));
        command.Parameters.Add(new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await DeleteExpired(stoppingToken) is > 0 and var deleted)
                    LogDeleted(deleted);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException failure)
            {
                LogFailed(failure.GetType().Name);
            }
            await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static NpgsqlParameter Instant(DateTimeOffset value) =>
        new() { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} drafts expired and were deleted")]
    private partial void LogDeleted(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired drafts could not be deleted now: {Failure}")]
    private partial void LogFailed(string failure);
}
