using Npgsql;
using RefMon.Application.Access;
using RefMon.Domain;

namespace RefMon.Application.CaseLists;

/// <summary>
/// A live referral that stands beside another of the same person: both to one service, or one of them came with a record that
/// nDelius has merged into the other's (<paramref name="Merged"/>) while both were live. A warning, never a block. Of one
/// that the viewer may not open, nothing is said but the service and the day: <paramref name="Reference"/> is null.
/// </summary>
public sealed record DoubleReferral(
    string? Reference,
    string ServiceTitle,
    DateTimeOffset SentAt,
    bool IsSameService,
    bool Merged
)
{
    internal Guid Id { get; init; }
}

/// <summary>
/// Finds live referrals of one person that may be one too many. A merge of two records by nDelius can bring two people's referrals
/// together without anybody having referred twice.
/// </summary>
internal sealed class DoubleReferrals(
    NpgsqlDataSource database,
    PersonRecords records,
    ListedLimitedAccess limitedAccess
)
{
    private const int Most = 50;

    /// <summary>Those beside one referral that the viewer may see; none when it is not live.</summary>
    public async Task<IReadOnlyList<DoubleReferral>> Beside(
        string reference,
        PersonId person,
        Viewer viewer,
        CancellationToken cancellationToken
    )
    {
        var live = await Live(person, viewer, cancellationToken);
        return live.Find(row => row.Reference == reference) is { } own ? [.. Beside(own, live)] : [];
    }

    /// <summary>All that stand beside another.</summary>
    public async Task<IReadOnlyList<DoubleReferral>> Of(
        PersonId person,
        Viewer viewer,
        CancellationToken cancellationToken
    )
    {
        var live = await Live(person, viewer, cancellationToken);
        return
        [
            .. live.SelectMany(own => Beside(own, live))
                .GroupBy(other => other.Id)
                .Select(beside => beside.MaxBy(other => other.IsSameService)!),
        ];
    }

    private static IEnumerable<DoubleReferral> Beside(LiveReferral own, IReadOnlyList<LiveReferral> live) =>
        from other in live
        where other != own
        let isSame = other.Service == own.Service
        let merged = WereMerged(own, other) || WereMerged(other, own)
        where isSame || merged
        select new DoubleReferral(other.Reference, other.ServiceTitle, other.SentAt, isSame, merged) { Id = other.Id };

    // sent under two records, and both there when the one's was joined with another: the news reaches all referrals of either
    private static bool WereMerged(LiveReferral one, LiveReferral other) =>
        one.SentAs != other.SentAs && one.MergedAt is { } at && one.SentAt <= at && other.SentAt <= at;

    // index: case_list_row_person
    private async Task<List<LiveReferral>> Live(PersonId person, Viewer viewer, CancellationToken cancellationToken)
    {
        var people = await records.Of(person, cancellationToken);
        await using var command = database.CreateCommand(
            $"""
            select case when c.may_open then c.reference end, c.service_id, c.service_title, c.sent_at,
                   (select max((e.data ->> 'at')::timestamptz) from mt_events e
                    where e.stream_id = c.referral_id and e.type = 'person_records_merged'),
                   c.referral_id,
                   (select e.data -> 'person' ->> 'crn' from mt_events e where e.stream_id = c.referral_id and e.version = 1)
            from (select r.*, {AccessPredicate.ForReferrals(viewer, "r")} may_open
                  from case_list_row r
                  where r.person_id = any (@people) and r.concluded_at is null and {ListedLimitedAccess.Reliable("r")}
                    and ({AccessPredicate.ForReferrals(viewer, "r")} or {AccessPredicate.KnownToExist(viewer, "r")})) c
            order by c.sent_at desc, c.reference limit {Most}
            """
        );
        command.Parameters.AddWithValue("people", people);
        AccessPredicate.AddParameters(viewer, command.Parameters);
        limitedAccess.AddParameters(command.Parameters);
        var live = new List<LiveReferral>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            live.Add(
                new(
                    row.GetGuid(5),
                    row.IsDBNull(0) ? null : row.GetString(0),
                    new(row.GetGuid(1)),
                    row.GetString(2),
                    row.GetFieldValue<DateTimeOffset>(3),
                    row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
                    row.GetString(6)
                )
            );
        return live;
    }

    private sealed record LiveReferral(
        Guid Id,
        string? Reference,
        ServiceId Service,
        string ServiceTitle,
        DateTimeOffset SentAt,
        DateTimeOffset? MergedAt,
        string SentAs
    );
}
