using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Operations;
using RefMon.Application.Referring;

namespace RefMon.Application.Access;

/// <summary>
/// Keeps what RefMon knows of limited access (restriction and exclusion) no older than fifteen minutes when someone
/// opens a record. When nDelius is silent for longer, people last known to be under limited access are hidden; others
/// are shown.
/// </summary>
public sealed class LimitedAccessFreshness(NpgsqlDataSource database, IProbationCases probationCases, TimeProvider time)
{
    /// <summary>How old an answer may be before nDelius is asked again.</summary>
    public static readonly TimeSpan Tolerated = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Brings the marks of one person up to date when they are old. False when they may not be relied on: nDelius does
    /// not know the person, was never asked, or is silent about somebody under limited access.
    /// </summary>
    public async Task<bool> MayRelyOn(string crn, CancellationToken cancellationToken)
    {
        var known = await Read(crn, cancellationToken);
        if (known is { } fresh && time.GetUtcNow() - fresh.CheckedAt < Tolerated)
            return true;
        return await Ask(crn, known, cancellationToken);
    }

    /// <summary>Whether nDelius knows the person and its last answer is older than tolerated. It is not asked again.</summary>
    public async Task<bool> IsOutOfDate(string crn, CancellationToken cancellationToken) =>
        await Read(crn, cancellationToken) is { } known && time.GetUtcNow() - known.CheckedAt >= Tolerated;

    /// <summary>
    /// Brings the marks up to date as <see cref="MayRelyOn"/> does, whatever the age of nDelius' last answer: before acts that cannot be undone, and when it
    /// says itself that something has changed.
    /// </summary>
    public async Task<bool> AskNow(string crn, CancellationToken cancellationToken) =>
        await Ask(crn, await Read(crn, cancellationToken), cancellationToken);

    /// <summary>
    /// Makes what is known of a person unreliable: they are hidden from everybody until nDelius has answered again, which it
    /// is asked to at the next look.
    /// </summary>
    public static NpgsqlBatchCommand Doubt(string crn) =>
        new("update limited_access set known = false, checked_at = '-infinity' where crn = $1")
        {
            Parameters = { new() { Value = crn } },
        };

    /// <summary>Keeps that nDelius did not know the person just now: they are hidden, and not asked about again at once.</summary>
    public async Task<bool> StoreUnknown(string crn, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Row(crn, new AccessLimitations([], null, [], null), isKnown: false));
        batch.BatchCommands.Add(WithoutNames(crn));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    /// <summary>Stores what nDelius said just now, in one transaction.</summary>
    public async Task<bool> Store(string crn, AccessLimitations limitations, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        foreach (var statement in Statements(crn, limitations))
            batch.BatchCommands.Add(statement);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    private async Task<bool> Ask(
        string crn,
        (bool Limited, DateTimeOffset CheckedAt)? known,
        CancellationToken cancellationToken
    ) =>
        await probationCases.FindRestrictions(crn, cancellationToken) switch
        {
            NeighbourReply<AccessLimitations>.Found found => await Store(crn, found.Value, cancellationToken),
            NeighbourReply<AccessLimitations>.Unavailable => known is { Limited: false },
            _ => !await StoreUnknown(crn, cancellationToken),
        };

    private IEnumerable<NpgsqlBatchCommand> Statements(string crn, AccessLimitations limitations)
    {
        yield return Row(crn, limitations, isKnown: true);
        yield return WithoutNames(crn);
        yield return Names(crn, "restriction", limitations.RestrictedTo);
        yield return Names(crn, "exclusion", limitations.ExcludedFrom);
    }

    private NpgsqlBatchCommand Row(string crn, AccessLimitations limitations, bool isKnown) =>
        new(
            """
            insert into limited_access (crn, restricted, excluded, checked_at, known) values ($1, $2, $3, $4, $5)
            on conflict (crn) do update
            set restricted = excluded.restricted, excluded = excluded.excluded, checked_at = excluded.checked_at,
                known = excluded.known
            """
        )
        {
            Parameters =
            {
                new() { Value = crn },
                new() { Value = limitations.RestrictedTo.Count > 0 },
                new() { Value = limitations.ExcludedFrom.Count > 0 },
                new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = isKnown },
            },
        };

    private static NpgsqlBatchCommand WithoutNames(string crn) =>
        new("delete from limited_access_name where crn = $1") { Parameters = { new() { Value = crn } } };

    private static NpgsqlBatchCommand Names(string crn, string kind, IReadOnlyList<string> userNames) =>
        new(
            """
            insert into limited_access_name (crn, kind, user_name) select $1, $2, lower(n) from unnest($3) n
            on conflict do nothing
            """
        )
        {
            Parameters =
            {
                new() { Value = crn },
                new() { Value = kind },
                new() { Value = userNames.ToArray() },
            },
        };

    private async Task<(bool Limited, DateTimeOffset CheckedAt)?> Read(string crn, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select restricted or excluded, checked_at from limited_access where crn = $1 and known"
        );
        command.Parameters.Add(new() { Value = crn });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return null;
        return (row.GetBoolean(0), row.GetFieldValue<DateTimeOffset>(1));
    }
}
