using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.Operations;
using RefMon.Application.Referring;

namespace RefMon.Application.CaseLists;

/// <summary>
/// Keeps what RefMon knows of a practitioner's caseload no older than fifteen minutes when they look at their cases.
/// When nDelius is silent the last known caseload serves, however old; the list says how old it is.
/// </summary>
public sealed class Caseload(NpgsqlDataSource database, IProbationCases probationCases, TimeProvider time)
{
    /// <summary>How old the caseload may be before nDelius is asked again.</summary>
    public static readonly TimeSpan Tolerated = TimeSpan.FromMinutes(15);

    /// <summary>Asks nDelius when the caseload is old. Null when it is up to date, otherwise how old it is.</summary>
    public async Task<StaleCaseload?> BringUpToDate(Viewer viewer, CancellationToken cancellationToken)
    {
        var known = await RefreshedAt(viewer.UserName, cancellationToken);
        if (known is { } fresh && time.GetUtcNow() - fresh < Tolerated)
            return null;
        switch (await probationCases.FindCaseload(viewer.UserName, cancellationToken))
        {
            case NeighbourReply<IReadOnlyList<CaseloadEntry>>.Found found:
                await Store(viewer.UserName, [.. found.Value.Select(entry => entry.Crn)], cancellationToken);
                return null;
            // a practitioner nDelius does not know supervises nobody
            case NeighbourReply<IReadOnlyList<CaseloadEntry>>.NotFound:
                await Store(viewer.UserName, [], cancellationToken);
                return null;
            default:
                return new(known);
        }
    }

    private async Task Store(string userName, string[] crns, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(
            Statement("delete from caseload_entry where user_name = $1 and crn <> all ($2)", userName, crns)
        );
        batch.BatchCommands.Add(
            Statement(
                """
                insert into caseload_entry (user_name, crn, refreshed_at) select $1, crn, $3 from unnest($2) crn
                on conflict (user_name, crn) do update set refreshed_at = excluded.refreshed_at
                """,
                userName,
                [.. crns.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                time.GetUtcNow()
            )
        );
        batch.BatchCommands.Add(
            new(
                """
                insert into caseload_refresh (user_name, refreshed_at) values ($1, $2)
                on conflict (user_name) do update set refreshed_at = excluded.refreshed_at
                """
            )
            {
                Parameters =
                {
                    new() { Value = userName },
                    new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
                },
            }
        );
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Statement(string sql, string userName, string[] crns, DateTimeOffset? at = null)
    {
        var statement = new NpgsqlBatchCommand(sql)
        {
            Parameters =
            {
                new() { Value = userName },
                new() { Value = crns },
            },
        };
        if (at is { } instant)
            statement.Parameters.Add(new() { Value = instant, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return statement;
    }

    private async Task<DateTimeOffset?> RefreshedAt(string userName, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select refreshed_at from caseload_refresh where user_name = $1"
        );
        command.Parameters.Add(new() { Value = userName });
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            DateTime at => new DateTimeOffset(at, TimeSpan.Zero),
            _ => null,
        };
    }
}

/// <summary>nDelius did not answer: the caseload is as old as <paramref name="AsOf"/>, or was never known.</summary>
public sealed record StaleCaseload(DateTimeOffset? AsOf);
