using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>
/// Another referral of the same person: a warning, never a block. <paramref name="SameNeeds"/> are the needs that both ask
/// for help with. <paramref name="ConcludedAt"/> is null while it is live. Of one that the viewer may not open, made by
/// another team about a person whom they may see, nothing is said but the service, <paramref name="Team"/> (null where
/// nDelius did not name one) and the dates: <paramref name="Reference"/>, <paramref name="Stage"/> and
/// <paramref name="Conclusion"/> are null.
/// </summary>
public sealed record OtherReferral(
    string? Reference,
    ServiceId ServiceId,
    string ServiceTitle,
    Stage? Stage,
    DateTimeOffset SentAt,
    IReadOnlyList<string> SameNeeds,
    Conclusion? Conclusion,
    DateTimeOffset? ConcludedAt,
    string? Team
)
{
    internal string Mark { get; init; } = "";
}

/// <summary>Reads the other referrals of a person.</summary>
internal sealed class OtherReferrals(
    NpgsqlDataSource database,
    PersonRecords records,
    ListedLimitedAccess limitedAccess,
    TimeProvider time
)
{
    private const int Most = 50;

    /// <summary>For how long after its end a referral that the viewer may not open is still mentioned.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromDays(365);

    /// <summary>Live ones only, of the person of a draft.</summary>
    public async Task<IReadOnlyList<OtherReferral>> LiveOf(OpenDraft open, CancellationToken cancellationToken)
    {
        var askedFor = (open.Chosen.Count > 0 ? open.Chosen : open.Offered).Select(category => category.Id);
        var all = await Of(open.Viewer, open.Draft.PersonId, askedFor, cancellationToken);
        return [.. all.Where(other => other.ConcludedAt is null)];
    }

    /// <summary>What a page that shows these posts back, so that one made meanwhile is not passed over.</summary>
    public static string Shown(IEnumerable<OtherReferral> shown) =>
        string.Join('.', shown.Select(other => other.Mark).Prepend("live"));

    /// <summary>
    /// The live ones that a page did not show and that may make this one a second of the same: to the same service, or for
    /// the same need.
    /// </summary>
    public static IReadOnlyList<OtherReferral> Unseen(
        IEnumerable<OtherReferral> live,
        ServiceId service,
        string shown
    ) =>
        [
            .. live.Where(other => other.ServiceId == service || other.SameNeeds.Count > 0)
                .ExceptBy(shown.Split('.'), other => other.Mark),
        ];

    /// <summary>
    /// Live and past ones, newest first; index case_list_row_person. Needs are compared by category, across regions, with
    /// those the new referral asks for. That nDelius does not keep the person from the viewer has been asked before.
    /// </summary>
    public async Task<IReadOnlyList<OtherReferral>> Of(
        Viewer viewer,
        PersonId person,
        IEnumerable<ServiceCategoryId> askedFor,
        CancellationToken cancellationToken
    )
    {
        var people = await records.Of(person, cancellationToken);
        await using var command = database.CreateCommand(
            $"""
            select case when o.may_open then o.reference end, o.service_title, case when o.may_open then o.stage end, o.sent_at,
                   case when o.may_open then o.conclusion end, o.concluded_at, o.service_id,
                   array(select distinct k.need_name
                         from jsonb_array_elements(d.data -> 'referring' -> 'categories') chosen
                         join service_category k on k.id = (chosen ->> 'id')::uuid
                         where k.need_code in (select need_code from service_category where id = any (@asked_for))
                         order by k.need_name),
                   o.team, o.referral_id
            from (select c.*, {AccessPredicate.ForReferrals(viewer, "c")} may_open, {AccessPredicate.KnownToExist(
                viewer,
                "c"
            )} known
                  from case_list_row c where c.person_id = any (@people) and {ListedLimitedAccess.Reliable("c")}) o
            left join mt_doc_referral d on d.id = o.referral_id
            where o.may_open or (o.known and (o.concluded_at is null or o.concluded_at > @recent))
            order by o.sent_at desc limit {Most}
            """
        );
        command.Parameters.AddWithValue("people", people);
        command.Parameters.AddWithValue("recent", time.GetUtcNow() - Recent);
        command.Parameters.Add(
            new("asked_for", NpgsqlDbType.Array | NpgsqlDbType.Uuid)
            {
                Value = askedFor.Select(category => category.Value).ToArray(),
            }
        );
        AccessPredicate.AddParameters(viewer, command.Parameters);
        limitedAccess.AddParameters(command.Parameters);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var others = new List<OtherReferral>();
        while (await row.ReadAsync(cancellationToken))
            others.Add(Read(row));
        return others;
    }

    private static OtherReferral Read(NpgsqlDataReader row)
    {
        return new(
            Text(0),
            new(row.GetGuid(6)),
            row.GetString(1),
            Text(2) is { } stage ? Enum.Parse<Stage>(stage, ignoreCase: true) : null,
            row.GetFieldValue<DateTimeOffset>(3),
            row.GetFieldValue<string[]>(7),
            Text(4) is { } conclusion ? Enum.Parse<Conclusion>(conclusion, ignoreCase: true) : null,
            row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
            Text(8)
        )
        {
            Mark = DraftJson.Fingerprint(row.GetGuid(9)),
        };

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }
}
